"""The models: Qt's own tester, paging, and changes in place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex

from app.contracts.imports import ImportLine
from app.errors import OutpostError
from tests.ui.stub_office import StubOffice
from ui.models.conversations import Conversations
from ui.models.flows import Flows
from ui.models.history import DAY_ROLE, History
from ui.models.imports import ImportLines
from ui.models.phones import Phones
from ui.models.rows import ROW_ROLE, RowModel
from ui.session import Session


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
