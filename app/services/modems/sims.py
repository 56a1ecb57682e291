"""The SIM of a modem is a channel of the office, and stays that channel in whatever modem it is.

The channel's `config` holds `iccid` and `imsi`; `seconds_a_part`, `daily_limit` and `hangs_up`; `paused` (empty, `credit`,
`sim_barred`); and `balance`, as its operator told it last (`amount`, `said`, `checked_on` in RFC 3339).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.ports import ModemUse
from app.services import office_settings, radio
from app.services.base import Core
from app.services.outbox_rows import CLOCK_TOLERANCE, FAILED, midnight
from app.services.outgoing import SENDING_STATES
from app.store import tables

KIND = "modem"
DAILY_LIMIT = 200
PAUSES = ("credit", "sim_barred")
# Modems tell an ICCID with or without its check digit. Source: ITU-T E.118: 19 digits, as a rule.
LEAST_ICCID = 18


@dataclass(frozen=True, slots=True)
class Sim:
    """Either may be empty where the modem could not read it."""

    iccid: str
    imsi: str = ""

    @classmethod
    def read(cls, iccid: str, imsi: str = "") -> Sim:
        """Digits only: modems fill up with F, and add what is no part of it."""
        return cls(_digits(iccid), _digits(imsi))

    @property
    def is_known(self) -> bool:
        return bool(self.iccid or self.imsi)

    def is_same(self, other: Sim) -> bool:
        if self.iccid and other.iccid:
            long, short = sorted((self.iccid, other.iccid), key=len, reverse=True)
            return long == short or (len(short) >= LEAST_ICCID and long.startswith(short))
        return bool(self.imsi) and self.imsi == other.imsi


@dataclass(frozen=True, slots=True)
class SimSettings:
    """What staff set, and whether it is paused (`PAUSES`; empty: it is not)."""

    seconds_a_part: float
    daily_limit: int
    hangs_up: bool
    paused: str

    @classmethod
    def of(cls, channel: tables.Channel) -> SimSettings:
        config = channel.config or {}
        return cls(
            float(config.get("seconds_a_part", radio.MODEM_SECONDS_A_PART)),
            int(config.get("daily_limit", DAILY_LIMIT)),
            bool(config.get("hangs_up", False)),
            str(config.get("paused", "")),
        )


def change(channel: tables.Channel, **values: Any) -> None:
    """Set some of its config."""
    channel.config = {**(channel.config or {}), **values}


def sim_of(channel: tables.Channel) -> Sim:
    config = channel.config or {}
    return Sim(str(config.get("iccid", "")), str(config.get("imsi", "")))


def channels(session: Session, *, are_used: bool = True) -> Sequence[tables.Channel]:
    """Of all SIMs that the office uses, or also of those that it used once; an office has few."""
    query = select(tables.Channel).where(tables.Channel.kind == KIND).order_by(tables.Channel.id.desc())
    if are_used:
        query = query.where(tables.Channel.state.in_(SENDING_STATES))
    return session.scalars(query).all()


def channel_of(session: Session, sim: Sim, *, is_used: bool = True) -> tables.Channel | None:
    """The channel of this SIM; None: the office does not use it (or never did)."""
    return next((one for one in channels(session, are_used=is_used) if sim_of(one).is_same(sim)), None)


def find_used(session: Session, channel_id: int) -> tables.Channel | None:
    """A SIM's channel that is used; None: it was let go, or is none."""
    channel = session.get(tables.Channel, channel_id)
    return channel if channel is not None and channel.kind == KIND and channel.state in SENDING_STATES else None


def find(session: Session, channel_id: int) -> tables.Channel:
    """A SIM's channel, whether it is used or not. Raises NotFound."""
    channel = session.get(tables.Channel, channel_id)
    if channel is None or channel.kind != KIND:
        raise NotFound("channel", channel_id)
    return channel


def read_use(session: Session, core: Core, channel: tables.Channel | None) -> ModemUse:
    """None: nobody uses the SIM."""
    if channel is None:
        return ModemUse(None, radio.MODEM_SECONDS_A_PART, DAILY_LIMIT, hangs_up=False, paused="", sent_today=0)
    known = SimSettings.of(channel)
    return ModemUse(
        channel.id, known.seconds_a_part, known.daily_limit, known.hangs_up, known.paused, sent_today(session, core, channel.id)
    )


def timezone(session: Session) -> str:
    """The office's: a SIM's day is the office's."""
    return office_settings.office(session).get("timezone", "UTC")


def sent_today(session: Session, core: Core, channel_id: int) -> int:
    """Parts that went, or may have gone, since the office's midnight."""
    part, now = tables.AttemptPart, core.clock.now()
    query = select(func.count()).where(
        part.channel_id == channel_id,
        part.begun_on >= midnight(now, timezone(session)),
        part.begun_on < now + CLOCK_TOLERANCE,
        part.state != FAILED,
    )
    return session.scalar(query) or 0


def _digits(text: str) -> str:
    return "".join(char for char in text[:40] if char.isascii() and char.isdigit())
