"""What a broadcast or a start would come to, before anybody is written to: messages, segments, phones and time.

It is made for some of the contacts, as it would be for all, and thrown away.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts.broadcasts import Estimate, LanguageEstimate, PhoneEstimate
from app.engine import gsm7, urns
from app.engine.contact import Contact
from app.services import contacts, outgoing, radio, sending_time
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.contact_matching import read_contacts
from app.services.flow_runtime import runtime_of
from app.services.modems import rows as modems
from app.services.modems import sims
from app.services.outbox_rows import BULK, MAX_AGE, UNSENT, spent_today
from app.services.reaching import SECONDS, Asked, sample
from app.store import tables
from app.store.folders import is_unsent

SAMPLED = 200  # contacts
COUNTING = 2.0  # of the seconds that it may take in all
AVERAGED = 200  # messages of which the mean of segments is taken, where many wait


@dataclass(frozen=True, slots=True)
class Said:
    """A message to a contact. `language` empty: there is none."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Words:
    """What one contact would get. `is_partial`: more may follow that can not be foreseen."""

    said: Sequence[Said]
    is_partial: bool = False


Speak = Callable[[WorkspaceAssets, Contact], Words]


def estimate(core: Core, asked: Asked, speak: Speak) -> Estimate:
    """`speak` says what a contact gets; what it changes of the contact is lost."""
    begun = core.clock.monotonic()
    found, until = sample(core, asked, SAMPLED, begun + COUNTING), begun + SECONDS
    with core.store.read() as session:
        shared = runtime_of(core).assets.get(session, asked.workspace_id)
        people = [*_known(session, shared, found.contact_ids), *_strangers(core, shared, asked.wanted.urns[:SAMPLED])]
        tried = _Tried(outgoing.serving(session, asked.workspace_id))
        for urn, contact in people:
            if tried.contacts and core.clock.monotonic() > until:
                break
            tried.add(urn, speak(shared, contact))
        phones = [_phone(core, session, asked.workspace_id, use, tried.scaled(found.count)) for use in tried.phones.values()]
    return _result(core.clock.now(), found.count, is_complete=found.is_complete, tried=tried, phones=phones)


def _result(now: dt.datetime, count: int, *, is_complete: bool, tried: _Tried, phones: Sequence[PhoneEstimate]) -> Estimate:
    scale = tried.scaled(count)
    ends = [phone.done_on for phone in phones]
    last = max((end for end in ends if end is not None), default=None)
    return Estimate(
        contacts=count,
        is_complete=is_complete,
        sampled=tried.contacts,
        messages=scale(tried.total.messages),
        segments=scale(tried.total.segments),
        longest=tried.total.longest,
        unreachable=scale(tried.unreachable),
        languages=[
            LanguageEstimate(code, scale(use.messages), scale(use.segments), use.longest)
            for code, use in sorted(tried.languages.items(), key=lambda one: (-one[1].messages, one[0]))
        ],
        phones=sorted(phones, key=lambda phone: (-phone.segments, phone.name)),
        done_on=None if None in ends else last,
        is_too_late=any(end is None or end > now + MAX_AGE for end in ends),
        is_partial=tried.is_partial,
    )


@dataclass(slots=True)
class _Use:
    channel: tables.Channel | None = None
    messages: int = 0
    segments: int = 0
    longest: int = 0

    def add(self, segments: int) -> None:
        self.messages += 1
        self.segments += segments
        self.longest = max(self.longest, segments)


@dataclass(slots=True)
class _Tried:
    """What was made for the sample. Messages that nothing would carry are in no count but `unreachable`, of contacts."""

    serving: Sequence[tables.Channel]
    contacts: int = 0
    unreachable: int = 0
    is_partial: bool = False
    total: _Use = field(default_factory=_Use)
    phones: dict[int, _Use] = field(default_factory=dict)
    languages: dict[str, _Use] = field(default_factory=dict)

    def add(self, urn: tables.ContactUrn | None, words: Words) -> None:
        self.contacts += 1
        self.is_partial = self.is_partial or words.is_partial
        to = outgoing.choose(urn, None, self.serving).channel
        if to is None:
            self.unreachable += 1
            return
        for said in words.said:
            segments = gsm7.segments(said.text)
            for use in (
                self.total,
                self.phones.setdefault(to.id, _Use(to)),
                self.languages.setdefault(said.language, _Use()),
            ):
                use.add(segments)

    def scaled(self, count: int) -> Callable[[int], int]:
        """From the sample to all."""
        return lambda number: round(number * count / self.contacts) if self.contacts else 0


def _known(
    session: Session, shared: WorkspaceAssets, contact_ids: Iterable[int]
) -> list[tuple[tables.ContactUrn | None, Contact]]:
    contact, keys = tables.Contact, sorted(contact_ids)
    rows = session.scalars(select(contact).where(contact.id.in_(keys)).order_by(contact.id)).all()
    preferred = outgoing.preferred_urns(session, keys)
    return [(preferred.get(row.id), made) for row, made in read_contacts(session, shared, rows)]


def _strangers(core: Core, shared: WorkspaceAssets, identities: Sequence[str]) -> list[tuple[tables.ContactUrn | None, Contact]]:
    """Numbers that are nobody's, as the contacts that would be made of them."""
    found: list[tuple[tables.ContactUrn | None, Contact]] = []
    for identity in identities:
        parts, made_on = urns.parse(identity), contacts.time_text(core.clock.now())
        row = tables.ContactUrn(identity=identity, scheme=parts.scheme, path=parts.path)
        data = {"uuid": ids.uuid4(), "created_on": made_on, "urns": [identity]}
        found.append((row if row.scheme in outgoing.SCHEMES else None, Contact.read(data, shared.assets)))
    return found


# Phones


def _phone(core: Core, session: Session, workspace_id: int, use: _Use, scale: Callable[[int], int]) -> PhoneEstimate:
    channel, now = use.channel, core.clock.now()
    assert channel is not None
    rate = radio.rate_of(channel.kind, channel.config)
    replies, bulk = _waiting(session, channel.id)
    added = scale(use.segments)
    lines = _lines(core, session, channel.id, {**bulk, workspace_id: bulk.get(workspace_id, 0) + added}, first=workspace_id)
    limit = _day_limit(core, session, channel)
    done = sending_time.done_on(now, rate.seconds_a_part, replies, lines, limit) if added else now
    done = _full_minute(done) if done is not None else None
    seen = core.presence.get(channel.id)
    return PhoneEstimate(
        phone=channel.uuid,
        name=channel.name,
        messages=scale(use.messages),
        segments=added,
        waiting=round(replies + sum(bulk.values())),
        segments_per_minute=round(60 / rate.seconds_a_part, 2),
        minutes=None if done is None else max(0, math.ceil((done - now).total_seconds() / 60)),
        done_on=done,
        last_seen_on=seen.on if seen else modems.seen_on(session, core, channel),
    )


def _day_limit(core: Core, session: Session, channel: tables.Channel) -> sending_time.DayLimit | None:
    if channel.kind != sims.KIND:
        return None
    parts = sims.SimSettings.of(channel).daily_limit
    return sending_time.DayLimit(parts, sims.sent_today(session, core, channel.id), sims.timezone(session))


def _full_minute(moment: dt.datetime) -> dt.datetime:
    """Rounded up."""
    rest = dt.timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment - rest + dt.timedelta(minutes=1) if rest else moment


def _waiting(session: Session, channel_id: int) -> tuple[float, dict[int, float]]:
    """Segments of replies, and of bulk by workspace: those not handed over, and those that the phone has still to send."""
    replies, bulk = 0.0, dict[int, float]()
    msg, attempt = tables.Msg, tables.Attempt
    for status in UNSENT:
        mine = (is_unsent(), msg.channel_id == channel_id, msg.status == status)
        groups = select(msg.workspace_id, msg.priority, func.count()).where(*mine).group_by(msg.workspace_id, msg.priority)
        for workspace_id, priority, count in session.execute(groups).all():
            some = select(msg.segments).where(*mine, msg.workspace_id == workspace_id, msg.priority == priority)
            mean = select(func.avg(some.order_by(msg.id).limit(AVERAGED).subquery().c.segments))
            segments = count * float(session.scalar(mean) or 1)
            if priority > BULK:
                replies += segments
            else:
                bulk[workspace_id] = bulk.get(workspace_id, 0) + segments
    held = select(func.coalesce(func.sum(attempt.segments), 0)).where(attempt.channel_id == channel_id, attempt.state == "handed")
    return replies + float(session.scalar(held) or 0), bulk


def _lines(core: Core, session: Session, channel_id: int, parts: dict[int, float], *, first: int) -> list[sending_time.Line]:
    """Of each workspace that has something waiting, `first` before the others."""
    link, space = tables.ChannelWorkspace, tables.Workspace
    query = select(link, space).join(space, space.id == link.workspace_id).where(link.channel_id == channel_id)
    shares = {
        found.id: (share, found) for share, found in session.execute(query) if parts.get(found.id) and not found.is_archived
    }
    zones = {key: found.timezone for key, (share, found) in shares.items() if share.daily_budget is not None}
    spent = spent_today(session.connection(), channel_id, core.clock.now(), zones)
    return [
        sending_time.Line(
            parts=parts[key],
            weight=share.weight,
            timezone=found.timezone,
            quiet_from=found.quiet_from,
            quiet_until=found.quiet_until,
            daily_budget=share.daily_budget,
            spent=spent.get(key, 0),
        )
        for key, (share, found) in sorted(shares.items(), key=lambda one: (one[0] != first, one[0]))
    ]
