"""What a modem brings, as the desk and the board hear of it."""

from __future__ import annotations

import datetime as dt

import pytest

from app.ports import PartReport, SmsPart
from bridge.modem.detection import FoundModem
from bridge.modem.driver import Came, Health
from bridge.modem.keeper import CALL_AGAIN_SECONDS, LINES_A_SECOND, PLUG_AGAIN_SECONDS, DeskKeeper, NotOurs
from bridge.modem.pdu import Deliver, StatusReport, decode
from bridge.modem.replies import Store
from bridge.modem.set_up import ModemInfo
from tests.bridge.modem.desk import UNUSED, USED, MemoryBoard, MemoryDesk
from tests.bridge.ports import START, HandClock
from tests.simulators import tpdu

IMEI, ICCID, NUMBER = "356938035643809", "8925012345678901234", "+250788123456"
INFO = ModemInfo(imei=IMEI, iccid=ICCID, operator="MTN", registration="home", store=Store("ME", 0, 10))


class Stick:
    def __init__(self) -> None:
        self.desk, self.board, self.clock = MemoryDesk({ICCID: USED}), MemoryBoard(), HandClock()
        self.keeper = DeskKeeper(FoundModem("/dev/ttyUSB0", IMEI, "Quectel", "EC25", ""), self.desk, self.board, self.clock)
        self.keeper.ready(INFO)


@pytest.fixture
def stick() -> Stick:
    return Stick()


def came(*pdus: str) -> list[Came]:
    found = []
    for pdu in pdus:
        read = decode(pdu)
        assert isinstance(read, Deliver | StatusReport)
        found.append(Came(pdu, read))
    return found


def report(reference: int, status: int = 0, number: str = NUMBER) -> str:
    return tpdu.report(number, reference, sent=START, done=START + dt.timedelta(seconds=9), status=status)


def test_messages_parts_reports_and_what_can_not_be_read(stick: Stick) -> None:
    [whole] = tpdu.deliver(NUMBER, "Hello", START)
    parts = tpdu.deliver("MTN", "long " * 60, START, ref=42)
    stick.keeper.came([*came(whole, *parts, report(7), report(8, 0x20), report(9, 0x46)), Came("0791", None)])
    assert stick.desk.parts == [
        SmsPart(NUMBER, START, whole, "Hello"),
        SmsPart("MTN", START, parts[0], ("long " * 60)[:153], 8, 42, 2, 1),
        SmsPart("MTN", START, parts[1], ("long " * 60)[153:], 8, 42, 2, 2),
    ]
    done = START + dt.timedelta(seconds=9)
    assert stick.desk.reports == [
        PartReport(7, NUMBER, "delivered", done),
        PartReport(8, NUMBER, "sent", done),
        PartReport(9, NUMBER, "failed", done),
    ]
    assert stick.desk.unreadable == ["0791"]


def test_a_message_that_nobody_is_to_see_is_gone(stick: Stick) -> None:
    [pdu] = tpdu.deliver(NUMBER, "ping", START)
    head = pdu.index("0000", 20)  # protocol identifier and coding
    silent = pdu[:head] + "4000" + pdu[head + 4 :]
    read = decode(silent)
    assert isinstance(read, Deliver)
    assert read.pid == 0x40
    stick.keeper.came(came(silent))
    assert (stick.desk.parts, stick.desk.unreadable) == ([], [])


def test_what_became_of_a_part_is_told_before_its_report(stick: Stick) -> None:
    message = stick.desk.say("one")
    part = stick.keeper.next_part()
    assert part is not None
    stick.desk.trouble = OSError("disk full")
    stick.keeper.sent(part, 7)
    with pytest.raises(OSError, match="disk full"):
        stick.keeper.came(came(report(7)))
    stick.desk.trouble = None
    stick.keeper.came(came(report(7)))
    assert (message.references, len(stick.desk.reports)) == ({1: 7}, 1)


def test_nothing_is_taken_out_of_a_sim_that_is_no_channel(stick: Stick) -> None:
    stick.desk.uses[ICCID] = UNUSED
    stick.keeper.ask_for_use()
    stick.keeper.tick()
    assert not stick.keeper.is_open
    with pytest.raises(NotOurs):
        stick.keeper.came(came(*tpdu.deliver(NUMBER, "mine", START)))


def test_a_desk_that_is_away_is_asked_again(stick: Stick) -> None:
    stick.desk.trouble = OSError("database away")
    stick.keeper.ready(INFO)
    stick.keeper.missed_call(NUMBER, 4.0)
    assert not stick.keeper.is_open
    stick.desk.trouble = None
    stick.keeper.tick()
    assert not stick.keeper.is_open
    stick.clock.advance(max(PLUG_AGAIN_SECONDS, CALL_AGAIN_SECONDS) + 0.1)
    stick.keeper.tick()
    assert stick.keeper.is_open
    [call] = stick.desk.missed
    assert (call.type, call.address, call.occurred_on) == ("mo_miss", NUMBER, START - dt.timedelta(seconds=4))


@pytest.mark.parametrize(
    ("health", "warnings"),
    [
        (Health("home", -77, 7, 10), ()),
        (Health("home", -77, 8, 10), ("store_nearly_full",)),
        (Health("roaming", -77, 0, 0), ("roaming",)),
        (Health("searching", None, 10, 10), ("not_registered", "store_nearly_full")),
    ],
)
def test_what_staff_should_know(stick: Stick, health: Health, warnings: tuple[str, ...]) -> None:
    stick.keeper.health(health)
    now = stick.board.modems[IMEI]
    assert (now.warnings, now.registration, now.signal, now.stored) == (
        warnings,
        health.registration,
        health.signal,
        health.stored,
    )


def test_trouble_is_shown_until_it_is_ready_again(stick: Stick) -> None:
    stick.keeper.trouble("no_sim")
    now = stick.board.modems[IMEI]
    assert (now.state, now.trouble, now.iccid) == ("stopped", "no_sim", "")
    stick.keeper.ready(INFO)
    now = stick.board.modems[IMEI]
    assert (now.state, now.trouble, now.iccid) == ("ready", "", ICCID)


def test_the_report_of_a_test_is_the_board_s(stick: Stick) -> None:
    part = stick.keeper.test_part(NUMBER)
    stick.keeper.sent(part, 7)
    stick.keeper.came(came(report(7, number="+250788999999")))
    assert len(stick.desk.reports) == 1
    stick.keeper.came(came(report(7)))
    assert stick.board.tests == [(IMEI, "sent", None), (IMEI, "delivered", None)]
    assert len(stick.desk.reports) == 1


def test_a_flood_is_not_worth_a_log(stick: Stick) -> None:
    for _ in range(5 * LINES_A_SECOND):
        stick.keeper.heard("modem", "rubbish")
    stick.keeper.heard("office", "AT")
    assert len(stick.board.lines) == LINES_A_SECOND + 1
    stick.clock.advance(1.1)
    stick.keeper.heard("modem", "OK")
    assert stick.board.lines[-1] == (IMEI, "modem", "OK")
