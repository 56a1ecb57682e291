"""What a modem sends: whose turn it is, kills at every step, refusals, limits, and reports that come early, late and twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.contracts.explain import Explanation
from app.contracts.messages import Waiting
from app.errors import Invalid, NotFound, OutpostError
from app.ports import ModemTask, PartReport
from app.services import folders, housekeeping
from app.services.conversation_rows import Window
from app.services.explain import Explain
from app.services.incidents import MODEM_PAUSED
from app.services.messages import Messages
from app.services.modems import part_reports
from app.services.modems.part_reports import same_number
from app.store import tables
from tests.app.services.conversing import ADA, BOB, rows
from tests.app.services.modeming import NUMBER, Stick, states, status_of, why, write_to
from tests.app.support import Office

HOUR = 3600
TWO, THREE = "x" * 200, "x" * 400


@pytest.fixture
def stick(office: Office) -> Stick:
    return Stick(office).use()


def anew(stick: Stick) -> Stick:
    """The engine was killed and begins anew: nothing of it is left in memory."""
    return Stick(stick.office, stick.imei, stick.iccid, stick.imsi, stick.channel_id)


# Whose turn


def test_a_message_goes_and_is_reported(office: Office, stick: Stick) -> None:
    msg = write_to(office, "Hi Ada")
    task = stick.next()
    assert task == ModemTask(task.attempt_id if task else 0, ADA, "Hi Ada", {})
    assert task is not None
    assert status_of(office, msg) == "wired"
    stick.desk.begin(task.attempt_id, 1, 1)
    assert states(office, task) == ("handed", {1: "handed"})
    stick.desk.sent(task.attempt_id, 1, 17)
    assert (states(office, task), status_of(office, msg)) == (("sent", {1: "sent"}), "sent")
    stick.report(17)
    assert (states(office, task), status_of(office, msg)) == (("delivered", {1: "delivered"}), "delivered")
    assert stick.next() is None


def test_replies_go_before_bulk_and_workspaces_take_turns(office: Office) -> None:
    stick = Stick(office).use(office.workspace, office.other_workspace)
    for text in ("bulk 1", "bulk 2"):
        write_to(office, text, priority=0)
    other = office.add_contact("Bob", BOB, office.other_workspace_id)
    office.add_msg(other, "other 1", "out", channel_id=stick.channel_id, urn_id=2, priority=0, segments=1)
    office.add_msg(other, "other 2", "out", channel_id=stick.channel_id, urn_id=2, priority=0, segments=1)
    write_to(office, "reply")
    went = []
    while task := stick.next():
        stick.desk.begin(task.attempt_id, 1, 1)
        stick.desk.sent(task.attempt_id, 1, len(went))
        office.clock.advance(6)
        went.append(task.text)
    assert went[0] == "reply"
    assert sorted(went[1:]) == ["bulk 1", "bulk 2", "other 1", "other 2"]
    assert {text.split()[0] for text in went[1:3]} == {"bulk", "other"}


def test_quiet_hours_and_the_budget_of_a_workspace_hold(office: Office, stick: Stick) -> None:
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.quiet_from, space.quiet_until = 0, 1439
        work.commit()
    write_to(office, "bulk", priority=0)
    assert stick.next() is None
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.quiet_from, space.quiet_until = None, None
        work.commit()
    stick.service.set_share(stick.uuid, office.workspace, 1.0, 1)
    stick.send_next(1)
    write_to(office, "over the budget")
    assert stick.next() is None


@pytest.mark.parametrize(("parts", "fits"), [(30, True), (31, False)])
def test_up_to_thirty_parts(office: Office, stick: Stick, parts: int, fits: bool) -> None:
    msg = write_to(office, "x" * 153 * parts)
    assert msg.segments == parts
    assert (stick.next() is not None) == fits
    assert status_of(office, msg) == ("wired" if fits else "failed")


def test_the_same_task_until_it_is_at_its_end(office: Office, stick: Stick) -> None:
    write_to(office, TWO)
    first = stick.next()
    assert stick.next() == first == anew(stick).next()


def test_what_rests_lets_others_go(office: Office, stick: Stick) -> None:
    write_to(office, TWO)
    write_to(office, TWO, BOB)
    first = stick.begin_next(2)
    stick.desk.given_back(first.attempt_id, 1)
    second = stick.next([first.attempt_id])
    assert second is not None
    assert (second.address, second.attempt_id != first.attempt_id) == (BOB, True)
    assert stick.next([first.attempt_id, second.attempt_id]) is None
    assert stick.next() == first


# Kills and refusals


def test_killed_between_begin_and_sent_the_part_is_in_doubt_and_the_others_go(office: Office, stick: Stick) -> None:
    msg = write_to(office, THREE)
    task = stick.begin_next(3)
    stick.desk.sent(task.attempt_id, 1, 10)
    stick.desk.begin(task.attempt_id, 2, 3)
    stick = anew(stick)
    again = stick.next()
    assert again is not None
    assert (again.attempt_id, again.done) == (task.attempt_id, {1: "sent", 2: "handed"})
    with pytest.raises(OutpostError, match="part_begun"):
        stick.desk.begin(task.attempt_id, 2, 3)
    stick.desk.refused(task.attempt_id, 2, None, may_have_gone=True)
    stick.desk.begin(task.attempt_id, 3, 3)
    stick.desk.sent(task.attempt_id, 3, 12)
    assert states(office, task) == ("uncertain", {1: "sent", 2: "uncertain", 3: "sent"})
    assert status_of(office, msg) == "wired"
    assert stick.next() is None
    with office.store.read() as session:
        space = session.get_one(tables.Workspace, office.workspace_id)
        assert [one.uuid for one in folders.read_uncertain(session, space, Window(None, 10)).rows] == [msg.uuid]
    for reference in (10, 11, 12):
        stick.report(reference)
    assert states(office, task) == ("delivered", {1: "delivered", 2: "delivered", 3: "delivered"})
    assert status_of(office, msg) == "delivered"


def test_killed_with_the_only_part_on_its_way(office: Office, stick: Stick) -> None:
    write_to(office, "one")
    task = stick.begin_next()
    stick = anew(stick)
    assert stick.next() is None
    assert states(office, task) == ("uncertain", {1: "uncertain"})
    stick.desk.sent(task.attempt_id, 1, 5)
    assert states(office, task) == ("sent", {1: "sent"}), "a late word counts"


def test_killed_before_begin_nothing_is_lost_and_nothing_in_doubt(office: Office, stick: Stick) -> None:
    write_to(office, "one")
    task = stick.next()
    again = anew(stick).next()
    assert again == task


def test_begin_twice_is_once_and_what_went_is_not_begun(office: Office, stick: Stick) -> None:
    write_to(office, TWO)
    task = stick.begin_next(2)
    stick.desk.begin(task.attempt_id, 1, 2)
    stick.desk.sent(task.attempt_id, 1, 3)
    stick.desk.sent(task.attempt_id, 1, 3)
    with pytest.raises(OutpostError, match="part_begun"):
        stick.desk.begin(task.attempt_id, 1, 2)
    for part, total in ((0, 2), (3, 2), (1, 256)):
        with pytest.raises(Invalid):
            stick.desk.begin(task.attempt_id, part, total)
    with pytest.raises(OutpostError, match="attempt_over"):
        stick.desk.begin(999, 1, 1)
    stick.desk.sent(999, 1, 7)
    stick.desk.given_back(999, 1)
    stick.desk.refused(999, 1, None, may_have_gone=False)


def test_it_is_cut_otherwise_than_was_counted(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next(2)
    stick.desk.sent(task.attempt_id, 1, 1)
    assert status_of(office, msg) == "wired"
    stick.desk.begin(task.attempt_id, 2, 2)
    stick.desk.sent(task.attempt_id, 2, 2)
    assert status_of(office, msg) == "sent"


def test_a_refused_part_fails_the_message_which_is_tried_again_later(office: Office, stick: Stick) -> None:
    msg = write_to(office, TWO)
    for errors in (1, 2, 3):
        task = stick.begin_next(2)
        stick.desk.refused(task.attempt_id, 1, 28, may_have_gone=False)
        stick.desk.refused(task.attempt_id, 1, 28, may_have_gone=False)
        assert states(office, task) == ("failed", {1: "failed"})
        assert stick.next() is None
        assert status_of(office, msg) == ("errored" if errors < 3 else "failed")
        office.clock.advance(errors * 300)
    assert {part.code for part in part_rows(office)} == {28}


def test_what_may_have_gone_is_in_doubt_and_never_repeated(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next()
    stick.desk.refused(task.attempt_id, 1, 38, may_have_gone=True)
    office.clock.advance(30 * 86_400)
    assert (states(office, task), status_of(office, msg)) == (("uncertain", {1: "uncertain"}), "wired")
    assert stick.next() is None


def test_given_back_it_is_as_if_it_had_never_begun(office: Office, stick: Stick) -> None:
    write_to(office, TWO)
    task = stick.begin_next(2)
    stick.desk.given_back(task.attempt_id, 1)
    assert stick.next() == task
    stick.desk.begin(task.attempt_id, 1, 2)
    stick.desk.sent(task.attempt_id, 1, 1)
    stick.desk.given_back(task.attempt_id, 1)
    assert states(office, task) == ("handed", {1: "sent"}), "what went can't be given back"


def test_a_week_later(office: Office, stick: Stick) -> None:
    """What was never begun fails as too old; what was begun is in doubt."""
    begun, unbegun = write_to(office, "begun"), write_to(office, "unbegun", BOB)
    task = stick.begin_next()
    other = stick.next([task.attempt_id])
    assert other is not None
    office.clock.advance(7 * 86_400 + 1)
    housekeeping.tidy(office.core)
    assert (states(office, task), status_of(office, begun)) == (("uncertain", {1: "handed"}), "wired")
    assert (states(office, other), status_of(office, unbegun)) == (("failed", {}), "failed")
    assert stick.next() is None


def test_a_released_sim_sends_nothing_more(office: Office, stick: Stick) -> None:
    queued = [write_to(office, text, phone) for text, phone in (("a", ADA), ("b", BOB), ("c", "+250788333333"))]
    task = stick.begin_next()
    other = stick.next([task.attempt_id])
    assert other is not None
    stick.service.release(stick.uuid)
    assert stick.next() is None
    with pytest.raises(OutpostError, match="attempt_over"):
        stick.desk.begin(other.attempt_id, 1, 1)
    assert [status_of(office, msg) for msg in queued] == ["wired", "failed", "failed"]
    assert states(office, task)[0] == "uncertain"
    assert states(office, other)[0] == "failed"
    assert states(office, task)[1] == {1: "uncertain"}
    stick.desk.sent(task.attempt_id, 1, 4)
    stick.report(4)
    assert status_of(office, queued[0]) == "delivered"


def test_killed_and_paused_a_report_still_settles_the_doubt(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next()
    stick.desk.pause(stick.channel_id, "credit")
    stick = anew(stick)
    assert stick.next() is None
    assert states(office, task)[1] == {1: "uncertain"}
    stick.report(9)
    assert status_of(office, msg) == "delivered"


# The day's limit, and pauses


def limit(stick: Stick, parts: int) -> None:
    stick.service.update(stick.uuid, "Stick", 6.0, parts, False)


def test_the_days_limit_and_the_offices_midnight(office: Office, stick: Stick) -> None:
    limit(stick, 2)
    msgs = [write_to(office, text) for text in ("1", "2", "3")]
    stick.send_next(1)
    refused = stick.begin_next()
    stick.desk.refused(refused.attempt_id, 1, 28, may_have_gone=False)
    assert stick.plug_in().row().sent_today == 1, "what was refused is not counted"
    stick.send_next(2)
    assert stick.next() is None
    assert stick.row().sent_today == 2
    assert why(office, msgs[1]).code == "retry_at"
    office.clock.advance(600)
    midnight = dt.datetime(2026, 6, 1, 22, 0, tzinfo=dt.UTC)  # Kigali is two hours ahead
    assert why(office, msgs[1]) == Waiting("sim_limit", until=midnight, limit=2, used=2)
    office.clock.advance((midnight - office.clock.now()).total_seconds() - 1)
    assert stick.next() is None
    office.clock.advance(1)
    assert stick.row().sent_today == 0
    stick.send_next(3)
    assert stick.next() is None


def test_a_message_goes_only_as_a_whole_and_shorter_ones_of_others_go_past_it(office: Office) -> None:
    stick = Stick(office).use(office.workspace, office.other_workspace)
    limit(stick, 4)
    write_to(office, TWO)
    first = stick.begin_next(2)
    stick.desk.sent(first.attempt_id, 1, 1)
    stick.desk.begin(first.attempt_id, 2, 2)
    stick.desk.sent(first.attempt_id, 2, 2)
    long = write_to(office, THREE)
    assert stick.next() is None
    assert why(office, long).code == "sim_limit"
    other = office.add_contact("Bob", BOB, office.other_workspace_id)
    office.add_msg(other, "short", "out", channel_id=stick.channel_id, urn_id=2, segments=1)
    for _ in range(2):
        task = stick.next()
        assert task is not None
        assert task.text == "short"
    office.clock.advance(24 * HOUR)
    limit(stick, 1)
    stick.desk.given_back(task.attempt_id, 1)
    stick.desk.begin(task.attempt_id, 1, 1)
    stick.desk.sent(task.attempt_id, 1, 9)
    office.clock.advance(24 * HOUR)
    whole = stick.next()
    assert whole is not None
    assert whole.text == THREE, "longer than a day's limit: the only one of its day"


def test_paused_it_sends_nothing_but_receives_and_staff_resume(office: Office, stick: Stick) -> None:
    msg = write_to(office, TWO)
    task = stick.begin_next(2)
    stick.desk.sent(task.attempt_id, 1, 1)
    for _ in range(2):
        stick.desk.pause(stick.channel_id, "credit")
    [incident] = rows(office, tables.Incident)
    assert (incident.type, incident.ended_on, incident.data) == (MODEM_PAUSED, None, {"name": "Stick", "trouble": "credit"})
    assert len(rows(office, tables.Notification)) == 2
    assert (stick.row().trouble, stick.plug_in().row().state) == ("credit", "ready")
    assert stick.next() is None
    queued = write_to(office, "waits", BOB)
    assert why(office, queued).code == why(office, msg).code == "modem_paused"
    stick.report(1)
    stick.service.resume(stick.uuid)
    assert (rows(office, tables.Incident)[0].ended_on, stick.row().trouble) == (office.clock.now(), "")
    assert stick.next() is not None
    with pytest.raises(Invalid):
        stick.desk.pause(stick.channel_id, "mood")
    with pytest.raises(NotFound):
        stick.desk.pause(999, "credit")


# Reports


def test_a_report_that_comes_before_the_number_is_told(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next()
    for _ in range(2):
        stick.report(200)
    assert status_of(office, msg) == "wired"
    assert len(rows(office, tables.ParkedReport)) == 1
    anew(stick).desk.sent(task.attempt_id, 1, 200)
    assert status_of(office, msg) == "delivered"
    assert rows(office, tables.ParkedReport) == []


def test_the_number_wraps_with_two_messages_open(office: Office, stick: Stick) -> None:
    """The newest open one with the number; but not while another is on its way to the same person and may have got it."""
    old = write_to(office, "old")
    stick.send_next(5)
    office.clock.advance(HOUR)
    new = write_to(office, "new")
    task = stick.begin_next()
    stick.report(5)
    assert [status_of(office, msg) for msg in (old, new)] == ["sent", "wired"]
    stick.desk.sent(task.attempt_id, 1, 5)
    assert [status_of(office, msg) for msg in (old, new)] == ["sent", "delivered"]
    office.clock.advance(1)
    stick.report(5)
    assert [status_of(office, msg) for msg in (old, new)] == ["delivered", "delivered"]


def test_the_one_on_its_way_got_another_number(office: Office, stick: Stick) -> None:
    old = write_to(office, "old")
    stick.send_next(5)
    new = write_to(office, "new")
    task = stick.begin_next()
    stick.report(5)
    stick.desk.sent(task.attempt_id, 1, 6)
    assert [status_of(office, msg) for msg in (old, new)] == ["delivered", "sent"]


def test_a_report_is_of_the_recipient_it_names(office: Office, stick: Stick) -> None:
    ada, bob = write_to(office, "to Ada"), write_to(office, "to Bob", BOB)
    stick.send_next(5)
    stick.send_next(5)
    stick.report(5, to="0788222222")
    assert [status_of(office, msg) for msg in (ada, bob)] == ["sent", "delivered"]
    stick.report(5, to="+250799999999")
    assert status_of(office, ada) == "sent"


def test_a_report_of_the_day_before_is_of_nobody(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    stick.send_next(5)
    office.clock.advance(25 * HOUR + 1)
    stick.report(5)
    assert status_of(office, msg) == "sent"
    assert len(rows(office, tables.ParkedReport)) == 1
    office.clock.advance(26 * HOUR)
    housekeeping.tidy(office.core)
    assert rows(office, tables.ParkedReport) == []


def test_a_report_that_fitted_nothing_is_not_of_what_goes_later(office: Office, stick: Stick) -> None:
    stick.report(5)
    office.clock.advance(1)
    msg = write_to(office, "one")
    stick.send_next(5)
    assert status_of(office, msg) == "sent"


def test_what_is_listed_again_clears_no_other_doubt(office: Office, stick: Stick) -> None:
    first = write_to(office, "first")
    stick.send_next(5)
    came = PartReport(5, ADA, "delivered", office.clock.now())
    stick.hear(reports=[came])
    office.clock.advance(60)
    second = write_to(office, "second")
    doubted = stick.begin_next()
    stick.desk.refused(doubted.attempt_id, 1, None, may_have_gone=True)
    stick.hear(reports=[came, came])
    assert [status_of(office, msg) for msg in (first, second)] == ["delivered", "wired"]
    stick.report(6)
    assert status_of(office, second) == "delivered"


def test_of_two_in_doubt_nobody_can_say_which_one_a_report_is_about(office: Office, stick: Stick) -> None:
    """One of them may never have left: none is called delivered before each has its report."""
    stick.report(3)
    office.clock.advance(60)
    doubted = [write_to(office, text) for text in ("first", "second")]
    for _ in doubted:
        stick.desk.refused(stick.begin_next().attempt_id, 1, None, may_have_gone=True)
        office.clock.advance(60)
    for _ in range(2):
        stick.report(7)
    assert [status_of(office, msg) for msg in doubted] == ["wired", "wired"]
    stick.report(8)
    assert [status_of(office, msg) for msg in doubted] == ["delivered", "delivered"]
    assert [row.reference for row in rows(office, tables.ParkedReport)] == [3]


def test_still_trying_and_given_up(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.send_next(5)
    stick.report(5, "sent")
    stick.report(5, "failed")
    assert (status_of(office, msg), states(office, task)[0]) == ("sent", "sent"), "as with phones: it is kept, and no more"
    stick.report(5)
    assert status_of(office, msg) == "delivered"


def test_a_doubt_that_the_network_settles_by_giving_up_is_tried_again(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next()
    stick.desk.refused(task.attempt_id, 1, None, may_have_gone=True)
    stick.report(9, "failed")
    assert (status_of(office, msg), states(office, task)[0]) == ("errored", "failed")


def test_its_number_was_lost(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    stick.send_next(None)
    assert status_of(office, msg) == "sent"
    stick.report(77)
    assert status_of(office, msg) == "delivered"


def test_parked_reports_do_not_grow_without_end(office: Office, stick: Stick, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_reports, "MAX_PARKED", 3)
    for reference in range(6):
        stick.report(reference)
    assert [row.reference for row in rows(office, tables.ParkedReport)] == [3, 4, 5]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+250788111111", "0788111111", True),
        ("+250788111111", "88111111", True),
        ("+250788111111", "250788111112", False),
        ("+5925551234", "5551234", True),
        ("8080", "8080", True),
        ("18080", "8080", False),
        ("", "", False),
        ("MTN", "+250788111111", False),
    ],
)
def test_the_same_number(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) == same_number(other, one) == same


# Modems and SIMs


def test_a_sim_moves_to_another_modem_with_all_that_waits(office: Office, stick: Stick) -> None:
    write_to(office, THREE)
    task = stick.begin_next(3)
    stick.desk.sent(task.attempt_id, 1, 1)
    office.core.modems.away(stick.imei)
    other = Stick(office, "356938035643809", stick.iccid + "9", "").plug_in()
    assert other.channel_id == stick.channel_id
    again = other.next()
    assert again is not None
    assert (again.attempt_id, again.done) == (task.attempt_id, {1: "sent"})
    found = {one.imei: (one.state, one.channel is not None) for one in stick.service.all().modems}
    assert found == {stick.imei: ("away", False), other.imei: ("ready", True)}


def test_two_sims_can_not_have_one_number(office: Office, stick: Stick) -> None:
    other = Stick(office, "356938035643809", "8925010000000000999", "635010000000999").plug_in()
    assert other.channel_id == 0
    with pytest.raises(OutpostError, match="number_taken"):
        other.use(number="0788000009")
    other.use(number="0788000010")
    assert other.channel_id != stick.channel_id
    assert stick.row().number == NUMBER


def part_rows(office: Office) -> list[tables.AttemptPart]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.AttemptPart)))


# What is told of it


def told(office: Office, msg: tables.Msg) -> Explanation:
    return Explain(office.core, office.admin).message(office.workspace, msg.uuid)


def test_why_the_network_refused_a_part_is_told(office: Office, stick: Stick) -> None:
    msg = write_to(office, TWO)
    task = stick.begin_next(2)
    stick.desk.sent(task.attempt_id, 1, 7)
    stick.desk.begin(task.attempt_id, 2, 2)
    stick.desk.refused(task.attempt_id, 2, 28, may_have_gone=False)
    [step] = [step for step in told(office, msg).steps if step.code == "part_refused"]
    assert (step.params, step.at) == ({"part": 2, "parts": 2, "code": 28}, office.clock.now())


def test_a_doubt_that_was_settled_is_not_a_refusal(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    task = stick.begin_next()
    stick.desk.refused(task.attempt_id, 1, 500, may_have_gone=True)
    assert "part_refused" in [step.code for step in told(office, msg).steps]
    stick.report(9)
    found = told(office, msg)
    assert (found.outcome, "part_refused" in [step.code for step in found.steps]) == ("delivered", False)


def test_what_goes_by_a_modem_says_so(office: Office, stick: Stick) -> None:
    msg = write_to(office, "one")
    contact = rows(office, tables.Contact)[0].uuid
    service = Messages(office.core, office.admin)

    def shown() -> list[bool]:
        found = [*service.history(office.workspace, contact).rows, *service.conversations(office.workspace).rows]
        return [one.by_modem for one in found]

    assert shown() == [True, True]
    assert told(office, msg).steps[-1].params["by"] == "modem"
    stick.begin_next()
    found = told(office, msg)
    assert (found.outcome, found.steps[-1].code, found.steps[-1].params) == ("with_phone", "wait_with_phone", {"by": "modem"})
    phone = office.add_phone()
    with office.store.write() as work:
        work.session.get_one(tables.Msg, msg.id).channel_id = phone.id
        work.commit()
    assert shown() == [False, False]
