"""A test double of the engine's services: the contracts of `app.contracts` in memory, for the window's own tests.

It stands behind the port (the RPC), so that the window's client, workers and screens run as they are.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import Any, get_args

from app.contracts.base import Change, Page
from app.contracts.explain import Explanation, Step
from app.contracts.flows import Flow, MatchType, Trigger, TriggerType
from app.contracts.imports import ImportLine, ImportReport, UndoLine, UndoReport
from app.contracts.jobs import Job
from app.contracts.late import ClockState, Decision, LateLine, LatePolicy, LateReport
from app.contracts.messages import BulkResult, ContactCard, Conversation, ListedMsg, Msg, Skipped, TextCost
from app.contracts.notifications import Notification
from app.contracts.office import HomeSummary, Network, NetworkAddress, OfficeSetup, OfficeStatus, QueueCount
from app.contracts.people import Person, SignedIn, Workspace
from app.contracts.phones import PairingHelp, Phone, PhoneShare
from app.contracts.queues import DeadLetter, Dismissed, LetterCount, LetterKind, Requeued
from app.contracts.workspaces import WorkspaceDetails, WorkspaceSettings
from app.errors import Invalid, NotFound, OutpostError
from tests.ui.stub_modems import ModemsService
from tests.ui.stub_sendings import (
    BroadcastsService,
    GroupsService,
    ScheduledBroadcastsService,
    StartsService,
    furnish,
    furnish_schedule,
    furnish_starts,
)

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
CLINIC = Workspace("11111111-0000-4000-8000-000000000001", "Clinic stock", "RW", "Africa/Kigali", ["eng", "kin"], "administrator")
SCHOOL = Workspace("11111111-0000-4000-8000-000000000002", "Schools", "RW", "Africa/Kigali", ["fra"], "viewer")


class StubOffice:
    """All state of one office. `say` is called with every change; `hold` makes calls wait until it is set."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.say: Callable[[Change], None] = lambda change: None
        self.hold: threading.Event | None = None
        self.failures: dict[str, OutpostError] = {}
        self.unheard: set[str] = set()  # calls that are carried out, and whose answers are lost
        self.calls: list[str] = []
        self.refused: list[str] = []  # for want of a role
        self.seq = 0
        self.is_set_up = True
        self.is_demo = False
        self.name = "Nyagatare health office"
        self.person = Person("amina", "Amina Uwase", True, [CLINIC])
        self.password = "correct horse"
        self.tokens: set[str] = set()
        self.bind = "192.168.1.10"
        self.phone_list: list[Phone] = []
        self.flow_list: list[Flow] = []
        self.trigger_list: list[Trigger] = []
        self.queues = [QueueCount("handler", 0, 0, 0), QueueCount("outbox", 2, 0, 0)]
        self.threads: dict[str, list[Msg]] = {}
        self.cards: dict[str, ContactCard] = {}
        self.requests: dict[str, Msg] = {}
        self.clock_state = ClockState(False, NOW)
        self.reports: list[LateReport] = []
        self.late_policy = LatePolicy("ask", 60)
        self.quiet: tuple[int | None, int | None] = (None, None)
        self.notices: list[Notification] = []
        self.letters: dict[LetterKind, int] = {}
        self.dead: list[DeadLetter] = []
        self.replaced: set[str] = set()  # ids of letters whose place another date has taken
        self.waits: dict[str, Step] = {}
        self.jobs: dict[str, Job] = {}
        self.files: dict[str, bytes] = {}
        self.is_lazy = False  # jobs wait for `work`
        groups = GroupsService(self)
        self.services: dict[str, Any] = {
            "office": OfficeService(self),
            "people": PeopleService(self),
            "phones": PhonesService(self),
            "modems": ModemsService(self, NOW),
            "messages": MessagesService(self),
            "groups": groups,
            "broadcasts": BroadcastsService(self, groups, NOW),
            "scheduled_broadcasts": ScheduledBroadcastsService(self, groups, NOW),
            "starts": StartsService(self, groups, NOW),
            "flows": FlowsService(self),
            "triggers": TriggersService(self),
            "imports": ImportsService(self),
            "jobs": JobsService(self),
            "late": LateService(self),
            "notifications": NotificationsService(self),
            "explain": ExplainService(self),
            "queues": QueuesService(self),
            "workspaces": WorkspacesService(self),
        }

    def _is_clinic(self, workspace: str) -> bool:
        """The other workspace has nothing of its own."""
        return workspace == CLINIC.uuid

    def changed(self, topic: str, *ids: str, workspace: str | None = CLINIC.uuid) -> None:
        with self.lock:
            self.seq += 1
            change = Change(self.seq, topic, workspace, list(ids))
        self.say(change)

    def work(self, uuid: str, **values: Any) -> Job:
        """What the engine would do of a job."""
        self.jobs[uuid] = dataclasses.replace(self.jobs[uuid], **values)
        self.changed("jobs", uuid)
        return self.jobs[uuid]

    def add_contact(self, name: str, urn: str, **more: Any) -> str:
        uuid = f"22222222-0000-4000-8000-{len(self.cards):012d}"
        card = ContactCard(uuid, name, urn, "eng", "active", NOW, NOW, None, True, None)
        self.cards[uuid] = dataclasses.replace(card, **more)
        self.threads[uuid] = []
        return uuid

    def add_msg(self, contact: str, direction: str, text: str, status: str = "", minutes: float = 0, **more: Any) -> Msg:
        """A message `minutes` after NOW; the newest of its conversation."""
        count = sum(len(thread) for thread in self.threads.values())
        uuid = f"01950000-0000-7000-8000-{count:012d}"
        state = status or ("handled" if direction == "in" else "delivered")
        when = NOW + dt.timedelta(minutes=minutes)
        msg = Msg(uuid, direction, text, state, when, None, None, None, 1)  # type: ignore[arg-type]
        msg = dataclasses.replace(msg, **more)
        self.threads[contact].append(msg)
        return msg

    def add_phone(self, **more: Any) -> Phone:
        uuid = f"33333333-0000-4000-8000-{len(self.phone_list):012d}"
        phone = Phone(
            uuid=uuid, name="Reception", number="+250788123456", state="active", device="Nokia C10", os="11",
            app_version="1.9.8", country="RW", battery=83, power_source="AC", power_status="CHA", network="WIFI", pending=0,
            retry=0, queued=2, clock_skew=1, last_seen_on=NOW - dt.timedelta(minutes=3),
            next_sync_on=NOW + dt.timedelta(minutes=7), registered_on=NOW, workspaces=[CLINIC.uuid],
        )  # fmt: skip
        phone = dataclasses.replace(phone, **more)
        self.phone_list.append(phone)
        return phone

    def add_letter(self, kind: LetterKind, **more: Any) -> DeadLetter:
        """Work that failed for good."""
        made = DeadLetter(
            f"{kind}:{len(self.dead) + 1}", kind, CLINIC.uuid, CLINIC.name, None, None, None, None, "", "disk_full", 3,
            NOW - dt.timedelta(hours=3),
        )  # fmt: skip
        made = dataclasses.replace(made, **more)
        self.dead.append(made)
        self.letters[kind] = self.letters.get(kind, 0) + 1
        return made

    def add_flow(self, name: str, **more: Any) -> Flow:
        uuid = f"44444444-0000-4000-8000-{len(self.flow_list):012d}"
        flow = Flow(uuid, name, "messaging", "eng", 5, 3, NOW, 120, 96, 4, [])
        flow = dataclasses.replace(flow, **more)
        self.flow_list.append(flow)
        return flow


class Service:
    def __init__(self, office: StubOffice) -> None:
        self.o = office


class OfficeService(Service):
    def status(self) -> OfficeStatus:
        return OfficeStatus(self.o.name, self.o.is_set_up, self.o.is_demo, "0.1.0")

    def setup(self, setup: OfficeSetup) -> SignedIn:
        if self.o.is_set_up:
            raise OutpostError("already_set_up")
        if setup.setup_token != "setup":
            raise OutpostError("setup_token")
        if len(setup.password) < 8:
            raise Invalid("password", "too_short")
        self.o.is_set_up, self.o.name, self.o.password = True, setup.office_name, setup.password
        self.o.person = dataclasses.replace(self.o.person, username=setup.username, name=setup.username)
        return self.o.services["people"].sign_in(setup.username, setup.password)

    def home(self, workspace: str) -> HomeSummary:
        sent = [msg for thread in self.o.threads.values() for msg in thread if msg.direction == "out"]
        received = [msg for thread in self.o.threads.values() for msg in thread if msg.direction == "in"]
        return HomeSummary(
            started_on=NOW - dt.timedelta(hours=5), version="0.1.0", database_bytes=48_300_000, disk_free_bytes=61_000_000_000,
            phones=list(self.o.phone_list), queues=self.o.queues, received_today=len(received), sent_today=len(sent),
            outbox=2, failed=sum(msg.status == "failed" for msg in sent), unhandled=3, waiting_sessions=4,
        )  # fmt: skip

    def network(self) -> Network:
        addresses = [NetworkAddress("192.168.1.10", "wlan0"), NetworkAddress("10.0.0.5", "eth0")]
        return Network(self.o.bind, 8000, 8443, addresses, "ab" * 32)

    def set_bind(self, address: str) -> Network:
        self.o.bind = address
        return self.network()


class PeopleService(Service):
    def __init__(self, office: StubOffice) -> None:
        super().__init__(office)
        self.wrong = 0

    def sign_in(self, username: str, password: str) -> SignedIn:
        if self.wrong >= 3:
            raise OutpostError("sign_in_limited", seconds=120)
        if (username, password) != (self.o.person.username, self.o.password):
            self.wrong += 1
            raise OutpostError("sign_in_failed")
        token = f"token-{len(self.o.tokens)}"
        self.o.tokens.add(token)
        return SignedIn(token, self.o.person)

    def sign_out(self) -> None:
        self.o.tokens.clear()

    def me(self) -> Person:
        return self.o.person

    def change_password(self, old: str, new: str) -> None:
        if len(new) < 8:
            raise Invalid("password", "too_short")
        if old != self.o.password:
            raise OutpostError("sign_in_failed")
        self.o.password = new


class PhonesService(Service):
    def all(self) -> list[Phone]:
        return list(self.o.phone_list)

    def pairing_help(self) -> PairingHelp:
        listening = self.o.bind != "127.0.0.1"
        return PairingHelp(["192.168.1.10"] if listening else [], listening)

    def claim(self, claim_code: str, number: str, name: str, workspaces: list[str]) -> Phone:
        if claim_code.replace(" ", "").upper() != "ABC234XYZ":
            raise OutpostError("claim_code_unknown")
        if len(number) < 6:
            raise Invalid("number", "not_possible")
        phone = self.o.add_phone(name=name, number=number, workspaces=workspaces)
        self.o.changed("phones", phone.uuid, workspace=None)
        return phone

    def approve(self, phone: str) -> Phone:
        return self._change(phone, state="active")

    def rename(self, phone: str, name: str) -> Phone:
        return self._change(phone, name=name)

    def set_packs(self, phone: str, packs: int) -> Phone:
        if not 1 <= packs <= 10:
            raise Invalid("packs", "out_of_range", least=1, most=10)
        return self._change(phone, packs=packs)

    def set_share(self, phone: str, workspace: str, weight: float, daily_budget: int | None) -> Phone:
        if not 0.1 <= weight <= 100:
            raise Invalid("weight", "out_of_range")
        row = next(row for row in self.o.phone_list if row.uuid == phone)
        changed: dict[str, Any] = {"weight": weight, "daily_budget": daily_budget}
        shares = [dataclasses.replace(one, **changed) if one.workspace == workspace else one for one in row.shares]
        return self._change(phone, shares=shares)

    def release(self, phone: str) -> None:
        self.o.phone_list = [row for row in self.o.phone_list if row.uuid != phone]
        self.o.changed("phones", phone, workspace=None)

    def _change(self, uuid: str, **more: Any) -> Phone:
        for at, row in enumerate(self.o.phone_list):
            if row.uuid == uuid:
                self.o.phone_list[at] = dataclasses.replace(row, **more)
                self.o.changed("phones", uuid, workspace=None)
                return self.o.phone_list[at]
        raise NotFound("phone", uuid)


class MessagesService(Service):
    def conversations(self, workspace: str, search: str = "", before: str | None = None, limit: int = 50) -> Page[Conversation]:
        rows = [self._conversation(uuid, thread) for uuid, thread in self.o.threads.items() if thread]
        wanted = search.lower()
        rows = [row for row in rows if wanted in f"{row.name} {row.urn} {row.text}".lower()]
        rows.sort(key=lambda row: row.created_on, reverse=True)
        start = int(before or 0)
        end = start + limit
        return Page(rows[start:end], str(end) if end < len(rows) else None)

    def history(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[Msg]:
        rows = list(reversed(self.o.threads[contact]))
        if before is not None:
            rows = [row for row in rows if row.uuid < before]
        page = rows[:limit]
        return Page(page, page[-1].uuid if len(rows) > limit else None)

    def contact(self, workspace: str, contact: str) -> ContactCard:
        if contact not in self.o.cards:
            raise NotFound("contact", contact)
        return self.o.cards[contact]

    def reply(self, workspace: str, contact: str, text: str, request_id: str) -> Msg:
        if not text.strip():
            raise Invalid("text", "empty")
        if request_id in self.o.requests:
            return self.o.requests[request_id]
        last = self.o.threads[contact][-1].created_on if self.o.threads[contact] else NOW
        minutes = (last - NOW).total_seconds() / 60 + 1
        msg = self.o.add_msg(contact, "out", text, "queued", minutes, author="Amina Uwase")
        self.o.requests[request_id] = msg
        self.o.changed("messages", msg.uuid)
        return msg

    def resend(self, workspace: str, msg: str) -> Msg:
        for thread in self.o.threads.values():
            for at, row in enumerate(thread):
                if row.uuid == msg:
                    thread[at] = dataclasses.replace(row, status="queued", uncertain=False, failed_reason=None)
                    self.o.changed("messages", msg)
                    return thread[at]
        raise NotFound("msg", msg)

    def uncertain(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[ListedMsg]:
        found = [
            ListedMsg(
                uuid=msg.uuid, contact=uuid, name=self.o.cards[uuid].name, urn=self.o.cards[uuid].urn, direction="out",
                text=msg.text, attachments=[], status=msg.status, folder="sent", flow=msg.flow, channel="Reception", labels=[],
                failed_reason=None, created_on=msg.created_on, sent_on=None,
            )
            for uuid, thread in self.o.threads.items() for msg in thread if msg.uncertain
        ]  # fmt: skip
        return Page(found[:limit] if workspace == CLINIC.uuid else [], None)

    def mark_sent(self, workspace: str, msgs: list[str]) -> BulkResult:
        return self._settle(msgs, "sent", "not_uncertain")

    def resend_many(self, workspace: str, msgs: list[str]) -> BulkResult:
        return self._settle(msgs, "queued", "not_failed")

    def _settle(self, msgs: list[str], status: str, why: Any) -> BulkResult:
        """Those that are uncertain; the contact of others cannot be reached."""
        changed: list[str] = []
        for uuid, thread in self.o.threads.items():
            for at, row in enumerate(thread):
                if row.uuid in msgs and row.uncertain and (status == "sent" or self.o.cards[uuid].can_reply):
                    thread[at] = dataclasses.replace(row, status=status, uncertain=False)
                    changed.append(row.uuid)
                    self.o.changed("messages", uuid)
        doubted = {row.uuid for thread in self.o.threads.values() for row in thread if row.uncertain}
        return BulkResult(changed, [Skipped(one, "no_channel" if one in doubted else why) for one in msgs if one not in changed])

    def cost(self, workspace: str, text: str) -> TextCost:
        wide = any(ord(letter) > 255 for letter in text)
        size = 70 if wide else 160
        return TextCost(-(-len(text) // size), "ucs2" if wide else "gsm7", size - len(text) % size)

    def _conversation(self, uuid: str, thread: list[Msg]) -> Conversation:
        card, last = self.o.cards[uuid], thread[-1]
        waiting = last.direction == "in" and last.flow is None
        return Conversation(
            uuid, card.name, card.urn, last.text, last.direction, last.status, last.created_on, last.flow, waiting
        )


class FlowsService(Service):
    def all(self, workspace: str) -> list[Flow]:
        return list(self.o.flow_list) if workspace == CLINIC.uuid else []

    def start(self, workspace: str, flow: str, contacts: list[str]) -> int:
        return len(contacts)


def finish_import(imports: Any, job: str) -> None:
    """As the engine, when it has written the flows."""
    for line in imports.preview(CLINIC.uuid, imports.o.files[job]).lines:
        if line.kind == "flow":
            imports.o.add_flow(line.name, started=0, completed=0, waiting=0)
    imports.o.work(job, state="done")
    imports.o.changed("flows")


class ImportsService(Service):
    def preview(self, workspace: str, content: bytes) -> ImportReport:
        try:
            export = json.loads(content)
        except ValueError:
            raise OutpostError("import_not_json") from None
        lines = [ImportLine("flow", flow["name"], "created") for flow in export.get("flows", [])]
        lines += [ImportLine("campaign", row["name"], "skipped", "not_supported") for row in export.get("campaigns", [])]
        return ImportReport(str(export.get("version", "")), str(export.get("site", "")), lines)

    def read(self, workspace: str, content: bytes, file_name: str = "") -> Job:
        if not self.o.is_lazy:
            self.preview(workspace, content)
        uuid = f"i{len(self.o.jobs) + 1}"
        self.o.files[uuid] = content
        state: Any = "pending" if self.o.is_lazy else "ready"
        job = Job(uuid, "import_workspace", state, 0, None, file_name, None, None, "Amina", NOW, None, None, None)
        self.o.jobs[uuid] = job
        return job

    def planned(self, workspace: str, job: str) -> ImportReport:
        if self.o.jobs[job].state != "ready":
            raise OutpostError("import_not_ready")
        return self.preview(workspace, self.o.files[job])

    def carry_out(self, workspace: str, job: str) -> Job:
        if self.o.jobs[job].state != "ready":
            raise OutpostError("import_not_ready")
        asked = self.o.work(job, state="pending")
        if not self.o.is_lazy:
            finish_import(self, job)
        return asked

    def report(self, workspace: str, uuid: str) -> ImportReport:
        return dataclasses.replace(self.preview(workspace, self.o.files[uuid]), uuid=uuid)

    def undo(self, workspace: str, uuid: str) -> UndoReport:
        self.o.changed("flows")
        return UndoReport([UndoLine("flow", "Births", "taken_back"), UndoLine("group", "Mothers", "kept", "used_since")])


class JobsService(Service):
    def one(self, workspace: str, job: str) -> Job:
        return self.o.jobs[job]

    def cancel(self, workspace: str, job: str) -> Job:
        if self.o.jobs[job].state not in ("pending", "working", "ready"):
            raise OutpostError("job_ended")
        return self.o.work(job, state="cancelled")


class TriggersService(Service):
    """As RapidPro: a new trigger takes the place of those that would answer the same message."""

    def __init__(self, office: StubOffice) -> None:
        super().__init__(office)
        self.made = 0
        self.gone: dict[str, Trigger] = {}

    def all(self, workspace: str) -> list[Trigger]:
        return list(self.o.trigger_list) if workspace == CLINIC.uuid else []

    def create_keyword(self, workspace: str, flow: str, keywords: list[str], match_type: MatchType = "first_word") -> Trigger:
        if not keywords:
            raise Invalid("keywords", "empty")
        taken = [row for row in self.o.trigger_list if set(row.keywords) & set(keywords)]
        return self._create(flow, "keyword", keywords, match_type, taken)

    def create_catch_all(self, workspace: str, flow: str) -> Trigger:
        taken = [row for row in self.o.trigger_list if row.type == "catch_all"]
        return self._create(flow, "catch_all", [], "first_word", taken)

    def archive(self, workspace: str, trigger: str) -> None:
        row = next((row for row in self.o.trigger_list if row.uuid == trigger), None)
        if row is None:
            raise NotFound("trigger", trigger)
        self._set([other for other in self.o.trigger_list if other is not row])
        self.gone[trigger] = row
        self.o.changed("triggers", trigger)

    def restore(self, workspace: str, trigger: str) -> Trigger:
        row = self.gone.pop(trigger)
        self._set([*self.o.trigger_list, row])
        self.o.changed("triggers", trigger)
        return row

    def _create(self, flow: str, kind: TriggerType, words: list[str], match: MatchType, taken: list[Trigger]) -> Trigger:
        found = next((row for row in self.o.flow_list if row.uuid == flow), None)
        if found is None:
            raise NotFound("flow", flow)
        if found.type not in ("messaging", "messaging_background"):
            raise Invalid("flow", "wrong_type", type=found.type)
        self.made += 1
        trigger = Trigger(f"t{self.made}", kind, flow, found.name, words, match, NOW)
        self._set([*(row for row in self.o.trigger_list if row not in taken), trigger])
        self.o.changed("triggers", trigger.uuid)
        return trigger

    def _set(self, triggers: list[Trigger]) -> None:
        """The flows' keywords are those of their triggers."""
        self.o.trigger_list = triggers
        for at, flow in enumerate(self.o.flow_list):
            words = [word for row in triggers if row.flow == flow.uuid for word in row.keywords]
            self.o.flow_list[at] = dataclasses.replace(flow, keywords=words)


class LateService(Service):
    """Decides at once what the engine carries out in the background."""

    def policy(self, workspace: str) -> LatePolicy:
        return self.o.late_policy

    def set_policy(self, workspace: str, policy: LatePolicy) -> LatePolicy:
        self.o.late_policy = policy
        return policy

    def reports(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[LateReport]:
        rows = self.o.reports if workspace == CLINIC.uuid else []
        return Page([dataclasses.replace(row, lines=[]) for row in rows], None)

    def report(self, workspace: str, report: str) -> LateReport:
        return self.o.reports[self._at(report)]

    def decide(self, workspace: str, report: str, decision: Decision, lines: list[str] | None = None) -> LateReport:
        at = self._at(report)
        row = self.o.reports[at]
        if row.state != "open":
            raise Invalid("report", "decided")
        wanted = [line.id for line in row.lines] if lines is None else lines
        new = [
            dataclasses.replace(line, decision=decision) if line.id in wanted and line.outcome == "held" else line
            for line in row.lines
        ]
        left = any(line.outcome == "held" and line.decision is None for line in new)
        self.o.reports[at] = dataclasses.replace(row, lines=new, state="open" if left else "decided", decision=decision)
        self.o.changed("late", report)
        return self.o.reports[at]

    def clock(self) -> ClockState:
        return self.o.clock_state

    def trust_clock(self) -> ClockState:
        if not self.o.clock_state.is_held:
            raise Invalid("clock", "not_held")
        self.o.clock_state = ClockState(False, NOW)
        self.o.changed("office", workspace=None)
        return self.o.clock_state

    def _at(self, report: str) -> int:
        for at, row in enumerate(self.o.reports):
            if row.uuid == report:
                return at
        raise NotFound("late_report", report)


class NotificationsService(Service):
    def unseen(self) -> int:
        return sum(not row.is_seen for row in self.o.notices)

    def all(self, before: str | None = None, limit: int = 50) -> Page[Notification]:
        return Page(list(self.o.notices), None)

    def mark_seen(self, uuids: list[str] | None = None) -> int:
        count = self.unseen()
        wanted = [row.uuid for row in self.o.notices] if uuids is None else uuids
        self.o.notices = [dataclasses.replace(row, is_seen=row.is_seen or row.uuid in wanted) for row in self.o.notices]
        self.o.changed("notifications", workspace=None)
        return count - self.unseen()


class ExplainService(Service):
    def message(self, workspace: str, msg: str) -> Explanation:
        step = self.o.waits.get(msg)
        made = Step("made_by_person", {"name": "Amina Uwase"}, NOW - dt.timedelta(minutes=6))
        return Explanation("waiting" if step else "sent", NOW, [made, *([step] if step else [])])


class QueuesService(Service):
    def letter_counts(self) -> list[LetterCount]:
        return [LetterCount(kind, self.o.letters.get(kind, 0)) for kind in get_args(LetterKind)]

    def letters(self, kind: LetterKind, after: str | None = None, limit: int = 50) -> Page[DeadLetter]:
        rows = [one for one in self.o.dead if one.kind == kind]
        start = int(after or 0)
        end = start + limit
        return Page(rows[start:end], str(end) if end < len(rows) else None)

    def requeue(self, ids: list[str]) -> list[Requeued]:
        known = {one.id for one in self.o.dead}
        done = [Requeued(one, self._outcome(one) if one in known else "not_dead") for one in ids]
        self._forget(ids)
        return done

    def requeue_all(self, kind: LetterKind) -> list[Requeued]:
        ids = [one.id for one in self.o.dead if one.kind == kind][:1000]
        done = [Requeued(one, self._outcome(one)) for one in ids]
        done += [Requeued(f"{kind}:{at}", "queued") for at in range(self.o.letters.pop(kind, 0) - len(ids))]
        self._forget(ids)
        return done

    def dismiss(self, ids: list[str]) -> list[Dismissed]:
        known = {one.id: one.kind for one in self.o.dead}
        done = [
            Dismissed(one, "kept" if known.get(one) == "task" else "dismissed" if one in known else "not_dead") for one in ids
        ]
        self._forget([one.id for one in done if one.outcome == "dismissed"])
        return done

    def _outcome(self, letter: str) -> Any:
        return "replaced" if letter in self.o.replaced else "queued"

    def _forget(self, ids: list[str]) -> None:
        for one in [one for one in self.o.dead if one.id in ids]:
            self.o.dead.remove(one)
            self.o.letters[one.kind] = max(0, self.o.letters.get(one.kind, 0) - 1)
        self.o.changed("queue", workspace=None)


class WorkspacesService(Service):
    def all(self) -> list[WorkspaceDetails]:
        return [self.get(CLINIC.uuid), self.get(SCHOOL.uuid)]

    def get(self, workspace: str) -> WorkspaceDetails:
        space = next(one for one in (CLINIC, SCHOOL) if one.uuid == workspace)
        settings = WorkspaceSettings(space.name, "RW", space.timezone, ["eng"])
        return WorkspaceDetails(workspace, settings, False, False, {}, 3, 2, NOW, *self.o.quiet)

    def set_quiet_hours(self, workspace: str, quiet_from: int | None, quiet_until: int | None) -> WorkspaceDetails:
        if quiet_from is not None and quiet_from == quiet_until:
            raise Invalid("quiet_until", "same")
        self.o.quiet = (quiet_from, quiet_until)
        return self.get(workspace)


def late_report(uuid: str = "r1", **more: Any) -> LateReport:
    """An open one: the office was off for a weekend."""
    since = NOW - dt.timedelta(days=2)
    lines = [
        LateLine("held:campaign:1", "campaign", "held", "Antenatal visits", "Visit reminder", 180, since, NOW),
        LateLine("held:campaign:2", "campaign", "held", "Vaccination", "", 31, since, NOW),
        LateLine("held:broadcast:3", "broadcast", "held", "Market day is on Friday this week", "", 1, since, since),
        LateLine("sent:timeout:4", "timeout", "sent", "", "", 12, since, NOW),
    ]
    start, end = since, NOW - dt.timedelta(hours=1)
    return dataclasses.replace(LateReport(uuid, "off", start, end, "open", 212, 0, 0, 212, NOW, lines=lines), **more)


def furnished() -> StubOffice:
    """An office in the middle of its day: phones in several states, conversations in several scripts, flows."""
    office = StubOffice()
    office.person = dataclasses.replace(office.person, workspaces=[CLINIC, SCHOOL])
    _furnish_phones(office)
    _furnish_messages(office)
    furnish(office.services["groups"], office.services["broadcasts"])
    furnish_schedule(office.services["scheduled_broadcasts"])
    stock = office.add_flow("Weekly stock report", keywords=["stock", "report"])
    office.add_flow("New mothers, first visit", started=48, completed=31, waiting=17)
    furnish_starts(office.services["starts"], stock.uuid)
    office.add_flow("Village survey, on paper no more", type="messaging_offline", started=0, completed=0, waiting=0)
    office.trigger_list.append(Trigger("t0", "keyword", stock.uuid, stock.name, ["stock", "report"], "first_word", NOW))
    office.seq = 0  # what was there from the start is no news
    return office


def _furnish_phones(office: StubOffice) -> None:
    shares = [PhoneShare(CLINIC.uuid, True, 2.0, 500, 120, 2, None), PhoneShare(SCHOOL.uuid, False, 1.0, None, None, 0, None)]
    office.add_phone(workspaces=[CLINIC.uuid, SCHOOL.uuid], shares=shares)
    office.add_phone(
        name="MTN 2", number="+250783000111", device="Samsung A03", battery=14, power_source="BAT", queued=31, pending=4,
        last_seen_on=NOW - dt.timedelta(hours=2), next_sync_on=NOW - dt.timedelta(hours=1, minutes=50),
    )  # fmt: skip
    office.add_phone(
        name="", number="+250722333444", device="Tecno Pop 5", state="approval", battery=None, network="", queued=0,
        next_sync_on=None,
    )  # fmt: skip


def _furnish_messages(office: StubOffice) -> None:
    jean = office.add_contact(
        "Jean Bosco Habimana", "tel:+250788383383", in_flow="Weekly stock report", fields={"Clinic": "Karangazi"}
    )
    office.add_msg(jean, "in", "stock", minutes=-1500, flow="Weekly stock report")
    office.add_msg(
        jean, "out", "Hello Jean Bosco! How many boxes of ORS do you have left?", "delivered", -1499, flow="Weekly stock report"
    )
    office.add_msg(jean, "in", "12", minutes=-1490, flow="Weekly stock report")
    office.add_msg(jean, "out", "Thank you. And how many of zinc?", "sent", -1489, flow="Weekly stock report")
    office.add_msg(jean, "in", "We are nearly out, three or four. When does the car come?", minutes=-30)
    office.add_msg(
        jean,
        "out",
        "Tomorrow before noon. Please have the empty boxes ready at the gate.",
        "failed",
        -12,
        author="Amina Uwase",
        failed_reason="error_limit",
    )
    office.add_msg(jean, "out", "Did you get my message?", "wired", -6, author="Amina Uwase", uncertain=True)
    office.add_msg(jean, "in", "Yes, all is ready. Murakoze!", minutes=-2)
    layla = office.add_contact("ليلى حسن", "tel:+249912345678")
    office.add_msg(layla, "out", "مرحبا ليلى، كم عدد الأطفال الذين تم تطعيمهم اليوم؟", "delivered", -58)
    office.add_msg(layla, "in", "تم تطعيم 42 طفلا في مركز Karangazi.\nشكرا لكم", minutes=-40)
    for name, urn, text, ago in (
        ("አበበ በቀለ", "tel:+251911223344", "ሰላም፣ መድኃኒት ደረሰ", -75),
        ("សុខា ចាន់", "tel:+85512345678", "សួស្តី ថ្នាំមកដល់ហើយ", -130),
        ("မောင်မောင်", "tel:+95912345678", "ဆေးရောက်ပါပြီ", -190),
        ("सीता शर्मा", "tel:+9779812345678", "नमस्ते, दवा आ गई", -260),
        ("রহিমা বেগম", "tel:+8801712345678", "ওষুধ এসে গেছে", -350),
        ("", "tel:+250788999888", "Who is this?", -1600),
        ("Grâce Ingabire", "tel:+250788111222", "Bonjour, le générateur est en panne depuis hier", -4000),
    ):
        office.add_msg(office.add_contact(name, urn), "in", text, minutes=ago)
    stopped = office.add_contact("Eric Nshuti", "tel:+250788777666", can_reply=False, why="contact_inactive", status="stopped")
    office.add_msg(stopped, "in", "STOP", minutes=-5000)
