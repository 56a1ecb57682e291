"""Conversations over three phones, starts, timers and broadcasts, short and long, while processes are killed again and again;
afterwards every row is accounted for.

A gateway stands between phones and engine, as the Wi-Fi does. It sees every request and every answer, and ends the engine with
SIGKILL at the moment that was chosen: while a request is in work, after the engine answered and before the phone heard it, just
after the phone heard it, while replies are handed over, while the engine starts. The seed makes the choice of moments, texts and
people repeatable; threads and disk make no two runs alike.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import http.server
import json
import os
import random
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import select, text

from app.contracts.workspaces import WorkspaceSettings
from app.services import radio
from app.store import tables
from app.store.database import Store
from bridge.demo.phone import Generation, SimulatedPhone
from tests.bench.flows import hears, says, workspace_file
from tests.bench.machine import describe
from tests.bench.soak_staff import Crowd, Staff, audit_crowd
from tests.support import postgresql
from tests.support.office import CLOCK, RunningOffice
from tests.support.servers import NO_REDIS, RedisServer, fresh_database, has_redis

RESULTS = Path(__file__).with_name("results")
# The third sends 29 parts in a minute (see `Hurry`), which is soon used up: what is long then waits for room. Few write to it.
PHONES: tuple[tuple[str, Generation], ...] = (("+250788000000", "1.9"), ("+250788000001", "2.1"), ("+250722000000", "1.9"))
PEOPLE_THERE = 3
HURRY = 32  # a window of 32 minutes is over in one
KEYWORD = "survey"
QUESTIONS = (
    ("name", "What is your name?"),
    ("bags", "How many bags, @results.name?"),
    ("crop", "Which crop are the @results.bags bags?"),
)
ECHO = " (@input.text)"  # so that no text is said again and again: an office takes that for two machines talking
ADVICE = " Keep the bags dry, off the floor and away from the wall, and look at them every week." * 4  # three parts
LAST = "Thanks @results.name: @results.bags bags of @results.crop."
CROPS = ("maize", "beans", "rice", "ibijumba")
POINTS = ("anytime", "arriving", "acknowledging", "acknowledged", "handing", "handed", "starting")
ARM_SECONDS = LIFE_SECONDS = 2.0
SETTLE_SECONDS = 300.0
PAUSE_SECONDS, UNANSWERED_SECONDS = 0.02, 0.15  # between two syncs, the second while nobody answers
WIRE_SECONDS = 60.0
WORKERS = 2
OPEN = {
    "attempts": "SELECT count(*) FROM attempt WHERE state = 'handed'",
    "messages": "SELECT count(*) FROM msg WHERE direction = 'out' AND status IN ('queued', 'errored', 'wired')",
    "inbounds": "SELECT count(*) FROM inbound WHERE state = 'pending'",
    "starts": "SELECT count(*) FROM flow_start WHERE state IN ('pending', 'started')",
    "timers": "SELECT count(*) FROM fire",
    "contacts to start": "SELECT count(*) FROM start WHERE state = 'pending'",
    "broadcasts": "SELECT count(*) FROM broadcast WHERE state IN ('pending', 'started')",
}

Sms = tuple[str, str, int]  # who wrote it, the text, milliseconds since 1970 by the phone's clock


def survey(more: str = "", advice: str = "") -> bytes:
    """A workspace file with one flow: three questions and a last word. `more` follows the first question, `advice` the last."""
    nodes: list[dict[str, Any]] = []
    for (name, question), tail in zip(QUESTIONS, (more, "", advice), strict=True):
        nodes += [says(question + tail), hears(name)]
    return workspace_file("Survey", [*nodes, says(LAST)])


class Gateway(http.server.ThreadingHTTPServer):
    """Passes POSTs on to the engine. `arm` chooses the next moment to kill it; `killed` says that it came."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, kill: Callable[[], None]) -> None:
        self.engine_port = 0
        self.acknowledged: Counter[Sms] = Counter()
        self.killed = threading.Event()
        self.kills: Counter[str] = Counter()
        self._kill = kill
        self._plan: tuple[str, float] | None = None
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Passing)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Gateway:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def arm(self, point: str, delay: float) -> None:
        """Kill `delay` seconds after the next request or answer of this kind."""
        with self._lock:
            self.killed.clear()
            self._plan = (point, delay)

    def strike(self, *points: str) -> bool:
        """Kill if one of these is the moment that was chosen; True when it was."""
        with self._lock:
            if self._plan is None or (points and self._plan[0] not in points):
                return False
            (point, delay), self._plan = self._plan, None
        threading.Event().wait(delay)
        self._kill()
        self.kills[point] += 1
        self.killed.set()
        return True

    def pass_on(self, path: str, body: bytes) -> bytes | None:
        """The engine's answer, or None where the phone is to hear nothing."""
        commands = _commands(body)
        messages = {command["p_id"]: command for command in commands if command.get("cmd") == "mo_sms"}
        if messages:
            threading.Thread(target=self.strike, args=("arriving",)).start()
        answer = self._ask(path, body)
        if answer is None:
            return None
        replies = _commands(answer)
        acked = [messages[reply["p_id"]] for reply in replies if reply.get("cmd") == "ack" and reply["p_id"] in messages]
        with self._lock:
            self.acknowledged.update((message["phone"], message["msg"], message["ts"]) for message in acked)
        is_handing = any(reply.get("cmd") == "mt_bcast" for reply in replies)
        is_lost = (acked and self.strike("acknowledging")) or (is_handing and self.strike("handing"))
        if not is_lost and (acked or is_handing):
            after = [name for name, applies in (("acknowledged", acked), ("handed", is_handing)) if applies]
            threading.Thread(target=self.strike, args=tuple(after)).start()
        return None if is_lost else answer

    def _ask(self, path: str, body: bytes) -> bytes | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.engine_port, timeout=WIRE_SECONDS)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        return answer if response.status == 200 else None


def _commands(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body)["cmds"]
    return found


class _Passing(http.server.BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.pass_on(self.path, body)
        if answer is None:
            return  # the connection closes without a word
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@dataclass
class Person:
    """Somebody who answers the survey again and again. Who is hasty writes two answers at once now and then."""

    number: str
    dice: random.Random
    is_hasty: bool
    written: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    conversations: int = 0
    lost: int = 0
    _to_write: list[tuple[str, str]] = field(default_factory=list)

    def is_waiting(self) -> bool:
        return len(self.heard) < len(self.expected)

    def is_done(self) -> bool:
        return not self._to_write and not self.is_waiting()

    def act(self, phone: SimulatedPhone, *, is_last_round: bool) -> None:
        """Write what comes next, unless an answer is still due."""
        if self.is_waiting():
            return
        if not self._to_write:
            if is_last_round and self.conversations:
                return
            self._begin()
        count = 2 if self.is_hasty and len(self._to_write) > 1 and self.dice.random() < 0.3 else 1
        for _ in range(count):
            said, answer = self._to_write.pop(0)
            self.written.append(said)
            self.expected.append(answer)
            phone.receive_sms(self.number, said)

    def write_again(self, phone: SimulatedPhone) -> None:
        """The phone lost the last one, and no answer ever came."""
        self.lost += 1
        phone.receive_sms(self.number, self.written[-1])

    def _begin(self) -> None:
        self.conversations += 1
        name, bags, crop = f"P{self.number[-3:]}c{self.conversations}", self.dice.randrange(900), self.dice.choice(CROPS)
        self._to_write = [
            (f"{KEYWORD} {self.conversations}", f"{QUESTIONS[0][1]} ({KEYWORD} {self.conversations})"),
            (name, f"How many bags, {name}?"),
            (str(bags), f"Which crop are the {bags} bags?{ADVICE}"),
            (crop, f"Thanks {name}: {bags} bags of {crop}."),
        ]


class Handset(threading.Thread):
    """One phone and the people who write to it."""

    def __init__(
        self,
        phone: SimulatedPhone,
        people: list[Person],
        has_reached: Callable[[Person], bool],
        others: dict[str, list[str]],
    ) -> None:
        """`others`: what everybody else heard, by number."""
        super().__init__(name=f"handset {phone.relayer_id}")
        self.phone = phone
        self._others = others
        self.people = {person.number: person for person in people}
        self.closing = threading.Event()
        self.stopped = threading.Event()
        self.syncs: Counter[int] = Counter()
        self._has_reached = has_reached
        self._heard = 0
        self._turn = threading.Lock()

    def run(self) -> None:
        pause = 0.0
        while not self.stopped.wait(pause):
            with self._turn:
                for person in self.people.values():
                    person.act(self.phone, is_last_round=self.closing.is_set())
                status = self.phone.sync().status
                self.syncs[status] += 1
                pause = PAUSE_SECONDS if status else UNANSWERED_SECONDS
                self._hear()
                self._notice_losses()

    def is_done(self) -> bool:
        with self._turn:
            return self.phone.queued == 0 and all(person.is_done() for person in self.people.values())

    def _hear(self) -> None:
        for sms in self.phone.sent[self._heard :]:
            person = self.people.get(sms.address)
            (person.heard if person else self._others.setdefault(sms.address, [])).append(sms.text)
        self._heard = len(self.phone.sent)

    def _notice_losses(self) -> None:
        """App 2.1 takes a late acknowledgement for that of a newer command: what failed to arrive just then is gone, and no
        office can know. People write again."""
        if self.phone.generation == "1.9" or self.phone.queued:
            return
        for person in self.people.values():
            if person.is_waiting() and not self._has_reached(person):
                person.write_again(self.phone)


class Hurry(threading.Thread):
    """Lets time pass quickly for one phone's radio: what it has sent moves back in time, second by second. Not what it was handed
    last, by which the office knows who has been waiting since."""

    def __init__(self, store: Store, channel_id: int) -> None:
        super().__init__(name="hurry")
        self.stopped = threading.Event()
        self._store = store
        self._channel_id = channel_id

    def run(self) -> None:
        before = CLOCK.monotonic()
        while not self.stopped.wait(1.0):
            now = CLOCK.monotonic()
            self._move(dt.timedelta(seconds=(now - before) * (HURRY - 1)))
            before = now

    def _move(self, by: dt.timedelta) -> None:
        attempt = tables.Attempt
        mine = (attempt.channel_id == self._channel_id, attempt.handed_on > CLOCK.now() - 3 * radio.WINDOW)
        with self._store.write(durable=False) as work:
            for row in work.session.scalars(select(attempt).where(*mine).order_by(attempt.id.desc()).offset(1)).all():
                if row.state != "handed":
                    row.handed_on -= by
                    row.sent_on = row.sent_on and row.sent_on - by
            work.commit()


class Servers:
    """PostgreSQL, and a Redis that is killed and emptied."""

    def __init__(self, database_url: str, redis: RedisServer) -> None:
        self.settings = {"OUTPOST_DATABASE_URL": database_url, "OUTPOST_REDIS_URL": redis.url}
        self._redis = redis

    def hurt(self, dice: random.Random) -> str:
        """What was done to Redis."""
        if dice.random() < 0.5:
            client = Redis.from_url(self._redis.url)
            client.flushall()
            client.close()
            return "redis emptied"
        self._redis.kill()
        threading.Event().wait(dice.uniform(0, 2))
        self._redis.start()
        return "redis"


class Soak:
    """An office with three phones of which something is killed `kills` times while `people` converse and a crowd hears news.
    Raises AssertionError where anything was lost, doubled, out of order or left over."""

    def __init__(self, home: Path, seed: int, kills: int, people: int, servers: Servers | None = None) -> None:
        self.servers = servers
        self.office = RunningOffice(home, settings=servers.settings if servers else None)
        self.kills = kills
        self.dice = random.Random(seed)
        self.gateway = Gateway(self._kill)
        self.people = [Person(f"+2507881{at:05d}", random.Random(seed * 1000 + at), False) for at in range(people)]
        url = servers.settings["OUTPOST_DATABASE_URL"] if servers else f"sqlite:///{self.office.paths.database}"
        self.store = Store(url, CLOCK)
        self.handsets: list[Handset] = []
        self.crowd: dict[str, list[str]] = {}
        self.staff = Staff(home, seed)
        self.told = Crowd(0, 0, 0, 0)
        self.long_ones: list[int] = []

    def run(self) -> dict[str, object]:
        begun = CLOCK.monotonic()
        with self.gateway, self.office:
            self._furnish()
            threads: list[Handset | Staff | Hurry] = [*self.handsets, self.staff, self.hurry]
            for thread in threads:
                thread.start()
            try:
                for _ in range(self.kills):
                    self._kill_once()
                self._settle()
            finally:
                for thread in threads:
                    thread.stopped.set()
                for thread in threads:
                    thread.join()
            assert self.office.stop() == 0
        self.told = audit(self.store, self.handsets, self.gateway, self.staff, self.crowd)
        self.long_ones = [int(row[0]) for row in self._rows("SELECT segments FROM attempt WHERE segments > 1")]
        self.store.close()
        return self._figures(CLOCK.monotonic() - begun)

    def _furnish(self) -> None:
        self.office.set_up()
        self.gateway.engine_port = self.office.local.phone_port
        self.office.client.imports.import_file(self.office.workspace, survey(ECHO, ADVICE))
        flow = self.office.client.flows.all(self.office.workspace)[0]
        self.office.client.triggers.create_keyword(self.office.workspace, flow.uuid, [KEYWORD])
        others = self.office.client.workspaces.create(WorkspaceSettings("Other", "RW", "Africa/Kigali", ["eng"])).uuid
        for at, (number, generation) in enumerate(PHONES):
            phone = self.office.pair(number, generation)
            phone.move(f"http://127.0.0.1:{self.gateway.server_port}")
            people = self._people_of(at)
            for person in people[::3]:
                person.is_hasty = generation == "1.9"
            self.handsets.append(Handset(phone, people, self._has_reached, self.crowd))
        self._set_rates(others)
        self.staff.furnish(self.office, others)
        if self.servers:
            for _ in range(WORKERS):
                self.office.start_worker()

    def _people_of(self, at: int) -> list[Person]:
        """Of the phone so manieth; the last has the last few."""
        if at == len(PHONES) - 1:
            return self.people[-PEOPLE_THERE:]
        return self.people[:-PEOPLE_THERE][at :: len(PHONES) - 1]

    def _set_rates(self, others: str) -> None:
        """The first two as with many message packs: their pace is not what is looked at. The third is shared with the other
        workspace, so that neither's replies nor its bulk has all of it."""
        with self.store.write() as work:
            *fast, slow = work.session.query(tables.Channel).order_by(tables.Channel.id)
            for channel in fast:
                channel.config = {"packs": 100_000}
            other = work.session.query(tables.Workspace).filter_by(uuid=others).one()
            work.session.add(tables.ChannelWorkspace(channel_id=slow.id, workspace_id=other.id))
            self.hurry = Hurry(self.store, slow.id)
            work.commit()

    def _kill_once(self) -> None:
        victim = self.dice.random() if self.servers else 0.0
        if victim < 0.45:
            self._kill_engine()
            return
        threading.Event().wait(self.dice.uniform(0, ARM_SECONDS))
        if victim < 0.88:
            self._kill_worker()
        else:
            assert self.servers is not None
            self.gateway.kills[self.servers.hurt(self.dice)] += 1

    def _kill_worker(self) -> None:
        """Sometimes the other one does all the work for a while, sometimes a new one comes at once."""
        at = self.dice.randrange(len(self.office.workers))
        self.office.workers.pop(at).kill()
        self.gateway.kills["worker"] += 1
        threading.Event().wait(self.dice.choice((0.0, self.dice.uniform(0, ARM_SECONDS))))
        self.office.start_worker()

    def _kill_engine(self) -> None:
        threading.Event().wait(self.dice.uniform(0, LIFE_SECONDS))  # something is to be done in between
        point = self.dice.choice(POINTS)
        self.gateway.arm(point, self.dice.choice((0.0, self.dice.uniform(0, 0.02), self.dice.uniform(0, 0.3))))
        if point == "starting":
            self.gateway.strike()
            self._start_in_vain()
        elif point == "anytime" or not self.gateway.killed.wait(ARM_SECONDS):
            self.gateway.strike()
        assert self.gateway.killed.wait(WIRE_SECONDS)
        self.office.start()
        self.gateway.engine_port = self.office.local.phone_port

    def _start_in_vain(self) -> None:
        """Killed while it comes up; sometimes it was up by then."""
        timer = threading.Timer(self.dice.uniform(0.2, 3.0), self._kill_process)
        timer.start()
        with suppress(AssertionError):
            self.office.start()
            self.office.client.close()
        timer.join()

    def _kill(self) -> None:
        self.office.client.close()
        self.office.kill()

    def _kill_process(self) -> None:
        assert self.office.process is not None
        self.office.process.kill()
        self.office.process.wait()

    def _settle(self) -> None:
        """Let everybody finish, and the last reports arrive."""
        self.staff.stopped.set()
        self.staff.join()
        for handset in self.handsets:
            handset.closing.set()
        until = CLOCK.monotonic() + SETTLE_SECONDS
        while CLOCK.monotonic() < until:
            if all(handset.is_done() for handset in self.handsets) and not self._open() and self._is_queue_empty():
                return
            threading.Event().wait(0.1)
        waiting = [(p.number, p.written[-4:], p.expected[-4:], p.heard[-4:]) for p in self.people if not p.is_done()]
        raise AssertionError(f"stuck: {waiting} open={self._open()} queues={self.staff.queues()}")

    def _open(self) -> dict[str, int]:
        """What is not at its end: rows by kind."""
        found = {kind: int(self._rows(query)[0][0]) for kind, query in OPEN.items()}
        return {kind: count for kind, count in found.items() if count}

    def _is_queue_empty(self) -> bool:
        queues = self.staff.queues()
        return bool(queues) and not any(sum(counts) for _, *counts in queues)

    def _has_reached(self, person: Person) -> bool:
        """Whether the office has everything this person wrote (what the phone lost was written again)."""
        found = self._rows(f"SELECT count(*) FROM inbound WHERE address = 'tel:{person.number}'")
        return int(found[0][0]) >= len(person.written)

    def _rows(self, query: str) -> list[Any]:
        with self.store.read() as session:
            return list(session.execute(text(query)).all())

    def _figures(self, seconds: float) -> dict[str, object]:
        return {
            "seconds": round(seconds, 1),
            "kills": dict(self.gateway.kills),
            "people": len(self.people),
            "conversations": sum(person.conversations for person in self.people),
            "sms_in": sum(len(person.written) for person in self.people),
            "sms_out": sum(len(person.heard) for person in self.people),
            "starts": self.told.starts,
            "timers": self.told.timers,
            "broadcasts": len(self.staff.sent),
            "sms_to_the_crowd": sum(map(len, self.crowd.values())),
            "long_sms": len(self.long_ones),
            "parts_of_these": sum(self.long_ones),
            "calls_unanswered": self.staff.unanswered,
            "syncs_unanswered": sum(handset.syncs[0] for handset in self.handsets),
            "lost_by_app_2.1_itself": sum(person.lost for person in self.people),
        }


def audit(store: Store, handsets: list[Handset], gateway: Gateway, staff: Staff, crowd: dict[str, list[str]]) -> Crowd:
    """Every row against what people wrote and heard; returns how many of the crowd were reached, and how often."""
    people = [person for handset in handsets for person in handset.people.values()]
    with store.read() as session:

        def rows(query: str) -> list[Any]:
            return [tuple(row) for row in session.execute(text(query)).all()]

        _audit_people(rows, people, gateway)
        _audit_sending(rows, handsets)
        told = audit_crowd(rows, staff, crowd)
        _audit_rest(rows, people, told)
        if store.is_sqlite:
            assert rows("PRAGMA integrity_check") == [("ok",)]
            assert rows("PRAGMA foreign_key_check") == []
    return told


def _audit_people(rows: Callable[[str], list[Any]], people: list[Person], gateway: Gateway) -> None:
    stored: dict[str, list[str]] = {}
    for address, said, state, msg in rows("SELECT address, text, state, msg_id FROM inbound ORDER BY id"):
        stored.setdefault(address.removeprefix("tel:"), []).append(said)
        assert state == "handled" and msg is not None, (address, said, state)
    talk: dict[str, dict[str, list[str]]] = {}
    query = "SELECT u.path, m.direction, m.text FROM msg m JOIN contact_urn u ON u.id = m.urn_id ORDER BY m.id"
    for path, direction, said in rows(query):
        talk.setdefault(path, {"in": [], "out": []})[direction].append(said)
    for person in people:
        assert person.heard == person.expected, (person.number, "heard", person.heard, person.expected)
        assert stored[person.number] == person.written, (person.number, "stored", stored[person.number], person.written)
        assert talk[person.number]["in"] == person.written, (person.number, talk[person.number])
        assert talk[person.number]["out"] == person.expected, (person.number, talk[person.number])
    acknowledged = Counter((address, said) for address, said, _ in gateway.acknowledged)
    kept = Counter((person.number, said) for person in people for said in person.written)
    assert not acknowledged - kept, "acknowledged, and not there"


def _audit_sending(rows: Callable[[str], list[Any]], handsets: list[Handset]) -> None:
    """One attempt for each message, one SMS for each attempt, and the last word of the phone as status."""
    sent = [sms.id for handset in handsets for sms in handset.phone.sent]
    assert len(sent) == len(set(sent)), "an id was sent twice"
    attempts = rows("SELECT id, msg_id FROM attempt ORDER BY id")
    assert sorted(sent) == [number for number, _ in attempts]
    assert sorted(msg for _, msg in attempts) == [
        row[0] for row in rows("SELECT id FROM msg WHERE direction = 'out' ORDER BY id")
    ]
    by_generation = {handset.phone.relayer_id: handset.phone.generation for handset in handsets}
    query = "SELECT m.channel_id, m.status, a.state, count(*) FROM attempt a JOIN msg m ON m.id = a.msg_id GROUP BY 1, 2, 3"
    for channel, status, state, count in rows(query):
        allowed = {"delivered"} if by_generation[channel] == "1.9" else {"delivered", "sent"}
        assert status == state and status in allowed, (channel, status, state, count)


def _audit_rest(rows: Callable[[str], list[Any]], people: list[Person], told: Crowd) -> None:
    """Nothing waits, nothing is dead, the counts agree."""
    conversations = sum(person.conversations for person in people) + told.sessions
    assert rows("SELECT queue, state, key, error FROM queue_task") == []
    assert rows("SELECT owner FROM queue_owner WHERE waiting <> 0 OR working <> 0") == []
    assert rows("SELECT id FROM fire") == []
    assert rows("SELECT status, count(*) FROM session GROUP BY 1") == [("completed", conversations)]
    assert rows("SELECT status, count(*) FROM run GROUP BY 1") == [("completed", conversations)]
    counted = rows("SELECT key, sum(count) FROM tally WHERE scope LIKE 'flow%status' GROUP BY 1 HAVING sum(count) <> 0")
    assert counted == [("completed", conversations)]
    assert rows("SELECT count(*) FROM contact") == [(len(people) + told.contacts,)]


@contextmanager
def open_servers(folder: Path) -> Iterator[Servers]:
    """A PostgreSQL (the one that is named, else one of our own) and a Redis. Raises OSError or RuntimeError."""
    with ExitStack() as closing:
        url = os.environ.get(postgresql.VARIABLE)
        if not url:
            programs = postgresql.find_programs()
            if programs is None or not has_redis():
                raise RuntimeError(f"no PostgreSQL, or {NO_REDIS}")
            url = closing.enter_context(postgresql.PostgresServer(programs)).url
        redis = closing.enter_context(RedisServer(folder, fsync="no"))
        yield Servers(fresh_database(url, "soak"), redis)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench soak")
    parser.add_argument("--kills", type=int, default=50, help="how often something is killed (default 50, at most 2000)")
    parser.add_argument("--people", type=int, default=36, help="people in conversation (default 36)")
    parser.add_argument("--seed", type=int, default=1, help="for the choice of moments and texts (default 1)")
    parser.add_argument("--pair", choices=("sqlite", "server"), default="sqlite", help="server: PostgreSQL, Redis, two workers")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="outpost-soak-") as folder, ExitStack() as closing:
        servers = closing.enter_context(open_servers(Path(folder, "redis"))) if asked.pair == "server" else None
        soak = Soak(Path(folder, "office"), asked.seed, min(asked.kills, 2000), asked.people, servers)
        result: dict[str, object] = {"pair": asked.pair, "seed": asked.seed, **soak.run(), "machine": describe()}
    RESULTS.mkdir(exist_ok=True)
    name = "soak.json" if asked.pair == "sqlite" else "soak_server.json"
    (RESULTS / name).write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    return 0
