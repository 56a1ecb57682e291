"""The change stream."""

from __future__ import annotations

import threading

from app.services.changes import ChangeHub
from app.store import tables
from tests.app.support import Office


def test_changes_in_order() -> None:
    hub = ChangeHub()
    start = hub.latest()
    hub(("messages", "w1", ("c1", "c2")))
    hub(("phones", None, ()))
    found = hub.since(start, 0)
    assert found is not None
    assert [(one.seq - start, one.topic, one.workspace, one.ids) for one in found] == [
        (1, "messages", "w1", ["c1", "c2"]),
        (2, "phones", None, []),
    ]
    assert hub.since(start + 1, 0) == found[1:]
    assert hub.since(hub.latest(), 0) == []


def test_history_that_is_lost() -> None:
    hub = ChangeHub(kept=3)
    start = hub.latest()
    for _ in range(3):
        hub(("office", None, ()))
    assert len(hub.since(start, 0) or []) == 3
    hub(("office", None, ()))
    assert hub.since(start, 0) is None
    assert len(hub.since(start + 1, 0) or []) == 3


def test_numbers_of_another_life_are_lost() -> None:
    assert ChangeHub().since(ChangeHub().latest(), 0) is None
    hub = ChangeHub()
    assert hub.since(hub.latest() + 1, 0) is None
    assert hub.since(0, 0) is None


def test_waiting_ends_with_a_change() -> None:
    hub = ChangeHub()
    found: list[str] = []

    def wait(seq: int) -> None:
        found.extend(change.topic for change in hub.since(seq, 30) or [])

    waiter = threading.Thread(target=wait, args=(hub.latest(),))
    waiter.start()
    hub(("queue", None, ()))
    waiter.join(10)
    assert found == ["queue"]


def test_close_wakes_and_stays_awake() -> None:
    hub = ChangeHub()
    waiter = threading.Thread(target=hub.since, args=(hub.latest(), 60))
    waiter.start()
    hub.close()
    waiter.join(10)
    assert not waiter.is_alive()
    assert hub.since(hub.latest(), 60) == []


def test_only_what_was_committed_is_told(office: Office) -> None:
    start = office.core.changes.latest()
    with office.store.write() as work:
        work.session.add(tables.Setting(name="a", value=1))
        work.publish("office")
    assert office.core.changes.since(start, 0) == []
    with office.store.write() as work:
        work.session.add(tables.Setting(name="a", value=1))
        work.publish("office", None, "x")
        work.commit()
    (change,) = office.core.changes.since(start, 0) or []
    assert (change.topic, change.ids) == ("office", ["x"])


def test_what_other_processes_published_is_taken_in() -> None:
    hub = ChangeHub()
    before = hub.latest()
    hub.take([["messages", "w1", ["m1"]], ["office", None, []]])
    found = hub.since(before, 0)
    assert found is not None
    assert [(change.topic, change.workspace, change.ids) for change in found] == [
        ("messages", "w1", ["m1"]),
        ("office", None, []),
    ]


def test_after_a_gap_everybody_reads_anew() -> None:
    hub = ChangeHub()
    before = hub.latest()
    hub(("office", None, ()))
    hub.forget()
    assert hub.since(before, 0) is None
    assert hub.since(before + 1, 0) is None
    after = hub.latest()
    assert hub.since(after, 0) == []
    hub(("office", None, ()))
    assert len(hub.since(after, 0) or ()) == 1
