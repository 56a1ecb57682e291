"""Groups, and messages to many, in memory: a part of the office that stands behind the wire."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from app.contracts.base import Page
from app.contracts.broadcasts import (
    Broadcast,
    BroadcastText,
    Estimate,
    Exclusions,
    LanguageEstimate,
    Named,
    PhoneEstimate,
    Progress,
    Reach,
    Recipients,
    ShownRecipients,
)
from app.contracts.contacts import Group
from app.contracts.flows import Flow, Schedule
from app.contracts.scheduled_broadcasts import Draft, ScheduledBroadcast
from app.contracts.starts import FlowStart, StartProgress
from app.errors import Invalid, NotFound


class GroupsService:
    def __init__(self, office: Any) -> None:
        self._o = office
        self._rows: list[Group] = []

    def all(self, workspace: str) -> list[Group]:
        return sorted(self._rows, key=lambda group: group.name) if self._o._is_clinic(workspace) else []

    def _add(self, name: str, contacts: int, **more: Any) -> Group:
        group = Group(f"55555555-0000-4000-8000-{len(self._rows):012d}", name, None, "ready", contacts)
        self._rows.append(dataclasses.replace(group, **more))
        return self._rows[-1]


class Choosing:
    """Who is meant, counted by the sizes of groups; a search finds five."""

    def __init__(self, office: Any, groups: GroupsService, now: dt.datetime) -> None:
        self._o, self._groups, self._now = office, groups, now
        self._least = 0  # contacts that are there for certain, while counting is cut short

    def _count(self, recipients: Recipients, exclusions: Exclusions) -> Reach:
        self._check(recipients, exclusions)
        sizes = {group.uuid: group.contacts for group in self._groups._rows}
        if any(uuid not in sizes for uuid in recipients.groups):
            raise NotFound("group", recipients.groups[0])
        count = sum(sizes[uuid] for uuid in recipients.groups) + len(recipients.contacts) + len(set(recipients.urns))
        count += 5 if recipients.query else 0
        return Reach(self._least or count // (2 if exclusions.in_a_flow else 1), not self._least)

    def _check(self, recipients: Recipients, exclusions: Exclusions) -> None:
        if recipients == Recipients():
            raise Invalid("recipients", "empty")
        if "=" not in (recipients.query or "="):
            raise Invalid("query", "syntax")
        if recipients.query.startswith("shoe"):
            raise Invalid("query", "unknown_property", property="shoe")

    def _estimate(self, reach: Reach, languages: list[str]) -> Estimate:
        phones = [phone for phone in self._o.phone_list if phone.state == "active"]
        count = reach.count if phones else 0
        shares = [
            PhoneEstimate(
                phone.uuid, phone.name, count // len(phones), count // len(phones), 12, 0.91, 431,
                self._now + dt.timedelta(minutes=431), phone.last_seen_on,
            )
            for phone in phones
        ]  # fmt: skip
        said = [LanguageEstimate(code, count // len(languages), count // len(languages), 1) for code in languages]
        done = self._now + dt.timedelta(minutes=431) if phones else None
        unreachable = 2 if phones else reach.count
        return Estimate(
            reach.count, reach.is_complete, min(reach.count, 200), count, count, 1, unreachable, said, shares, done, False, False
        )

    def _shown(self, recipients: Recipients) -> ShownRecipients:
        names = [Named(group.uuid, group.name) for group in self._groups._rows if group.uuid in recipients.groups]
        return ShownRecipients(len(recipients.contacts), len(recipients.urns), names, recipients.query)


class BroadcastsService(Choosing):
    def __init__(self, office: Any, groups: GroupsService, now: dt.datetime) -> None:
        super().__init__(office, groups, now)
        self._rows: list[Broadcast] = []  # the newest first
        self._progress: dict[str, Progress] = {}
        self._sent: list[tuple[dict[str, BroadcastText], str, Recipients, Exclusions]] = []
        self._requests: dict[str, str] = {}

    def preview(self, workspace: str, recipients: Recipients, exclusions: Exclusions) -> Reach:
        return self._count(recipients, exclusions)

    def estimate(
        self,
        workspace: str,
        translations: dict[str, BroadcastText],
        base_language: str,
        recipients: Recipients,
        exclusions: Exclusions,
    ) -> Estimate:
        _check_texts(translations, base_language)
        return self._estimate(self._count(recipients, exclusions), sorted(translations))

    def send(
        self,
        workspace: str,
        translations: dict[str, BroadcastText],
        base_language: str,
        recipients: Recipients,
        exclusions: Exclusions,
        *,
        request_id: str | None = None,
    ) -> Broadcast:
        if request_id in self._requests:
            return self.get(workspace, self._requests[request_id])
        _check_texts(translations, base_language)
        reach = self._count(recipients, exclusions)
        self._sent.append((translations, base_language, recipients, exclusions))
        made = self._add(
            translations[base_language].text,
            recipients=self._shown(recipients),
            exclusions=exclusions,
            languages=sorted(translations),
            total=reach.count,
        )
        self._requests[request_id or made.uuid] = made.uuid
        return made

    def all(self, workspace: str, before: str | None = None, limit: int = 50, scheduled: str | None = None) -> Page[Broadcast]:
        rows = self._rows if self._o._is_clinic(workspace) else []
        start = int(before or 0)
        end = start + limit
        return Page(rows[start:end], str(end) if end < len(rows) else None)

    def get(self, workspace: str, broadcast: str) -> Broadcast:
        return self._rows[self._at(broadcast)]

    def progress(self, workspace: str, broadcast: str) -> Progress:
        return self._progress[broadcast]

    def interrupt(self, workspace: str, broadcast: str) -> Broadcast:
        if self._rows[self._at(broadcast)].state in ("interrupted", "failed"):
            raise Invalid("broadcast", "ended")
        before = self._progress[broadcast]
        gone = dataclasses.replace(before, waiting=0, taken_back=before.taken_back + before.waiting)
        return self._work(broadcast, gone, state="interrupted")

    def _at(self, uuid: str) -> int:
        for at, row in enumerate(self._rows):
            if row.uuid == uuid:
                return at
        raise NotFound("broadcast", uuid)

    def _add(self, text: str, *, hours: float = 0, progress: Progress | None = None, **more: Any) -> Broadcast:
        """A new one, the newest, so many hours before now."""
        uuid = f"66666666-0000-7000-8000-{len(self._rows):012d}"
        on = self._now - dt.timedelta(hours=hours)
        row = Broadcast(
            uuid, "pending", text, "eng", ["eng"], ShownRecipients(1, 0, [], ""), Exclusions(), 0, None, None, None, None,
            "Amina Uwase", on,
        )  # fmt: skip
        self._rows.insert(0, dataclasses.replace(row, **more))
        self._progress[uuid] = progress or Progress()
        self._o.changed("broadcasts", uuid)
        return self._rows[0]

    def _work(self, uuid: str, progress: Progress, **more: Any) -> Broadcast:
        """What the engine and its phones would do of it."""
        at = self._at(uuid)
        self._rows[at] = dataclasses.replace(self._rows[at], **more)
        self._progress[uuid] = progress
        self._o.changed("broadcasts", uuid)
        return self._rows[at]


class ScheduledBroadcastsService(Choosing):
    """The next time is that of the start; repeats are days apart."""

    def __init__(self, office: Any, groups: GroupsService, now: dt.datetime) -> None:
        super().__init__(office, groups, now)
        self._rows: dict[str, ScheduledBroadcast] = {}
        self._drafts: dict[str, Draft] = {}

    def all(self, workspace: str) -> list[ScheduledBroadcast]:
        rows = list(self._rows.values()) if self._o._is_clinic(workspace) else []
        return sorted(rows, key=lambda row: row.schedule.next_fire or self._now)

    def get(self, workspace: str, broadcast: str) -> ScheduledBroadcast:
        if broadcast not in self._rows:
            raise NotFound("broadcast", broadcast)
        return self._rows[broadcast]

    def draft(self, workspace: str, broadcast: str) -> Draft:
        self.get(workspace, broadcast)
        return self._drafts[broadcast]

    def times(self, workspace: str, schedule: Schedule, count: int = 5) -> list[dt.datetime]:
        if schedule.repeat == "never" and schedule.start <= self._now:
            raise Invalid("schedule", "in_past")
        if schedule.repeat == "weekly" and not schedule.days_of_week:
            raise Invalid("schedule", "days_of_week")
        step = {"never": 0, "daily": 1, "weekly": 7, "monthly": 30}[schedule.repeat]
        start = schedule.start.astimezone(dt.UTC)
        return [start + dt.timedelta(days=at * step) for at in range(count if step else 1)]

    def add(self, workspace: str, draft: Draft, *, request_id: str | None = None) -> ScheduledBroadcast:
        if request_id in self._rows:
            return self._rows[request_id]
        return self._save(request_id or f"88888888-0000-7000-8000-{len(self._drafts):012d}", draft)

    def update(self, workspace: str, broadcast: str, draft: Draft) -> ScheduledBroadcast:
        self.get(workspace, broadcast)
        return self._save(broadcast, draft)

    def cancel(self, workspace: str, broadcast: str) -> None:
        self.get(workspace, broadcast)
        del self._rows[broadcast]
        self._o.changed("broadcasts", broadcast)

    def _save(self, uuid: str, draft: Draft, **more: Any) -> ScheduledBroadcast:
        _check_texts(draft.translations, draft.base_language)
        self._check(draft.recipients, draft.exclusions)
        [first, *_] = self.times("", draft.schedule, 1)
        when = dataclasses.replace(draft.schedule, start=draft.schedule.start.astimezone(dt.UTC), next_fire=first)
        row = ScheduledBroadcast(
            uuid, draft.translations[draft.base_language].text, draft.base_language, sorted(draft.translations),
            self._shown(draft.recipients), draft.exclusions, when, None, None, "Amina Uwase", self._now,
        )  # fmt: skip
        self._rows[uuid] = dataclasses.replace(row, **more)
        self._drafts[uuid] = dataclasses.replace(draft, schedule=when)
        self._o.changed("broadcasts", uuid)
        return self._rows[uuid]


class StartsService(Choosing):
    def __init__(self, office: Any, groups: GroupsService, now: dt.datetime) -> None:
        super().__init__(office, groups, now)
        self._rows: list[FlowStart] = []  # the newest first
        self._requests: dict[str, str] = {}
        self._progress: dict[str, StartProgress] = {}

    def preview(self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions) -> Reach:
        self._flow(flow)
        return self._count(recipients, exclusions)

    def estimate(self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions) -> Estimate:
        self._flow(flow)
        return dataclasses.replace(self._estimate(self._count(recipients, exclusions), ["eng"]), is_partial=True)

    def start(
        self, workspace: str, flow: str, recipients: Recipients, exclusions: Exclusions, *, request_id: str | None = None
    ) -> FlowStart:
        if request_id in self._requests:
            return self.get(workspace, self._requests[request_id])
        total = self._count(recipients, exclusions).count
        made = self._add(flow, recipients=self._shown(recipients), exclusions=exclusions, total=total)
        self._requests[request_id or made.uuid] = made.uuid
        return made

    def all(self, workspace: str, flow: str | None = None, before: str | None = None, limit: int = 50) -> Page[FlowStart]:
        rows = [row for row in self._rows if flow in (None, row.flow)] if self._o._is_clinic(workspace) else []
        start = int(before or 0)
        end = start + limit
        return Page(rows[start:end], str(end) if end < len(rows) else None)

    def get(self, workspace: str, start: str) -> FlowStart:
        return self._rows[self._at(start)]

    def progress(self, workspace: str, start: str) -> StartProgress:
        return self._progress[start]

    def interrupt(self, workspace: str, start: str) -> FlowStart:
        if self._rows[self._at(start)].state not in ("pending", "started"):
            raise Invalid("start", "ended")
        before = self._progress[start]
        gone = dataclasses.replace(before, pending=0, skipped=before.skipped + before.pending)
        return self._work(start, gone, state="interrupted")

    def _flow(self, uuid: str) -> Flow:
        found = next((flow for flow in self._o.flow_list if flow.uuid == uuid), None)
        if found is None:
            raise NotFound("flow", uuid)
        if found.type not in ("messaging", "messaging_background"):
            raise Invalid("flow", "wrong_type")
        return found

    def _at(self, uuid: str) -> int:
        for at, row in enumerate(self._rows):
            if row.uuid == uuid:
                return at
        raise NotFound("start", uuid)

    def _add(self, flow: str, *, hours: float = 0, progress: StartProgress | None = None, **more: Any) -> FlowStart:
        """A new one, the newest, so many hours before now."""
        uuid, name = f"77777777-0000-7000-8000-{len(self._rows):012d}", self._flow(flow).name
        on = self._now - dt.timedelta(hours=hours)
        to = ShownRecipients(1, 0, [], "")
        row = FlowStart(uuid, flow, name, "manual", "pending", to, Exclusions(), 0, 0, None, None, "Amina Uwase", on)
        self._rows.insert(0, dataclasses.replace(row, **more))
        self._progress[uuid] = progress or StartProgress(0, 0, 0, 0, Progress())
        self._o.changed("starts", uuid)
        return self._rows[0]

    def _work(self, uuid: str, progress: StartProgress, **more: Any) -> FlowStart:
        """What the engine would do of it."""
        at = self._at(uuid)
        self._rows[at] = dataclasses.replace(self._rows[at], **more)
        self._progress[uuid] = progress
        self._o.changed("starts", uuid)
        return self._rows[at]


def _check_texts(translations: dict[str, BroadcastText], base_language: str) -> None:
    if base_language not in translations:
        raise Invalid("base_language", "missing")
    if any(not text.text.strip() for text in translations.values()):
        raise Invalid("text", "empty")


def furnish(groups: GroupsService, broadcasts: BroadcastsService) -> None:
    """Groups, and broadcasts in several states."""
    mothers = groups._add("Mothers", 1180)
    groups._add("Health workers", 64, query="role = chw")
    groups._add("Village chiefs", 31)
    to = ShownRecipients(0, 0, [Named(mothers.uuid, mothers.name)], "")
    broadcasts._add(
        "Polio drops are given on Saturday at every health post.", hours=24 * 30, recipients=to, state="completed", queued=1104,
        total=1104, progress=Progress(sent=240, delivered=850, failed=14),
    )  # fmt: skip
    broadcasts._add("Meeting of all chiefs on Monday at 9.", hours=50, state="failed", error="flow:invalid", created_by="")
    broadcasts._add(
        "Dear @contact.first_name, the mobile clinic comes to your sector on Thursday. Bring the child's card.", hours=1,
        recipients=to, state="completed", queued=1178, total=1178, languages=["eng", "kin"],
        exclusions=Exclusions(in_a_flow=True, not_seen_since_days=90),
        progress=Progress(waiting=780, handed=18, sent=120, delivered=251, failed=9),
    )  # fmt: skip


def furnish_starts(starts: StartsService, flow: str) -> None:
    """One that came to its end, and one under way."""
    to = ShownRecipients(0, 0, [Named(group.uuid, group.name) for group in starts._groups._rows[:2]], "")
    starts._add(
        flow, hours=30, state="completed", queued=64, total=64, type="schedule",
        progress=StartProgress(0, 62, 2, 0, Progress(delivered=60, failed=2)),
    )  # fmt: skip
    starts._add(
        flow, hours=0.5, state="started", queued=400, total=1244, recipients=to, exclusions=Exclusions(started_previously=True),
        progress=StartProgress(120, 270, 9, 1, Progress(waiting=200, handed=9, sent=21, delivered=40)),
    )  # fmt: skip


def furnish_schedule(scheduled: ScheduledBroadcastsService) -> None:
    """One that is repeated, and one whose time passed unobserved."""
    now, group = scheduled._now, scheduled._groups._rows[1]
    texts = {"eng": BroadcastText("Send us your stock before noon.", quick_replies=["Done"])}
    weekly = Schedule(now + dt.timedelta(days=1), "weekly", "F")
    to = Recipients(contacts=["c1", "c2"], groups=[group.uuid])
    made = scheduled._save("88888888-0000-7000-8000-00000000000a", Draft(texts, "eng", to, Exclusions(), weekly))
    scheduled._rows[made.uuid] = dataclasses.replace(made, last_on=now - dt.timedelta(days=6))
    once = Schedule(now + dt.timedelta(days=3))
    late = Draft(
        {"eng": BroadcastText("The road is open again.")}, "eng", Recipients(query="district = Gasabo"), Exclusions(), once
    )
    made = scheduled._save("88888888-0000-7000-8000-00000000000b", late)
    gone = dataclasses.replace(made.schedule, next_fire=None)
    scheduled._rows[made.uuid] = dataclasses.replace(made, schedule=gone, late_on=now - dt.timedelta(hours=9))
