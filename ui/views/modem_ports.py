"""A modem is not shown: what to look at, and naming serial ports by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.contracts.modems import ModemList
from app.errors import OutpostError
from ui import theme
from ui.session import Session
from ui.texts import ltr
from ui.widgets.basic import Check, label, scrolling
from ui.widgets.dialog import Dialog

WIDE = 520
LIST_HIGH = 170


class ChoosePorts(Dialog):
    """`changed` carries the ModemList."""

    changed = Signal(object)

    def __init__(self, session: Session, found: ModemList, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        title = self.tr("A modem is not shown")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.accept_button.setText(self.tr("Save"))
        self.session = session
        self.boxes: dict[str, Check] = {}
        self._fill(found)
        self.accept_button.clicked.connect(self._save)
        self.finished.connect(self.deleteLater)

    def chosen(self) -> list[str]:
        return [port for port, box in self.boxes.items() if box.isChecked()]

    def _fill(self, found: ModemList) -> None:
        for text in (
            self.tr("Is it plugged into the PC on which Outpost runs? It can take a minute until it is shown."),
            self.tr("What stands in the way of a stick is said at the top of the screen, with what to do."),
            self.tr(
                "Outpost looks only at ports of makers that it knows, because asking another device could disturb it. If yours "
                "is of another maker, or a GSM terminal at a serial cable, choose its port here."
            ),
        ):
            words = label(text, wrap=True)
            words.setMinimumWidth(WIDE)
            self.body.addWidget(words)
        ports = sorted({*found.ports, *found.chosen_ports})
        self.body.addWidget(label(self.tr("Serial ports where no modem was found"), "strong"))
        if not ports:
            self.body.addWidget(label(self.tr("There is none."), tone="muted"))
            self.accept_button.hide()
            self.cancel_button.setText(self.tr("Close"))
            return
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        for port in ports:
            box = Check(ltr(port))
            box.setChecked(port in found.chosen_ports)
            self.boxes[port] = box
            column.addWidget(box)
        page = QWidget()
        page.setLayout(column)
        area = scrolling(page, self.tr("Serial ports"))
        area.setFixedHeight(min(page.sizeHint().height() + 4, LIST_HIGH))
        self.body.addWidget(area)
        next(iter(self.boxes.values())).setFocus()

    def _save(self) -> None:
        self.set_busy(True)
        self.trouble.hide()
        chosen, client = self.chosen(), self.session.client
        self.session.work.run(self, lambda: client.modems.choose_ports(chosen), self._done, self._failed, key="ports")

    def _done(self, found: ModemList) -> None:
        self.set_busy(False)
        self.changed.emit(found)
        self.accept()

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
