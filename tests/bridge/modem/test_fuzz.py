"""A bad line: octets lost, doubled, spoilt or pushed in between at every place of everything that a modem says.

The driver and the simulated modem talk without a port, at a time of their own. Whatever happens to the line, the driver raises
nothing, every part that is to be sent has one outcome and a true one, and a message leaves the modem only once it is kept.
Seeded: a failure names its seed and its place.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from bridge.modem.driver import Driver, Part
from bridge.modem.pdu import encode_submit
from bridge.modem.refusals import Verdict
from tests.simulators.modem import ALL_PROFILES, ModemCore, Profile
from tests.simulators.notebook import Notebook

NUMBER, OTHER = "+250788123456", "+250788999999"
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
STEP_SECONDS = 0.25  # as the port's thread reads
REOPEN_SECONDS = 2.0
PARTS = 3
Fault = Callable[[bytes, random.Random], bytes]


def lose_one(rest: bytes, _rolls: random.Random) -> bytes:
    return rest[1:]


def lose_some(rest: bytes, rolls: random.Random) -> bytes:
    """A buffer ran over."""
    return rest[rolls.choice((2, 8, 16, 40, 64, 100)) :]


def spoil(rest: bytes, rolls: random.Random) -> bytes:
    return bytes([rolls.randrange(256)]) + rest[1:]


def double(rest: bytes, rolls: random.Random) -> bytes:
    return rest[: rolls.randrange(1, 60)] + rest


def push_rubbish(rest: bytes, rolls: random.Random) -> bytes:
    return rolls.randbytes(rolls.randrange(1, 40)) + rest


def push_line(rest: bytes, rolls: random.Random) -> bytes:
    """What modems say by themselves, at the worst moment."""
    lines = ("RING", '+CLIP: "250788123456",145,,,,0', "^RSSI:17", '+CMTI: "SM",3', "+CREG: 1", "^BOOT:27710117,0,0,0,75", "")
    more = ('+CUSD: 1,"Menu\r\n1) Balance', '+CUSD: 0,"Done",15', "+CDS: 25", "+CMT: ,24", '+CDSI: "SR",1', "NO CARRIER", ">")
    return f"\r\n{rolls.choice(lines + more)}\r\n".encode() + rest


FAULTS: Sequence[Fault] = (lose_one, lose_some, spoil, double, push_rubbish, push_line)


@dataclass
class Ledger(Notebook):
    """Also counts what was told of each part."""

    outcomes: Counter[int] = field(default_factory=Counter)

    def sent(self, part: Part, reference: int | None) -> None:
        super().sent(part, reference)
        self.outcomes[part.id] += 1

    def refused(self, part: Part, verdict: Verdict) -> None:
        super().refused(part, verdict)
        self.outcomes[part.id] += 1


class BadLine:
    """A modem, a driver, and the line between them, which a fault hits before octet `place` of what the modem says."""

    def __init__(self, profile: Profile, place: int, fault: Fault | None, rolls: random.Random) -> None:
        self.core = ModemCore(profile, lambda: NOW)
        self.kept = Ledger()
        self.now = 0.0
        self._place, self._fault, self._rolls = place, fault, rolls
        self.said = 0
        self._reopen_at: float | None = None
        self.delivered: list[str] = []
        self.driver = self._open()

    def _open(self) -> Driver:
        return Driver(self.kept, lambda: self.now)

    def deliver(self, text: str) -> None:
        before = self._in_modem()
        self.core.deliver(OTHER, text)
        self.delivered += list((self._in_modem() - before).elements())

    def _in_modem(self) -> Counter[str]:
        stored = Counter(entry.pdu for store in self.core.stores.values() for entry in store.values())
        return stored + Counter(self.core.held)

    def lost(self) -> list[str]:
        """Messages that are neither in the modem nor kept."""
        kept = {one.pdu for one in self.kept.messages}
        return [pdu for pdu in self.delivered if pdu not in kept and not self._in_modem()[pdu]]

    def dialogue_is_over(self) -> bool:
        return any(state in ("ended", "failed") for state, _ in self.kept.ussds)

    def run(self, seconds: float, done: Callable[[], bool] = lambda: False) -> None:
        end = self.now + seconds
        while self.now < end and not done():
            self._exchange()
            self.now += STEP_SECONDS if not self._is_busy() else 0.001

    def _is_busy(self) -> bool:
        due = self.core.due()
        return due is not None and due - self.now < STEP_SECONDS

    def _exchange(self) -> None:
        if self._reopen_at is not None:
            if self.now < self._reopen_at:
                return
            self._reopen_at, self.driver = None, self._open()
        for _ in range(500):
            self.core.wake(self.now)
            octets = self._spoilt(self.core.say())
            if octets:
                self.driver.feed(octets)
            self.driver.tick()
            said = self.driver.output()
            if said:
                self.core.feed(said, self.now)
            assert not self.lost(), "deleted before it was kept"
            if not said and not octets:
                break
        if self.driver.state == "stopped":
            self.driver.close()
            self._reopen_at = self.now + REOPEN_SECONDS

    def _spoilt(self, octets: bytes) -> bytes:
        begin, self.said = self.said, self.said + len(octets)
        if self._fault is None or not begin <= self._place < self.said:
            return octets
        at = self._place - begin
        fault, self._fault = self._fault, None
        return octets[:at] + fault(octets[at:], self._rolls)


def talk(line: BadLine) -> None:
    """An office's morning: two messages wait, it is set up, messages and reports come, parts go, a code is dialled."""
    core, kept = line.core, line.kept
    line.deliver("first")
    line.deliver("again")
    line.deliver("again")
    line.run(400, lambda: line.driver.state == "ready" and not line.driver.output() and len(kept.texts) >= 3)
    for number in range(PARTS):
        [pdu] = encode_submit(NUMBER, f"out {number}", ref=number)
        line.run(400, lambda: line.driver.room)
        line.driver.send(Part(number, pdu))
        if number == 1:
            line.deliver("while it sends")
            core.ring(OTHER)
        line.run(300, lambda number=number: kept.outcomes[number] > 0)  # type: ignore[misc]
    line.run(20, lambda: line.driver.room)
    line.driver.dial_code("*131#")
    line.deliver("last")
    line.run(400, line.dialogue_is_over)
    line.run(300, lambda: not any(core.stores.values()) and line.driver.state == "ready")


def check(line: BadLine) -> None:
    kept, core = line.kept, line.core
    assert not line.lost()
    assert set(line.delivered) <= {one.pdu for one in kept.messages}, "it never came"
    assert not any(core.stores.values()), "it stays in the store"
    assert kept.outcomes == Counter(range(PARTS)), "one outcome each"
    went = Counter(int(one.text.removeprefix("out ")) for one in core.sent)
    assert {number for number, _ in kept.sents} <= set(went), "said to be sent, and was not"
    for number, verdict in kept.refusals:
        assert verdict.may_have_gone or not went[number], "said not to be sent, and was"
    assert all(count == 1 for count in went.values()), "sent twice"
    assert line.dialogue_is_over(), "the dialogue never ended"
    assert line.driver.state == "ready"


def places(profile: Profile) -> int:
    """How many octets the modem says when nothing goes wrong."""
    line = BadLine(profile, -1, None, random.Random(0))
    talk(line)
    check(line)
    return line.said


def cases(total: int, seed: int, share: int) -> Iterator[tuple[int, Fault]]:
    """Every `share`th place with one fault each; others with another seed."""
    rolls = random.Random(seed)
    for place in range(rolls.randrange(share), total, share):
        yield place, rolls.choice(FAULTS)


class LossyList(BadLine):
    """Loses from the number of one listed message to the number of the next, so that the second seems to stand in the first's
    place."""

    is_whole = False

    def _spoilt(self, octets: bytes) -> bytes:
        first, second = octets.find(b"+CMGL: 1,"), octets.find(b"+CMGL: 2,")
        if self.is_whole or first < 0 or second < 0:
            return octets
        self.is_whole = True
        return octets[: first + 8] + octets[second + 8 :]


class NoStore(BadLine):
    """Every choice of a store is spoilt while it is set up, and later every hint that something came."""

    def _spoilt(self, octets: bytes) -> bytes:
        octets = octets.replace(b"+CMTI:", b"+C?TI:")
        return octets if self.kept.infos else octets.replace(b"+CPMS: ", b"+C?MS: ")


class OtherReading(BadLine):
    """A modem that gives a message alone in another form than in its list."""

    def _spoilt(self, octets: bytes) -> bytes:
        at = octets.find(b"+CMGR:")
        return octets if at < 0 else octets[:at] + octets[at:].replace(b"0791", b"0691")


@pytest.mark.parametrize("kind", [LossyList, OtherReading, NoStore])
@pytest.mark.parametrize("maker", sorted(ALL_PROFILES))
def test_a_message_is_not_deleted_in_place_of_another(maker: str, kind: type[BadLine]) -> None:
    line = kind(ALL_PROFILES[maker], 0, None, random.Random(0))
    talk(line)
    check(line)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("maker", ["quectel", "huawei"])
def test_a_fault_at_every_place(maker: str, seed: int) -> None:
    profile = ALL_PROFILES[maker]
    for place, fault in cases(places(profile), seed, 7):
        line = BadLine(profile, place, fault, random.Random(1000 * seed + place))
        try:
            talk(line)
            check(line)
        except Exception as error:
            raise AssertionError(f"{maker}, seed {seed}, place {place}, {fault.__name__}") from error
