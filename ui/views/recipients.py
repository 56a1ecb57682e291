"""Choosing who gets a message or is started in a flow: groups, a search, numbers, and who of them is left out."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.contracts.broadcasts import Exclusions, Recipients
from app.contracts.contacts import Group
from ui import theme
from ui.models import recipients as model
from ui.sending_texts import contacts_text, days_text, numbers_text
from ui.session import Session
from ui.views.tables import table
from ui.widgets.basic import Button, Check, SearchBox, Select, choose, label, on_click
from ui.widgets.checks import CheckDelegate
from ui.widgets.dialog import mark_wrong

DAYS = (30, 90, 180, 365)
SEARCHED_FROM = 8  # so many groups are looked through by eye
ROW = 32
LEAST_ROWS = 2


class RecipientsBox(QWidget):
    """`changed` follows whatever changes who is meant. `of_flow`: those who were in the flow before can be left out.

    `contacts` are UUIDs named one by one: nothing here adds to them, but who changes something that stands finds them.
    """

    changed = Signal()

    def __init__(self, session: Session, *, of_flow: bool = False) -> None:
        super().__init__()
        self.session = session
        self.contacts: list[str] = []
        self._non_active = False
        self._of_flow = of_flow
        self.groups = model.GroupChoice(self)
        self.search = SearchBox(self.tr("Search groups"))
        self.table = table(self.groups, self.tr("Groups"), row_height=ROW)
        self.no_groups = label(self.tr("There are no groups yet."), tone="muted", wrap=True)
        self.chosen = label("", "small", "muted", wrap=True)
        self.query = QLineEdit()
        self.numbers = QPlainTextEdit()
        self.counted = label("", "small", "muted")
        self.named = label("", wrap=True)
        self.forget_button = Button(self.tr("Leave them out"), "link")
        self.in_a_flow = Check(self.tr("Who is in a flow now"))
        self.before = Check(self.tr("Who was in this flow before"))
        self.before.setVisible(of_flow)
        self.days = Select(self.tr("Who was not heard of"))
        self.errors = {name: self._error() for name in ("recipients", "query", "urns", "days")}
        self._lay_out()
        self._connect()

    def recipients(self) -> Recipients:
        return Recipients(
            contacts=list(self.contacts),
            groups=self.groups.chosen_uuids(),
            urns=model.read_numbers(self.numbers.toPlainText()),
            query=self.query.text().strip(),
        )

    def exclusions(self) -> Exclusions:
        return Exclusions(
            non_active=self._non_active,
            in_a_flow=self.in_a_flow.isChecked(),
            started_previously=self.before.isChecked(),
            not_seen_since_days=int(self.days.currentData()),
        )

    @property
    def is_empty(self) -> bool:
        return self.recipients() == Recipients()

    @property
    def is_typed(self) -> bool:
        """Something would be lost that cannot be chosen again with a click."""
        return bool(self.query.text().strip() or self.numbers.toPlainText().strip())

    def set_groups(self, groups: list[Group]) -> None:
        """As the engine has them now."""
        self.groups.set_groups(groups)
        self.search.setVisible(len(groups) >= SEARCHED_FROM)
        self.table.setVisible(bool(groups))
        self.no_groups.setVisible(not groups)
        self._chosen()

    def set_chosen(self, recipients: Recipients, exclusions: Exclusions) -> None:
        """Of something that stands, to be changed; before `set_groups`."""
        self.groups.expect(recipients.groups)
        self.contacts = list(recipients.contacts)
        self.query.setText(recipients.query)
        self.numbers.setPlainText("\n".join(urn.removeprefix("tel:") for urn in recipients.urns))
        self.in_a_flow.setChecked(exclusions.in_a_flow)
        self.before.setChecked(exclusions.started_previously)
        self._non_active = exclusions.non_active
        choose(self.days, exclusions.not_seen_since_days, days_text)
        self._show_named()

    def show_error(self, place: str, text: str) -> bool:
        """Beside the field that it is about; False: there is none here."""
        if place not in self.errors:
            return False
        self.errors[place].setText(text)
        self.errors[place].show()
        if place == "query":
            mark_wrong(self.query, True)
        return True

    def clear_errors(self) -> None:
        for shown in self.errors.values():
            shown.hide()
        mark_wrong(self.query, False)

    def _error(self) -> QLabel:
        shown = label("", "small", "bad", wrap=True)
        shown.hide()
        return shown

    def _connect(self) -> None:
        self.search.searched.connect(self.groups.look_for)
        self.groups.chosen_changed.connect(self._chosen)
        self.groups.chosen_changed.connect(self.changed)
        self.table.clicked.connect(self._clicked)
        self.query.textChanged.connect(self.changed)
        self.numbers.textChanged.connect(self._count)
        self.numbers.textChanged.connect(self.changed)
        for box in (self.in_a_flow, self.before):
            box.toggled.connect(self.changed)
        self.days.currentIndexChanged.connect(self.changed)
        on_click(self.forget_button, self._forget_contacts)

    def _clicked(self, index: QModelIndex) -> None:
        """The number of a group belongs to its box."""
        if index.column() == model.COUNT:
            box = index.siblingAtColumn(model.NAME)
            is_set = box.data(model.CHECK) == Qt.CheckState.Checked
            self.groups.setData(box, Qt.CheckState.Unchecked if is_set else Qt.CheckState.Checked, model.CHECK)

    def _chosen(self) -> None:
        """Those that the search does not show are chosen as well."""
        self.chosen.setText(", ".join(group.name for group in self.groups.chosen()))
        self.chosen.setVisible(bool(self.chosen.text()) and not self.search.isHidden())

    def _count(self) -> None:
        count = len(model.read_numbers(self.numbers.toPlainText()))
        self.counted.setText(numbers_text(count) if count else "")

    def _show_named(self) -> None:
        self.named.setText(contacts_text(len(self.contacts)))
        for widget in (self.named, self.forget_button):
            widget.setVisible(bool(self.contacts))

    def _forget_contacts(self) -> None:
        self.contacts = []
        self._show_named()
        self.changed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(label(self.tr("Groups"), "strong"))
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        for widget in (self.no_groups, self.chosen, self.errors["recipients"]):
            column.addWidget(widget)
        self.no_groups.hide()
        self._set_up_table()
        named = QHBoxLayout()
        named.addWidget(self.named)
        named.addWidget(self.forget_button)
        named.addStretch(1)
        column.addLayout(named)
        column.addSpacing(theme.S)
        self._add_query(column)
        column.addSpacing(theme.S)
        self._add_numbers(column)
        column.addSpacing(theme.S)
        self._add_left_out(column)
        column.addStretch(0)  # takes the room that a list of groups would have
        self._show_named()

    def _set_up_table(self) -> None:
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setItemDelegateForColumn(model.NAME, CheckDelegate(self.table))
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(model.COUNT, QHeaderView.ResizeMode.ResizeToContents)
        policy = self.table.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Ignored)  # what is left of the height, not what a table would like
        self.table.setSizePolicy(policy)
        self.table.setMinimumHeight(LEAST_ROWS * ROW + 4)
        self.table.setProperty("kind", "field")

    def _add_query(self, column: QVBoxLayout) -> None:
        self._name(column, self.tr("Search of contacts"), self.query)
        self.query.setPlaceholderText(self.tr("age > 18 and district = Gasabo"))
        column.addWidget(self.query)
        column.addWidget(self.errors["query"])

    def _add_numbers(self, column: QVBoxLayout) -> None:
        self.numbers.setTabChangesFocus(True)
        self.numbers.setPlaceholderText(self.tr("Type or paste them, one a line"))
        lines = QWidget()  # keeps the height that the style sheet would let go when room is short
        lines.setFixedHeight(2 * self.numbers.fontMetrics().lineSpacing() + 22)
        inside = QVBoxLayout(lines)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.numbers)
        head = QHBoxLayout()
        self._name(head, self.tr("Phone numbers"), self.numbers)
        head.addStretch(1)
        head.addWidget(self.counted)
        column.addLayout(head)
        column.addWidget(lines)
        column.addWidget(self.errors["urns"])

    def _add_left_out(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("Leave out"), "strong"))
        checks = QHBoxLayout()
        checks.setSpacing(theme.M)
        checks.addWidget(self.in_a_flow)
        checks.addWidget(self.before)
        checks.addStretch(1)
        column.addLayout(checks)
        self.days.addItem(self.tr("Nobody because of long silence"), 0)
        for days in DAYS:
            self.days.addItem(days_text(days), days)
        column.addWidget(self.days)
        column.addWidget(self.errors["days"])
        never = self.tr("Blocked, stopped and archived contacts never get it.")
        if self._of_flow:
            never = self.tr("Blocked, stopped and archived contacts are never started.")
        column.addWidget(label(never, "small", "muted", wrap=True))

    def _name(self, box: QVBoxLayout | QHBoxLayout, name: str, field: QWidget) -> None:
        shown = label(name, "strong")
        shown.setBuddy(field)
        field.setAccessibleName(name)
        box.addWidget(shown)
