"""A small desk and board in memory: they keep what the ports promise, and remember what they were told."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.contracts.base import Change
from app.contracts.modems import Obstacle, TestState, UssdState
from app.errors import OutpostError
from app.ports import CallEvent, KnownModem, ModemNow, ModemTask, ModemUse, PartReport, SimFacts, SmsPart

CHANNEL = 7
USED = ModemUse(CHANNEL, seconds_a_part=0.0, daily_limit=1000, hangs_up=False, paused="", sent_today=0)
UNUSED = ModemUse(None, seconds_a_part=6.0, daily_limit=200, hangs_up=False, paused="", sent_today=0)


@dataclass
class Queued:
    """`states` of parts that were begun; `end` when it is over: sent, failed, uncertain."""

    id: int
    address: str
    text: str
    states: dict[int, str] = field(default_factory=dict)
    total: int = 0
    references: dict[int, int | None] = field(default_factory=dict)
    end: str = ""
    code: int | None = None


class MemoryDesk:
    """`uses` by ICCID. `trouble` is raised by whatever is told while it is set, as by a full disk; `gate`, when given, is waited
    for by every call, as a busy database makes its callers wait."""

    def __init__(self, uses: Mapping[str, ModemUse] | None = None) -> None:
        self.lock = threading.RLock()
        self.uses = dict(uses or {})
        self.modems: dict[str, KnownModem] = {}
        self.ports: list[str] = []
        self.sims: list[SimFacts] = []
        self.pins: list[tuple[str, str, bool]] = []
        self.parts: list[SmsPart] = []
        self.reports: list[PartReport] = []
        self.unreadable: list[str] = []
        self.missed: list[CallEvent] = []
        self.queue: list[Queued] = []
        self.begun: list[tuple[int, int]] = []
        self.pauses: list[tuple[int, str]] = []
        self.trouble: Exception | None = None
        self.gate: threading.Event | None = None
        self.ends_by_doubt = True

    def say(self, text: str, address: str = "+250788123456") -> Queued:
        with self.lock:
            made = Queued(len(self.queue) + 1, address, text)
            self.queue.append(made)
        return made

    @property
    def texts(self) -> list[str]:
        return [part.text for part in self.parts]

    def _come_in(self) -> None:
        if self.gate is not None:
            self.gate.wait(30)
        if self.trouble is not None:
            raise self.trouble

    def _find(self, attempt_id: int) -> Queued:
        return self.queue[attempt_id - 1]

    # ModemDesk

    def known(self) -> list[KnownModem]:
        return list(self.modems.values())

    def chosen_ports(self) -> list[str]:
        return list(self.ports)

    def plugged(self, sim: SimFacts) -> ModemUse:
        self._come_in()
        self.sims.append(sim)
        return self.uses.get(sim.iccid, UNUSED)

    def pin_was(self, imei: str, pin: str, *, right: bool) -> None:
        self._come_in()
        self.pins.append((imei, pin, right))

    def receive(
        self, channel_id: int, parts: Sequence[SmsPart], reports: Sequence[PartReport], unreadable: Sequence[str]
    ) -> None:
        self._come_in()
        assert channel_id == CHANNEL
        with self.lock:
            self.parts += [part for part in parts if part not in self.parts]
            self.reports += reports
            self.unreadable += unreadable

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None:
        self._come_in()
        self.missed += calls

    def next(self, channel_id: int, resting: Sequence[int] = ()) -> ModemTask | None:
        self._come_in()
        with self.lock:
            if self.pauses:
                return None
            open_ones = [one for one in self.queue if not one.end and one.id not in resting]
            found = next((one for one in open_ones if one.states), next(iter(open_ones), None))
            if found is None:
                return None
            doubtful = {part: "handed" for part, state in found.states.items() if state == "uncertain"}
            return ModemTask(found.id, found.address, found.text, {**found.states, **doubtful})

    def begin(self, attempt_id: int, part: int, total: int) -> None:
        self._come_in()
        with self.lock:
            one = self._find(attempt_id)
            if one.end:
                raise OutpostError("attempt_over")
            if part in one.states:
                raise OutpostError("part_begun")
            one.states[part], one.total = "handed", total
            self.begun.append((attempt_id, part))

    def sent(self, attempt_id: int, part: int, reference: int | None) -> None:
        self._come_in()
        with self.lock:
            one = self._find(attempt_id)
            one.states[part], one.references[part] = "sent", reference
            if list(one.states.values()).count("sent") == one.total:
                one.end = "sent"

    def refused(self, attempt_id: int, part: int, code: int | None, *, may_have_gone: bool) -> None:
        self._come_in()
        with self.lock:
            one = self._find(attempt_id)
            one.states[part], one.code = "uncertain" if may_have_gone else "failed", code
            if not may_have_gone or self.ends_by_doubt or len(one.states) == one.total:
                one.end = one.states[part]

    def given_back(self, attempt_id: int, part: int) -> None:
        self._come_in()
        with self.lock:
            del self._find(attempt_id).states[part]

    def pause(self, channel_id: int, why: str) -> None:
        self._come_in()
        self.pauses.append((channel_id, why))


class MemoryBoard:
    def __init__(self) -> None:
        self.modems: dict[str, ModemNow] = {}
        self.history: list[ModemNow] = []
        self.aways: list[str] = []
        self.obstacles: Sequence[Obstacle] = ()
        self.ports: Sequence[str] = ()
        self.looks = 0
        self.ussds: list[tuple[str, UssdState, str]] = []
        self.tests: list[tuple[str, TestState, int | None]] = []
        self.lines: list[tuple[str, str, str]] = []

    def modem(self, now: ModemNow) -> None:
        self.modems[now.imei] = now
        self.history.append(now)

    def away(self, imei: str) -> None:
        self.modems.pop(imei, None)
        self.aways.append(imei)

    def look_around(self, obstacles: Sequence[Obstacle], ports: Sequence[str]) -> None:
        self.obstacles, self.ports = obstacles, ports
        self.looks += 1

    def ussd(self, imei: str, state: UssdState, text: str = "") -> None:
        self.ussds.append((imei, state, text))

    def test(self, imei: str, state: TestState, code: int | None = None) -> None:
        self.tests.append((imei, state, code))

    def log(self, imei: str, by: Literal["office", "modem", "note"], text: str) -> None:
        self.lines.append((imei, by, text))


class MemoryChanges:
    """A change feed that a test feeds."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._changes: list[Change] = []

    def tell(self, topic: str) -> None:
        with self._condition:
            self._changes.append(Change(len(self._changes) + 1, topic))
            self._condition.notify_all()

    def latest(self) -> int:
        return len(self._changes)

    def since(self, seq: int, seconds: float) -> list[Change] | None:
        with self._condition:
            self._condition.wait_for(lambda: len(self._changes) > seq, seconds)
            return self._changes[seq:]

    def close(self) -> None:
        """Nobody waits for long."""
