"""Using a modem: its number, name and workspaces; later its pace and whether it hangs up on calls; and letting it go."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.contracts.modems import Modem
from app.errors import OutpostError
from ui import theme
from ui.modem_texts import modem_name
from ui.session import Session
from ui.texts import ltr, number
from ui.views.phone_shares import Shares
from ui.widgets.basic import Check, Select, choose, label, scrolling
from ui.widgets.dialog import Dialog, mark_wrong

WIDE = 480
LIST_HIGH = 150
PAUSES = (1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 15.0, 20.0, 30.0, 60.0)  # seconds a part
MOST_PARTS = 100_000


class WorkspaceChoice(QWidget):
    """Which workspaces may use a SIM card, and which is its default. Not shown where there is only one to choose."""

    changed = Signal()

    def __init__(self, session: Session, chosen: list[str]) -> None:
        super().__init__()
        self.session = session
        names = {workspace.uuid: workspace.name for workspace in session.person.workspaces}
        self._names = {**{uuid: names.get(uuid, "…") for uuid in chosen}, **names}
        self.boxes: dict[str, Check] = {}
        self.default = Select(self.tr("Default workspace"))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.XS)
        for uuid, name in self._names.items():
            box = Check(name)
            box.setChecked(uuid in chosen)
            box.toggled.connect(self._toggled)
            self.boxes[uuid] = box
            self._list.addWidget(box)
        self._lay_out()
        self._fill(chosen[0] if chosen else "")
        self.default.activated.connect(lambda _: self.changed.emit())
        self._read_names()

    def chosen(self) -> list[str]:
        """The default first."""
        found = [uuid for uuid, box in self.boxes.items() if box.isChecked()]
        default = self.default.currentData()
        return sorted(found, key=lambda uuid: uuid != default)

    def _lay_out(self) -> None:
        page = QWidget()
        self._list.setContentsMargins(0, 0, 0, 0)
        page.setLayout(self._list)
        area = scrolling(page, self.tr("Workspaces that may use it"))
        area.setFixedHeight(min(page.sizeHint().height() + 4, LIST_HIGH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(label(self.tr("Workspaces that may use it"), "strong"))
        column.addWidget(area)
        column.addSpacing(theme.S)
        title = label(self.tr("Default workspace"), "strong")
        title.setBuddy(self.default)
        hint = label(
            self.tr("It gets the messages that no keyword and no conversation of the others claims."), "small", "muted", wrap=True
        )
        for widget in (title, self.default, hint):
            column.addWidget(widget)
        if len(self.boxes) < 2:
            self.hide()

    def _toggled(self) -> None:
        self._fill(str(self.default.currentData() or ""))
        self.changed.emit()

    def _fill(self, default: str) -> None:
        """The default is one of those that are chosen."""
        self.default.clear()
        for uuid, box in self.boxes.items():
            if box.isChecked():
                self.default.addItem(box.text(), uuid)
        self.default.setCurrentIndex(max(0, self.default.findData(default)))

    def _read_names(self) -> None:
        """Of workspaces that the person is not in."""
        if "…" not in self._names.values():
            return
        client = self.session.client
        self.session.work.run(
            self, lambda: {one.uuid: one.settings.name for one in client.workspaces.all()}, self._show_names, lambda _: None
        )

    def _show_names(self, names: dict[str, str]) -> None:
        for uuid, box in self.boxes.items():
            box.setText(names.get(uuid, box.text()))
        self._fill(str(self.default.currentData() or ""))


class ModemDialog(Dialog):
    """About one modem; `changed` carries the Modem as it is then."""

    changed = Signal(object)

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.session, self.modem = session, modem
        self.finished.connect(self.deleteLater)

    def set_title(self, title: str, accept: str) -> None:
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.accept_button.setText(accept)

    def explain(self, text: str) -> None:
        words = label(text, wrap=True)
        words.setMinimumWidth(WIDE)
        self.body.addWidget(words)

    def done_with(self, modem: Modem) -> None:
        self.set_busy(False)
        self.changed.emit(modem)
        self.accept()

    def failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)


class UseModem(ModemDialog):
    """Make the SIM card in a modem a channel of the office."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("Use {name}").format(name=modem_name(modem)), self.tr("Use this modem"))
        self.explain(
            self.tr(
                "Its SIM card then sends and receives SMS for the office. A SIM card that was used before, in whatever modem, "
                "goes on where it stopped."
            )
        )
        self.number = QLineEdit(modem.number)
        self.number.setPlaceholderText(ltr("+250 788 123 456"))
        self.name = QLineEdit(modem.name)
        self.name.setMaxLength(64)
        self.workspaces = WorkspaceChoice(session, modem.workspaces or [session.workspace.uuid])
        self.add_field(self.tr("The SIM card's number"), self.number, self.tr("With + and country code, or as people dial it."))
        self.add_field(self.tr("Name"), self.name, self.tr("For example: Airtel stick, or Reception 2."))
        self.body.addWidget(self.workspaces)
        self.number.textChanged.connect(self._check)
        self.workspaces.changed.connect(self._check)
        self.accept_button.clicked.connect(self._use)
        self._check()
        self.number.setFocus()

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.number.text().strip()) and bool(self.workspaces.chosen()))

    def _use(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        mark_wrong(self.number, False)
        uuid, sim, name = self.modem.uuid, self.number.text().strip(), self.name.text().strip()
        chosen, client = self.workspaces.chosen(), self.session.client
        self.session.work.run(self, lambda: client.modems.use(uuid, sim, name, chosen), self.done_with, self.failed, key="use")

    def failed(self, error: OutpostError) -> None:
        if error.code == "number_taken" or (error.code == "invalid" and error.params.get("field") == "number"):
            mark_wrong(self.number, True)
            self.number.setFocus()
        super().failed(error)


class ModemSettings(ModemDialog):
    """Its name, its pace, and what becomes of calls."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("Settings of {name}").format(name=modem_name(modem)), self.tr("Save"))
        self.name = QLineEdit(modem.name)
        self.name.setMaxLength(64)
        self.pause = Select(self.tr("One SMS part every"))
        for seconds in PAUSES:
            self.pause.addItem(pause_text(seconds), seconds)
        choose(self.pause, modem.seconds_a_part, pause_text)
        self.limit = QLineEdit(str(modem.daily_limit))
        self.limit.setMaxLength(len(str(MOST_PARTS)))
        self.hangs_up = Check(self.tr("Hang up on calls"))
        self.hangs_up.setChecked(modem.hangs_up)
        self._lay_out_fields()
        self.accept_button.clicked.connect(self._save)
        self.name.setFocus()

    def _lay_out_fields(self) -> None:
        self.explain(
            self.tr(
                "Operators bar SIM cards that send too fast or too much. One part every 6 seconds and 200 a day are safe with "
                "most; ask the operator before you set more. A long message has several parts."
            )
        )
        self.add_field(self.tr("Name"), self.name)
        self.add_field(self.tr("One SMS part every"), self.pause)
        self.add_field(
            self.tr("SMS parts a day"), self.limit, self.tr("What is over it waits for the next day. Answers count too.")
        )
        self.body.addWidget(self.hangs_up)
        text = self.tr(
            "Every call is noted and can start a flow. A call that is hung up costs the caller nothing; otherwise it rings until "
            "the caller gives up."
        )
        self.body.addWidget(label(text, "small", "muted", wrap=True))
        self.hangs_up.setAccessibleDescription(text)

    def _save(self) -> None:
        text = self.limit.text().strip()
        is_right = text.isdecimal() and 1 <= int(text) <= MOST_PARTS
        mark_wrong(self.limit, not is_right)
        if not is_right:
            self.limit.setFocus()
            self.show_trouble(self.tr("The limit a day is a number from 1 to {most}.").format(most=number(MOST_PARTS)))
            return
        self.set_busy(True)
        self.trouble.hide()
        uuid, name, seconds = self.modem.uuid, self.name.text().strip(), float(self.pause.currentData())
        limit, hangs_up, client = int(text), self.hangs_up.isChecked(), self.session.client
        self.session.work.run(
            self, lambda: client.modems.update(uuid, name, seconds, limit, hangs_up), self.done_with, self.failed, key="change"
        )


class ModemWorkspaces(ModemDialog):
    """Which workspaces it serves."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        super().__init__(session, modem, parent)
        self.set_title(self.tr("Workspaces of {name}").format(name=modem_name(modem)), self.tr("Save"))
        self.explain(self.tr("Several workspaces can share its SIM card. What comes in goes to the one that it is meant for."))
        self.workspaces = WorkspaceChoice(session, modem.workspaces)
        self.body.addWidget(self.workspaces)
        self.workspaces.show()
        self.workspaces.changed.connect(self._check)
        self.accept_button.clicked.connect(self._save)
        self._check()
        next(iter(self.workspaces.boxes.values())).setFocus()

    def _check(self) -> None:
        self.accept_button.setEnabled(bool(self.workspaces.chosen()))

    def _save(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        uuid, chosen, client = self.modem.uuid, self.workspaces.chosen(), self.session.client
        self.session.work.run(self, lambda: client.modems.serve(uuid, chosen), self.done_with, self.failed, key="serve")


class ModemShares(Shares):
    """As for a phone. `changed` carries the Modem."""

    def __init__(self, session: Session, modem: Modem, parent: QWidget) -> None:
        uuid, client = modem.uuid, session.client
        super().__init__(
            session,
            modem_name(modem),
            modem.shares,
            lambda workspace, weight, budget: client.modems.set_share(uuid, workspace, weight, budget),
            parent,
        )


def pause_text(seconds: float) -> str:
    """Without zeros that say nothing."""
    return QCoreApplication.translate("modems", "{seconds} s").format(seconds=QLocale().toString(seconds, "g", 4))
