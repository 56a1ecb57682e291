"""The models: Qt's own tester, paging, and changes in place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex

from app.contracts.imports import ImportLine
from app.contracts.modems import Balance, Modem, ModemLogLine, UssdLine
from app.contracts.registry import access_of
from app.errors import OutpostError
from tests.ui.stub_office import NOW, StubOffice
from ui.models import modems as modem_columns
from ui.models.conversations import Conversations
from ui.models.flows import Flows
from ui.models.history import DAY_ROLE, History
from ui.models.imports import ImportLines
from ui.models.modem_log import ModemLogLines
from ui.models.modems import METHODS, Modems, commands
from ui.models.phones import Phones
from ui.models.rows import ACCESSIBLE, ROW_ROLE, TOOLTIP, RowModel
from ui.models.ussd import UssdLines
from ui.session import Session

SETTLED = ["settings", "workspaces", "shares"]


class Words(RowModel[tuple[str, int]]):
    def key(self, row: tuple[str, int]) -> str:
        return row[0]

    def text(self, row: tuple[str, int], column: int) -> str:
        return str(row[column])

    def headings(self) -> list[str]:
        return ["word", "count"]


_rows = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3)), unique_by=lambda row: row[0], max_size=8)


@given(before=_rows, after=_rows)
def test_replace_becomes_any_list_from_any_other(qapp, before: list[tuple[str, int]], after: list[tuple[str, int]]) -> None:
    model = Words()
    model.replace(before)
    told: list[tuple[str, int]] = list(before)
    model.rowsAboutToBeRemoved.connect(lambda _, first, last: told.__delitem__(slice(first, last + 1)))
    model.rowsInserted.connect(lambda _, first, last: told.__setitem__(slice(first, first), model.rows()[first : last + 1]))
    model.rowsMoved.connect(lambda _, first, last, __, to: told.insert(to, told.pop(first)))
    model.dataChanged.connect(lambda top, bottom: told.__setitem__(top.row(), model.rows()[top.row()]))
    model.replace(after)
    assert model.rows() == after
    assert told == after


def test_selection_stays_with_its_row(qapp, qtmodeltester) -> None:
    from PySide6.QtCore import QItemSelectionModel

    model = Words()
    model.replace([("a", 1), ("b", 1)])
    selection = QItemSelectionModel(model)
    selection.setCurrentIndex(model.index(0, 0), QItemSelectionModel.SelectionFlag.Select)
    model.replace([("c", 1), ("b", 2), ("a", 1)])
    assert selection.currentIndex().row() == 2
    qtmodeltester.check(model)


def test_conversations_come_page_by_page(session: Session, office: StubOffice, qtbot, qtmodeltester) -> None:
    for number in range(120):
        office.add_msg(
            office.add_contact(f"Contact {number}", f"tel:+25078{number:07d}"), "in", "hello", minutes=-10_000 - number
        )
    model = Conversations(session)
    with qtbot.waitSignal(model.loaded):
        model.look_for("")
    assert model.rowCount() == 50
    while model.canFetchMore(QModelIndex()):
        with qtbot.waitSignal(model.loaded):
            model.fetchMore(QModelIndex())
    assert model.rowCount() == 130
    assert len({row.contact for row in model.rows()}) == 130
    qtmodeltester.check(model)


def test_a_refresh_keeps_the_older_pages(session: Session, office: StubOffice, qtbot) -> None:
    last = ""
    for number in range(300):
        last = office.add_contact(f"Contact {number}", f"tel:+25078{number:07d}")
        office.add_msg(last, "in", "hello", minutes=-10_000 - number)
    model = Conversations(session)
    with qtbot.waitSignal(model.loaded):
        model.look_for("")
    while model.rowCount() < 250:
        with qtbot.waitSignal(model.loaded):
            model.fetchMore(QModelIndex())
    before = model.rowCount()
    office.add_msg(last, "in", "me again", minutes=5)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.rows()[0].contact == last
    assert len({row.contact for row in model.rows()}) == model.rowCount() == before + 1


def test_a_failed_page_can_be_asked_for_again(session: Session, office: StubOffice, qtbot) -> None:
    model = Conversations(session)
    office.failures["messages.conversations"] = OutpostError("engine_trouble")
    with qtbot.waitSignal(model.failed):
        model.look_for("")
    office.failures.clear()
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.rowCount() == 10


def test_history_is_oldest_first_with_days(session: Session, office: StubOffice, qtbot, qtmodeltester) -> None:
    jean = next(iter(office.cards))
    model = History(session)
    with qtbot.waitSignal(model.card_read) as card:
        model.open(jean)
    assert card.args[0].name == "Jean Bosco Habimana"
    rows = model.rows()
    assert [row.created_on for row in rows] == sorted(row.created_on for row in rows)
    days = [model.index(at, 0).data(DAY_ROLE) for at in range(model.rowCount())]
    assert [day for day in days if day] == ["Yesterday", "Today"]
    qtmodeltester.check(model)


def test_history_reads_older_pages_once(session: Session, office: StubOffice, qtbot) -> None:
    contact = office.add_contact("Long", "tel:+250788000000")
    for number in range(130):
        office.add_msg(contact, "in", f"message {number}", minutes=number)
    model = History(session)
    with qtbot.waitSignal(model.card_read):
        model.open(contact)
    assert model.rowCount() == 50
    for expected in (100, 130):
        with qtbot.waitSignal(model.after_change):
            model.read_older()
            model.read_older()
        assert model.rowCount() == expected
    model.read_older()
    assert [row.text for row in model.rows()] == [f"message {number}" for number in range(130)]


def test_another_contacts_answer_that_comes_late_is_not_shown(session: Session, office: StubOffice, qtbot) -> None:
    jean, layla = list(office.cards)[:2]
    model = History(session)
    with qtbot.waitSignal(model.card_read):
        model.open(jean)
        model.open(layla)
    assert [row.text for row in model.rows()] == [msg.text for msg in office.threads[layla]]


def test_phones_and_flows_are_proper_tables(session: Session, office: StubOffice, qtmodeltester) -> None:
    phones = Phones(session)
    phones.replace(office.phone_list)
    assert [phones.index(at, 1).data() for at in range(3)] == ["Working", "Not answering", "Needs your approval"]
    assert phones.index(1, 4).data() == "2 h ago"
    flows = Flows(session)
    flows.replace(office.flow_list)
    assert flows.index(0, 1).data() == "stock, report"
    assert flows.index(0, 0).data(ROW_ROLE) == office.flow_list[0]
    qtmodeltester.check(phones)
    qtmodeltester.check(flows)


def test_the_report_can_be_cut_to_its_problems(qapp, qtmodeltester) -> None:
    lines = [
        ImportLine("flow", "A", "created"),
        ImportLine("campaign", "B", "skipped", "not_supported"),
        ImportLine("flow", "C", "updated"),
    ]
    model = ImportLines()
    model.set_lines(lines)
    assert model.counts() == {"created": 1, "skipped": 1, "updated": 1}
    model.show_problems(True)
    assert [row.name for row in model.rows()] == ["B"]
    model.show_problems(False)
    assert [row.name for row in model.rows()] == ["A", "B", "C"]
    qtmodeltester.check(model)


def test_modems_are_a_table(session: Session, office: StubOffice, qtmodeltester) -> None:
    stub = office.services["modems"]
    used = stub._plug_in_used(["w"], balance=Balance("1,250 RWF", "You have 1,250 RWF", NOW - dt.timedelta(hours=3)))
    stub._plug_in(signal=None, operator="")
    model = Modems(session)
    model.replace(stub.modems)
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[:3] == ["MTN stick", "Ready", "MTN Rwanda"]
    assert cells[3:] == ["\u2066−71 dBm\u2069", "143 of 200", "\u20661,250 RWF\u2069"]
    assert model.index(0, modem_columns.SIGNAL).data(ACCESSIBLE) == "Signal: 4 of 4 bars, \u2066−71 dBm\u2069"
    assert model.index(0, modem_columns.SIGNAL).data(TOOLTIP) == "4 of 4 bars, \u2066−71 dBm\u2069"
    assert model.index(0, modem_columns.BALANCE).data(TOOLTIP) == "You have 1,250 RWF\n3 h ago"
    assert model.index(0, modem_columns.NAME).data(ACCESSIBLE) == f"MTN stick {used.number}"
    assert [model.index(1, column).data() for column in range(model.columnCount())] == ["Huawei E3531", "New", "–", "–", "–", "–"]
    qtmodeltester.check(model)


def test_what_can_be_done_with_a_modem_follows_from_its_state(office: StubOffice) -> None:
    stub = office.services["modems"]
    new, used = stub._plug_in(), stub._plug_in_used(["w"])
    assert commands(new) == ["use", "test", "ussd", "log", "ignore"]
    assert commands(used) == ["settings", "workspaces", "shares", "test", "ussd", "log", "release"]
    cases: list[tuple[Modem, dict[str, Any], list[str]]] = [
        (new, {"state": "starting"}, ["log", "ignore"]),
        (new, {"balance_code": "*131#"}, ["use", "test", "ussd", "log", "ignore"]),
        (new, {"is_ignored": True}, ["attend"]),
        (new, {"state": "away"}, ["log", "ignore"]),
        (new, {"state": "stopped", "trouble": "sim_pin"}, ["pin", "log", "ignore"]),
        (used, {"state": "stopped", "trouble": "sim_pin_wrong"}, ["pin", *SETTLED, "log", "release"]),
        (used, {"state": "stopped", "trouble": "sim_puk"}, [*SETTLED, "log", "release"]),
        (used, {"state": "stopped", "trouble": "sim_pin_few_tries"}, [*SETTLED, "log", "release"]),
        (
            used,
            {"state": "stopped", "trouble": "credit", "balance_code": "*131#"},
            ["resume", *SETTLED, "test", "ussd", "balance", "log", "release"],
        ),
        (used, {"state": "ready", "trouble": "sim_barred"}, ["resume", *SETTLED, "test", "ussd", "log", "release"]),
        (used, {"state": "away"}, [*SETTLED, "log", "release"]),
    ]
    for modem, changed, expected in cases:
        assert commands(dataclasses.replace(modem, **changed)) == expected, changed


def test_every_command_of_a_modem_is_a_method() -> None:
    assert all(access_of(method) for method in METHODS.values())


def test_the_same_may_be_said_twice_in_a_dialogue(session: Session, qtmodeltester) -> None:
    model = UssdLines(session)
    said = [UssdLine("office", "*1#", NOW), UssdLine("network", "Wait", NOW), UssdLine("network", "Wait", NOW)]
    model.show(said)
    assert [model.index(at, 0).data() for at in range(3)] == ["\u2066*1#\u2069", "Wait", "Wait"]
    assert model.index(0, 0).data(ACCESSIBLE) == "You: *1#"
    model.show(said[:1])
    assert model.rowCount() == 1
    qtmodeltester.check(model)


def test_a_log_goes_on_in_place(session: Session, qtmodeltester) -> None:
    model = ModemLogLines(session)
    lines = [ModemLogLine(NOW, "office", "AT"), ModemLogLine(NOW, "modem", "OK"), ModemLogLine(NOW, "modem", "OK")]
    model.show(lines)
    moved: list[int] = []
    model.rowsRemoved.connect(lambda _, first, last: moved.append(first))
    model.show([*lines[1:], ModemLogLine(NOW, "note", "sim_puk")])
    assert moved == [0]
    assert [model.index(at, 2).data() for at in range(3)] == ["\u2066OK\u2069", "\u2066OK\u2069", "Needs the PUK"]
    assert model.index(0, 0).data() == "11:30:00.000"
    assert model.as_text().splitlines()[-1] == "2026-03-05T09:30:00+00:00\tnote\tsim_puk"
    qtmodeltester.check(model)
