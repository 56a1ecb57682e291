"""A real office with a modem for a long day: SMS come in with noise on the line, the plug is pulled again and again, also between
a part and its answer, the store is full, the engine is killed; a flow answers each. Afterwards every message is accounted for in
the database.

Then what an idle modem costs the engine, and how long one modem's messages take while another hangs or floods the line.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from app.clock import SystemClock
from app.contracts.modems import Modem
from tests.bench.machine import describe
from tests.simulators.modem import IMEI, PROFILES, PtyModem
from tests.support.office import RunningOffice

RESULTS = Path(__file__).with_name("results")
OTHER_IMEI = "861234567890123"
FLOW = "4d9f3a54-6d0a-4a0e-8f2d-5b4f0e6f1a20"
LONG = "part of a long message "
BURST_PARTS = 50
CONTACTS = 100
MOST_OPEN = 30  # messages in that are not answered yet, while more come
SETTLE_SECONDS = 240.0
IDLE_SECONDS = 60.0
HURRIED = (sys.executable, "-m", "tests.bench.hurried_engine")
CLOCK = SystemClock()


def answering_flow() -> bytes:
    """A workspace file with a flow that answers `in 7` with `re in 7`."""
    send = {
        "uuid": "7f0e7a8e-4d87-4d5b-8b55-9e5f5b4c0c21",
        "type": "send_msg",
        "text": "re @(text_slice(input.text, 0, 12))",
    }
    flow = {
        "uuid": FLOW,
        "name": "Answers",
        "spec_version": "14.4.2",
        "language": "eng",
        "type": "messaging",
        "revision": 1,
        "expire_after_minutes": 60,
        "localization": {},
        "nodes": [
            {
                "uuid": "9a3c7c4b-7f4e-4a2f-8a53-0d7c2b7a9e22",
                "actions": [send],
                "exits": [{"uuid": "b8f4c2de-2f5c-4d2a-9a39-0a2f8d5c7b23"}],
            }
        ],
    }
    return json.dumps({"version": "13", "site": "test", "flows": [flow], "triggers": [], "campaigns": []}).encode()


def until(probe: Callable[[], bool], what: str, seconds: float = SETTLE_SECONDS) -> None:
    pause, end = threading.Event(), CLOCK.monotonic() + seconds
    while not probe():
        if CLOCK.monotonic() > end:
            raise AssertionError(what)
        pause.wait(0.01)


class Day:
    """The office, its modem, and what happened."""

    def __init__(self, folder: Path, *, profile: str = "quectel", seed: int = 1, is_hurried: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.office = RunningOffice(folder / "office", wrap=HURRIED if is_hurried else (), settings={"OUTPOST_MODEMS": "on"})
        self.modems: list[PtyModem] = []
        self.profile = profile
        self.rolls = random.Random(seed)
        self.seed = seed
        self.pulled = 0
        self.in_flight: set[str] = set()
        self.killed = 0

    def set_up(self) -> None:
        self.office.start()
        self.office.set_up()
        self.office.client.imports.import_file(self.office.workspace, answering_flow())
        self.office.client.triggers.create_catch_all(self.office.workspace, FLOW)

    def add(self, imei: str = IMEI) -> PtyModem:
        """A modem whose SIM is a channel of the office, and may send twenty parts a second."""
        modem = PtyModem(PROFILES[self.profile], self.seed, self.folder / imei, imei)
        modem.core.sim.iccid = f"892501{imei[-13:]}"
        self.modems.append(modem)
        client, number = self.office.client, f"+25078800000{len(self.modems)}"
        client.modems.choose_ports([str(one.link) for one in self.modems])
        until(lambda: self.is_ready(imei), "not ready")
        found = self.find(imei)
        assert found is not None
        client.modems.use(found.uuid, number, f"SIM {number}", [self.office.workspace])
        client.modems.update(found.uuid, f"SIM {number}", 1.0, 100_000, False)
        with self.database() as database:
            database.execute("update channel set config = json_set(config, '$.seconds_a_part', 0.05)")
        client.modems.choose_ports([str(one.link) for one in self.modems])
        return modem

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.office.paths.database, timeout=30)
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()

    def find(self, imei: str) -> Modem | None:
        return next((one for one in self.office.client.modems.all().modems if one.imei == imei), None)

    def is_ready(self, imei: str) -> bool:
        found = self.find(imei)
        return found is not None and found.state == "ready"

    def run(self, messages: int, *, pulls: int, cuts: int, bursts: int, noise: float, kills: int) -> None:
        modem = self.modems[0]
        at_kill = set(self.rolls.sample(range(messages), kills))
        modem.core.faults.noise = noise
        at_pull = set(self.rolls.sample(range(messages), pulls))
        at_cut = set(self.rolls.sample(sorted(at_pull), cuts))
        at_burst = set(self.rolls.sample(range(messages), bursts))
        for number in range(messages):
            if number in at_cut:
                modem.core.faults.cuts += 1
            self.deliver(modem, f"in {number} ")
            if number in at_burst:
                self.deliver(modem, f"burst {number} " + LONG * 330)
            if number in at_pull:
                self.pull(modem)
            if number in at_kill:
                self.kill(modem)
            until(lambda: len(modem.core.held) < MOST_OPEN and self.is_up_to(number), f"stuck at {number}")  # noqa: B023

    def is_up_to(self, number: int) -> bool:
        return number - len({one.text for one in list(self.modems[0].core.sent)}) < MOST_OPEN

    def deliver(self, modem: PtyModem, text: str) -> None:
        sender, ref = f"+2507881{self.rolls.randrange(CONTACTS):05d}", self.rolls.randrange(256)
        modem.do(lambda core: core.deliver(sender, text, ref=ref))

    def pull(self, modem: PtyModem) -> None:
        """By hand, or where a part waits for its answer."""
        self.pulled += 1
        if modem.core.faults.cuts:
            until(lambda: not modem.is_plugged, "not cut")
        with modem.lock:
            self.in_flight |= {one.text for one in modem.core.sent[-1:]}
            modem.unplug()
        modem.plug()

    def kill(self, modem: PtyModem) -> None:
        with modem.lock:
            self.office.kill()
            self.in_flight |= {one.text for one in modem.core.sent[-2:]}  # the modem may have had one more to read
        self.office.start()
        self.killed += 1

    def settle(self, messages: int, bursts: int) -> None:
        self.modems[0].core.faults.noise = 0.0
        until(lambda: self.count("msg where direction = 'in'") >= messages + bursts, "messages in are missing")
        until(lambda: not self.count("inbound where state = 'pending'"), "not handled")
        waiting = "msg where direction = 'out' and status in ('queued', 'errored')"
        until(lambda: not self.count(waiting) and not self.count("attempt where state = 'handed'"), "not sent")

    def count(self, what: str) -> int:
        with self.database() as database:
            return int(database.execute(f"select count(*) from {what}").fetchone()[0])

    def close(self) -> None:
        self.office.stop()
        for modem in self.modems:
            modem.close()


def account(day: Day, messages: int, bursts: int) -> dict[str, Any]:
    """The figures; raises AssertionError where something was lost or doubled."""
    with day.database() as database:
        came = [text for (text,) in database.execute("select text from msg where direction = 'in'")]
        attempts = database.execute("select m.text, a.state from attempt a join msg m on m.id = a.msg_id").fetchall()
        delivered = {text for text, state in attempts if state == "delivered"}
    singles = Counter(text.strip() for text in came if text.startswith("in "))
    whole = sum(1 for text in came if text.startswith("burst ") and len(text) >= len(LONG) * 330)
    went = Counter(one.text for one in day.modems[0].core.sent)
    cut = {one.text for one in day.modems[0].core.cut_off}
    known = {text for text, state in attempts if state in ("sent", "delivered")}
    uncertain = {text for text, state in attempts if state == "uncertain"}
    figures = {
        "received": len(singles) + whole,
        "received_lost": messages - len(singles) + bursts - whole,
        "received_again": sum(singles.values()) - len(singles),
        "sent": len(went),
        "sent_twice": sum(1 for count in went.values() if count > 1),
        "known_sent": len(known),
        "known_delivered": len(delivered),
        "uncertain": len(uncertain),
        "cut_off": len(cut),
        "cut_off_and_reported": len(cut & delivered),  # a status report that came later took the doubt away
        "uncertain_by_chance": len(uncertain & day.in_flight - cut),  # pulled or killed while it happened to wait for its answer
        "uncertain_by_noise": len(uncertain - cut - day.in_flight),
        "went_unknown": len(set(went) - known - uncertain),
        "never_went": len(known - set(went)),
        "unanswered": messages + bursts - len(known | uncertain),
        "pulled": day.pulled,
        "killed": day.killed,
    }
    for name in ("received_lost", "received_again", "sent_twice", "went_unknown", "never_went", "unanswered"):
        assert figures[name] == 0, f"{name}: {figures}"
    assert cut <= uncertain | delivered, f"something that was cut off is thought to be certain: {figures}"
    return figures


def soak(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    day = Day(folder, profile=options.profile, seed=options.seed)
    try:
        day.set_up()
        day.add()
        begun = CLOCK.monotonic()
        day.run(
            options.messages,
            pulls=options.pulls,
            cuts=options.cuts,
            bursts=options.bursts,
            noise=options.noise,
            kills=options.kills,
        )
        day.settle(options.messages, options.bursts)
        figures = account(day, options.messages, options.bursts)
        return {**figures, "seconds": round(CLOCK.monotonic() - begun, 1)}
    finally:
        day.close()


def idle(folder: Path, seconds: float) -> dict[str, float]:
    """Percent of one core that the engine takes while nothing happens: without, and with one modem that is a channel."""
    day = Day(folder, is_hurried=False)
    try:
        day.set_up()
        without = _cpu(day, seconds)
        day.add()
        with_one = _cpu(day, seconds)
        return {"without": round(without, 2), "with_one": round(with_one, 2), "one_modem": round(with_one - without, 2)}
    finally:
        day.close()


def _cpu(day: Day, seconds: float) -> float:
    CLOCK.wait(threading.Event(), 10.0)  # what began before has ended
    engine = psutil.Process(day.office.local.pid)
    before, begun = sum(engine.cpu_times()[:2]), CLOCK.monotonic()
    CLOCK.wait(threading.Event(), seconds)
    return float(100 * (sum(engine.cpu_times()[:2]) - before) / (CLOCK.monotonic() - begun))


def neighbours(folder: Path, messages: int) -> dict[str, Any]:
    """Seconds from an SMS in to its answer handed to the network at a modem that works, while another is well, mute, floods the
    line, or is pulled out and in."""
    day = Day(folder, is_hurried=False)
    try:
        day.set_up()
        other, works = day.add(IMEI), day.add(OTHER_IMEI)
        figures = {"well": _answers(day, works, messages)}
        other.core.faults.is_mute = True
        day.deliver(other, "to a mute one")
        figures["mute"] = _answers(day, works, messages)
        other.core.faults.is_mute = False
        other.core.faults.flood = 2_000_000
        other.poke()
        figures["flood"] = _answers(day, works, messages)
        other.core.faults.flood = 0
        stop = threading.Event()
        puller = threading.Thread(target=_pull_on, args=(other, stop))
        puller.start()
        figures["pulled"] = _answers(day, works, messages)
        stop.set()
        puller.join()
        return figures
    finally:
        day.close()


def _pull_on(modem: PtyModem, stop: threading.Event) -> None:
    while not stop.wait(1.0):
        modem.unplug()
        modem.plug()


def _answers(day: Day, modem: PtyModem, messages: int) -> dict[str, float]:
    taken = []
    for _ in range(messages):
        before, begun = len(modem.core.sent), CLOCK.monotonic()
        day.deliver(modem, f"in {before} of another")
        until(lambda: len(modem.core.sent) > before, "not answered")  # noqa: B023
        taken.append(CLOCK.monotonic() - begun)
    return {"median": round(statistics.median(taken), 3), "most": round(max(taken), 3)}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench modem_office", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000, help="each way")
    parser.add_argument("--pulls", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=20, help="of the pulls, those between a PDU and its answer")
    parser.add_argument("--kills", type=int, default=10, help="of the engine, by SIGKILL")
    parser.add_argument("--bursts", type=int, default=3, help="messages of 50 parts")
    parser.add_argument("--noise", type=float, default=0.0002, help="how likely an octet is followed by rubbish")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="quectel")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle-seconds", type=float, default=IDLE_SECONDS)
    parser.add_argument("--answers", type=int, default=20, help="of the neighbour, in each of its phases")
    options = parser.parse_args(argv)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures["soak"] = soak(folder / "soak", options)
        print(json.dumps(figures["soak"]), flush=True)
        figures["idle_cpu_percent"] = idle(folder / "idle", options.idle_seconds)
        figures["answer_seconds"] = neighbours(folder / "neighbours", options.answers)
    result = {"machine": describe(), "options": vars(options), "figures": figures}
    print(json.dumps(result, indent=2))
    (RESULTS / "modem_office.json").write_text(json.dumps(result, indent=2) + "\n")
    return 0
