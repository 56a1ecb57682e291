"""The flow engine alone: sessions, sprints, steps and templates a second, on one core.

A sprint is what one SMS of a contact costs: the session's text is read, resumed, and written again. Figures are of processor
time, so that other programs on the machine do not count.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.engine import Engine
from app.engine.envs import Environment
from app.engine.excellent.evaluator import Evaluator, compile_template
from app.engine.excellent.types import to_xvalue
from app.engine.resumes import read_resume
from app.engine.session import Session
from app.engine.triggers import read_trigger
from tests.app.engine.office import CHANNEL, CONTACT, WHEN, Source
from tests.app.engine.talks import read_export, talks
from tests.bench.machine import describe
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import find_vectors

RESULTS = Path(__file__).with_name("results")
BAR_MS = 2.0
FLOW = "5b0f2e58-6a53-4f0a-9a57-3f7d3c1f7a01"
ANSWERS = ("I like Blue", "Mutzig")
COLOURS = ("Red", "Green", "Blue", "Cyan")
BEERS = ("Mutzig", "Primus", "Turbo King", "Skol")
TEMPLATES = 400


def uuid(kind: int, number: int) -> str:
    return f"5b0f2e58-{kind:04x}-4f0a-9a57-{number:012x}"


def question(number: int, name: str, words: tuple[str, ...], ask: str, target: int) -> dict[str, Any]:
    """A node that asks, waits and routes by words; any word leads to the same node, anything else asks again."""
    categories = [
        {"uuid": uuid(number, 100 + index), "name": word, "exit_uuid": uuid(number, 200 + index)}
        for index, word in enumerate((*words, "Other"))
    ]
    cases = [
        {
            "uuid": uuid(number, 300 + index),
            "type": "has_any_word",
            "arguments": [word],
            "category_uuid": categories[index]["uuid"],
        }
        for index, word in enumerate(words)
    ]
    exits = [{"uuid": one["exit_uuid"], "destination_uuid": uuid(target, 0)} for one in categories]
    exits[-1]["destination_uuid"] = uuid(number, 0)
    router = {"type": "switch", "operand": "@input.text", "wait": {"type": "msg"}, "result_name": name, "cases": cases}
    router |= {"categories": categories, "default_category_uuid": categories[-1]["uuid"]}
    return {"uuid": uuid(number, 0), "actions": [message(number, ask)], "router": router, "exits": exits}


def message(number: int, text: str) -> dict[str, Any]:
    return {"uuid": uuid(number, 1), "type": "send_msg", "text": text}


def note(number: int, text: str, target: int | None) -> dict[str, Any]:
    end = {"uuid": uuid(number, 2), **({"destination_uuid": uuid(target, 0)} if target else {})}
    return {"uuid": uuid(number, 0), "actions": [message(number, text)], "exits": [end]}


def two_questions() -> dict[str, Any]:
    """An answer goes through three nodes and is answered by two messages."""
    nodes = [
        question(1, "Favorite Color", COLOURS, "Hi @contact.first_name! What is your favorite color?", 2),
        note(2, "Good choice, I like @(lower(results.favorite_color.category)) too!", 3),
        question(3, "Soda", BEERS, "And your favorite beer? You have told me @(count(results)) thing(s) so far.", 4),
        note(4, 'Mmmmm, @(default(results.soda.category, "beer")).', 5),
        note(5, "If only they made @(lower(results.favorite_color)) @results.soda! Thanks for your time, @contact.", None),
    ]
    flow = {"uuid": FLOW, "name": "Two Questions", "spec_version": "14.4.2", "language": "eng", "type": "messaging"}
    return {**flow, "revision": 1, "expire_after_minutes": 720, "localization": {}, "nodes": nodes}


class Desk:
    """One engine, one contact; sessions are kept as text between sprints, as the database keeps them."""

    def __init__(self) -> None:
        self.universe = MockUniverse()
        self.assets = SessionAssets(Source({"flows": [two_questions()], "channels": [CHANNEL]}), self.universe)
        self.engine, self.env = Engine(self.universe), Environment()
        self.steps = 0

    def contact(self) -> Contact:
        return Contact.read(CONTACT, self.assets)

    def start(self) -> str:
        trigger = {"type": "manual", "flow": {"uuid": FLOW, "name": "Two Questions"}, "triggered_on": WHEN}
        session, sprint = self.engine.start(self.assets, self.env, self.contact(), read_trigger(trigger, self.assets))
        self.steps += sprint.steps
        return self._kept(session, sprint.events)

    def sprint(self, kept: str, text: str) -> str:
        session = self.engine.read_session(json.loads(kept), self.assets, self.env, self.contact())
        msg = {"text": text, "urn": "tel:+250788123123", "channel": {"uuid": CHANNEL["uuid"], "name": CHANNEL["name"]}}
        event = {"uuid": self.universe.uuid7(), "type": "msg_received", "created_on": WHEN, "msg": msg}
        sprint = self.engine.resume(session, read_resume({"type": "msg", "event": event, "resumed_on": WHEN}))
        self.steps += sprint.steps
        return self._kept(session, sprint.events)

    def _kept(self, session: Session, events: list[dict[str, Any]]) -> str:
        json.dumps(events)
        return json.dumps(session.to_json())


def seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def sprints(count: int) -> dict[str, float]:
    """Milliseconds of sprints that go through three nodes and send two messages, session read and written."""
    desk = Desk()
    kept = desk.start()
    times = sorted(seconds(lambda: desk.sprint(kept, ANSWERS[0])) * 1000 for _ in range(count))
    return {
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(times[int(len(times) * 0.95)], 3),
        "bar_ms": BAR_MS,
    }


def sessions(count: int) -> dict[str, float]:
    """Whole sessions of the own flow: a start and two answers."""
    desk = Desk()

    def talk() -> None:
        kept = desk.start()
        for answer in ANSWERS:
            kept = desk.sprint(kept, answer)
        assert json.loads(kept)["status"] == "completed"

    talk()
    desk.steps = 0
    taken = sum(seconds(talk) for _ in range(count))
    return {"sessions_per_second": round(count / taken), "steps_per_second": round(desk.steps / taken)}


def biggest_real_flow() -> dict[str, Any] | None:
    """The published flow with the most nodes, talked to until it ends or has waited 20 times; None where there are none."""
    folder = find_vectors()
    path = folder / "real_flows" / "idems_parenting_malaysia_master.json.gz" if folder else None
    if path is None or not path.exists():
        return None
    export = read_export(path)
    biggest = max(range(len(export["flows"])), key=lambda index: len(export["flows"][index]["nodes"]))
    first, *others = talks(export, range(6), lambda index: index == biggest)
    first.run()  # fills the caches, that of the answers too
    taken = sum(seconds(talk.run) for talk in others)
    waits = sum(talk.waits for talk in others)
    return {
        "nodes": len(first.flow.nodes),
        "sessions_per_second": round(len(others) / taken, 1),
        "sprints_per_session": round(waits / len(others), 1) + 1,
        "ms_per_sprint": round(taken * 1000 / (waits + len(others)), 2),
        "note": "each session is written and read back twice a sprint, and compared",
    }


def templates() -> dict[str, int]:
    """Templates of a few expressions, parsed for the first time and from the cache."""
    texts = [
        f"Dear @contact.name, number {index} of @(upper(contact.group)): @(round(contact.age * {index} / 7, 2)) or "
        f'@(if(contact.age > {index}, "more", "less")). Thanks!'
        for index in range(TEMPLATES)
    ]
    root = to_xvalue({"contact": {"name": "Aline Uwase", "group": "reporters", "age": 37}})
    evaluator, env = Evaluator(MockUniverse()), Environment()

    def evaluate() -> None:
        for text in texts:
            found = evaluator.template(env, root, text)  # type: ignore[arg-type]
            assert not found.errors

    compile_template.cache_clear()
    cold = seconds(evaluate)
    cached = min(seconds(evaluate) for _ in range(5))
    return {"cold_per_second": round(TEMPLATES / cold), "cached_per_second": round(TEMPLATES / cached)}


def peak_memory_mib() -> float:
    """Of this process, by what the system says: its peak where it knows one."""
    try:
        import resource
    except ImportError:
        info = psutil.Process().memory_info()
        return float(round(getattr(info, "peak_wset", info.rss) / 2**20, 1))
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench engine", description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="sprints and sessions measured")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True, help="write the results file")
    options = parser.parse_args(arguments)
    typical = sprints(options.count)
    found = {
        "machine": describe(),
        "typical_sprint": typical,
        "two_questions": sessions(options.count),
        "templates": templates(),
        "peak_memory_small_mib": peak_memory_mib(),
        "biggest_real_flow": biggest_real_flow(),
        "peak_memory_mib": peak_memory_mib(),
    }
    text = json.dumps(found, indent=2)
    print(text)
    if options.keep:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "engine.json").write_text(text + "\n", encoding="utf-8")
    return 0 if typical["median_ms"] < BAR_MS else 1
