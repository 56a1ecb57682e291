"""Triggers of a file, those under our own key included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.services.keywords import FIRST_WORD, KEYWORD, ONLY_WORD, REFERRAL, read_keyword
from app.services.schedules import DAYS, MONTHLY, NEVER, REPEATS, WEEKLY, NewSchedule
from app.services.triggers import MAX_KEYWORDS, MAX_REFERRER_CHARACTERS, SCHEDULE, NewTrigger, startable_by
from app.services.workspace_file.items import Json, integer, reference, references, shown, text
from app.services.workspace_file.known import KnownTrigger
from app.services.workspace_file.plan import CREATED, SKIPPED, UNCHANGED, UPDATED, PlannedTrigger
from app.services.workspace_file.planning import Planner
from app.services.workspace_file.reading import EXTRAS

CODES = {
    "K": KEYWORD,
    "C": "catch_all",
    "S": SCHEDULE,
    "V": "inbound_call",
    "M": "missed_call",
    "N": "new_conversation",
    "R": REFERRAL,
    "T": "closed_ticket",
    "I": "opt_in",
    "O": "opt_out",
}
MATCH_TYPES = {"F": FIRST_WORD, "O": ONLY_WORD}


@dataclass(slots=True)
class _Answers:
    """Triggers by what sets them off, so that looking for conflicts does not look at all of them."""

    places: dict[tuple[str, str | None, str], list[tuple[NewTrigger, str]]] = field(default_factory=dict)

    def add(self, new: NewTrigger, name: str) -> None:
        for place in _places(new):
            self.places.setdefault(place, []).append((new, name))

    def conflicting(self, new: NewTrigger) -> dict[str, NewTrigger]:
        found = (pair for place in _places(new) for pair in self.places.get(place, ()))
        return {name: other for other, name in found if new.conflicts_with(other)}


def _places(new: NewTrigger) -> list[tuple[str, str | None, str]]:
    words = new.keywords if new.type == KEYWORD else (new.referrer_id.casefold(),)
    return [(new.type, new.channel, word) for word in words]


@dataclass(slots=True)
class _State:
    """What is here and what of the file was planned already. `of_flow`: both, by UUID of the flow."""

    planner: Planner
    now: dt.datetime
    here: _Answers = field(default_factory=_Answers)
    planned: _Answers = field(default_factory=_Answers)
    of_flow: dict[str, list[KnownTrigger]] = field(default_factory=dict)
    planned_of_flow: dict[str, list[NewTrigger]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.planner.known.triggers:
            self.of_flow.setdefault(one.flow_uuid, []).append(one)
            if not one.is_archived:
                self.here.add(one.new, one.uuid)

    def take(self, flow: str, new: NewTrigger, restored: str | None = None) -> None:
        replaced = tuple(self.here.conflicting(new))
        self.planner.plan.triggers.append(PlannedTrigger(flow, new, restored, replaced))
        self.planned.add(new, str(len(self.planner.plan.triggers)))
        self.planned_of_flow.setdefault(flow, []).append(new)


def plan_triggers(planner: Planner, now: dt.datetime) -> None:
    state = _State(planner, now)
    for item in planner.file.section("triggers"):
        _plan_one(state, item, "triggers")
    for item in planner.file.our_own("triggers"):
        _plan_one(state, item, f"{EXTRAS}.triggers")


def _plan_one(state: _State, item: Any, section: str) -> None:
    planner = state.planner
    if not isinstance(item, Mapping):
        planner.plan.note("trigger", shown(item), SKIPPED, "malformed", section)
        return
    words = _keywords(item)
    line = _Line(planner, " ".join(words)[:100] or text(item.get("flow"), "name"), section)
    kind = CODES.get(text(item, "trigger_type"))
    flow = planner.flow_here(item.get("flow"))
    reason = _why_no_flow(planner, kind, flow) or _why_not(item, kind, words, state.now)
    if reason is not None or kind is None or flow is None:
        line.note(SKIPPED, reason)
        return
    new, note = _read(planner, item, kind, words)
    if new is None:
        line.note(SKIPPED, note)
    else:
        _place(state, line, flow, new, note)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where what happens to one trigger is noted."""

    planner: Planner
    name: str
    section: str

    def note(self, outcome: str, reason: str | None) -> None:
        self.planner.plan.note("trigger", self.name, outcome, reason, self.section)


def _why_no_flow(planner: Planner, kind: str | None, flow: str | None) -> str | None:
    if kind is None:
        return "trigger_type_unknown"
    if flow is None:
        return "flow_missing"
    return None if planner.flow_types.get(flow) in startable_by(kind) else "flow_type_not_supported"


def _why_not(item: Json, kind: str | None, words: Sequence[str], now: dt.datetime) -> str | None:
    if kind == KEYWORD and not any(read_keyword(word) for word in words):
        return "keyword_invalid"
    if kind == SCHEDULE:
        schedule = _schedule(item.get("schedule"))
        past = schedule is not None and schedule.repeat == NEVER and (schedule.first is None or schedule.first <= now)
        return "schedule_missing" if schedule is None or past else None
    return None


def _read(planner: Planner, item: Json, kind: str, words: Sequence[str]) -> tuple[NewTrigger | None, str | None]:
    """The trigger with a note, or None with the reason."""
    read = list(dict.fromkeys(word for word in map(read_keyword, words) if word))[:MAX_KEYWORDS] if kind == KEYWORD else []
    note = "keyword_invalid" if kind == KEYWORD and any(read_keyword(word) is None for word in words) else None
    groups, missing = _groups(planner, item, "groups")
    excluded, missing_excluded = _groups(planner, item, "exclude_groups")
    if missing or missing_excluded:
        return None, "group_missing"
    channel = None
    if item.get("channel") and kind != SCHEDULE:
        channel = planner.channel(*reference(item.get("channel")))
        note = note or ("channel_unknown" if channel is None else None)
    contacts: frozenset[str] = frozenset()
    if kind == SCHEDULE:
        named = {uuid for uuid, _ in references(item, "contacts")}
        contacts = frozenset(named) & planner.known.contacts
        note = note or ("contact_unknown" if named - contacts else None)
        if not contacts and not groups:
            return None, "contact_unknown" if named else "group_missing"
    return (
        NewTrigger(
            type=kind,
            keywords=tuple(read),
            match_type=MATCH_TYPES.get(text(item, "match_type"), FIRST_WORD) if kind == KEYWORD else FIRST_WORD,
            channel=channel,
            groups=groups,
            exclude_groups=excluded - groups,
            contacts=contacts,
            schedule=_schedule(item.get("schedule")) if kind == SCHEDULE else None,
            referrer_id=text(item, "referrer_id")[:MAX_REFERRER_CHARACTERS] if kind == REFERRAL else "",
        ),
        note,
    )


def _place(state: _State, line: _Line, flow: str, new: NewTrigger, note: str | None) -> None:
    """Here already, twice in the file, one that comes back from the archive, or new."""
    same = [one for one in state.of_flow.get(flow, ()) if one.new.same_as(new)]
    conflicting = state.planned.conflicting(new)
    if any(not one.is_archived for one in same):
        line.note(UNCHANGED, note)
    elif any(one.same_as(new) for one in state.planned_of_flow.get(flow, ())):
        line.note(SKIPPED, "trigger_twice")
    elif conflicting:
        _place_the_rest(state, line, flow, new, conflicting)
    elif same:
        state.take(flow, new, same[0].uuid)
        line.note(UPDATED, "was_archived")
    else:
        state.take(flow, new)
        line.note(CREATED, note)


def _place_the_rest(state: _State, line: _Line, flow: str, new: NewTrigger, conflicting: Mapping[str, NewTrigger]) -> None:
    """Of keywords that the file has twice, the first trigger has them; the other keeps what is its own."""
    taken = {word for one in conflicting.values() for word in one.keywords}
    left = tuple(word for word in new.keywords if word not in taken)
    if new.type == KEYWORD and left:
        state.take(flow, replace(new, keywords=left))
        line.note(CREATED, "trigger_twice")
    else:
        line.note(SKIPPED, "trigger_twice")


def _keywords(item: Json) -> list[str]:
    """Older files have one `keyword`, newer ones a list."""
    several = item.get("keywords")
    words = several if isinstance(several, list) and several else [item.get("keyword")]
    return [word for word in words if isinstance(word, str) and word.strip()]


def _groups(planner: Planner, item: Json, key: str) -> tuple[frozenset[str], bool]:
    """UUIDs here, and whether one is missing: without it the trigger would be set off by others."""
    named = references(item, key)
    found = [planner.take_group(uuid, name) for uuid, name in named]
    malformed = isinstance(item.get(key), list) and len(named) != len(item[key])
    return frozenset(uuid for uuid in found if uuid), malformed or None in found


def _schedule(value: Any) -> NewSchedule | None:
    """As our own exports have it; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    repeat, days = text(value, "repeat"), text(value, "days_of_week")
    hour, minute = integer(value, "hour"), integer(value, "minute")
    day = integer(value, "day_of_month", 0)
    if repeat not in REPEATS or hour is None or minute is None or day is None:
        return None
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= day <= 31) or set(days) - set(DAYS):
        return None
    if (repeat == WEEKLY and not days) or (repeat == MONTHLY and not day):
        return None
    first = _moment(value.get("next_fire"))
    return NewSchedule(
        repeat,
        hour,
        minute,
        day if repeat == MONTHLY else None,
        "".join(one for one in DAYS if one in days) if repeat == WEEKLY else "",
        first,
    )


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
