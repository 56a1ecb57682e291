"""Modems as staff see them: what the office knows of each, and how it is now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.modems import Modem, ModemList
from app.contracts.phones import PhoneShare
from app.errors import NotFound
from app.ports import ModemNow
from app.services import office_settings
from app.services.base import Core
from app.services.modems import balances, sims
from app.services.phone_rows import read_shares
from app.store import tables

MAX_LISTED = 500
_NAMES = uuid.UUID("6f1d9f3e-3f0b-4a5a-9b0e-7a4f4b6f0c11")
_FIRST = {"ready": 0, "starting": 1, "stopped": 2, "away": 3}


@dataclass(frozen=True, slots=True)
class Known:
    """A modem by its row (None: nothing was ever kept of it) and as it is now (None: it is away). A SIM that the office uses and
    that is in no modem stands here too, as a modem without IMEI (`lost` is its channel)."""

    imei: str
    row: tables.Modem | None
    now: ModemNow | None
    lost: tables.Channel | None = None

    @property
    def uuid(self) -> str:
        return uuid_of(self.imei) if self.lost is None else self.lost.uuid

    @property
    def sim(self) -> sims.Sim:
        """The one that is in it, or was last."""
        if self.lost is not None:
            return sims.sim_of(self.lost)
        kept = sims.Sim(self.row.iccid, self.row.imsi) if self.row else sims.Sim("")
        if self.now is None or not self.now.iccid:
            return kept
        seen = sims.Sim.read(self.now.iccid)
        return kept if kept.is_same(seen) else seen

    @property
    def state(self) -> str:
        return self.now.state if self.now else "away"

    @property
    def maker(self) -> str:
        return (self.now.maker if self.now else "") or (self.row.maker if self.row else "")

    @property
    def model(self) -> str:
        return (self.now.model if self.now else "") or (self.row.model if self.row else "")

    @property
    def operator(self) -> str:
        return (self.now.operator if self.now else "") or (self.row.operator if self.row else "")


def uuid_of(imei: str) -> str:
    """The same before anything is kept of it, as after."""
    return str(uuid.uuid5(_NAMES, imei))


def make_modem(session: Session, imei: str) -> tables.Modem:
    """Its row, a new one where there is none."""
    row = session.scalar(select(tables.Modem).where(tables.Modem.imei == imei))
    if row is None:
        row = tables.Modem(uuid=uuid_of(imei), imei=imei)
        session.add(row)
        session.flush()
    return row


def known_modems(session: Session, core: Core) -> list[Known]:
    rows = {row.imei: row for row in session.scalars(select(tables.Modem).order_by(tables.Modem.id.desc()).limit(MAX_LISTED))}
    here = core.modems.all()
    known = [Known(imei, rows.get(imei), here.get(imei)) for imei in dict.fromkeys([*here, *rows])]
    lost = [channel for channel in sims.channels(session) if modem_of(known, channel) is None]
    return [*known, *(Known("", None, None, channel) for channel in lost)]


def find(session: Session, core: Core, modem: str) -> Known:
    """Raises NotFound."""
    found = next((one for one in known_modems(session, core) if one.uuid == modem), None)
    if found is None:
        raise NotFound("modem", modem[:64])
    return found


def find_channel(session: Session, core: Core, modem: str) -> tuple[Known, tables.Channel]:
    """A modem whose SIM the office uses. Raises NotFound."""
    found = find(session, core, modem)
    channel = sims.channel_of(session, found.sim) if found.sim.is_known else None
    if channel is None:
        raise NotFound("channel", modem[:64])
    return found, channel


def modem_of(modems: Iterable[Known], channel: tables.Channel) -> Known | None:
    """The modem that has this SIM, or had it last."""
    sim = sims.sim_of(channel)
    having = [one for one in modems if one.sim.is_same(sim)]
    return min(having, key=lambda one: _FIRST[one.state], default=None)


def seen_on(session: Session, core: Core, channel: tables.Channel) -> dt.datetime | None:
    """When the modem of a SIM was seen last; of other channels what is kept."""
    modem = modem_of(known_modems(session, core), channel) if channel.kind == sims.KIND else None
    return (core.modems.seen_on(modem.imei) if modem else None) or channel.last_seen_on


def read_list(session: Session, core: Core) -> ModemList:
    obstacles, ports = core.modems.surroundings()
    chosen = list(office_settings.read(session, office_settings.MODEM_PORTS, []))
    return ModemList(_read(session, core, known_modems(session, core)), obstacles, ports, chosen)


def read_modem(session: Session, core: Core, modem: str) -> Modem:
    return _read(session, core, [find(session, core, modem)])[0]


def _read(session: Session, core: Core, modems: Sequence[Known]) -> list[Modem]:
    used = sims.channels(session)
    shares = read_shares(session, core.clock.now(), [channel.id for channel in used])
    made = []
    for modem in modems:
        channel = next((one for one in used if sims.sim_of(one).is_same(modem.sim)), None)
        made.append(_as_modem(session, core, modem, channel, shares.get(channel.id, []) if channel else []))
    return sorted(made, key=lambda one: (_FIRST[one.state], one.name or one.maker, one.model, one.imei))


def _as_modem(session: Session, core: Core, modem: Known, channel: tables.Channel | None, shares: list[PhoneShare]) -> Modem:
    row, now = modem.row, modem.now or _absent(modem)
    of_channel = _of_channel(session, core, modem, channel, shares) if channel else {}
    paused = sims.SimSettings.of(channel).paused if channel else ""
    return Modem(
        uuid=modem.uuid,
        imei=modem.imei,
        maker=modem.maker,
        model=modem.model,
        port=now.port,
        state=now.state,
        trouble=now.trouble or paused,
        holder=now.holder,
        warnings=list(now.warnings),
        is_ignored=bool(row and row.is_ignored),
        sim=modem.sim.iccid,
        operator=modem.operator,
        registration=now.registration,
        signal=now.signal,
        stored=now.stored,
        places=now.places,
        last_seen_on=core.modems.seen_on(modem.imei) or (row.last_seen_on if row else None),
        **of_channel,
    )


def _absent(modem: Known) -> ModemNow:
    return ModemNow(modem.imei, "", "", "", "away")


def _of_channel(session: Session, core: Core, modem: Known, channel: tables.Channel, shares: list[PhoneShare]) -> dict[str, Any]:
    known = sims.SimSettings.of(channel)
    taught = balances.taught_of(session, channel, modem.operator)
    return {
        "channel": channel.uuid,
        "name": channel.name,
        "number": channel.address,
        "workspaces": [share.workspace for share in shares],
        "shares": shares,
        "seconds_a_part": known.seconds_a_part,
        "daily_limit": known.daily_limit,
        "hangs_up": known.hangs_up,
        "sent_today": sims.sent_today(session, core, channel.id),
        "queued": sum(share.queued for share in shares),
        "balance_code": taught.code if taught else "",
        "balance": balances.balance_of(core, channel, modem.imei, taught),
    }
