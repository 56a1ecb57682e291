"""What is sent next, and what becomes of refusals, with the clock in hand."""

from __future__ import annotations

import pytest

from bridge.modem.driver import Part
from bridge.modem.refusals import BACK_OFF, Verdict
from bridge.modem.sending import DESK_SECONDS, LOOK_SECONDS, Sending
from tests.bridge.modem.desk import CHANNEL, UNUSED, USED, MemoryDesk
from tests.bridge.ports import HandClock


class Line:
    def __init__(self) -> None:
        self.desk, self.clock = MemoryDesk(), HandClock()
        self.sending = Sending(self.desk, self.clock)
        self.sending.use(USED)

    def next(self) -> Part | None:
        self.sending.wake()
        return self.sending.next_part()

    def sure(self) -> Part:
        part = self.next()
        assert part is not None
        return part

    def refuse(self, step: str, code: int | None = None, **more: bool) -> None:
        self.sending.refused(self.sure(), Verdict(step, code, **more))  # type: ignore[arg-type]


@pytest.fixture
def line() -> Line:
    return Line()


def test_parts_are_begun_before_they_go_and_told_before_the_next(line: Line) -> None:
    message = line.desk.say("long " * 60)
    first = line.sure()
    assert line.desk.begun == [(1, 1)]
    line.sending.sent(first, 17)
    second = line.sure()
    assert (second.pdu.seq, second.pdu.total, message.states) == (2, 2, {1: "sent", 2: "handed"})
    line.sending.sent(second, 18)
    assert (message.end, message.references) == ("sent", {1: 17, 2: 18})
    assert line.next() is None


def test_a_part_goes_every_so_many_seconds(line: Line) -> None:
    line.sending.use(UNUSED)
    line.desk.say("one")
    assert line.next() is None
    line.sending.use(UNUSED.__class__(CHANNEL, 6.0, 200, hangs_up=False, paused="", sent_today=0))
    line.desk.say("two")
    line.sending.sent(line.sure(), 1)
    line.clock.advance(5.9)
    assert line.next() is None
    line.clock.advance(0.2)
    line.sure()


def test_it_looks_now_and_then_and_when_it_is_woken(line: Line) -> None:
    assert line.sending.next_part() is None
    line.desk.say("one")
    assert line.sending.next_part() is None
    line.clock.advance(LOOK_SECONDS)
    part = line.sending.next_part()
    assert part is not None
    line.sending.sent(part, 1)
    assert line.sending.next_part() is None
    line.desk.say("two")
    line.sending.wake()
    assert line.sending.next_part() is not None


def test_one_that_rests_lets_others_go_and_is_tried_by_the_table(line: Line) -> None:
    slow = line.desk.say("slow")
    line.refuse("retry", 41)
    quick = line.desk.say("quick")
    line.sending.sent(line.sure(), 1)
    assert (slow.end, slow.states, quick.end) == ("", {}, "sent")
    assert line.next() is None
    for pause in BACK_OFF[:-1]:
        line.clock.advance(pause + 0.1)
        line.refuse("retry", 41)
        other = line.desk.say("other")
        part = line.sure()
        assert part.id == other.id  # it may still go between
        line.sending.sent(part, 5)
    line.clock.advance(BACK_OFF[-1] + 0.1)
    line.refuse("retry", 41)
    assert (slow.end, slow.code) == ("failed", 41)


def test_message_after_message_refused_makes_all_wait(line: Line) -> None:
    for number in range(4):
        line.desk.say(f"number {number}")
    for _ in range(3):
        line.refuse("retry", 42)
    assert line.next() is None
    line.clock.advance(BACK_OFF[0] + 0.1)
    line.sending.sent(line.sure(), 1)
    line.sure()


@pytest.mark.parametrize("code", [38, 332, 500, None])
def test_what_may_have_gone_is_never_tried_again(line: Line, code: int | None) -> None:
    message = line.desk.say("one")
    line.refuse("retry", code, may_have_gone=True)
    assert message.end == "uncertain"
    line.clock.advance(10_000)
    assert line.next() is None


def test_a_port_that_goes_costs_no_try(line: Line) -> None:
    message = line.desk.say("one")
    for _ in range(20):
        line.refuse("gone")
    line.sending.sent(line.sure(), 1)
    assert message.end == "sent"


def test_once_more_and_then_no_more(line: Line) -> None:
    message = line.desk.say("one")
    line.refuse("fail", 111, once_more=True)
    assert (message.end, message.states) == ("", {})
    line.refuse("fail", 111, once_more=True)
    assert (message.end, message.code) == ("failed", 111)


def test_three_recipients_running_pause_the_sim(line: Line) -> None:
    for number in range(5):
        line.desk.say("one", f"+25078812345{number}")
    line.refuse("fail_watch", 8)
    line.sending.sent(line.sure(), 1)
    for _ in range(3):
        assert line.desk.pauses == []
        line.refuse("fail_watch", 8)
    assert line.desk.pauses == [(CHANNEL, "credit")]


def test_one_recipient_alone_does_not(line: Line) -> None:
    for _ in range(5):
        line.desk.say("one")
        line.refuse("fail_watch", 8)
    assert line.desk.pauses == []


def test_a_barred_sim_is_paused_and_the_message_kept(line: Line) -> None:
    message = line.desk.say("one")
    line.refuse("stop", 302)
    assert (line.desk.pauses, message.end, message.states) == ([(CHANNEL, "sim_barred")], "", {})


def test_a_sim_that_was_out_is_no_barred_one(line: Line) -> None:
    message = line.desk.say("one")
    line.refuse("stop", 310)
    assert line.desk.pauses == []
    line.clock.advance(BACK_OFF[0] + 0.1)
    line.refuse("stop", 310)
    assert (line.desk.pauses, message.end) == ([(CHANNEL, "sim_barred")], "")


def test_an_address_that_no_modem_can_call_fails(line: Line) -> None:
    message = line.desk.say("one", "MTN")
    other = line.desk.say("two")
    line.sending.sent(line.sure(), 1)
    assert (message.end, other.end) == ("failed", "sent")


def test_after_a_kill_what_was_handed_is_uncertain_and_the_rest_goes_on(line: Line) -> None:
    """The desk knows what was begun; a new life of the office begins with that."""
    killed = line.desk.say("was on its way")
    half = line.desk.say("long " * 60)
    line.sure()
    again = Line()
    again.desk.queue = line.desk.queue
    half.states, half.total = {1: "sent"}, 2
    part = again.sure()
    assert (killed.end, part.id, part.pdu.seq) == ("uncertain", half.id, 2)
    again.sending.sent(part, 3)
    assert half.end == "sent"


def test_the_rest_of_a_message_with_a_doubtful_part_goes_on(line: Line) -> None:
    message = line.desk.say("long " * 60)
    message.states, message.total, line.desk.ends_by_doubt = {1: "handed"}, 2, False
    part = line.sure()
    assert (message.states, part.pdu.seq) == ({1: "uncertain", 2: "handed"}, 2)
    line.sending.sent(part, 3)
    assert message.end == ""
    assert line.next() is None


def test_what_the_desk_can_not_take_is_told_again_before_anything_is_begun(line: Line) -> None:
    first, second = line.desk.say("one"), line.desk.say("two")
    part = line.sure()
    line.desk.trouble = OSError("disk full")
    line.sending.sent(part, 9)
    assert line.next() is None
    line.desk.trouble = None
    line.clock.advance(DESK_SECONDS + 0.1)
    assert line.sure().id == second.id
    assert (first.end, first.references) == ("sent", {1: 9})


def test_nothing_goes_that_could_not_be_begun(line: Line) -> None:
    line.desk.say("one")
    line.desk.trouble = OSError("database away")
    assert line.next() is None
    line.desk.trouble = None
    assert line.next() is None
    line.clock.advance(DESK_SECONDS + 0.1)
    line.sure()


def test_a_message_that_was_cancelled_meanwhile(line: Line) -> None:
    long, other = line.desk.say("long " * 60), line.desk.say("other")
    line.sending.sent(line.sure(), 1)
    long.end = "failed"
    assert line.next() is None
    assert line.sure().id == other.id
