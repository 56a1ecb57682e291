"""One modem for a long day: SMS both ways with noise on the line, the plug pulled again and again, a full store, long messages.

Afterwards every message is accounted for: what came in is kept, each once; what went out went once; what the driver does not
know to have gone or not is exactly what was cut off or lost in the noise.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from app.clock import SystemClock
from bridge.modem import at, driver, port
from bridge.modem.driver import Part
from bridge.modem.pdu import encode_submit
from bridge.modem.port import ModemPort, open_serial
from tests.bench.machine import describe
from tests.simulators.modem import PROFILES, ModemCore, PtyModem
from tests.simulators.notebook import Notebook

RESULTS = Path(__file__).with_name("results")
NUMBER = "+250788123456"
LONG = "part of a long message "
SETTLE_SECONDS = 120.0
IDLE_SECONDS = 20.0
# A real network takes longer; what is tested is what happens then.
SHORT = {(driver, "SEND_TIMEOUT"): 3.0, (driver, "POLL_SECONDS"): 1.0, (at, "PROMPT_SECONDS"): 1.0, (at, "PROVE_SECONDS"): 0.5}


@contextmanager
def hurried() -> Iterator[None]:
    before = {(module, name): getattr(module, name) for module, name in SHORT}
    reopen, port.REOPEN_SECONDS = port.REOPEN_SECONDS, (0.05,)
    for (module, name), value in SHORT.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        port.REOPEN_SECONDS = reopen
        for (module, name), value in before.items():
            setattr(module, name, value)


class Day:
    """The modem, its port, and what happened."""

    def __init__(self, profile: str, noise: float, seed: int) -> None:
        self.clock = SystemClock()
        self.modem = PtyModem(PROFILES[profile], seed)
        self.kept = Notebook()
        self.rolls = random.Random(seed)
        self.port = ModemPort(self.modem.path, self.kept, self.clock, open_port=lambda _: open_serial(self.modem.path))
        self.noise = noise
        self.pulled = 0

    def run(self, messages: int, pulls: int, cuts: int, bursts: int) -> None:
        self.port.start()
        self.until(lambda: bool(self.kept.infos), "not set up")
        self.modem.core.faults.noise = self.noise
        at_pull = set(self.rolls.sample(range(messages), pulls))
        at_cut = set(self.rolls.sample(sorted(at_pull), cuts))
        at_burst = set(self.rolls.sample(range(messages), bursts))
        for number in range(messages):
            self.deliver(f"in {number}")
            if number in at_burst:
                self.deliver(f"burst {number} " + LONG * 330)  # 50 parts
            if number in at_cut:
                self.modem.core.faults.cuts += 1
            elif number in at_pull:
                self.modem.unplug()
            self.send(number)
            if number in at_pull:
                self.pulled += 1
                self.until(lambda: not self.modem.core.faults.cuts or number in self.settled(), "not cut")  # noqa: B023
                self.modem.core.faults.cuts = 0
                self.modem.unplug()
                self.modem.plug()
        self.wait_for_rest(messages, bursts)

    def deliver(self, text: str) -> None:
        def act(core: ModemCore) -> None:
            core.deliver(NUMBER, text, ref=self.rolls.randrange(256))

        self.modem.do(act)

    def send(self, number: int) -> None:
        [pdu] = encode_submit(NUMBER, f"out {number}")
        self.until(lambda: self.port.has_room or not self.modem.is_plugged, "no room")
        self.port.send(Part(number, pdu))

    def wait_for_rest(self, messages: int, bursts: int) -> None:
        self.modem.core.faults.noise = 0.0
        self.until(lambda: len(self.settled()) == messages, "parts forgotten")
        self.until(lambda: len(self.came()) >= messages + 50 * bursts, "messages lost")

    def settled(self) -> set[int]:
        return {one for one, _ in self.kept.sents} | {one for one, _ in self.kept.refusals}

    def came(self) -> set[str]:
        return {one.pdu for one in list(self.kept.messages) if one.read is not None}

    def until(self, probe: Callable[[], bool], what: str) -> None:
        pause, end = threading.Event(), self.clock.monotonic() + SETTLE_SECONDS
        while not probe():
            if self.clock.monotonic() > end:
                raise AssertionError(what)
            pause.wait(0.005)

    def close(self) -> None:
        self.port.stop()
        self.modem.close()


def account(day: Day, messages: int) -> dict[str, Any]:
    """The figures; raises AssertionError where something was lost or doubled."""
    texts = [text for text in day.kept.texts if text is not None]
    lost_in = {f"in {number}" for number in range(messages)} - set(texts)
    went = Counter(int(one.text.removeprefix("out ")) for one in day.modem.core.sent)
    cut = {int(one.text.removeprefix("out ")) for one in day.modem.core.cut_off}
    known = {one for one, _ in day.kept.sents}
    uncertain = {one for one, verdict in day.kept.refusals if verdict.may_have_gone}
    figures = {
        "received": len(set(texts)),
        "received_lost": len(lost_in),
        "received_again": len(texts) - len(set(texts)),
        "sent": len(went),
        "sent_twice": sum(1 for count in went.values() if count > 1),
        "known_sent": len(known),
        "uncertain": len(uncertain),
        "cut_off": len(cut),
        "uncertain_by_noise": len(uncertain - cut),
        "went_unknown": len(set(went) - known - uncertain),
        "never_went": len(known - set(went)),
        "pulled": day.pulled,
    }
    for name in ("received_lost", "sent_twice", "went_unknown", "never_went"):
        assert figures[name] == 0, f"{name}: {figures[name]}"
    assert cut <= uncertain, "something that was cut off is thought to be certain"
    return figures


def idle_cpu(day: Day) -> float:
    """Percent of one core that the port's thread and the simulator take together while nothing happens."""
    process = psutil.Process()
    day.clock.wait(threading.Event(), 1.0)
    before, begun = sum(process.cpu_times()[:2]), day.clock.monotonic()
    day.clock.wait(threading.Event(), IDLE_SECONDS)
    return float(100 * (sum(process.cpu_times()[:2]) - before) / (day.clock.monotonic() - begun))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench modem", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000, help="each way")
    parser.add_argument("--pulls", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=20, help="of the pulls, those between a PDU and its answer")
    parser.add_argument("--bursts", type=int, default=3, help="messages of 50 parts")
    parser.add_argument("--noise", type=float, default=0.0002, help="how likely an octet is followed by rubbish")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="quectel")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    day = Day(options.profile, options.noise, options.seed)
    try:
        begun = day.clock.monotonic()
        with hurried():
            day.run(options.messages, options.pulls, options.cuts, options.bursts)
        figures = account(day, options.messages)
        figures["seconds"] = round(day.clock.monotonic() - begun, 1)
    finally:
        day.close()
    quiet = Day(options.profile, 0.0, options.seed)
    try:
        quiet.port.start()
        quiet.until(lambda: bool(quiet.kept.infos), "not set up")
        figures["idle_cpu_percent"] = round(idle_cpu(quiet), 2)
    finally:
        quiet.close()
    result = {"machine": describe(), "options": vars(options), "figures": figures}
    print(json.dumps(result, indent=2))
    (RESULTS / "modem.json").write_text(json.dumps(result, indent=2) + "\n")
    return 0
