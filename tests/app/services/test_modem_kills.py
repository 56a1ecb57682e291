"""Random histories of a modem: kills at every step, refusals, reports early, late and twice; and nothing goes twice unasked."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from app.errors import OutpostError
from app.ports import ModemTask
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.services.modeming import Stick, status_of, write_to
from tests.app.support import Office

RANK = {"queued": 0, "wired": 0, "errored": 0, "failed": 0, "sent": 1, "delivered": 2}
PEOPLE = [f"+25078811111{number}" for number in range(6)]


class Killed(Exception):
    """The engine ends here."""


@dataclass
class Network:
    """What really went, by attempt and part, with the number that each got; the reports that it has still to bring."""

    chance: random.Random
    went: Counter[tuple[int, int]] = field(default_factory=Counter)
    reports: list[tuple[int, str]] = field(default_factory=list)
    reference: int = 250

    def take(self, task: ModemTask, part: int) -> int:
        self.went[task.attempt_id, part] += 1
        self.reference = (self.reference + 1) % 256
        self.reports += [(self.reference, task.address)] * self.chance.choice([1, 1, 1, 2])
        return self.reference


def bring_reports(stick: Stick, network: Network, most: int) -> None:
    for _ in range(min(most, len(network.reports))):
        at = network.chance.randrange(len(network.reports))
        reference, address = network.reports.pop(at)
        stick.report(reference, to=address)


def send_one(stick: Stick, network: Network) -> None:
    """As a port's thread does, until it is killed somewhere."""
    task, chance = stick.next(), network.chance
    if task is None:
        return
    for part, state in task.done.items():
        if state == "handed":
            stick.desk.refused(task.attempt_id, part, None, may_have_gone=True)
    total = 1 if len(task.text) <= 160 else -(-len(task.text) // 153)
    for part in range(1, total + 1):
        if part in task.done:
            continue
        step(stick, network, task, (part, total))
        if chance.random() < 0.1:
            raise Killed


def step(stick: Stick, network: Network, task: ModemTask, at: tuple[int, int]) -> None:
    (part, total), chance = at, network.chance
    what = chance.choices(["sent", "given back", "refused", "in doubt", "killed before", "killed behind"], [12, 1, 1, 1, 1, 2])[0]
    stick.desk.begin(task.attempt_id, part, total)
    if what == "killed before":
        raise Killed
    if what == "given back":
        stick.desk.given_back(task.attempt_id, part)
        raise Killed
    if what == "refused":
        stick.desk.refused(task.attempt_id, part, 28, may_have_gone=False)
        raise Killed
    reference = network.take(task, part)
    if chance.random() < 0.3:
        bring_reports(stick, network, 2)
    if what == "killed behind":
        raise Killed
    if what == "in doubt":
        stick.desk.refused(task.attempt_id, part, 38, may_have_gone=True)
    else:
        stick.desk.sent(task.attempt_id, part, reference)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    stick, network = Stick(office).use(), Network(chance)
    msgs = [write_to(office, "x" * chance.choice([5, 200, 400]), phone) for phone in PEOPLE]
    seen = dict.fromkeys((msg.id for msg in msgs), 0)
    for _ in range(40):
        try:
            send_one(stick, network)
        except Killed:
            stick = Stick(office, stick.imei, stick.iccid, stick.imsi, stick.channel_id)
        if chance.random() < 0.4:
            bring_reports(stick, network, 3)
        office.clock.advance(chance.choice([6, 60, 700]))
        for msg in msgs:
            rank = RANK[status_of(office, msg)]
            assert rank >= seen[msg.id], "statuses only move forward"
            seen[msg.id] = rank
    bring_reports(stick, network, 1000)
    check(office, network, {msg.id for msg in msgs})


def check(office: Office, network: Network, msgs: set[int]) -> None:
    assert set(network.went.values()) <= {1}, "no part goes twice in one try"
    attempts = rows(office, tables.Attempt)
    for msg_id in msgs:
        tries = [attempt for attempt in attempts if attempt.msg_id == msg_id]
        assert all(attempt.failed_on is not None for attempt in tries[:-1]), "only what failed is tried again"
    with office.store.read() as session:
        parts = session.scalars(select(tables.AttemptPart)).all()
    for attempt in attempts:
        arrived = sum(1 for part in parts if part.attempt_id == attempt.id and part.state == "delivered")
        went = sum(count for (of, _), count in network.went.items() if of == attempt.id)
        assert arrived <= went, "what did not go did not arrive, though one doubt may stand for another"
        assert attempt.state != "delivered" or went == attempt.segments


def test_the_modem_is_told_what_it_may_not_begin(office: Office) -> None:
    stick = Stick(office).use()
    write_to(office, "x")
    task = stick.begin_next()
    stick.desk.refused(task.attempt_id, 1, 28, may_have_gone=False)
    with pytest.raises(OutpostError, match="attempt_over"):
        stick.desk.begin(task.attempt_id, 1, 1)
