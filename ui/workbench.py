"""The signed-in window: navigation at the leading edge, the screens beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.contracts.office import OfficeStatus
from app.errors import OutpostError
from ui import theme
from ui.i18n import LANGUAGES
from ui.icons import icon
from ui.session import Session
from ui.texts import error_text, role_name
from ui.theme import look
from ui.views.base import View
from ui.views.broadcasts import BroadcastsView
from ui.views.flows import FlowsView
from ui.views.home import HomeView
from ui.views.messages import MessagesView
from ui.views.modems import ModemsView
from ui.views.other_pc import ShareOffice
from ui.views.password import ChangePassword
from ui.views.phones import PhonesView
from ui.views.workspace_settings import WorkspaceSettings
from ui.widgets.basic import Banner, EmptyState, IconLabel, Select, Toast, label

SCREENS = ("home", "messages", "broadcasts", "phones", "modems", "flows")
# What a screen reads: nobody is offered one that they may not read.
READS = {
    "home": ("office.home",),
    "messages": ("messages.conversations", "messages.history", "messages.contact"),
    "broadcasts": (
        "broadcasts.all",
        "broadcasts.get",
        "broadcasts.progress",
        "scheduled_broadcasts.all",
        "scheduled_broadcasts.get",
        "starts.all",
        "starts.get",
        "starts.progress",
    ),
    "phones": ("phones.all",),
    "modems": ("modems.all",),
    "flows": ("flows.all", "triggers.all"),
}
# An engine that comes back within this time (ms) is not worth a word.
GRACE = 1500
_ICONS = {
    "home": "home",
    "messages": "messages",
    "broadcasts": "broadcast",
    "phones": "phone",
    "modems": "modem",
    "flows": "flow",
}


class Workbench(QWidget):
    """Screens are made when they are first looked at."""

    sign_out_wanted = Signal()
    stop_wanted = Signal()
    theme_wanted = Signal(str)
    language_wanted = Signal(str)

    def __init__(self, session: Session, status: OfficeStatus, *, theme_name: str, language: str, is_local: bool) -> None:
        super().__init__()
        self.session = session
        self.status = status
        self.views: dict[str, View] = {}
        self.rail = Rail(session, status, theme_name=theme_name, language=language, is_local=is_local)
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self.banner = Banner("warn")
        self.demo = Banner("info")
        self.nothing = EmptyState(
            "person",
            self.tr("Nothing to see here with your role"),
            self.tr("To work in this window, ask an administrator for another role. Surveys are handed in from a phone."),
        )
        self.pages.addWidget(self.nothing)
        self.rail.allow(self.may_show)
        self.toast = Toast(self)
        self._was_lost = False
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.timeout.connect(self._tell_lost)
        self._lay_out()
        self._connect()
        self._show_first()
        self._state_changed(session.state)

    def may_show(self, name: str) -> bool:
        return self.session.may(*READS[name])

    def show_screen(self, name: str) -> View:
        """Bring a screen to the front, one that the person may read."""
        if name not in self.views:
            self.views[name] = self._make(name)
            self.pages.addWidget(self.views[name])
        self.rail.mark(name)
        view = self.views[name]
        self.pages.setCurrentWidget(view)
        return view

    @property
    def screen_name(self) -> str:
        """The name of the screen in front; home, while there is none for this person."""
        return next((name for name, view in self.views.items() if view is self.pages.currentWidget()), "home")

    def current(self) -> View | None:
        """The screen in front; None while there is none for this person."""
        view = self.pages.currentWidget()
        return view if isinstance(view, View) else None

    def _show_first(self) -> None:
        """The first screen that the person may read."""
        name = next((name for name in SCREENS if self.may_show(name)), None)
        if name is not None:
            self.show_screen(name)
            return
        self.rail.mark("")
        self.pages.setCurrentWidget(self.nothing)

    def _choose(self, name: str) -> None:
        if self.may_show(name):
            self.show_screen(name)

    def _workspace_changed(self) -> None:
        """Another role there: the screen in front may be none of theirs."""
        self.rail.allow(self.may_show)
        if self.current() is None or not self.may_show(self.screen_name):
            self._show_first()

    def _make(self, name: str) -> View:
        makers: dict[str, Callable[[Session], View]] = {
            "home": HomeView,
            "messages": MessagesView,
            "broadcasts": BroadcastsView,
            "phones": PhonesView,
            "modems": ModemsView,
            "flows": FlowsView,
        }
        view = makers[name](self.session)
        if isinstance(view, HomeView):
            view.go.connect(self._go)
        return view

    def _go(self, screen: str, action: str) -> None:
        view = self.show_screen(screen)
        if isinstance(view, PhonesView) and action == "add":
            view.add_phone()
        elif isinstance(view, ModemsView) and action:
            view.choose(action)
        elif isinstance(view, FlowsView) and action == "import":
            view.choose_file()
        elif isinstance(view, FlowsView) and action == "keyword":
            view.add_keyword()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.demo)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        if self.status.is_demo:
            self.demo.show_text(self.tr("This is the demo office. Its phone is simulated; everything goes when you close it."))

    def _connect(self) -> None:
        self.rail.screen_wanted.connect(self._choose)
        self.session.workspace_changed.connect(self._workspace_changed)
        self.rail.sign_out_wanted.connect(self.sign_out_wanted)
        self.rail.stop_wanted.connect(self.stop_wanted)
        self.rail.settings_wanted.connect(lambda: WorkspaceSettings(self.session, self).open())
        self.rail.share_wanted.connect(lambda: ShareOffice(self.session, self).open())
        self.rail.password_wanted.connect(lambda: ChangePassword(self.session, self).open())
        self.rail.theme_wanted.connect(self.theme_wanted)
        self.rail.language_wanted.connect(self.language_wanted)
        self.session.notice.connect(self.toast.say)
        self.session.state_changed.connect(self._state_changed)
        self.session.work.trouble.connect(self._tell_trouble)
        for at, name in enumerate(SCREENS):
            self._shortcut(f"Ctrl+{at + 1}", partial(self._choose, name))
        self._shortcut("Ctrl+F", lambda: self._in_front(lambda view: view.focus_search()))
        self._shortcut("F5", lambda: self._in_front(lambda view: view.reload()))

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _in_front(self, act: Callable[[View], None]) -> None:
        if (view := self.current()) is not None:
            act(view)

    def _state_changed(self, state: str) -> None:
        if state == "connected":
            self._grace.stop()
            self.banner.hide()
            if self._was_lost:
                self._was_lost = False
                self._in_front(lambda view: view.reload())
        elif state == "untrusted":
            self.banner.show_text(
                self.tr(
                    "The engine shows a certificate that is not this office's. Nothing is sent to it. Ask your administrator."
                ),
                "bad",
            )
        elif state == "lost" and not self._was_lost:
            self._was_lost = True
            self._grace.start(GRACE)

    def _tell_trouble(self, error: OutpostError) -> None:
        self.toast.say(error_text(error))

    def _tell_lost(self) -> None:
        self.banner.show_text(self.tr("The engine does not answer. Outpost starts it again; what you typed is kept."), "warn")


class Rail(QFrame):
    """Office, workspace, the screens, and who is signed in."""

    screen_wanted = Signal(str)
    sign_out_wanted = Signal()
    stop_wanted = Signal()
    share_wanted = Signal()
    settings_wanted = Signal()
    password_wanted = Signal()
    theme_wanted = Signal(str)
    language_wanted = Signal(str)

    def __init__(self, session: Session, status: OfficeStatus, *, theme_name: str, language: str, is_local: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(216)
        self.session = session
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self.person = QToolButton()
        self._menu = self._make_menu(theme_name, language, is_local=is_local)
        self._lay_out(status)
        look().changed.connect(self._draw)
        self._draw()

    def mark(self, name: str) -> None:
        """Show which screen is in front; none, where there is no such name."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def allow(self, may_show: Callable[[str], bool]) -> None:
        """Offer the screens that the person may read."""
        for name, button in self._buttons.items():
            button.setVisible(may_show(name))

    def _lay_out(self, status: OfficeStatus) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.L, theme.M, theme.M)
        column.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(IconLabel("logo", "on_rail", 26))
        head.addWidget(label(status.name or "Outpost", "strong", wrap=True), 1)
        column.addLayout(head)
        column.addSpacing(theme.M)
        self._add_workspaces(column)
        for at, (name, text) in enumerate(self._screens()):
            button = QToolButton()
            button.setText(f"\u2002{text}")
            button.setCheckable(True)
            button.setToolTip(f"{text} (Ctrl+{at + 1})")
            button.setAccessibleName(text)
            button.clicked.connect(lambda _=False, name=name: self.screen_wanted.emit(name))
            self._style(button)
            self._group.addButton(button)
            self._buttons[name] = button
            column.addWidget(button)
        column.addStretch(1)
        name = self.session.person.name or self.session.person.username
        self.person.setText(f"\u2002{name}")
        self.person.setAccessibleName(self.tr("You: {name}").format(name=name))
        self.person.setToolTip(self._who())
        self.person.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.person.setMenu(self._menu)
        self._style(self.person)
        column.addWidget(self.person)

    def _screens(self) -> tuple[tuple[str, str], ...]:
        return (
            ("home", self.tr("Home")),
            ("messages", self.tr("Messages")),
            ("broadcasts", self.tr("Broadcasts")),
            ("phones", self.tr("Phones")),
            ("modems", self.tr("Modems")),
            ("flows", self.tr("Flows")),
        )

    def _style(self, button: QToolButton) -> None:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)

    def _add_workspaces(self, column: QVBoxLayout) -> None:
        workspaces = self.session.person.workspaces
        if len(workspaces) < 2:
            return
        switch = Select(self.tr("Workspace"), arrow="on_rail_muted")
        for workspace in workspaces:
            switch.addItem(workspace.name, workspace.uuid)
        switch.setCurrentIndex(switch.findData(self.session.workspace.uuid))
        switch.activated.connect(lambda _: self.session.switch(str(switch.currentData())))
        self.switch = switch
        column.addWidget(switch)
        column.addSpacing(theme.S)

    def _who(self) -> str:
        return f"{self.session.person.username} · {role_name(self.session.workspace.role)}"

    def _make_menu(self, theme_name: str, language: str, *, is_local: bool) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self._who()).setEnabled(False)
        menu.addSeparator()
        themes = (("system", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark")))
        self._choices(menu.addMenu(self.tr("Theme")), themes, theme_name, self.theme_wanted.emit)
        self._choices(menu.addMenu(self.tr("Language")), LANGUAGES, language, self.language_wanted.emit)
        menu.addSeparator()
        self.settings = menu.addAction(self.tr("Workspace settings…"))
        self.settings.triggered.connect(self.settings_wanted)
        self.session.workspace_changed.connect(self._allow)
        self._allow()
        if self.session.may("office.network", "office.set_bind"):
            menu.addAction(self.tr("Connect another PC…")).triggered.connect(self.share_wanted)
        menu.addAction(self.tr("Change password…")).triggered.connect(self.password_wanted)
        menu.addAction(self.tr("Sign out")).triggered.connect(self.sign_out_wanted)
        if is_local:
            menu.addAction(self.tr("Stop Outpost…")).triggered.connect(self.stop_wanted)
        return menu

    def _allow(self) -> None:
        self.settings.setVisible(self.session.may("workspaces.get", "late.policy"))

    def _choices(self, menu: QMenu, choices: tuple[tuple[str, str], ...], chosen: str, act: Callable[[str], object]) -> None:
        group = QActionGroup(menu)
        for key, text in choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _=False, key=key: act(key))
            group.addAction(action)

    def _draw(self) -> None:
        colours = look().colours
        for name, button in self._buttons.items():
            button.setIcon(icon(_ICONS[name], colours.on_rail_muted, checked=colours.on_rail))
        self.person.setIcon(icon("person", colours.on_rail_muted))
