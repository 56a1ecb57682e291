"""What staff see and do of modems: SIMs that become channels, PINs, USSD, balances, and trouble that lasts."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import pytest

from app.contracts.messages import Waiting
from app.contracts.modems import Obstacle, UssdLine
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.ports import KnownModem, PhoneStatus, SimFacts
from app.services import incidents
from app.services.inbox import Inbox
from app.services.messages import Messages
from app.services.modems import watching
from app.services.modems.board import LOG_LINES
from app.services.modems.desk import ModemDesk
from app.services.modems.service import Modems
from app.services.outbox import Outbox
from app.services.phone_register import PhoneDesk
from app.services.phones import Phones
from app.store import tables
from tests.app.services.conversing import ADA, add_keyword, import_flows, rows, run_queue, stock_flow
from tests.app.services.modeming import ICCID, IMEI, IMSI, NUMBER, Stick, parts, why, write_to
from tests.app.support import START, Office

SAID = "Dear customer, your balance is 1,250.50 RWF. Valid until 12/08/2026."


@pytest.fixture
def stick(office: Office) -> Stick:
    return Stick(office)


# SIMs and channels


def test_a_modem_that_was_plugged_in_is_used(office: Office, stick: Stick) -> None:
    assert stick.service.all().modems == []
    stick.plug_in(signal=-71, registration="home", warnings=("roaming",), stored=3, places=20)
    assert stick.channel_id == 0
    row = stick.row()
    assert (row.uuid, row.imei, row.maker, row.model, row.port) == (stick.uuid, IMEI, "Huawei", "E1752", "/dev/ttyUSB2")
    assert (row.state, row.channel, row.sim, row.operator, row.signal) == ("ready", None, ICCID, "MTN", -71)
    assert (row.warnings, row.stored, row.places) == (["roaming"], 3, 20)
    used = stick.service.use(stick.uuid, "0788 000 009", "", [office.workspace, office.other_workspace])
    assert (used.name, used.number, used.workspaces) == ("MTN", NUMBER, [office.workspace, office.other_workspace])
    assert (used.seconds_a_part, used.daily_limit, used.hangs_up, used.sent_today, used.queued) == (6.0, 200, False, 0, 0)
    assert ("look_again",) in stick.control.asked
    use = stick.desk.plugged(SimFacts(IMEI, "Huawei", "E1752", ICCID, IMSI, "MTN"))
    assert (use.seconds_a_part, use.daily_limit, use.hangs_up, use.paused, use.sent_today) == (6.0, 200, False, "", 0)
    [channel] = rows(office, tables.Channel)
    assert (channel.id, channel.uuid, channel.kind, channel.country) == (use.channel_id, used.channel, "modem", "RW")


def test_what_is_no_phone_is_not_among_the_phones(office: Office, stick: Stick) -> None:
    stick.use()
    phones = Phones(office.core, office.admin)
    assert phones.all() == []
    channel = stick.row().channel
    assert channel is not None
    with pytest.raises(NotFound):
        phones.release(channel)
    assert PhoneDesk(office.core).link(stick.channel_id) is None
    assert incidents.watch_phones(office.core) == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"number": "12"}, "invalid"),
        ({"workspaces": []}, "invalid"),
        ({"workspaces": ["nobody"]}, "not_found"),
        ({"modem": "nobody"}, "not_found"),
        ({"name": "x" * 500}, "invalid"),
    ],
)
def test_what_cannot_be_used(office: Office, stick: Stick, change: dict[str, Any], error: str) -> None:
    stick.plug_in()
    wanted = {"modem": stick.uuid, "number": NUMBER, "name": "Stick", "workspaces": [office.workspace], **change}
    with pytest.raises(OutpostError) as caught:
        stick.service.use(**wanted)
    assert caught.value.code == error
    assert rows(office, tables.Channel) == []


def test_a_modem_that_is_away_or_without_a_sim_is_not_used(office: Office, stick: Stick) -> None:
    stick.show(state="stopped", trouble="no_sim", iccid="")
    with pytest.raises(OutpostError, match="modem_not_ready"):
        stick.service.use(stick.uuid, NUMBER, "Stick", [office.workspace])
    stick.plug_in()
    stick.show(state="stopped", trouble="no_sim", iccid="")
    with pytest.raises(OutpostError, match="modem_not_ready"):
        stick.service.use(stick.uuid, NUMBER, "Stick", [office.workspace])
    office.core.modems.away(IMEI)
    with pytest.raises(OutpostError, match="modem_away"):
        stick.service.use(stick.uuid, NUMBER, "Stick", [office.workspace])
    assert (stick.row().state, stick.row().port, stick.row().last_seen_on) == ("away", "", START)


def test_a_sim_that_was_let_go_is_its_channel_again(office: Office, stick: Stick) -> None:
    stick.use()
    channel = stick.row().channel
    stick.desk.pause(stick.channel_id, "credit")
    stick.service.release(stick.uuid)
    assert stick.row().channel is None
    assert all(one.ended_on for one in rows(office, tables.Incident))
    assert stick.plug_in().channel_id == 0
    other = Stick(office, "356938035643809", ICCID[:18], IMSI).use(office.other_workspace, number="0788000010")
    row = other.row()
    assert (row.channel, row.number, row.workspaces, row.trouble) == (channel, "+250788000010", [office.other_workspace], "")


def test_a_sim_that_is_in_no_modem_is_not_forgotten(office: Office, stick: Stick) -> None:
    """Another was put into its modem: what waits for it can still be seen, shared out and given up."""
    stick.use()
    old = stick.row().channel
    assert old is not None
    queued = write_to(office, "waits")
    Stick(office, iccid="8925010000000000999", imsi="635010000000999").plug_in()
    modem, lost = stick.service.all().modems
    assert (modem.imei, modem.channel, modem.sim) == (IMEI, None, "8925010000000000999")
    assert (lost.uuid, lost.imei, lost.state, lost.name, lost.queued, lost.sim) == (old, "", "away", "Stick", 1, ICCID)
    assert why(office, queued).code == "modem_not_ready"
    assert stick.service.update(lost.uuid, "Lost", 6.0, 100, False).name == "Lost"
    for ask in (lambda: stick.service.dial(old, "*100#"), lambda: stick.service.ignore(old, True)):
        with pytest.raises(OutpostError, match="modem_away"):
            ask()
    assert stick.service.log(old) == []
    office.clock.advance(16 * 60)
    assert watching.watch(office.core) == 1
    other = Stick(office, "356938035643809").plug_in()
    assert (other.row().name, {one.imei for one in stick.service.all().modems}) == ("Lost", {other.imei, IMEI})
    office.core.modems.away(other.imei)
    Stick(office, other.imei, "8925010000000000888", "635010000000888").plug_in()
    stick.service.release(old)
    assert "" not in [one.imei for one in stick.service.all().modems]


def test_a_sim_without_iccid_is_known_by_its_imsi(office: Office) -> None:
    stick = Stick(office, iccid="").use()
    other = Stick(office, "356938035643809", ICCID, IMSI).plug_in()
    assert other.channel_id == stick.channel_id
    third = Stick(office, "866758042345671", ICCID, "").plug_in()
    assert third.channel_id == stick.channel_id, "its ICCID was learnt"


def test_settings_shares_and_workspaces(office: Office, stick: Stick) -> None:
    stick.use()
    row = stick.service.update(stick.uuid, "Door", 2.5, 500, True)
    assert (row.name, row.seconds_a_part, row.daily_limit, row.hangs_up) == ("Door", 2.5, 500, True)
    assert stick.service.serve(stick.uuid, [office.other_workspace, office.workspace]).workspaces[0] == office.other_workspace
    share = stick.service.set_share(stick.uuid, office.workspace, 2.0, 50).shares[1]
    assert (share.weight, share.daily_budget, share.spent_today) == (2.0, 50, 0)
    write_to(office, "waits")
    assert stick.row().queued == 1
    with pytest.raises(OutpostError, match="messages_waiting"):
        stick.service.serve(stick.uuid, [office.other_workspace])
    for seconds, limit in ((0.9, 1), (601, 1), (1, 0), (1, 100_001), (float("nan"), 1)):
        with pytest.raises(Invalid):
            stick.service.update(stick.uuid, "Door", seconds, limit, False)
    with pytest.raises(NotFound):
        Stick(office, "356938035643809", "89250100000000999", "").plug_in().service.resume(stick.uuid[:-1] + "0")


def test_ignored_and_chosen(office: Office, stick: Stick) -> None:
    stick.use()
    with pytest.raises(OutpostError, match="modem_used"):
        stick.service.ignore(stick.uuid, True)
    stick.service.release(stick.uuid)
    assert stick.service.ignore(stick.uuid, True).is_ignored
    assert stick.desk.known() == [KnownModem(IMEI, "", True)]
    assert not stick.service.ignore(stick.uuid, False).is_ignored
    office.core.modems.look_around([Obstacle("driver_cd", "ZTE 19d2:2000")], ["/dev/ttyS0"])
    found = stick.service.choose_ports(["COM7", " /dev/ttyS1 ", "COM7"])
    assert (found.chosen_ports, found.ports) == (["/dev/ttyS1", "COM7"], ["/dev/ttyS0"])
    assert found.obstacles == [Obstacle("driver_cd", "ZTE 19d2:2000")]
    assert stick.desk.chosen_ports() == ["/dev/ttyS1", "COM7"]
    for ports in ([""], ["a b"], ["\n"], ["x" * 101], [str(number) for number in range(21)]):
        with pytest.raises(Invalid):
            stick.service.choose_ports(ports)


def test_only_office_administrators_change_modems(office: Office, stick: Stick) -> None:
    stick.use()
    viewer = Modems(office.core, office.people["viewer"])
    assert len(viewer.all().modems) == 1
    with pytest.raises(Forbidden):
        viewer.release(stick.uuid)
    with pytest.raises(Forbidden):
        viewer.log(stick.uuid)


# PINs


def test_a_pin_is_kept_for_its_sim_and_told_to_nobody(office: Office, stick: Stick, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stick.show(state="stopped", trouble="sim_pin", iccid="")
    row = stick.service.enter_pin(stick.uuid, "8317")
    assert (row.trouble, row.uuid) == ("sim_pin", stick.uuid)
    assert stick.control.asked[-1] == ("enter_pin", IMEI, "8317")
    stick.desk.pin_was(IMEI, "8317", right=True)
    stick.plug_in()
    assert stick.desk.known() == [KnownModem(IMEI, "8317", False)]
    told = [json.dumps([one.details, one.subject]) for one in rows(office, tables.Audit)]
    assert "8317" not in "".join([*told, caplog.text, repr(stick.service.all())])
    stick.plug_in()
    assert stick.desk.known()[0].pin == "8317"
    stick.iccid = "8925010000000000999"
    stick.imsi = "635010000000999"
    stick.plug_in()
    assert stick.desk.known()[0].pin == "", "another SIM has another PIN"


def test_a_wrong_pin_is_forgotten_and_few_tries_are_spared(office: Office, stick: Stick) -> None:
    stick.desk.pin_was(IMEI, "8317", right=True)
    stick.desk.pin_was(IMEI, "8317", right=False)
    assert stick.desk.known() == [KnownModem(IMEI, "", False)]
    for trouble in ("sim_pin_few_tries", "sim_puk"):
        stick.show(state="stopped", trouble=trouble)
        with pytest.raises(OutpostError, match=trouble):
            stick.service.enter_pin(stick.uuid, "1234")
    for pin in ("123", "123456789", "12a4", "", "１２３４"):
        with pytest.raises(Invalid):
            stick.service.enter_pin(stick.uuid, pin)
    assert [asked for asked in stick.control.asked if asked[0] == "enter_pin"] == []


# Tests, USSD, balances


def test_a_test_sms(office: Office, stick: Stick) -> None:
    stick.plug_in()
    assert stick.service.test(stick.uuid) is None
    test = stick.service.send_test(stick.uuid, "0788111111")
    assert (test.number, test.state) == (ADA, "sending")
    assert stick.control.asked[-1] == ("send_test", IMEI, ADA)
    with pytest.raises(OutpostError, match="modem_busy"):
        stick.service.send_test(stick.uuid, ADA)
    office.core.modems.test(IMEI, "failed", 38)
    last = stick.service.test(stick.uuid)
    assert last is not None
    assert (last.state, last.code) == ("failed", 38)
    stick.control.refuses = OutpostError("modem_busy")
    with pytest.raises(OutpostError, match="modem_busy"):
        stick.service.send_test(stick.uuid, ADA)
    with pytest.raises(Invalid):
        stick.service.send_test(stick.uuid, "MTN")
    assert ADA not in json.dumps([one.details for one in rows(office, tables.Audit)])


def test_a_dialogue(office: Office, stick: Stick) -> None:
    stick.plug_in()
    board = office.core.modems
    assert stick.service.ussd(stick.uuid).state == "none"
    assert stick.service.dial(stick.uuid, "*100#").state == "waiting"
    with pytest.raises(OutpostError, match="modem_busy"):
        stick.service.dial(stick.uuid, "*100#")
    with pytest.raises(OutpostError, match="ussd_over"):
        stick.service.answer(stick.uuid, "1")
    board.ussd(IMEI, "asks", "1 Balance 2 Data")
    for said in ("", "1\x1a", "1\rAT+CFUN=1", "x" * 183):
        with pytest.raises(Invalid):
            stick.service.answer(stick.uuid, said)
    assert stick.service.answer(stick.uuid, "1").state == "waiting"
    board.ussd(IMEI, "ended", SAID)
    talk = stick.service.ussd(stick.uuid)
    assert [(line.by, line.text) for line in talk.lines] == [
        ("office", "*100#"),
        ("network", "1 Balance 2 Data"),
        ("office", "1"),
        ("network", SAID),
    ]
    assert talk.state == "ended"
    with pytest.raises(OutpostError, match="ussd_over"):
        stick.service.answer(stick.uuid, "1")
    stick.service.dial(stick.uuid, "*100#")
    assert stick.service.end(stick.uuid).state == "ended"
    assert [asked[0] for asked in stick.control.asked if asked[0] != "look_again"] == ["dial", "answer", "dial", "end"]
    for code in ("", "hello", "*10\r0#", "*" * 41, "*100#;DROP"):
        with pytest.raises(Invalid):
            stick.service.dial(stick.uuid, code)
    board.away(IMEI)
    with pytest.raises(OutpostError, match="modem_away"):
        stick.service.dial(stick.uuid, "*100#")


def test_a_dialogue_that_the_modem_refuses_or_loses(office: Office, stick: Stick) -> None:
    stick.plug_in()
    stick.control.refuses = OutpostError("modem_busy")
    with pytest.raises(OutpostError, match="modem_busy"):
        stick.service.dial(stick.uuid, "*100#")
    assert stick.service.ussd(stick.uuid).state == "failed"
    stick.control.refuses = None
    stick.service.dial(stick.uuid, "*100#")
    office.core.modems.away(IMEI)
    assert stick.service.ussd(stick.uuid).state == "failed"
    office.core.modem_control = None
    stick.show()
    with pytest.raises(OutpostError, match="modem_away"):
        stick.service.dial(stick.uuid, "*100#")


def test_a_balance_is_taught_once_and_read_on_other_sims_of_the_operator(office: Office, stick: Stick) -> None:
    stick.use()
    with pytest.raises(OutpostError, match="balance_not_taught"):
        stick.service.check_balance(stick.uuid)
    with pytest.raises(Invalid):
        stick.service.teach_balance(stick.uuid, "*131#", SAID, "77")
    row = stick.service.teach_balance(stick.uuid, "*131#", SAID, "1,250.50 RWF")
    assert row.balance is not None
    assert (row.balance_code, row.balance.amount, row.balance.said) == ("*131#", "1,250.50 RWF", SAID)
    other = Stick(office, "356938035643809", "8925010000000000999", "635010000000999").use(number="0788000010")
    assert (other.row().balance_code, other.row().balance) == ("*131#", None)
    office.clock.advance(60)
    other.service.check_balance(other.uuid)
    assert other.control.asked[-1] == ("dial", other.imei, "*131#")
    office.core.modems.ussd(other.imei, "ended", SAID.replace("1,250.50", "15"))
    found = other.row().balance
    assert found is not None
    assert (found.amount, found.checked_on) == ("15 RWF", office.clock.now())
    watching.watch(office.core)
    office.core.modems.begin_talk(other.imei, "*100#")
    office.core.modems.ussd(other.imei, "ended", "You have won 1,000,000 RWF")
    assert other.row().balance == found, "kept, and only the answer to its own code counts"
    foreign = Stick(office, "866758042345671", "8944010000000000999", "234150000000999").use(number="0788000011")
    assert foreign.row().balance_code == ""


# The board


def test_windows_hear_of_changes_at_once_and_a_few_times_a_second(office: Office, stick: Stick) -> None:
    since = office.core.changes.latest()
    for signal in range(50):
        stick.show(signal=-signal)
    for _ in range(50):
        stick.show(signal=-49)
    told = office.core.changes.since(since, 5)
    assert told is not None
    assert [change.topic for change in told] == ["modems"]
    later = office.core.changes.since(told[-1].seq, 5)
    assert later is not None
    assert [change.topic for change in later] == ["modems"], "what came within the while is told when it is over"
    assert office.core.changes.since(later[-1].seq, 0.5) == []


def test_the_log_keeps_the_last_lines(office: Office, stick: Stick) -> None:
    stick.plug_in()
    for number in range(LOG_LINES + 5):
        office.core.modems.log(IMEI, "modem", str(number))
    lines = stick.service.log(stick.uuid)
    assert (len(lines), lines[0].text, lines[-1].text) == (LOG_LINES, "5", str(LOG_LINES + 4))
    with pytest.raises(NotFound):
        stick.service.log("nobody")


def test_the_board_between_threads(office: Office, stick: Stick) -> None:
    board = office.core.modems

    def tell(number: int) -> None:
        for round_ in range(100):
            imei = f"{number:015d}"
            Stick(office, imei).show(signal=-round_)
            board.log(imei, "modem", "OK")
            board.ussd(imei, "ended", "x")
            board.away(imei)

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        board.all()
        stick.service.all()
    for thread in threads:
        thread.join()
    assert board.all() == {}


# Trouble that lasts


def test_a_used_modem_that_does_not_work_is_an_incident(office: Office, stick: Stick) -> None:
    stick.use()
    office.clock.advance(16 * 60)
    assert watching.watch(office.core) == 0
    office.core.modems.away(IMEI)
    office.clock.advance(15 * 60 - 1)
    assert watching.watch(office.core) == 0
    office.clock.advance(1)
    assert watching.watch(office.core) == 1
    assert watching.watch(office.core) == 0
    [incident] = rows(office, tables.Incident)
    assert (incident.type, incident.data) == ("modem:stopped", {"name": "Stick", "trouble": "away"})
    assert stick.row().last_seen_on == START.replace(hour=9, minute=16)
    stick.show(state="starting")
    assert watching.watch(office.core) == 0
    assert rows(office, tables.Incident)[0].ended_on is None
    stick.plug_in()
    watching.watch(office.core)
    assert rows(office, tables.Incident)[0].ended_on == office.clock.now()
    stick.show(state="stopped", trouble="sim_puk")
    office.clock.advance(15 * 60)
    assert watching.watch(office.core) == 1
    assert rows(office, tables.Incident)[1].data["trouble"] == "sim_puk"


def test_a_modem_that_nobody_uses_is_no_incident(office: Office, stick: Stick) -> None:
    stick.plug_in()
    office.core.modems.away(IMEI)
    office.clock.advance(86_400)
    assert watching.watch(office.core) == 0


def test_after_a_night_off_it_has_a_quarter_of_an_hour(office: Office, stick: Stick) -> None:
    stick.use()
    office.clock.leap(86_400)
    assert watching.watch(office.core) == 0


def test_phones_and_modems_keep_apart(office: Office, stick: Stick) -> None:
    """A phone's ways lead to no modem: its reports, and a registration under the name of a SIM."""
    stick.use()
    phone = office.add_phone()
    write_to(office, "by the stick", channel=None)
    assert Outbox(office.core).take(phone.id, []) == []
    assert PhoneDesk(office.core).register(ICCID, "", PhoneStatus(), "10.0.0.5").relayer_id != stick.channel_id
    assert Inbox(office.core).receive(phone.id, []) == []
    assert ModemDesk(office.core).next(phone.id) is None
    with pytest.raises(NotFound):
        ModemDesk(office.core).receive(phone.id, [], [], ["00"])


def test_the_line_of_a_talk_has_its_time(office: Office, stick: Stick) -> None:
    stick.plug_in()
    stick.service.dial(stick.uuid, "*100#")
    assert stick.service.ussd(stick.uuid).lines == [UssdLine("office", "*100#", START)]


def test_a_survey_by_modem(office: Office, stick: Stick) -> None:
    """An SMS by a modem starts a flow, and the answer goes out by the same SIM."""
    stick.use()
    stock = stock_flow()
    import_flows(office, stock)
    add_keyword(office, stock["uuid"], "stock")
    for said, answer in (("stock", "Boxes of amoxicillin? (none or some)"), ("none", "Thanks, noted None.")):
        stick.hear(*parts(said, office.clock.now()))
        run_queue(office)
        task = stick.send_next(1)
        assert (task.address, task.text) == (ADA, answer)
        office.clock.advance(10)
    conversation = Messages(office.core, office.admin).folder(office.workspace, "sent").rows
    assert {row.channel for row in conversation} == {"Stick"}


def test_it_waits_as_long_as_its_modem_is_away(office: Office, stick: Stick) -> None:
    stick.use()
    queued = write_to(office, "one")
    assert why(office, queued).code == "turn"
    office.core.modems.away(IMEI)
    assert why(office, queued) == Waiting("modem_not_ready", since=START)
    stick.show(state="stopped", trouble="no_sim", iccid="")
    assert why(office, queued).code == "modem_not_ready"
    stick.plug_in()
    task = stick.next()
    assert why(office, queued).code == "with_phone"
    office.core.modems.away(IMEI)
    assert why(office, queued).code == "modem_not_ready"
    stick.plug_in()
    assert task is not None
    stick.desk.begin(task.attempt_id, 1, 1)
    stick.desk.refused(task.attempt_id, 1, None, may_have_gone=True)
    assert why(office, queued).code == "uncertain"
