"""Logs: an event name plus ids, in small rotating files and on the terminal. Never a phone number, a text or a secret."""

from __future__ import annotations

import logging
import logging.handlers
import sys

from app.paths import OfficePaths

FILE_BYTES = 1_000_000
FILES = 5
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class EventFormatter(logging.Formatter):
    """`2026-11-20 08:00:00 INFO app.services.inbox inbound_stored channel=3 inbound=17`"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        extra = " ".join(f"{key}={value}" for key, value in vars(record).items() if key not in _STANDARD)
        text = super().format(record)
        if not extra:
            return text
        first, newline, rest = text.partition("\n")
        return f"{first} {extra}{newline}{rest}"


def set_up_logs(paths: OfficePaths, name: str, level: str, *, terminal: bool = True) -> None:
    """Log to `logs/<name>.log` and, if wanted, to standard error."""
    handlers: list[logging.Handler] = [
        logging.handlers.RotatingFileHandler(
            paths.logs / f"{name}.log", maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8"
        )
    ]
    if terminal:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level, handlers=handlers, force=True)
    # Huey names every task it runs; APScheduler and Alembic every step they take.
    for chatty in ("huey", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
