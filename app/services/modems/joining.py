"""Messages that come in by parts: in any order, twice, hours apart, and not always all of them.

Parts belong together by channel, sender, reference, its bits and the total, within a day by the office's clock: the service
centre's is often wrong by hours or years, and only says which of several messages a part is nearest to. A part whose place is
taken by another text begins a new message. What is not complete six hours after its last part is handed over with the gaps
marked; what comes later is joined to a message of its own, with a mark where the earlier one stands. Nothing is handed over
twice: parts are remembered, without their text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.engine import urns
from app.ports import SmsPart
from app.services.base import Core
from app.services.inbox import URN_INVALID, Incoming, clean_text, keep
from app.store import tables
from app.store.database import UnitOfWork

WINDOW = dt.timedelta(hours=24)
TIMEOUT = dt.timedelta(hours=6)  # since its last part. Source: smstools' default
# A sender that heard no answer sends a part again; later than that it is meant.
REPEATED = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=90)
MAX_CHARACTERS = 10_000
MAX_PDU = 1000
MAX_PARTS = 255
GAP = "[…]"
MOST_LOOKED_AT = 1000  # parts of one sender and reference: a flood must not make each cost more than the one before
WAITING, JOINED = "waiting", "joined"
BATCH = 200

_Part = tables.SmsPart


@dataclass(frozen=True, slots=True)
class Arrived:
    """A part, and who sent it as a URN. `signs` know it again; the first is its own."""

    part: SmsPart
    address: str
    signs: Sequence[str]


def is_part(part: SmsPart) -> bool:
    """Numbers that make no sense make a message of its own. Source: TS 23.040 9.2.3.24.1."""
    return 1 < part.total <= MAX_PARTS and 1 <= part.number <= part.total


def take_part(core: Core, work: UnitOfWork, channel_id: int, arrived: Arrived) -> None:
    """Keep a part that is new; hand the message over when it was the last."""
    session, now = work.session, core.clock.now()
    part, address, signs = arrived.part, arrived.address, arrived.signs
    known = select(_Part.id).where(_Part.channel_id == channel_id, _Part.sign.in_(signs))
    if session.scalar(known.limit(1)) is not None:
        return
    digest = hashlib.sha256(part.text.encode("utf-8", "surrogatepass")).hexdigest()
    messages = _messages(session, channel_id, arrived, now)
    if any(_is_repeated(row, part, digest) for rows in messages for row in rows):
        return
    row = _Part(
        channel_id=channel_id,
        address=address,
        bits=part.bits,
        reference=part.reference,
        total=part.total,
        number=part.number,
        first_id=_place(messages, part, now),
        sign=signs[0],
        digest=digest,
        sent_on=part.sent_on,
        received_on=now,
        pdu=part.pdu[:MAX_PDU],
        text=clean_text(part.text),
        state=WAITING,
    )
    session.add(row)
    session.flush()
    if row.first_id is None:
        row.first_id = row.id
        session.flush()
    rows = _rows(session, row.first_id)
    if len(rows) == part.total:
        _hand_over(core, work, rows)


def hand_over_late(core: Core) -> int:
    """Hand over what was not completed in time; returns how many messages. Every minute.

    Parts that came in the future came before the clock was set back: those too.
    """
    now = core.clock.now()
    is_waiting = text("sms_part.state = 'waiting'")
    with core.store.read() as session:
        waiting = session.execute(select(_Part.first_id, _Part.received_on).where(is_waiting).order_by(_Part.id)).all()
    fresh = {row.first_id for row in waiting if now - TIMEOUT < row.received_on <= now + WINDOW}
    late = [first_id for first_id in dict.fromkeys(row.first_id for row in waiting) if first_id not in fresh]
    for first_id in late[:BATCH]:
        with core.store.write() as work:
            _hand_over(core, work, _rows(work.session, first_id))
            work.commit()
    return len(late)


def _messages(session: Session, channel_id: int, arrived: Arrived, now: dt.datetime) -> list[list[tables.SmsPart]]:
    """Those that began within the window and that the part may belong to, the oldest first; each with its parts."""
    part = arrived.part
    query = select(_Part).where(
        _Part.channel_id == channel_id,
        _Part.address == arrived.address,
        _Part.reference == part.reference,
        _Part.bits == part.bits,
        _Part.total == part.total,
        _Part.received_on.between(now - WINDOW, now + WINDOW),
    )
    found: dict[int | None, list[tables.SmsPart]] = {}
    for row in reversed(session.scalars(query.order_by(_Part.id.desc()).limit(MOST_LOOKED_AT)).all()):
        if row.id == row.first_id or row.first_id in found:
            found.setdefault(row.first_id, []).append(row)
    return list(found.values())


def _is_repeated(row: tables.SmsPart, part: SmsPart, digest: str) -> bool:
    """The same part once more. After its message is complete, only if it was sent at about the same time."""
    if (row.number, row.digest) != (part.number, digest):
        return False
    if row.state == WAITING or row.sent_on is None or part.sent_on is None:
        return True
    return abs(row.sent_on - part.sent_on) <= REPEATED


def _place(messages: Sequence[Sequence[tables.SmsPart]], part: SmsPart, now: dt.datetime) -> int | None:
    """The message that lacks this part; of several the one that was sent at the nearest time, else the oldest."""
    free = [rows for rows in messages if all(row.number != part.number for row in rows)]

    def distance(rows: Sequence[tables.SmsPart]) -> dt.timedelta:
        sent = [row.sent_on for row in rows if row.sent_on is not None]
        if part.sent_on is None or not sent:
            return min(abs(now - row.received_on) for row in rows)
        return min(abs(part.sent_on - one) for one in sent)

    nearest = min(free, key=distance, default=None)
    return nearest[0].first_id if nearest else None


def _rows(session: Session, first_id: int | None) -> Sequence[tables.SmsPart]:
    return session.scalars(select(_Part).where(_Part.first_id == first_id).order_by(_Part.number)).all()


def _hand_over(core: Core, work: UnitOfWork, rows: Sequence[tables.SmsPart]) -> None:
    """What of a message's parts (by number) still waits becomes an inbound."""
    waiting = [row for row in rows if row.state == WAITING]
    if not waiting:
        return
    first = waiting[0]
    said = clean_text(_text(core, waiting, first.total), MAX_CHARACTERS)
    key = hashlib.sha256("\0".join(["parts", *(row.sign for row in waiting)]).encode()).hexdigest()
    came = Incoming(first.address, said, first.sent_on or first.received_on, key)
    keep(core, work, first.channel_id, came, error=None if urns.is_valid(first.address) else URN_INVALID)
    for row in waiting:
        row.state, row.pdu, row.text = JOINED, "", ""
    work.session.flush()


def _text(core: Core, waiting: Sequence[tables.SmsPart], total: int) -> str:
    """Parts that follow one another are read together: a character may lie on both sides of a cut."""
    by_number = {row.number: row for row in waiting}
    found = []
    for is_here, numbers in groupby(range(1, total + 1), lambda number: number in by_number):
        found.append(_read(core, [by_number[number] for number in numbers]) if is_here else GAP)
    return "".join(found)


def _read(core: Core, run: Iterable[tables.SmsPart]) -> str:
    parts = list(run)
    joined = core.join_parts([row.pdu for row in parts]) if core.join_parts else None
    return "".join(row.text for row in parts) if joined is None else joined
