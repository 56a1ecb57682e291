"""The stream of changes: one thread that reads `GET /rpc/changes` and hands each `Change` on.

Lines of JSON (`app.contracts.base.Change`), an empty line every 15 s as heartbeat. After a break the stream is asked for from
the last sequence number on; when that history is gone the engine sends topic `office` without ids: read everything anew.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable
from typing import Literal

import msgspec

from app.clock import Clock
from app.contracts.base import Change
from app.errors import NotSignedIn, OutpostError
from ui.client import Client

State = Literal["connecting", "connected", "lost", "signed_out", "untrusted"]

_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)


class ChangeStream(threading.Thread):
    """Calls `on_change` and `on_state` from its own thread. `stop` breaks the connection and joins."""

    def __init__(
        self, client: Client, clock: Clock, on_change: Callable[[Change], None], on_state: Callable[[State], None]
    ) -> None:
        super().__init__(name="window-changes", daemon=True)
        self._client = client
        self._clock = clock
        self._on_change = on_change
        self._on_state = on_state
        self._stop_asked = threading.Event()
        self._lock = threading.Lock()
        self._connection: http.client.HTTPSConnection | None = None
        self._seq: int | None = None
        self._was_connected = False

    def run(self) -> None:
        failures = 0
        while not self._stop_asked.is_set():
            try:
                if self._follow():
                    failures = 0
            except NotSignedIn:
                self._tell("signed_out")
                return
            except OutpostError as error:
                self._tell("untrusted" if error.code == "engine_untrusted" else "lost")
            self._clock.wait(self._stop_asked, _WAITS[min(failures, len(_WAITS) - 1)])
            failures += 1

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stop_asked.set()
        with self._lock:
            connection = self._connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        if self.is_alive() and threading.current_thread() is not self:
            self.join()

    def _follow(self) -> bool:
        """Read until the stream breaks; True when something came."""
        connection, response = self._client.open_stream(self._seq)
        with self._lock:
            self._connection = connection
        self._tell("connected")
        if self._was_connected and self._seq is None:
            self._on_change(Change(0, "office"))
        self._was_connected = True
        heard = False
        try:
            while not self._stop_asked.is_set() and (line := response.readline()):
                heard = True
                if line.strip():
                    self._take(line)
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        finally:
            with self._lock:
                self._connection = None
            self._client.close_stream(connection)
        self._tell("lost")
        return heard

    def _take(self, line: bytes) -> None:
        try:
            change = msgspec.json.decode(line, type=Change)
        except msgspec.MsgspecError:
            change = Change(self._seq or 0, "office")
        self._seq = change.seq
        self._on_change(change)

    def _tell(self, state: State) -> None:
        if not self._stop_asked.is_set():
            self._on_state(state)
