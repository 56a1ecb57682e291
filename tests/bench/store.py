"""A large office on SQLite: 100,000 waiting sessions and 10,000,000 messages, measured through the services.

The rows are made in bulk, without the triggers and indexes of `msg`, which are put back before anything is measured; the counts
come from a recount, and live writes then show that the triggers keep them. Cold means: a new connection, and the file's pages
dropped from the system's cache. As a peer the same questions are asked of the same file without index or counters.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from app.contracts.messages import MsgFilters
from app.services import msg_search
from app.store import tables, words
from app.store.folders import FOLDERS, index_condition
from tests.bench.machine import describe
from tests.bench.store_office import SHARES, Built, Size, build, hear, recount

RESULTS = Path(__file__).with_name("results")
BARS = {"conversation": 20.0, "folder": 50.0, "resume": 10.0, "search_p95": 300.0}


class Took(NamedTuple):
    """Seconds by the clock, and of a processor core."""

    clock: float
    processor: float


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench store")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=130_000)
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where the office is made, and removed again (default: the system's)")
    parser.add_argument("--resume", action="store_true", help="measure resumes only, without the word index")
    asked = parser.parse_args(argv)
    size = Size(asked.messages, asked.sessions, max(asked.contacts, asked.sessions), asked.repeats)
    with tempfile.TemporaryDirectory(prefix="outpost-bench-", dir=asked.folder) as home:
        result = run_resumes(Path(home), size) if asked.resume else run(Path(home), size)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / ("store_resume.json" if asked.resume else "store.json")).write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    return 0 if result["passed"] else 1


def run_resumes(home: Path, size: Size) -> dict[str, Any]:
    """How long an answer to a waiting session takes, and nothing else."""
    built = build(home, size, words=False)
    try:
        figures = _resumes(built, random.Random(3))
    finally:
        built.core.changes.close()
        built.core.store.close()
    taken = {"messages": size.messages, "waiting_sessions": size.sessions}
    return {"size": taken, "resume_ms": figures, "passed": figures["median"] < BARS["resume"], "machine": describe()}


def run(home: Path, size: Size) -> dict[str, Any]:
    """Build, measure, and judge by the bars."""
    built = build(home, size)
    try:
        result = {"size": _sizes(built), "build_seconds": built.took, **measure(built)}
    finally:
        built.core.changes.close()
        built.core.store.close()
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result["peak_memory_mib"] = round(usage / (2**20 if sys.platform == "darwin" else 2**10), 1)
    result["passed"] = _is_passed(result)
    result["machine"] = describe() | {"load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None}
    return result


def _is_passed(result: dict[str, Any]) -> bool:
    folders = result["folders_ms"]
    return (
        result["conversation_ms"]["warm"]["median"] < BARS["conversation"]
        and all(figures["median"] < BARS["folder"] for figures in folders.values())
        and result["resume_ms"]["median"] < BARS["resume"]
        and result["search_ms"]["all"]["p95"] < BARS["search_p95"]
        and result["counters_equal_a_recount"]
    )


# Measuring


def measure(built: Built) -> dict[str, Any]:
    rng = random.Random(3)
    result: dict[str, Any] = {
        "conversation_ms": _conversation(built, rng),
        "conversations_ms": _conversations(built),
        "folders_ms": _folders(built),
        "counts_ms": _figures(_repeat(built.size.repeats, lambda: built.messages().folders(built.spaces[0].uuid))),
        "search_ms": _searches(built),
        "peers": _peers(built),
        "resume_ms": _resumes(built, rng),
    }
    _live_changes(built, rng)
    begun = time.perf_counter()
    waiting = msg_search.index_some(built.core)
    result["index_batch_ms"] = {"messages": waiting, "ms": round((time.perf_counter() - begun) * 1000, 1)}
    result["counters_equal_a_recount"] = _is_counted(built)
    return result


def _conversation(built: Built, rng: random.Random) -> dict[str, Any]:
    space, people = built.spaces[0].uuid, built.people[0]
    chosen = [people[int(rng.random() * len(people))][1] for _ in range(built.size.repeats)]

    def read(uuid: str) -> None:
        service = built.messages()
        service.history(space, uuid)
        service.contact(space, uuid)

    cold = []
    for uuid in chosen[:20]:
        _chill(built)
        cold.append(_time(lambda uuid=uuid: read(uuid)))  # type: ignore[misc]
    return {"cold": _figures(cold), "warm": _figures([_time(lambda uuid=uuid: read(uuid)) for uuid in chosen])}  # type: ignore[misc]


def _conversations(built: Built) -> dict[str, Any]:
    space = built.spaces[0].uuid
    searches = {"first_page": "", "by_name": "aba", "by_number": "0788", "by_text": "stock", "nothing": "qqqqqq"}
    return {
        name: _figures(_repeat(20, lambda search=search: built.messages().conversations(space, search)))  # type: ignore[misc]
        for name, search in searches.items()
    }


def _folders(built: Built) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for size, space in (("largest", built.spaces[0]), ("smallest", built.spaces[-1])):
        for folder in FOLDERS:
            call = lambda folder=folder, space=space: built.messages().folder(space.uuid, folder)  # noqa: E731
            _chill(built)
            cold = _time(call)
            found[f"{folder}_{size}"] = {"cold": round(cold.clock * 1000, 2), **_figures(_repeat(built.size.repeats // 4, call))}
    label = built.messages().folders(built.spaces[0].uuid).labels[0].uuid
    found["label_largest"] = _figures(
        _repeat(built.size.repeats // 4, lambda: built.messages().labelled(built.spaces[0].uuid, label))
    )
    return found


def _searches(built: Built) -> dict[str, Any]:
    largest, smallest = built.spaces[0].uuid, built.spaces[-1].uuid
    rng = random.Random(4)
    rare = [str(int(rng.random() * 100_000)) for _ in range(40)]
    sets: dict[str, list[tuple[str, str, MsgFilters | None]]] = {
        "common": [(largest, word, None) for word in ("stock", "the", "umwana", "mtoto", "fever", "الطفل", "clinique")],
        "common_elsewhere": [(smallest, word, None) for word in ("stock", "the", "umwana", "mtoto")],
        "rare": [(largest, word, None) for word in rare],
        "prefix": [(largest, word, None) for word in ("st", "sto", "um", "cl", "medi", "fe", "12", "123", "مع", "ke", "a")],
        "two_words": [
            (largest, word, None) for word in ("stock low", "the stock", "umwana imiti", "mtoto dawa", "stock 123", "abe ka")
        ],
        "no_spaces": [(largest, word, None) for word in ("ကလေး", "ဆေးခန်း", "ဖျား", "က")],
        "nothing": [(largest, word, None) for word in ("qqqqqq", "stock umwana", "fever 99999999")],
        "folder": [(largest, word, MsgFilters(folder="archived")) for word in ("stock", "fever")],
        "month": [
            (largest, word, MsgFilters(after=dt.date(2024, 3, 1), until=dt.date(2024, 3, 31))) for word in ("stock", "umwana")
        ],
    }
    _chill(built)
    found: dict[str, Any] = {"first_cold": round(_time(lambda: built.messages().search(largest, "stock")).clock * 1000, 1)}
    everything: list[Took] = []
    for name, searches in sets.items():
        times = [
            _time(lambda one=one: built.messages().search(one[0], one[1], one[2]))  # type: ignore[misc]
            for one in searches
            for _ in range(max(2, built.size.repeats // 40))
        ]
        found[name] = _figures(times)
        everything += times
    found["all"] = _figures(everything)
    return found


def _peers(built: Built) -> dict[str, Any]:
    """The same questions without the word index, the indexes of folders and the counters."""
    space, service = built.spaces[0], built.messages()
    inside = {
        "search_rare": lambda: service.search(space.uuid, "qqqqqq"),
        "search_common": lambda: service.search(space.uuid, "stock"),
        "folder_failed": lambda: service.folder(space.uuid, "failed"),
        "folder_outbox": lambda: service.folder(space.uuid, "outbox"),
        "counts": lambda: service.folders(space.uuid),
    }
    page = "SELECT id FROM msg NOT INDEXED WHERE workspace_id = :space AND {} ORDER BY id DESC LIMIT 51"
    counts = " UNION ALL ".join(
        f"SELECT count(*) FROM msg NOT INDEXED WHERE workspace_id = :space AND {index_condition(name)}" for name in FOLDERS
    )
    outside = {
        "search_rare": page.format("text LIKE '%qqqqqq%'"),
        "search_common": page.format("text LIKE '%stock%'"),
        "folder_failed": page.format(index_condition("failed")),
        "folder_outbox": page.format(index_condition("outbox")),
        "counts": counts,
    }
    return {name: _compare(built, call, outside[name], space.id) for name, call in inside.items()}


def _compare(built: Built, call: Callable[[], object], sql: str, space_id: int) -> dict[str, float]:
    def ask() -> None:
        with built.core.store.read() as session:
            session.execute(text(sql), {"space": space_id}).all()

    ours, theirs = statistics.median(one.clock for one in _repeat(5, call)), _time(ask).clock
    return {"ms": round(ours * 1000, 2), "peer_ms": round(theirs * 1000, 1), "times": round(theirs / ours, 1)}


def _resumes(built: Built, rng: random.Random) -> dict[str, Any]:
    """An answer to a waiting session: load, run, store. The SMS stands already; nobody waits for the disk."""
    waiting = [person[3] for person in built.people[0][1 : round(built.size.sessions * SHARES[0])]]
    chosen = rng.sample(waiting, min(built.size.repeats, len(waiting)))
    hear(built, chosen.pop(), "warm")()
    return _figures([_time(hear(built, number, "I am fine")) for number in chosen])


def _live_changes(built: Built, rng: random.Random) -> None:
    """A few thousand writes with the triggers in place: archive, restore, delete, label, send again."""
    service, space = built.messages(), built.spaces[0].uuid
    label = service.folders(space).labels[0].uuid
    cursor = None
    for _ in range(max(2, built.size.repeats // 20)):
        page = service.folder(space, "inbox", cursor, 100)
        cursor = page.next
        uuids = [row.uuid for row in page.rows]
        if not uuids:
            break
        service.label(space, uuids, label)
        service.archive(space, uuids[::2])
        service.restore(space, uuids[::4])
        service.delete(space, rng.sample(uuids, len(uuids) // 10 or 1))
    service.delete(space, [row.uuid for row in service.folder(space, "failed", limit=50).rows])


def _is_counted(built: Built) -> bool:
    """Folders, labels, contacts and runs: the counters against the rows."""
    with built.core.store.read() as session:
        tally = tables.Tally
        query = select(tally.scope, tally.workspace_id, tally.key, func.sum(tally.count)).where(
            tally.scope.in_(("msgs", "contacts", "label"))
        )
        kept = {
            (row[0], row[1], row[2]): row[3]
            for row in session.execute(query.group_by(tally.scope, tally.workspace_id, tally.key))
        }
        runs = dict(session.execute(select(tables.Run.flow_id, func.count()).group_by(tables.Run.flow_id)).all())
        counted = {
            flow: session.scalar(select(func.sum(tally.count)).where(tally.scope == f"flow:{flow}:status"))
            for flow in built.flows
        }
    raw = sqlite3.connect(built.core.settings.paths.database)
    rows = recount(raw)
    raw.close()
    return {place: count for place, count in kept.items() if count} == rows and counted == runs


def _sizes(built: Built) -> dict[str, Any]:
    raw = sqlite3.connect(built.core.settings.paths.database)
    index = raw.execute(f"SELECT sum(length(block)) FROM {words.TABLE}_data").fetchone()[0] or 0
    texts = raw.execute("SELECT sum(length(CAST(text AS BLOB))) FROM msg").fetchone()[0] or 0
    waiting = raw.execute("SELECT count(*) FROM session WHERE status = 'waiting'").fetchone()[0]
    raw.close()
    return {
        "messages": built.size.messages,
        "waiting_sessions": waiting,
        "contacts": sum(map(len, built.people)),
        "workspaces": len(built.spaces),
        "database_mib": round(built.core.settings.paths.database.stat().st_size / 2**20),
        "word_index_mib": round(index / 2**20),
        "texts_mib": round(texts / 2**20),
    }


# Small things


def _chill(built: Built) -> None:
    """Forget the pages of the file, here and in the system."""
    built.core.store.engine.dispose()
    path = built.core.settings.paths.database
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def _time(call: Callable[[], object]) -> Took:
    begun, worked = time.perf_counter(), time.thread_time()
    call()
    return Took(time.perf_counter() - begun, time.thread_time() - worked)


def _repeat(count: int, call: Callable[[], object]) -> list[Took]:
    return [_time(call) for _ in range(max(2, count))]


def _figures(times: Sequence[Took]) -> dict[str, float]:
    """Milliseconds by the clock; `processor` is the median of what this program had of a core, whatever else ran."""
    ordered = sorted(one.clock * 1000 for one in times)
    return {
        "count": len(ordered),
        "processor": round(statistics.median(one.processor for one in times) * 1000, 2),
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[max(0, int(len(ordered) * 0.95) - 1)], 2),
        "max": round(ordered[-1], 2),
    }
