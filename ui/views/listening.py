"""On which of this PC's addresses Outpost listens for phones and other PCs: seeing it, choosing it, changing it later."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.contracts.office import Network
from app.contracts.phones import PairingHelp
from app.errors import OutpostError
from ui import theme
from ui.session import Session
from ui.texts import error_text, ltr
from ui.widgets.basic import Button, IconButton, Select, label, on_click
from ui.widgets.dialog import Dialog

EVERYWHERE = "0.0.0.0"  # noqa: S104 - people choose it
LOOPBACK = "127.0.0.1"
MOVE_TRIES, MOVE_PAUSE = 15, 700  # milliseconds


class AddressBox(QFrame):
    """The addresses to type into the phone, and the choice where to listen: open while nothing listens, else on request."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._tries = 0
        self._network: Network | None = None
        self.setProperty("kind", "card")
        self.text = label(self.tr("Looking for this PC's addresses…"), tone="muted", wrap=True)
        self.addresses = label("", "title")
        self.addresses.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.addresses.setAccessibleName(self.tr("Address of this PC"))
        self.copy = IconButton("copy", self.tr("Copy the address"))
        self.change = Button(self.tr("Change"), "link")
        self.change.setAccessibleName(self.tr("Change the network to listen on"))
        self.choice = Select(self.tr("Network to listen on"))
        self.listen = Button(self.tr("Listen here"), "primary")
        self.back = Button(self.tr("Leave it as it is"))
        self.effect = label("", "small", "muted", wrap=True)
        self._lay_out()
        on_click(
            self.copy,
            lambda: QGuiApplication.clipboard().setText(self.addresses.text().replace("\u2066", "").replace("\u2069", "")),
        )
        on_click(self.listen, self._set_bind)
        on_click(self.change, self._open_choice)
        on_click(self.back, self.read)
        self.choice.currentIndexChanged.connect(self._show_effect)
        self._show_parts(addresses=False, choice=False)

    def read(self) -> None:
        """Ask the engine where it listens, and show that."""
        client = self.session.client

        def ask() -> tuple[PairingHelp, Network]:
            return client.phones.pairing_help(), client.office.network()

        self.session.work.run(self, ask, self._show, self._failed, key="address")

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        box.setSpacing(theme.S)
        row = QHBoxLayout()
        row.addWidget(self.addresses)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.listen)
        box.addWidget(self.text)
        box.addLayout(row)
        box.addWidget(self.choice)
        box.addWidget(self.effect)
        box.addLayout(buttons)

    def _show(self, answer: tuple[PairingHelp, Network]) -> None:
        self._tries = 0
        help_, self._network = answer
        self._enable(True)
        if help_.is_listening and help_.addresses:
            self.text.setText(self.tr("One of these addresses") if len(help_.addresses) > 1 else self.tr("This address"))
            self.addresses.setText("\n".join(ltr(address) for address in help_.addresses))
            self._show_parts(addresses=True, choice=False)
            return
        self.text.setText(self.tr("Outpost does not listen to phones yet. Choose the network in which the phones are."))
        self._fill(self._network, with_none=False)
        self._show_parts(addresses=False, choice=True)

    def _open_choice(self) -> None:
        """The present one is chosen, so that nothing changes by a hasty click."""
        if self._network is None:
            return
        self.text.setText(self.tr("On which network does Outpost listen for phones and other PCs?"))
        self._fill(self._network, with_none=True)
        self.choice.setCurrentIndex(max(0, self.choice.findData(self._network.bind)))
        self._show_parts(addresses=False, choice=True)
        self.back.show()
        self.choice.setFocus()

    def _fill(self, network: Network, *, with_none: bool) -> None:
        self.choice.clear()
        for address in network.addresses:
            self.choice.addItem(f"{ltr(address.address)}   {address.interface}", address.address)
        self.choice.addItem(self.tr("All networks of this PC"), EVERYWHERE)
        if with_none:
            self.choice.addItem(self.tr("None: this PC only"), LOOPBACK)

    def _show_effect(self) -> None:
        """What the choice does to phones that are there already."""
        before, chosen = self._network.bind if self._network is not None else LOOPBACK, self.choice.currentData()
        text = ""
        if chosen == LOOPBACK:
            text = self.tr(
                "Phones and other PCs no longer reach this office. SMS wait on the phones until you choose a network again."
            )
        elif before not in (LOOPBACK, chosen) and chosen != EVERYWHERE:
            text = self.tr("Phones and other PCs that use another address lose the connection until you give them this one.")
        self.effect.setText(text)
        self.effect.setVisible(bool(text) and self.choice.isVisibleTo(self))
        self.listen.setText(self.tr("Stop listening") if chosen == LOOPBACK else self.tr("Listen here"))
        self.listen.setEnabled(chosen not in (None, before))

    def _set_bind(self) -> None:
        address, client = str(self.choice.currentData()), self.session.client
        self._enable(False)
        self._tries = MOVE_TRIES
        self.text.setText(self.tr("Turning to this network…"))
        self.session.work.run(self, lambda: client.office.set_bind(address), lambda _: self.read(), self._failed, key="bind")

    def _failed(self, error: OutpostError) -> None:
        """While the engine moves to the other address its connections are cut; it is there again at once."""
        if error.code == "engine_unreachable" and self._tries:
            self._tries -= 1
            QTimer.singleShot(MOVE_PAUSE, self, self.read)
            return
        self._tries = 0
        self._enable(True)
        self._show_effect()
        if not self.session.is_sign_in_lost(error):
            self.text.setText(error_text(error))

    def _enable(self, usable: bool) -> None:
        for widget in (self.listen, self.back, self.choice):
            widget.setEnabled(usable)

    def _show_parts(self, *, addresses: bool, choice: bool) -> None:
        self.addresses.setVisible(addresses)
        self.copy.setVisible(addresses)
        self.change.setVisible(addresses and self.session.may("office.set_bind"))
        self.choice.setVisible(choice)
        self.listen.setVisible(choice)
        self.back.hide()
        self.effect.hide()
        if choice:
            self._show_effect()


class Listening(Dialog):
    """The same choice by itself, for an office whose network has changed."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "", "secondary")
        self.setWindowTitle(self.tr("Network"))
        self.heading.setText(self.tr("Network"))
        self.accept_button.setText(self.tr("Close"))
        self.cancel_button.hide()
        words = label(self.tr("Phones and other PCs reach Outpost at:"), wrap=True)
        words.setMinimumWidth(460)
        self.address = AddressBox(session)
        self.body.addWidget(words)
        self.body.addWidget(self.address)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self.accept)
        self.finished.connect(self.deleteLater)
        self.address.read()
