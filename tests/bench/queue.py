"""The queue and what it moves, all in one run on one machine: `python3 outpost.py bench queue`.

a  pushing and popping with a million tasks queued
b  the position and the wait of one message behind 100,000 of another workspace; shares by weight
c  the same tasks on our queue and on Celery with Redis, in turn
d  a poll of 100,000 contacts: start, answers, 600,000 status callbacks, through a real engine and ten phones

Beside these, when asked for by name: `starts`, a start of many and a broadcast without phones; `campaigns`, what many contacts
have planned and what falls due; `outbox`, a hand-over while a million messages wait.

`--part d --scale 0.1` runs one part, a tenth as large. The results stand in results/queue.json, which is written after each part;
a part that is run alone takes its place among those of earlier runs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from tests.bench import queue_campaigns, queue_outbox, queue_peer, queue_poll, queue_starts, queue_storage
from tests.bench.machine import describe
from tests.support.servers import NO_REDIS, has_redis

RESULTS = Path(__file__).with_name("results") / "queue.json"
WORKERS = (1, 2, 8)
CLOCK = SystemClock()
Figures = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """`run` takes the scale (1.0 is the size that the bars are for); `lacks` says why it can't be run here. `is_extra`: only when
    it is asked for."""

    title: str
    run: Callable[[float, Say], Figures]
    lacks: Callable[[], str | None] = lambda: None
    is_extra: bool = False


def _storage(scale: float, say: Say) -> Figures:
    figures: Figures = {"adapters": {}, "passed": {}}
    queued, rounds = max(1_000, round(1_000_000 * scale)), max(200, round(5_000 * scale))
    for adapter in _adapters(say):
        with _folder() as folder:
            found = queue_storage.push_and_pop(adapter, folder, queued=queued, rounds=rounds, say=say)
        figures["adapters"][adapter] = found
        for step, bar in (("push", queue_storage.PUSH_BAR), ("pop", queue_storage.POP_BAR)):
            figures["passed"][f"{adapter}: {step} under {bar[adapter]:.0f} us at the median"] = found["passed"][step]
        say(f"{adapter}: push {found['push']['p50']} us, pop {found['pop']['p50']} us at the median")
    return figures


def _turns(scale: float, say: Say) -> Figures:
    """Positions are counted, waits are measured through the consumer, where each task of the backlog takes a millisecond."""
    figures: Figures = {"positions": [], "waits": [], "shares": [], "passed": {}}
    backlog, tasks = max(200, round(100_000 * scale)), max(700, round(10_000 * scale))
    for adapter in _adapters(say):
        for busy, workers in [(1, count) for count in WORKERS] + [(10, count) for count in WORKERS]:
            with _folder() as folder:
                found = queue_storage.positions(adapter, folder, workers=workers, busy=busy, backlog=max(200, backlog // busy))
            figures["positions"].append(found)
            behind = "one busy workspace" if busy == 1 else f"{busy} busy workspaces"
            figures["passed"][f"{adapter}, {workers} workers: at most at {found['bar']} behind {behind}"] = found["passed"]
            say(f"{adapter}, {workers} workers, {behind}: position {found['position_max']} at most")
        for workers in WORKERS:
            with _folder() as folder:
                figures["waits"].append(queue_storage.waits(adapter, folder, workers=workers, backlog=backlog))
        with _folder() as folder:
            figures["shares"].append(queue_storage.shares(adapter, folder, tasks=tasks))
        figures["passed"][f"{adapter}: shares follow weights within 5 %"] = figures["shares"][-1]["passed"]
    return figures


def _adapters(say: Say) -> list[str]:
    if has_redis():
        return list(queue_storage.ADAPTERS)
    say(f"without Redis: {NO_REDIS}")
    return ["sqlite"]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="outpost-queue-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _peer(scale: float, say: Say) -> Figures:
    return queue_peer.compare(say, tasks=max(50, round(queue_peer.TASKS * scale)), rounds=queue_peer.ROUNDS)


def _lacks_peer() -> str | None:
    if not has_redis():
        return NO_REDIS
    return None if queue_peer.has_celery() else "Celery is not installed: python3 outpost.py bench queue installs it"


def _poll(scale: float, say: Say) -> Figures:
    contacts = max(queue_poll.PHONES, round(queue_poll.CONTACTS * scale))
    with _folder() as home:
        return queue_poll.Poll(home, contacts, say).run()


def _starts(scale: float, say: Say) -> Figures:
    with _folder() as home:
        return queue_starts.run(home, max(100, round(100_000 * scale)))


def _campaigns(scale: float, say: Say) -> Figures:
    with _folder() as home:
        return queue_campaigns.run(home, max(100, round(100_000 * scale)))


def _outbox(scale: float, say: Say) -> Figures:
    figures = queue_outbox.hand_over(max(queue_outbox.BATCH, round(1_000_000 * scale)))
    say(f"a hand-over takes {figures['take_ms']} ms at the median, its report {figures['report_ms']} ms")
    return figures


PARTS = {
    "a": Part("push and pop with 1,000,000 queued over 100 workspaces", _storage),
    "b": Part("position and wait behind 100,000, shares by weight", _turns),
    "c": Part("the same tasks on our queue and on Celery", _peer, _lacks_peer),
    "d": Part("a poll of 100,000 contacts", _poll),
    "starts": Part("a start of 100,000 and a broadcast, without phones", _starts, is_extra=True),
    "campaigns": Part("a campaign of 100,000 contacts", _campaigns, is_extra=True),
    "outbox": Part("a hand-over with 1,000,000 messages waiting on ten phones", _outbox, is_extra=True),
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench queue")
    parser.add_argument("--part", action="append", choices=sorted(PARTS), help="only this one; may be given again")
    parser.add_argument("--scale", type=float, default=1.0, help="of the full size (default 1)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the results go")
    asked = parser.parse_args(argv)
    usual = [name for name, part in sorted(PARTS.items()) if not part.is_extra]
    results = run(asked.part or usual, asked.scale, asked.out, whole=asked.part is None)
    print("\n" + table(results))
    return 0 if all(all(part.get("passed", {}).values()) for part in results["parts"].values()) else 1


def run(parts: list[str], scale: float, out: Path, *, whole: bool) -> Figures:
    """The results, as they stand in `out`. A part that fails says so in its place, and the others go on."""
    results: Figures = {"machine": describe(), "in_one_run": whole, "parts": {}}
    if not whole and out.exists():
        results["parts"] = json.loads(out.read_text())["parts"]
    for name in parts:
        part = PARTS[name]
        _say(f"--- {name}: {part.title}")
        results["parts"][name] = {"title": part.title, "scale": scale, "on": describe()["on"], **_run(part, scale)}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=1) + "\n")
    return results


def _run(part: Part, scale: float) -> Figures:
    why = part.lacks()
    if why is not None:
        _say(f"skipped: {why}")
        return {"skipped": why}
    begun = CLOCK.monotonic()
    try:
        figures = part.run(scale, _say)
    except Exception as error:
        _say(f"failed: {error!r}")
        return {"failed": repr(error), "passed": {"it runs to its end": False}}
    return {**figures, "took_seconds": round(CLOCK.monotonic() - begun, 1)}


def table(results: Figures) -> str:
    """Each bar with what was reached, for people."""
    lines = [f"{'':4}{'bar':<60}{'passed':>8}"]
    for name, part in sorted(results["parts"].items()):
        lines += [f"{name:<4}{bar:<60}{'yes' if is_passed else 'NO':>8}" for bar, is_passed in part.get("passed", {}).items()]
        lines += [f"    {line}" for line in _told(part)]
    return "\n".join(lines)


def _told(part: Figures) -> list[str]:
    """The figures of a part that people ask for first."""
    if "skipped" in part:
        return [f"skipped: {part['skipped']}"]
    lines = [f"scale {part['scale']}"] if part["scale"] != 1.0 else []
    for adapter, found in part.get("adapters", {}).items():
        steps = ", ".join(f"{step} {found[step]['p50']} us" for step in ("push", "pop", "done", "done_and_pop"))
        lines.append(f"{adapter}, medians: {steps}")
    for found in part.get("waits", ()):
        who = f"{found['adapter']}, {found['workers']} workers"
        lines.append(f"{who}: a wait of {found['wait_ms_median']} ms at the median, {found['wait_ms_max']} ms at most")
    for side, kinds in part.get("tasks_per_second", {}).items():
        lines.append(f"{side}: " + ", ".join(f"{kind} {found['per_second']:,} a second" for kind, found in kinds.items()))
    for name, phase in part.get("phases", {}).items():
        rates = ", ".join(f"{what.replace('_', ' ')} {value:,}" for what, value in phase.items())
        lines.append(f"{name}: {rates}")
    if "radio" in part:
        whole = f"in all {part['seconds']:,} s, engine {part['engine_peak_mb']} MB, database {part['database_mb']} MB"
        stock, others = part["radio"]["stock_relayer"], part["radio"]["others"]
        radio = f"the radios of ten phones: {stock['days']} days with the stock relayer, {others['hours']} hours with others"
        lines += [whole, radio, *part["wrong"]]
    return lines


def _say(text: str) -> None:
    now = CLOCK.now().astimezone()
    print(f"{now:%H:%M:%S} {text}", flush=True)
