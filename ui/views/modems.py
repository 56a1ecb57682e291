"""Modems: what is plugged in, what stands in the way, and what the office does with each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from app.contracts.modems import Modem, ModemList
from app.errors import OutpostError
from ui.models import modems as model
from ui.modem_texts import modem_name, modem_sign, signal_bars
from ui.session import Session
from ui.texts import error_text, ltr, number
from ui.views.base import View
from ui.views.modem_details import ModemDetails
from ui.views.modem_log import ModemLog
from ui.views.modem_obstacles import Obstacles
from ui.views.modem_pin import EnterPin
from ui.views.modem_ports import ChoosePorts
from ui.views.modem_test import SendTest
from ui.views.modem_use import ModemDialog, ModemSettings, ModemShares, ModemWorkspaces, UseModem
from ui.views.modem_ussd import UssdDialog
from ui.views.phone_shares import Shares
from ui.views.tables import table
from ui.widgets.basic import Button, EmptyState, PageHeader, on_click
from ui.widgets.dialog import Question
from ui.widgets.rows import ChipDelegate, TwoLineDelegate
from ui.widgets.signal import SignalDelegate

_DIALOGS: dict[str, type[ModemDialog | Shares]] = {
    "use": UseModem,
    "pin": EnterPin,
    "settings": ModemSettings,
    "workspaces": ModemWorkspaces,
    "shares": ModemShares,
    "test": SendTest,
    "ussd": UssdDialog,
    "log": ModemLog,
}


class ModemsView(View):
    """Screen 5."""

    topics = frozenset({"modems"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.found = ModemList([], [], [], [])
        self.model = model.Modems(session)
        self.table = table(self.model, self.tr("Modems"))
        self.table.setItemDelegateForColumn(model.NAME, TwoLineDelegate("modem", lambda modem: ltr(modem.number), self.table))
        self.table.setItemDelegateForColumn(model.STATE, ChipDelegate(modem_sign, self.table))
        self.table.setItemDelegateForColumn(model.SIGNAL, SignalDelegate(_bars, self.table))
        self.details = ModemDetails(session)
        self.obstacles = Obstacles(session)
        self.missing_button = Button(self.tr("A modem is not shown"), icon_name="question")
        self.first_button = Button(self.tr("A modem is not shown"), icon_name="question")
        self._wanted = ""
        self._lay_out()
        for button in (self.missing_button, self.first_button):
            button.setVisible(session.may("modems.choose_ports"))
            on_click(button, self.choose_ports)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.details.wanted.connect(self._do)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self._minute_passed)

    def refresh(self) -> None:
        self._minute.start()
        self.session.work.run(self, self.session.client.modems.all, self._show, self.show_error, key="modems")

    def choose(self, uuid: str) -> None:
        """Turn to one, as soon as it is known."""
        self._wanted = uuid
        self._turn_to_wanted()

    def choose_ports(self) -> None:
        dialog = ChoosePorts(self.session, self.found, self)
        dialog.changed.connect(self._show)
        dialog.open()

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Modems"), self.tr("USB modems with SIM cards send and receive SMS without a phone."))
        header.add(self.missing_button)
        content = QHBoxLayout()
        content.setSpacing(0)
        content.setContentsMargins(0, 0, 0, 0)
        content.addWidget(self.table, 1)
        content.addWidget(self.details)
        holder = QFrame()
        holder.setLayout(content)
        self.empty = EmptyState(
            "modem",
            self.tr("No modem yet"),
            self.tr("Plug a USB modem with a SIM card into the PC on which Outpost runs. It is shown here within a minute."),
            self.first_button,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(holder)
        for widget in (self.banner, header, self.obstacles):
            self.box.addWidget(widget)
        self.box.addWidget(self.stack, 1)
        self.details.hide()

    def _show(self, found: ModemList) -> None:
        self.banner.hide()
        self.found = found
        self.obstacles.show_obstacles(found.obstacles)
        self.model.replace(found.modems)
        self.model.retranslate()
        self.stack.setCurrentIndex(1 if found.modems else 0)
        self.missing_button.setVisible(self.session.may("modems.choose_ports") and bool(found.modems))
        if found.modems and not self.table.currentIndex().isValid():
            self._select(found.modems[0].uuid)
        self._turn_to_wanted()
        self._chosen(self.table.currentIndex(), QModelIndex())

    def _turn_to_wanted(self) -> None:
        if self._wanted and self.model.index_of(self._wanted).isValid():
            self._select(self._wanted)
            self._wanted = ""

    def _select(self, uuid: str) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index_of(uuid), flags)

    def _chosen(self, current: QModelIndex, before: QModelIndex) -> None:
        modem = self.model.row_at(current)
        self.details.setVisible(modem is not None)
        if modem is not None:
            self.details.show_modem(modem)

    def _put(self, modem: Modem) -> None:
        """What a command gave back stands in the list at once; its place comes with the next reading."""
        rows = [modem if row.uuid == modem.uuid else row for row in self.model.rows()]
        self.model.replace(rows)
        self._chosen(self.table.currentIndex(), QModelIndex())

    def _do(self, command: str) -> None:
        """What was chosen in the details."""
        modem, client = self.details.modem, self.session.client
        if modem is None:
            return
        uuid = modem.uuid
        if command in _DIALOGS:
            self._open(_DIALOGS[command], modem)
        elif command == "release":
            self._release(modem)
        elif command == "resume":
            self._call(lambda: client.modems.resume(uuid), command)
        elif command == "balance":
            self._call(lambda: client.modems.check_balance(uuid), command, self.tr("The network is asked for the balance."))
        else:
            self._call(lambda: client.modems.ignore(uuid, command == "ignore"), command)

    def _open(self, kind: type[ModemDialog | Shares], modem: Modem) -> None:
        dialog = kind(self.session, modem, self)  # type: ignore[call-arg, arg-type]
        dialog.changed.connect(self._put)
        dialog.open()

    def _call(self, call: Callable[[], Modem], key: str, notice: str = "") -> None:
        """A command without questions; its button rests meanwhile."""
        button = self.details.buttons[key]
        button.setEnabled(False)

        def done(modem: Modem) -> None:
            button.setEnabled(True)
            if notice:
                self.session.notice.emit(notice)
            self._put(modem)

        def failed(error: OutpostError) -> None:
            button.setEnabled(True)
            self._failed(error)

        self.session.work.run(self, call, done, failed, key=key)

    def _release(self, modem: Modem) -> None:
        uuid, client = modem.uuid, self.session.client
        text = self.tr(
            "The office no longer uses its SIM card. What waits for it is not sent ({count}); it can be sent again by another "
            "phone or modem. To use this one again, choose “Use this modem”."
        )
        dialog = Question(
            self,
            self.tr("Release {name}?").format(name=modem_name(modem)),
            text.format(count=number(modem.queued)),
            self.tr("Release the modem"),
        )
        dialog.accepted.connect(
            lambda: self.session.work.run(
                self, lambda: client.modems.release(uuid), lambda _: self.refresh(), self._failed, key="release"
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad")

    def _minute_passed(self) -> None:
        if self.isVisible():
            self.model.retranslate()
            self._chosen(self.table.currentIndex(), QModelIndex())


def _bars(modem: Modem) -> int | None:
    return None if modem.signal is None or modem.state == "away" else signal_bars(modem.signal)
