"""Workers: results in the GUI thread, nothing for the dead, all joined."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from app.errors import OutpostError
from ui.work import Work


@pytest.fixture
def pool(qapp):
    made = Work()
    yield made
    made.close()


def test_the_call_runs_elsewhere_and_the_result_comes_here(pool: Work, qtbot) -> None:
    seen: list[threading.Thread] = []
    owner = QObject()
    pool.run(owner, threading.current_thread, lambda thread: seen.extend([thread, threading.current_thread()]))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not threading.main_thread()
    assert seen[1] is threading.main_thread()


def test_errors_go_to_their_handler_or_to_all(pool: Work, qtbot) -> None:
    owner, errors = QObject(), []

    def fail() -> None:
        raise OutpostError("no_channel")

    pool.run(owner, fail, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    with qtbot.waitSignal(pool.trouble) as caught:
        pool.run(owner, fail, lambda _: None)
    assert [error.code for error in [*errors, *caught.args]] == ["no_channel", "no_channel"]


def test_a_bug_in_a_call_is_an_internal_error(pool: Work, qtbot) -> None:
    owner = QObject()
    with qtbot.waitSignal(pool.trouble) as caught:
        pool.run(owner, lambda: 1 / 0, lambda _: None)
    assert caught.args[0].code == "internal"


def test_what_was_dropped_before_it_began_is_not_waited_for(qapp, qtbot) -> None:
    one, owner, gate, seen = Work(workers=1), QObject(), threading.Event(), []
    one.run(owner, lambda: gate.wait(5), lambda _: None)
    for text in ("old", "new"):
        one.run(owner, lambda text=text: text, seen.append, key="search")
    gate.set()
    qtbot.waitUntil(lambda: seen == ["new"])
    assert not one._running
    one.close()


def test_only_the_newest_of_a_key_is_delivered(pool: Work, qtbot) -> None:
    owner, seen, gate = QObject(), [], threading.Event()

    def slow() -> str:
        gate.wait(5)
        return "old"

    pool.run(owner, slow, seen.append, key="search")
    pool.run(owner, lambda: "new", seen.append, key="search")
    qtbot.waitUntil(lambda: seen == ["new"])
    gate.set()
    pool.run(owner, lambda: "last", seen.append)
    qtbot.waitUntil(lambda: "last" in seen)
    assert seen == ["new", "last"]


def test_the_dead_get_nothing(pool: Work, qtbot) -> None:
    dead, alive, seen, gate = QObject(), QObject(), [], threading.Event()

    def slow() -> str:
        gate.wait(5)
        return "for the dead"

    pool.run(dead, slow, seen.append)
    delete(dead)
    gate.set()
    pool.run(alive, lambda: "for the living", seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["for the living"]


def test_closing_joins_and_delivers_nothing_more(qapp, qtbot) -> None:
    pool, owner, seen = Work(), QObject(), []
    for number in range(20):
        pool.run(owner, lambda number=number: number, seen.append)
    pool.close()
    qapp.processEvents()
    assert seen == []
    pool.run(owner, lambda: 1, seen.append)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("window-work")]
