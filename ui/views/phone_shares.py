"""How much of a shared phone or modem each workspace gets: a weight against the others, and a limit a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.contracts.phones import Phone, PhoneShare
from app.errors import OutpostError
from ui import theme
from ui.models.phones import phone_name
from ui.session import Session
from ui.texts import number
from ui.widgets.basic import Select, choose, label, scrolling
from ui.widgets.dialog import Dialog, mark_wrong

WIDE = 520
WEIGHTS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
MOST_PARTS = 100_000
ROWS_HIGH = 260


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A workspace's fields."""

    share: PhoneShare
    weight: Select
    budget: QLineEdit

    def chosen(self) -> tuple[float, int | None]:
        text = self.budget.text().strip()
        return float(self.weight.currentData()), int(text) if text else None

    @property
    def is_right(self) -> bool:
        """In the digits of any script."""
        text = self.budget.text().strip()
        return not text or (text.isdecimal() and 1 <= int(text) <= MOST_PARTS)

    @property
    def is_changed(self) -> bool:
        return self.chosen() != (self.share.weight, self.share.daily_budget)


class Shares(Dialog):
    """Of what is called `device`. `set_share` calls the engine with workspace, weight and daily budget; `changed` carries what
    it gives back."""

    changed = Signal(object)

    def __init__(
        self,
        session: Session,
        device: str,
        shares: list[PhoneShare],
        set_share: Callable[[str, float, int | None], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, "", "")
        title = self.tr("Shares of {name}").format(name=device)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.accept_button.setText(self.tr("Save"))
        self.session, self._set_share = session, set_share
        self._names = {workspace.uuid: workspace.name for workspace in session.person.workspaces}
        explanation = self.tr(
            "While several workspaces have messages waiting here, they take turns: one with the weight 2 sends twice "
            "as many as one with 1. A limit a day keeps back what is over it until the next day; answers count too. A long "
            "message has several SMS parts."
        )
        words = label(explanation, wrap=True)
        words.setMinimumWidth(WIDE)
        self.body.addWidget(words)
        self._grid = QGridLayout()
        self.rows = [self._row(at, share) for at, share in enumerate(shares)]
        for row in self.rows:
            row.weight.setEnabled(len(shares) > 1)
        self._lay_out_rows()
        self.accept_button.clicked.connect(self._save)
        self.finished.connect(self.deleteLater)
        self.rows[0].weight.setFocus()
        self._read_names()

    def _lay_out_rows(self) -> None:
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setContentsMargins(0, 0, theme.S, 0)
        self._grid.setColumnStretch(0, 1)
        for column, text in enumerate((self.tr("Workspace"), self.tr("Weight"), self.tr("SMS parts a day"), self.tr("Today"))):
            self._grid.addWidget(label(text, "strong"), 0, column)
        page = QWidget()
        page.setLayout(self._grid)
        area = scrolling(page, self.tr("Workspaces"))
        area.setMinimumHeight(min(page.sizeHint().height() + 2, ROWS_HIGH))
        self.body.addWidget(area, 1)

    def _row(self, at: int, share: PhoneShare) -> ShareRow:
        name = self._names.get(share.workspace, "…")
        weight, budget = Select(""), QLineEdit()
        for value in WEIGHTS:
            weight.addItem(weight_text(value), value)
        choose(weight, share.weight, weight_text)
        budget.setMaxLength(len(str(MOST_PARTS)))
        budget.setPlaceholderText(self.tr("No limit"))
        budget.setText("" if share.daily_budget is None else str(share.daily_budget))
        title = label(name, wrap=True)
        today = self.tr("{waiting} waiting").format(waiting=number(share.queued))
        if share.spent_today is not None:
            today = self.tr("{sent} sent, {waiting}").format(sent=number(share.spent_today), waiting=today)
        for column, widget in enumerate((title, weight, budget, label(today, "small", "muted"))):
            self._grid.addWidget(widget, at + 1, column)
        row = ShareRow(share, weight, budget)
        self._name(row, name)
        return row

    def _name(self, row: ShareRow, name: str) -> None:
        row.weight.setAccessibleName(self.tr("Weight of {name}").format(name=name))
        row.budget.setAccessibleName(self.tr("SMS parts a day of {name}").format(name=name))

    def _read_names(self) -> None:
        """Of workspaces that the person is not in; without them the shares can be set all the same."""
        if all(row.share.workspace in self._names for row in self.rows):
            return
        client = self.session.client
        self.session.work.run(
            self, lambda: {one.uuid: one.settings.name for one in client.workspaces.all()}, self._show_names, lambda _: None
        )

    def _show_names(self, names: dict[str, str]) -> None:
        for at, row in enumerate(self.rows):
            name = names.get(row.share.workspace, "…")
            self._name(row, name)
            title = self._grid.itemAtPosition(at + 1, 0).widget()  # type: ignore[union-attr]
            title.setText(name)  # type: ignore[union-attr]

    def _save(self) -> None:
        wrong = [row for row in self.rows if not row.is_right]
        for row in self.rows:
            mark_wrong(row.budget, row in wrong)
        if wrong:
            wrong[0].budget.setFocus()
            text = self.tr("A limit is a number from 1 to {most}. Leave it empty for no limit.")
            self.show_trouble(text.format(most=number(MOST_PARTS)))
            return
        wanted = [(row.share.workspace, *row.chosen()) for row in self.rows if row.is_changed]
        if not wanted:
            self.accept()
            return
        self.set_busy(True)
        self.trouble.hide()
        set_share = self._set_share

        def save() -> object:
            return [set_share(*share) for share in wanted][-1]

        self.session.work.run(self, save, self._done, self._failed, key="shares")

    def _done(self, device: object) -> None:
        self.changed.emit(device)
        self.accept()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)


class PhoneShares(Shares):
    """`changed` carries the Phone."""

    def __init__(self, session: Session, phone: Phone, parent: QWidget) -> None:
        uuid, client = phone.uuid, session.client
        super().__init__(
            session,
            phone_name(phone),
            phone.shares,
            lambda workspace, weight, budget: client.phones.set_share(uuid, workspace, weight, budget),
            parent,
        )


def weight_text(weight: float) -> str:
    """Without zeros that say nothing."""
    return QLocale().toString(weight, "g", 4)
