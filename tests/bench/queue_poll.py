"""A poll of many contacts through a real engine and ten phones: start, everybody answers once, and what became of each SMS.

The phones' radios send at once, because what the PC can take in is looked at; what real radios allow stands beside it. Everything
else is as in an office: signed syncs of 50 commands over HTTP, reports before new messages, the engine's own pace of starts.

A contact is sent two questions and answers the first; of each SMS the phone reports that it was sent, that it was delivered, and
once more, late, that it was sent: six callbacks a contact.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app import ids
from app.clock import SystemClock
from app.contracts.broadcasts import Exclusions, Recipients
from app.paths import OfficePaths
from app.services import tallies
from app.store import tables
from app.store.database import Store
from tests.bench.flows import hears, says, workspace_file
from tests.bench.phones import Account, QuickPhone
from tests.support.office import RunningOffice

CONTACTS = 100_000
PHONES = 10
CALLBACKS_OF_CONTACT = 6
BAR_SECONDS, BAR_MEMORY_MB = 30 * 60, 600
STALLED_SECONDS = 240.0
LOOK_SECONDS, SAY_SECONDS = 0.2, 15.0
FIRST, SECOND = "Did the clinic have medicine this week? Yes or no", "Thank you. How many days was it closed?"
ANSWERS = ("Yes", "No", "yes it had", "oya")
# SMS parts a minute of one phone. Source: 29 parts in each window of 32 minutes for the stock relayer; measured for the others.
RADIO_STOCK, RADIO_OTHER = 29 / 32, 24.0

CLOCK = SystemClock()
Say = Callable[[str], None]


class Stalled(Exception):
    """Nothing moves any more."""


@dataclass
class Meter:
    """Wall time, processor time of engine and load, and the highest memory, phase by phase."""

    pid: int
    phases: dict[str, dict[str, float]] = field(default_factory=dict)
    peak_mb: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[dict[str, float]]:
        engine, own = psutil.Process(self.pid), psutil.Process()
        begun, engine_cpu, own_cpu = CLOCK.monotonic(), _cpu(engine), _cpu(own)
        figures = self.phases[name] = {}
        yield figures
        figures["seconds"] = round(CLOCK.monotonic() - begun, 1)
        figures["engine_cpu_seconds"] = round(_cpu(engine) - engine_cpu, 1)
        figures["load_cpu_seconds"] = round(_cpu(own) - own_cpu, 1)
        figures["engine_mb"] = round(self.look(), 1)

    def look(self) -> float:
        """Resident memory now, in MB of 10^6 bytes; remembers the highest."""
        now = psutil.Process(self.pid).memory_info().rss / 1e6
        self.peak_mb = max(self.peak_mb, now, _high_water_mb(self.pid))
        return now


def _high_water_mb(pid: int) -> float:
    """The kernel's own mark (Linux), which misses nothing between two looks."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in status.read_text().splitlines() if line.startswith("VmHWM")), 0.0)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@dataclass
class Poll:
    """One poll of `contacts` people in a fresh office in `home`. `run` returns the figures; `wrong` says what went wrong."""

    home: Path
    contacts: int
    say: Say
    office: RunningOffice = field(init=False)
    phones: list[QuickPhone] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    asked_again: Counter[str] = field(default_factory=Counter)
    sent: dict[int, list[int]] = field(default_factory=dict)
    left: int = 0  # tasks, when the rest is waited for

    def __post_init__(self) -> None:
        self.office = RunningOffice(self.home)

    def run(self) -> dict[str, Any]:
        group, flow = self._prepare()
        with self.office:
            self.office.sign_in()
            meter = Meter(self.office.local.pid)
            for phone in self.phones:
                phone.port = self.office.local.phone_port
                phone.start()
            try:
                self._measure(meter, group, flow)
                figures = self._figures(meter)
            finally:
                for phone in self.phones:
                    phone.stop()
        assert self.office.stop() == 0
        figures["wrong"] = audit(self.office.paths.database, self.contacts, self.phones)
        figures["passed"] = {
            "under 30 minutes, or that in proportion": figures["seconds"] < BAR_SECONDS * self.contacts / CONTACTS,
            "engine under 600 MB": figures["engine_peak_mb"] < BAR_MEMORY_MB,
            "nothing lost or doubled": not figures["wrong"],
        }
        return figures

    # Before the measuring

    def _prepare(self) -> tuple[str, str]:
        """The office with its phones; then, while no engine runs, its contacts in bulk. Returns UUIDs of group and flow."""
        begun = CLOCK.monotonic()
        with self.office:
            self.office.set_up()
            nodes = [says(FIRST), hears("medicine"), says(SECOND), hears("days")]
            self.office.client.imports.import_file(self.office.workspace, workspace_file("Poll", nodes))
            flow = self.office.client.flows.all(self.office.workspace)[0].uuid
            paired = [self.office.pair(f"+25078800{at:04d}") for at in range(PHONES)]
        group = _add_people(self.office.paths, self.contacts)
        self.phones = [QuickPhone(0, account, self._has_sent(at)) for at, account in enumerate(_accounts(self.office.paths))]
        assert [phone.account.relayer_id for phone in self.phones] == [phone.relayer_id for phone in paired]
        self.say(f"prepared {self.contacts:,} contacts in {CLOCK.monotonic() - begun:.0f} s")
        return group, flow

    def _has_sent(self, at: int) -> Callable[[int, str, str], None]:
        sent = self.sent[at] = []
        questions = {FIRST: self.asked, SECOND: self.asked_again}

        def note(number: int, address: str, text: str) -> None:
            questions[text][address] += 1
            sent.append(number)

        return note

    # Measuring

    def _measure(self, meter: Meter, group: str, flow: str) -> None:
        with meter.phase("start") as figures:
            self.office.client.starts.start(self.office.workspace, flow, Recipients(groups=[group]), Exclusions())
            self._until(lambda: len(self.asked) == self.contacts and not self._queued(), meter, "start", self.asked)
        figures["contacts_per_second"] = _rate(self.contacts, figures)
        with meter.phase("answers") as figures:
            for at, phone in enumerate(self.phones):
                phone.write((number_of(who), ANSWERS[who % len(ANSWERS)]) for who in range(at, self.contacts, PHONES))
            self._until(lambda: len(self.asked_again) == self.contacts and not self._queued(), meter, "answers", self.asked_again)
        figures["answers_per_second"] = _rate(self.contacts, figures)
        before = self._reported()
        with meter.phase("callbacks") as figures:
            for at, phone in enumerate(self.phones):
                for number in self.sent[at]:
                    phone.report("mt_dlvd", [number])
                    phone.report("mt_sent", [number])
            self._until(lambda: not self._queued(), meter, "callbacks", None)
        figures["callbacks_per_second"] = _rate(self._reported() - before, figures)
        with meter.phase("rest"):  # tasks whose work was done together with others' only find that out
            self._until(self._is_idle, meter, "rest", None)

    def _until(self, is_over: Callable[[], bool], meter: Meter, what: str, asked: Counter[str] | None) -> None:
        pause, moved, last_state, last_said = threading.Event(), CLOCK.monotonic(), (0, 0, 0, 0), CLOCK.monotonic()
        while not is_over():
            pause.wait(LOOK_SECONDS)
            meter.look()
            now, state = CLOCK.monotonic(), (self._reported(), self._queued(), len(asked or ()), self.left)
            if state != last_state:
                moved, last_state = now, state
            if now - moved > STALLED_SECONDS or any(phone.trouble for phone in self.phones):
                raise Stalled(f"{what}: {state} {[phone.trouble for phone in self.phones if phone.trouble]}")
            if now - last_said > SAY_SECONDS:
                last_said = now
                self.say(
                    f"{what}: asked {state[2]:,}, callbacks {state[0]:,}, with the phones {state[1]:,}, tasks left {state[3]:,}"
                )

    def _is_idle(self) -> bool:
        with closing(sqlite3.connect(self.office.paths.database)) as raw:
            self.left = raw.execute("SELECT count(*) FROM queue_task").fetchone()[0]
        return self.left == 0

    def _queued(self) -> int:
        return sum(phone.queued for phone in self.phones)

    def _reported(self) -> int:
        return sum(phone.counts.reported for phone in self.phones)

    def _figures(self, meter: Meter) -> dict[str, Any]:
        counts = [phone.counts for phone in self.phones]
        messages = sum(one.handed for one in counts)
        database = self.office.paths.database
        return {
            "contacts": self.contacts,
            "phones": PHONES,
            "phases": meter.phases,
            "seconds": round(sum(phase["seconds"] for phase in meter.phases.values()), 1),
            "engine_peak_mb": round(meter.peak_mb, 1),
            "database_mb": round(sum(size(path) for path in _files_of(database)) / 1e6, 1),
            "syncs": sum(one.syncs for one in counts),
            "syncs_refused": sum(one.refused for one in counts),
            "slowest_sync_seconds": round(max(one.slowest for one in counts), 2),
            "messages_handed": messages,
            "handed_again": sum(one.again for one in counts),
            "answers_taken_in": sum(one.taken_in for one in counts),
            "callbacks_taken_in": sum(one.reported for one in counts),
            "radio": radio(messages),
        }


def radio(messages: int) -> dict[str, Any]:
    """How long ten phones need to send so much, by phone program."""
    return {
        "stock_relayer": {
            "parts_per_minute": round(PHONES * RADIO_STOCK, 1),
            "days": round(messages / PHONES / RADIO_STOCK / 1440, 1),
        },
        "others": {"parts_per_minute": PHONES * RADIO_OTHER, "hours": round(messages / PHONES / RADIO_OTHER / 60, 1)},
    }


def number_of(who: int) -> str:
    """The number of a contact, counted from 0. Its phone is `who` modulo the number of phones."""
    return f"+2507{who:08d}"


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _files_of(database: Path) -> list[Path]:
    return [database, database.with_name(database.name + "-wal")]


def _rate(count: int, figures: dict[str, float]) -> float:
    return round(count / max(figures["seconds"], 0.1), 1)


def _add_people(paths: OfficePaths, count: int) -> str:
    """Contacts in one group, each heard on one of the phones; the phones can send as much as they are handed."""
    store, now = Store(f"sqlite:///{paths.database}", CLOCK), CLOCK.now()
    with store.write() as work:
        session = work.session
        space = session.query(tables.Workspace).one()
        channels = session.query(tables.Channel).order_by(tables.Channel.id).all()
        for channel in channels:
            channel.config = {"packs": 100_000}
        group = tables.ContactGroup(uuid=ids.uuid4(), workspace_id=space.id, name="Everybody", created_on=now, modified_on=now)
        session.add(group)
        session.flush()
        moments = {"created_on": now, "modified_on": now}
        for first in range(0, count, 5_000):
            people = range(first, min(first + 5_000, count))
            names = [{"id": who + 1, "name": f"Person {who}", "name_key": f"person {who}"} for who in people]
            common = {"workspace_id": space.id, "fields": {}, "status": "active", **moments}
            session.execute(tables.Contact.__table__.insert(), [{**name, "uuid": ids.uuid4(), **common} for name in names])
            session.execute(tables.ContactUrn.__table__.insert(), [_urn(who, space.id, channels) for who in people])
            members = [{"group_id": group.id, "contact_id": who + 1} for who in people]
            session.execute(tables.GroupContact.__table__.insert(), members)
        uuid = group.uuid
        work.commit()
    while tallies.squash(store):
        pass
    store.close()
    return uuid


def _urn(who: int, workspace_id: int, channels: list[tables.Channel]) -> dict[str, Any]:
    number = number_of(who)
    return {
        "workspace_id": workspace_id,
        "contact_id": who + 1,
        "identity": f"tel:{number}",
        "scheme": "tel",
        "path": number,
        "priority": 1000,
        "channel_id": channels[who % len(channels)].id,
    }


def _accounts(paths: OfficePaths) -> list[Account]:
    with closing(sqlite3.connect(paths.database)) as raw:
        query = (
            "SELECT c.id, c.secret, w.workspace_id, c.phone_uuid FROM channel c JOIN channel_workspace w ON w.channel_id = c.id"
            " ORDER BY c.id"
        )
        return [Account(*row) for row in raw.execute(query)]


# Afterwards


def audit(database: Path, contacts: int, phones: Iterable[QuickPhone]) -> list[str]:
    """What is not as it must be; empty when nothing was lost, doubled or left over."""
    known = sorted(number for phone in phones for number in phone.known)
    twice = 2 * contacts
    questions = [(FIRST, contacts, contacts), (SECOND, contacts, contacts)]
    messages = [("in", "handled", contacts, contacts), ("out", "delivered", twice, contacts)]
    wanted: list[tuple[str, str, list[Any]]] = [
        ("sessions, one a contact", "SELECT count(*), count(DISTINCT contact_id) FROM session", [(contacts, contacts)]),
        ("runs", "SELECT status, keys_of(results), count(*) FROM run GROUP BY 1, 2", [("waiting", "medicine", contacts)]),
        ("SMS as they came", "SELECT state, count(*) FROM inbound GROUP BY 1", [("handled", contacts)]),
        (
            "messages",
            "SELECT direction, status, count(*), count(DISTINCT contact_id) FROM msg GROUP BY 1, 2 ORDER BY 1",
            messages,
        ),
        (
            "questions, each once a contact",
            "SELECT text, count(*), count(DISTINCT contact_id) FROM msg WHERE direction = 'out' GROUP BY 1 ORDER BY min(id)",
            questions,
        ),
        ("attempts", "SELECT state, count(*), count(DISTINCT msg_id) FROM attempt GROUP BY 1", [("delivered", twice, twice)]),
        ("ids that the phones know", "SELECT id FROM attempt ORDER BY id", [(number,) for number in known]),
        ("starts left", "SELECT count(*) FROM start WHERE state = 'pending'", [(0,)]),
        ("tasks left", "SELECT queue, state, count(*) FROM queue_task GROUP BY 1, 2", []),
        ("soundness of the file", "PRAGMA integrity_check", [("ok",)]),
    ]
    with closing(sqlite3.connect(database)) as raw:
        raw.create_function("keys_of", 1, lambda packed: ",".join(sorted(json.loads(zlib.decompress(packed)))))
        found = [(what, raw.execute(query).fetchall(), rows) for what, query, rows in wanted]
    return [f"{what}: {str(rows)[:300]}" for what, rows, right in found if rows != right]
