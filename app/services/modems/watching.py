"""Once a minute: modems that should work and do not, when each was seen, and what their networks said of the balance."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.services import incidents
from app.services.base import Core
from app.services.modems import balances, rows, sims
from app.store import tables

STOPPED_SECONDS = 15 * 60
AWAY = "away"
SEEN_EVERY = dt.timedelta(minutes=10)

log = logging.getLogger(__name__)


def watch(core: Core) -> int:
    """Open an incident for every SIM of the office whose modem has not worked for a quarter of an hour, and close those that are
    over; returns how many are new. Counted on the clock that never goes back, and from the engine's start."""
    with core.store.read() as session:
        known = rows.known_modems(session, core)
        found = [(channel, rows.modem_of(known, channel)) for channel in sims.channels(session)]
    opened = 0
    for channel, modem in found:
        opened += _look_at(core, channel, modem)
    note_seen(core)
    return opened


def silent_seconds(core: Core, channel: tables.Channel, modem: rows.Known | None) -> float:
    """How long the modem of this SIM has not worked; 0 for a SIM that is new."""
    claimed_on = channel.claimed_on
    if claimed_on is not None and abs(core.clock.now() - claimed_on) < dt.timedelta(seconds=STOPPED_SECONDS):
        return 0.0
    ready_at = core.modems.ready_at(modem.imei) if modem else None
    return core.clock.monotonic() - (core.started_at if ready_at is None else ready_at)


def note_seen(core: Core) -> None:
    """Keep when modems and their SIMs were seen, now and then, and balances at once."""
    with core.store.read() as session:
        known = rows.known_modems(session, core)
        used = sims.channels(session)
        wanted = any(_seen(core, modem) for modem in known) or any(_news(core, session, known, channel) for channel in used)
    if not wanted:
        return
    with core.store.write(durable=False) as work:
        known = rows.known_modems(work.session, core)
        for modem in known:
            on = _seen(core, modem)
            if on is not None and modem.row is not None:
                modem.row.last_seen_on = on
        for channel in sims.channels(work.session):
            _note_channel(core, work.session, known, channel)
        work.commit()


def _look_at(core: Core, channel: tables.Channel, modem: rows.Known | None) -> int:
    is_stopped = silent_seconds(core, channel, modem) >= STOPPED_SECONDS
    with core.store.read() as session:
        is_open = incidents.is_open(session, incidents.MODEM_STOPPED, channel.uuid)
    if is_stopped == is_open or (is_open and (modem is None or modem.state != "ready")):
        return 0
    opened = 0
    with core.store.write() as work:
        now = core.clock.now()
        if is_stopped:
            trouble = (modem.now.trouble if modem and modem.now else "") or AWAY
            opened = incidents.modem_has(work, now, channel, incidents.MODEM_STOPPED, trouble)
            log.warning("modem_not_working channel=%d trouble=%s", channel.id, trouble)
        else:
            incidents.modem_is_over(work, now, channel, incidents.MODEM_STOPPED)
        work.commit()
    return opened


def _seen(core: Core, modem: rows.Known) -> dt.datetime | None:
    """When it was seen, where that is to be kept: long after what is kept, or as it went away."""
    on = core.modems.seen_on(modem.imei)
    if on is None or modem.row is None:
        return None
    kept = modem.row.last_seen_on
    is_long = kept is None or abs(on - kept) >= SEEN_EVERY
    return on if is_long or (modem.now is None and on != kept) else None


def _news(core: Core, session: Session, known: Sequence[rows.Known], channel: tables.Channel) -> bool:
    modem = rows.modem_of(known, channel)
    if modem is None:
        return False
    taught = balances.taught_of(session, channel, modem.operator)
    return not balances.is_kept(channel, balances.balance_of(core, channel, modem.imei, taught))


def _note_channel(core: Core, session: Session, known: Sequence[rows.Known], channel: tables.Channel) -> None:
    modem = rows.modem_of(known, channel)
    if modem is None:
        return
    channel.last_seen_on = core.modems.seen_on(modem.imei) or channel.last_seen_on
    taught = balances.taught_of(session, channel, modem.operator)
    balance = balances.balance_of(core, channel, modem.imei, taught)
    if balance is not None and not balances.is_kept(channel, balance):
        balances.keep(channel, balance)
