"""Everything about one modem, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.contracts.modems import Modem
from ui import theme
from ui.models.modems import METHODS, commands
from ui.modem_texts import (
    balance_text,
    balance_when,
    is_used,
    modem_name,
    modem_sign,
    obstacle_command,
    operator_text,
    registration_text,
    sent_text,
    signal_text,
    trouble_text,
    warning_text,
)
from ui.session import Session
from ui.texts import ago, ltr, number
from ui.views.modem_obstacles import command_label
from ui.widgets.basic import Button, Chip, FactList, clear, label, on_click, rule, scrolling

WIDE = 340
# Those that stand alone at the top of the buttons, as what is to be done next.
_FIRST = ("pin", "resume", "use", "attend")

# What is not said beside the operator already, and is known.
_TELLING = ("home", "searching", "denied", "none")


class ModemDetails(QFrame):
    """`wanted` says which command was chosen (`ui.models.modems.commands`)."""

    wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.modem: Modem | None = None
        self.setProperty("kind", "plain")
        self.setFixedWidth(WIDE)
        self.name = label("", "heading", wrap=True)
        self.number = label("", tone="muted")
        self.state = Chip()
        self.advice = label("", wrap=True)
        self.command = command_label("")
        self._warnings = QVBoxLayout()
        self._warned: list[str] = []
        self._placed: list[str] = []
        self.facts = FactList()
        self.who = label(self.tr("An office administrator looks after modems."), "small", "muted", wrap=True)
        self.buttons = {name: Button(text, kind, icon) for name, text, kind, icon in self._commands()}  # type: ignore[arg-type]
        for name, button in self.buttons.items():
            button.setParent(self)
            button.hide()
            on_click(button, partial(self.wanted.emit, name))
        self._grid = QGridLayout()
        self._lay_out()

    def show_modem(self, modem: Modem) -> None:
        self.modem = modem
        self.name.setText(modem_name(modem))
        self.number.setText(ltr(modem.number))
        self.number.setVisible(bool(modem.number))
        self.state.set_sign(modem_sign(modem))
        advice = self._advice(modem)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        trouble = "" if modem.is_ignored or modem.state == "away" else modem.trouble
        command = obstacle_command(trouble, modem.holder)
        self.command.setText(ltr(command))
        self.command.setVisible(bool(command))
        self._show_warnings([] if modem.is_ignored or modem.state == "away" else modem.warnings)
        for key, value in self._facts(modem).items():
            self.facts.set(key, value)
            self.facts.set_visible(key, bool(value))
        self._show_buttons(modem)

    def _advice(self, modem: Modem) -> str:
        text = trouble_text(modem)
        if not text and not is_used(modem) and modem.state == "ready":
            return self.tr("The office does not use it yet. “Use this modem” lets its SIM card send and receive SMS.")
        return text

    def _show_warnings(self, warnings: list[str]) -> None:
        if warnings == self._warned:
            return
        self._warned = list(warnings)
        clear(self._warnings)
        for warning in warnings:
            self._warnings.addWidget(label(warning_text(warning), "small", wrap=True))

    def _facts(self, modem: Modem) -> dict[str, str]:
        """Empty ones are not shown."""
        now, zone = self.session.now(), self.session.zone
        here, used = modem.state != "away", is_used(modem)
        pace = self.tr("one part in {seconds} s").format(seconds=QLocale().toString(modem.seconds_a_part, "g", 4))
        taken = self.tr("{taken} of {places}").format(taken=number(modem.stored), places=number(modem.places))
        return {
            "operator": operator_text(modem) if here and modem.operator else "",
            "network": registration_text(modem.registration) if here and modem.registration in _TELLING else "",
            "signal": signal_text(modem.signal) if here and modem.signal is not None else "",
            "queued": number(modem.queued) if used else "",
            "sent": sent_text(modem) if used else "",
            "balance": balance_text(modem.balance) if modem.balance is not None else "",
            "checked": balance_when(modem.balance, now, zone) if modem.balance is not None else "",
            "pace": pace if used else "",
            "calls": (self.tr("hung up") if modem.hangs_up else self.tr("left ringing")) if used else "",
            "workspaces": self._workspaces(modem) if used else "",
            "store": taken if here and modem.places else "",
            "model": f"{modem.maker} {modem.model}".strip() if modem.name else "",
            "sim": ltr(modem.sim),
            "imei": ltr(modem.imei),
            "port": ltr(modem.port),
            "seen": "" if here else ago(modem.last_seen_on, now, zone),
        }

    def _workspaces(self, modem: Modem) -> str:
        names = {workspace.uuid: workspace.name for workspace in self.session.person.workspaces}
        return "\n".join(names.get(uuid, "…") for uuid in modem.workspaces) or "–"

    def _show_buttons(self, modem: Modem) -> None:
        """Two in a row; what is to be done next has a row of its own. Only what the person may do is there."""
        wanted = [name for name in commands(modem) if self.session.may(METHODS[name])]
        self.who.setVisible(not wanted)
        for name, button in self.buttons.items():
            button.setVisible(name in wanted)
        if wanted == self._placed:
            return
        self._placed = wanted
        for button in self.buttons.values():
            self._grid.removeWidget(button)
        first = [name for name in wanted if name in _FIRST]
        others = [name for name in self.buttons if name in wanted and name not in first]
        for at, name in enumerate(first):
            self._grid.addWidget(self.buttons[name], at, 0, 1, 2)
        for at, name in enumerate(others):
            self._grid.addWidget(self.buttons[name], len(first) + at // 2, at % 2)

    def _commands(self) -> tuple[tuple[str, str, str, str], ...]:
        """In their order on the screen and in that of the Tab key."""
        return (
            ("pin", self.tr("Enter the PIN"), "primary", "key"),
            ("resume", self.tr("Send again"), "primary", "play"),
            ("use", self.tr("Use this modem"), "primary", "plus"),
            ("attend", self.tr("Look after it again"), "primary", "check"),
            ("settings", self.tr("Settings"), "secondary", "edit"),
            ("workspaces", self.tr("Workspaces"), "secondary", "office"),
            ("shares", self.tr("Shares"), "secondary", "queue"),
            ("test", self.tr("Test SMS"), "secondary", "send"),
            ("ussd", self.tr("USSD codes"), "secondary", "messages"),
            ("balance", self.tr("Balance"), "secondary", "refresh"),
            ("log", self.tr("Log"), "secondary", "file"),
            ("release", self.tr("Release"), "danger", "remove"),
            ("ignore", self.tr("Leave alone"), "secondary", "stop"),
        )

    def _lay_out(self) -> None:
        self.buttons["balance"].setAccessibleName(self.tr("Check the balance"))
        self.buttons["balance"].setToolTip(self.tr("Check the balance"))
        self.buttons["shares"].setToolTip(self.tr("Shares and daily limit"))
        self.buttons["ignore"].setToolTip(self.tr("Leave this modem alone"))
        for key, name in (
            ("operator", self.tr("Operator")),
            ("network", self.tr("Network")),
            ("signal", self.tr("Signal")),
            ("queued", self.tr("Waiting here for it")),
            ("sent", self.tr("Sent today")),
            ("balance", self.tr("Balance")),
            ("checked", self.tr("Balance checked")),
            ("pace", self.tr("Pace")),
            ("calls", self.tr("Calls")),
            ("workspaces", self.tr("Workspaces")),
            ("store", self.tr("Places taken in its store")),
            ("model", self.tr("Model")),
            ("sim", self.tr("SIM card")),
            ("imei", self.tr("IMEI")),
            ("port", self.tr("Port")),
            ("seen", self.tr("Last seen")),
        ):
            self.facts.add(key, name)
        page = QWidget()
        top = QVBoxLayout(page)
        top.setContentsMargins(theme.L, theme.L, theme.L, theme.S)
        top.setSpacing(theme.S)
        top.addWidget(self.name)
        top.addWidget(self.number)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.advice)
        top.addWidget(self.command)
        top.addLayout(self._warnings)
        top.addWidget(rule())
        top.addWidget(self.facts)
        top.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        self._grid.setSpacing(theme.S)
        foot.addLayout(self._grid)
        foot.addWidget(self.who)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(page, self.tr("About this modem")), 1)
        column.addWidget(rule())
        column.addLayout(foot)
