"""What is PostgreSQL's own: connections, the office's locks, and the notices that processes send each other.

Several processes write here, each with services that were made for one writer at a time. A write transaction therefore holds
the office's lock from its first statement to its end. Flows run outside transactions, so workers still gain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection

CHANNEL: Final = "outpost"  # of NOTIFY
MOST_BYTES: Final = 7_900  # of a notice; PostgreSQL takes less than 8,000
CHANGE: Final = "change"

# Advisory locks are of one database, which is one office. These have two numbers; locks of keys have one, a space of its own.
OFFICE: Final = 0x4F50
WRITER, ENGINE, WORKERS = 1, 2, 3
QUEUE: Final = 0x4F51  # its second number is the queue's: whoever holds it may change that queue's rows

LOCK_SECONDS: Final = 30  # waiting for another's lock; SQLite's busy time is the same
LOCK_NOT_AVAILABLE: Final = "55P03"
STUCK_SECONDS: Final = 60  # a process that froze in the middle of a write transaction loses it
# A machine that went without a word holds nothing for longer than half a minute. Over a Unix socket these do nothing.
OPTIONS: Final = (
    f"-c lock_timeout={LOCK_SECONDS}s -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c default_transaction_isolation=read\\ committed -c TimeZone=UTC"
)

Told = tuple[str, Any]
"""A kind and a value that JSON can say: (`change`, (topic, workspace, ids)), (`queue`, name), …"""


def make_engine(url: str) -> Engine:
    """Errors must not show parameters: they hold numbers and texts, and errors reach the log."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=40,
        hide_parameters=True,
        connect_args={"options": OPTIONS, "application_name": "outpost"},
    )
    event.listen(engine, "begin", _on_begin)
    return engine


def reading(engine: Engine) -> Engine:
    """The same connections for reads: all statements of one transaction see one snapshot, as in SQLite, and none writes."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def prepare_write(connection: Connection, *, durable: bool, alone: bool) -> None:
    """Let the transaction that begins next be one of these."""
    connection.info["begin"] = _BEGIN[durable, alone]


def _on_begin(connection: Connection) -> None:
    first = connection.info.pop("begin", None)
    if first is not None:
        connection.exec_driver_sql(first)


def _begin(durable: bool, alone: bool) -> str:
    settings = [f"set_config('idle_in_transaction_session_timeout', '{STUCK_SECONDS}s', true)"]
    if not durable:
        settings.append("set_config('synchronous_commit', 'off', true)")
    if alone:
        settings.append(f"pg_advisory_xact_lock({OFFICE}, {WRITER})")
    return "SELECT " + ", ".join(settings)


_BEGIN = {(durable, alone): _begin(durable, alone) for durable in (True, False) for alone in (True, False)}


def bookkeeping(number: int) -> str:
    """The first statement of a transaction that changes the rows of the queue with this number."""
    return f"{_begin(durable=False, alone=False)}, {queue_lock(number)}"


def queue_lock(number: int) -> str:
    return f"pg_advisory_xact_lock({QUEUE}, {number})"


def lock_number(key: Hashable) -> int:
    """A key's number among the advisory locks: the same in every process."""
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


# Notices


def notify(connection: Connection, sender: str, told: Sequence[Told]) -> None:
    """Tell every process that listens, once this transaction has committed."""
    for payload in payloads(sender, told):
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def payloads(sender: str, told: Sequence[Told]) -> Iterator[str]:
    """As few notices as hold it all: `[sender, {kind: [value, …]}]`.

    Changes that are too many for one lose first their ids (read all of this topic), then their workspaces.
    """
    rest = [one for one in told if one[0] != CHANGE]
    changes = [value for kind, value in told if kind == CHANGE]
    for shown in (changes, _without(changes, 2), _without(changes, 1)):
        payload = _dump(sender, [*rest, *((CHANGE, value) for value in shown)])
        if len(payload) <= MOST_BYTES:
            yield payload
            return
    half = len(told) // 2
    yield from payloads(sender, told[:half])
    yield from payloads(sender, told[half:])


def _dump(sender: str, told: Sequence[Told]) -> str:
    by_kind: dict[str, list[Any]] = {}
    for kind, value in dict.fromkeys(told):
        by_kind.setdefault(kind, []).append(value)
    return json.dumps([sender, by_kind], separators=(",", ":"))  # ASCII: characters are bytes


def _without(changes: Sequence[Any], kept: int) -> list[Any]:
    topic_only = [(topic, workspace if kept == 2 else None, ()) for topic, workspace, _ in changes]
    return list(dict.fromkeys(topic_only))


def read_notice(payload: str) -> tuple[str, Mapping[str, Sequence[Any]]]:
    """Sender and values by kind. Raises ValueError: others may use this database's channel too."""
    read = json.loads(payload)
    if not isinstance(read, list) or len(read) != 2 or not isinstance(read[1], dict):
        raise ValueError("not a notice of ours")
    return str(read[0]), read[1]
