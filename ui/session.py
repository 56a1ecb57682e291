"""What every screen shares: the client, the workers, who is signed in, and the news from the engine."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QObject, Signal

from app.clock import Clock
from app.contracts.base import Actor, Change, is_allowed
from app.contracts.people import Person, SignedIn, Workspace
from app.contracts.registry import access_of
from app.errors import OutpostError
from ui.changes import ChangeStream, State
from ui.client import Client
from ui.work import Work


class Session(QObject):
    """A signed-in person at one engine.

    `changed` carries a `Change`; `state_changed` the stream's state; `workspace_changed` follows a switch; `signed_out` says
    that the engine no longer knows the sign-in; `notice` is a sentence to show for a moment.
    """

    changed = Signal(object)
    state_changed = Signal(str)
    workspace_changed = Signal()
    signed_out = Signal()
    notice = Signal(str)
    _heard = Signal(object)
    _state_heard = Signal(str)

    def __init__(
        self,
        client: Client,
        work: Work,
        clock: Clock,
        signed_in: SignedIn,
        *,
        workspace: str = "",
        drafts: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.client = client
        self.work = work
        self.clock = clock
        self.person: Person = signed_in.person
        self._actor = _actor(self.person)
        self.state: State = "connecting"
        self.drafts: dict[str, str] = (
            {} if drafts is None else drafts
        )  # what was typed and not sent, by contact or by field of a dialog
        self._workspace = next((w for w in self.person.workspaces if w.uuid == workspace), None) or self._first()
        client.token = signed_in.token
        self._heard.connect(self._on_change)
        self._state_heard.connect(self._on_state)
        self._stream = ChangeStream(client, clock, self._heard.emit, self._state_heard.emit)

    def start(self) -> None:
        self._stream.start()

    def close(self) -> None:
        """Stop the stream and join its thread."""
        self._stream.stop()

    @property
    def workspace(self) -> Workspace:
        return self._workspace

    def switch(self, uuid: str) -> None:
        for workspace in self.person.workspaces:
            if workspace.uuid == uuid and workspace != self._workspace:
                self._workspace = workspace
                self.workspace_changed.emit()

    def may(self, *methods: str) -> bool:
        """Whether the person may call all these methods (`messages.resend`) in the workspace shown; the engine decides again at
        each call. What a person may not do is not offered. Raises LookupError for a method that there is not."""
        return all(is_allowed(self._actor, access_of(method), self._workspace.uuid) for method in methods)

    @property
    def zone(self) -> dt.tzinfo:
        try:
            return ZoneInfo(self._workspace.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            return dt.UTC

    def now(self) -> dt.datetime:
        return self.clock.now()

    def is_sign_in_lost(self, error: OutpostError) -> bool:
        """Tell everyone, once a call learns that the sign-in is over."""
        if error.code != "not_signed_in":
            return False
        self.signed_out.emit()
        return True

    def _first(self) -> Workspace:
        if self.person.workspaces:
            return self.person.workspaces[0]
        return Workspace("", "", "", "UTC", [], "viewer")

    def _on_change(self, change: Change) -> None:
        self.changed.emit(change)

    def _on_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)
        if state == "signed_out":
            self.signed_out.emit()


def _actor(person: Person) -> Actor:
    """The person as the services see them. The window knows no row ids, and need not: who is signed in is somebody."""
    roles = {workspace.uuid: workspace.role for workspace in person.workspaces}
    return Actor(0, person.name, roles, is_office_admin=person.is_office_admin)
