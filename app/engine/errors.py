"""The one exception that leaves the engine."""

from __future__ import annotations


class EngineError(Exception):
    """Something handed to the engine cannot be used.

    `code` is stable, lower case, `area:reason`, for programs; `message` is English, for logs. Trouble inside a session
    (a missing asset, a failing expression, a loop) is never an exception: it is an `error` or `failure` event.

    Codes: `flow:missing`, `flow:invalid`, `flow:wrong_type`, `action:invalid`, `action:unknown_type`, `trigger:invalid`,
    `trigger:unknown_type`, `resume:invalid`, `resume:unknown_type`, `resume:not_waiting`, `resume:mismatch`,
    `modifier:invalid`, `modifier:unknown_type`, `session:invalid`, `contact:invalid`, `assets:invalid`, `limit:sprints`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
