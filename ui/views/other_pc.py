"""A window on another PC: the office's address and fingerprint to show there, and the page that asks for them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.contracts.office import Network
from app.errors import OutpostError
from app.settings import TLS_PORT
from ui import theme
from ui.client import Endpoint, Shown, show_certificate
from ui.session import Session
from ui.texts import error_text, ltr
from ui.widgets.basic import Button, Card, IconLabel, label, on_click
from ui.widgets.dialog import Dialog
from ui.work import Work

LOOPBACK = "127.0.0.1"


class ShareOffice(Dialog):
    """What to type on the other PC, and what must be the same there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setWindowTitle(self.tr("Connect another PC"))
        self.heading.setText(self.tr("Connect another PC"))
        self.accept_button.setText(self.tr("Close"))
        self.cancel_button.hide()
        self.text = label(
            self.tr("Install Outpost on the other PC, choose “Connect to another PC”, and type this address:"), wrap=True
        )
        self.text.setMinimumWidth(480)
        self.address = label("", "title")
        self.fingerprint = label("", "strong")
        self.same = label(self.tr("It then shows a fingerprint. Go on only if it is this one:"), wrap=True)
        for words in (self.address, self.fingerprint):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self.text, self.address, self.same, self.fingerprint):
            self.body.addWidget(widget)
        self.accept_button.clicked.connect(self.accept)
        self.finished.connect(self.deleteLater)
        client = session.client
        session.work.run(self, client.office.network, self._show, self.show_error, key="network")

    def _show(self, network: Network) -> None:
        if network.bind == LOOPBACK:
            self.text.setText(self.tr("Outpost does not listen to other PCs yet. Choose a network under Phones, “Network”."))
            self.same.hide()
            return
        shown = [one.address for one in network.addresses if network.bind in (one.address, "0.0.0.0")]  # noqa: S104 - compared
        port = "" if network.tls_port == TLS_PORT else f":{network.tls_port}"
        self.address.setText("\n".join(ltr(address + port) for address in shown))
        self.fingerprint.setText(ltr(grouped(network.fingerprint)))


class ConnectPage(QWidget):
    """Address first, then the fingerprint to compare. `trusted` carries the Endpoint, `back` gives up."""

    trusted = Signal(object)
    back = Signal()

    def __init__(self, work: Work, address: str = "", trouble: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self._work = work
        self._endpoint: Endpoint | None = None
        self.address = QLineEdit(address)
        self.address.setPlaceholderText(ltr("192.168.1.10"))
        self.address.setAccessibleName(self.tr("Address of the office's PC"))
        self.fingerprint = label("", "strong", wrap=True)
        self.question = label(self.tr("Is this the fingerprint that the office's PC shows?"), wrap=True)
        self.trouble = label(trouble, "body", "bad", wrap=True)
        self.look = Button(self.tr("Connect"), "primary")
        self.accept = Button(self.tr("Yes, it is the same"), "primary")
        self.give_up = Button(self.tr("Use this PC instead"))
        self._lay_out()
        on_click(self.look, self.look_up)
        on_click(self.accept, lambda: self.trusted.emit(self._endpoint))
        on_click(self.give_up, self.back.emit)
        self.address.returnPressed.connect(self.look_up)
        self.address.textChanged.connect(lambda _: self._show_found(None))
        self._show_found(None)

    def look_up(self) -> None:
        """Ask the PC at the address for its certificate; nothing else is sent."""
        host, port = _split(self.address.text())
        if not host:
            self.address.setFocus()
            return
        self.look.setEnabled(False)
        self.trouble.setText("")
        self._work.run(self, lambda: show_certificate(host, port), self._show_found, self._failed, key="find")

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(460)
        card.body.addWidget(IconLabel("office", "accent", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        card.body.addWidget(label(self.tr("Connect to another PC"), "title"))
        hint = self.tr("On the office's PC, open the menu at your name and choose “Connect another PC”. It shows the address.")
        card.body.addWidget(label(hint, tone="muted", wrap=True))
        title = label(self.tr("Address of the office's PC"), "strong")
        title.setBuddy(self.address)
        for widget in (title, self.address, self.question, self.fingerprint, self.trouble):
            card.body.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addStretch(1)
        for button in (self.give_up, self.look, self.accept):
            row.addWidget(button)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _show_found(self, shown: Shown | None) -> None:
        self._endpoint = shown.endpoint if shown is not None else None
        self.fingerprint.setText(ltr(grouped(shown.fingerprint)) if shown is not None else "")
        for widget in (self.question, self.fingerprint, self.accept):
            widget.setVisible(shown is not None)
        self.look.setVisible(shown is None)
        self.look.setEnabled(True)

    def _failed(self, error: OutpostError) -> None:
        self.look.setEnabled(True)
        self.trouble.setText(error_text(error))


def grouped(fingerprint: str) -> str:
    """64 hexadecimal digits in groups of four, eight to a line, as people compare them."""
    groups = [fingerprint[i : i + 4].upper() for i in range(0, len(fingerprint), 4)]
    return "\n".join(" ".join(groups[i : i + 8]) for i in range(0, len(groups), 8))


def _split(text: str) -> tuple[str, int]:
    host, colon, port = text.strip().removeprefix("https://").rstrip("/").partition(":")
    return host.strip(), int(port) if colon and port.isdigit() and 0 < int(port) < 65536 else TLS_PORT
