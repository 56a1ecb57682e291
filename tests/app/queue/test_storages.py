"""What every fair storage does, on each one: fairness, keys, leases, back-off, dead letters, and what a kill leaves."""

from __future__ import annotations

import itertools
import threading

import pytest

from app.queue.storage import MAX_LOSSES, SUSPECTED, FairStorage
from tests.app.queue.adapters import Adapter


def take_all(storage: FairStorage) -> list[str]:
    taken = []
    while (claim := storage.claim()) is not None:
        taken.append(claim.message.decode())
        storage.done(claim)
    return taken


def owner(storage: FairStorage, name: str) -> dict[str, int]:
    found = next(one for one in storage.owners() if one.owner == name)
    counts = {"waiting": found.waiting, "delayed": found.delayed, "working": found.working, "dead": found.dead}
    return {state: count for state, count in counts.items() if count}


class TestFairness:
    def test_small_owner_waits_for_one_task_of_each_other(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, [f"big{n}" for n in range(50)], "big")
        adapter.put_many(storage, [f"mid{n}" for n in range(3)], "mid")
        adapter.put(storage, "small0", "small")
        assert take_all(storage).index("small0") <= 2

    def test_reply_before_bulk_within_an_owner_then_first_come(self, adapter: Adapter, storage: FairStorage) -> None:
        for key, priority in (("bulk1", 0), ("low", -1), ("bulk2", 0), ("reply1", 1), ("reply2", 1)):
            adapter.put(storage, key, priority=priority)
        assert take_all(storage) == ["reply1", "reply2", "bulk1", "bulk2", "low"]

    def test_an_owner_that_comes_back_does_not_catch_up(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, [f"busy{n}" for n in range(20)], "busy")
        for _ in range(10):
            claim = storage.claim()
            assert claim is not None
            storage.done(claim)
        adapter.put_many(storage, [f"late{n}" for n in range(10)], "late")
        order = [key[:4] for key in take_all(storage)]
        assert order == [*itertools.islice(itertools.cycle(["late", "busy"]), 20)]

    def test_who_was_served_much_long_ago_is_not_held_back(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, [f"old{n}" for n in range(30)], "old")
        take_all(storage)
        adapter.put_many(storage, [f"new{n}" for n in range(30)], "new")
        adapter.put(storage, "old", "old")
        assert take_all(storage).index("old") <= 2

    def test_a_paused_owner_is_passed_over_and_gains_nothing(self, adapter: Adapter, storage: FairStorage) -> None:
        for name in ("a", "b"):
            adapter.put_many(storage, [f"{name}{n}" for n in range(8)], name)
        adapter.set_owner(storage, "a", paused=True)
        taken = []
        for _ in range(5):
            claim = storage.claim()
            assert claim is not None
            taken.append(claim.owner)
            storage.done(claim)
        assert taken == ["b"] * 5
        adapter.set_owner(storage, "a", paused=False)
        assert [key[0] for key in take_all(storage)] == ["a", *["a", "b"] * 3, "a", "a", "a", "a"]

    def test_a_cap_bounds_what_one_owner_works_at(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, [f"a{n}" for n in range(4)], "a")
        adapter.set_owner(storage, "a", cap=2)
        claims = [storage.claim() for _ in range(3)]
        assert claims[2] is None
        assert claims[0] is not None
        storage.done(claims[0])
        assert storage.claim() is not None
        assert storage.claim() is None
        adapter.set_owner(storage, "a", cap=None)
        assert storage.claim() is not None

    def test_a_weight_counts_for_work_in_progress(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.set_owner(storage, "b", weight=3)
        for name in ("a", "b"):
            adapter.put_many(storage, [f"{name}{n}" for n in range(8)], name)
        claims = [storage.claim() for _ in range(8)]
        assert [claim.owner for claim in claims if claim] == ["a", "b", "b", "b"] * 2

    def test_work_in_progress_comes_before_virtual_time(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.set_owner(storage, "b", weight=0.25)
        for name in ("a", "b"):
            adapter.put_many(storage, [f"{name}{n}" for n in range(4)], name)
        for expected in ("a", "b"):  # from here on b was served four times as much by its weight
            claim = storage.claim()
            assert claim is not None
            assert claim.owner == expected
            storage.done(claim)
        claims = [storage.claim() for _ in range(2)]
        assert [claim.owner for claim in claims if claim] == ["a", "b"]

    def test_backing_off_does_not_hide_other_owners(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "bad", "a")
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")
        adapter.put(storage, "good", "b")
        assert take_all(storage) == ["good"]

    def test_settings_stay_when_an_owner_has_nothing(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.set_owner(storage, "a", weight=2.5, cap=7, paused=True)
        adapter.put(storage, "k", "a")
        assert storage.claim() is None
        found = storage.owners()
        assert [(one.owner, one.weight, one.cap, one.paused, one.waiting) for one in found] == [("a", 2.5, 7, True, 1)]


class TestKeys:
    def test_same_key_waits_once_and_runs_again_when_added_while_working(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        adapter.put(storage, "k")
        claim = storage.claim()
        assert claim is not None
        assert storage.claim() is None
        adapter.put(storage, "k")
        storage.done(claim)
        again = storage.claim()
        assert again is not None
        storage.done(again)
        assert storage.counts() == {}
        assert owner(storage, "a") == {}

    def test_recovery_leaves_what_stands_alone(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        claim = storage.claim()
        assert claim is not None
        adapter.put(storage, "k", revive=False)
        storage.done(claim)
        assert storage.counts() == {}

    def test_queues_keep_apart(self, adapter: Adapter, storage: FairStorage) -> None:
        other = adapter.storage(queue="handler")
        adapter.put(storage, "k")
        adapter.put(other, "k")
        claim = storage.claim()
        assert claim is not None
        storage.done(claim)
        assert (storage.counts(), other.counts()) == ({}, {"waiting": 1})

    def test_rolled_back_work_adds_no_task(self, adapter: Adapter, storage: FairStorage) -> None:
        from app.queue.storage import TaskMessage

        with adapter.store.write() as work:
            storage.add(work, TaskMessage.make(b"x", "a", "x", 0))
        assert storage.claim() is None

    def test_settling_and_taking_are_one_step(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, ["k1", "k2"], "a")
        first = storage.claim()
        second = storage.claim(first)
        assert first is not None
        assert second is not None
        assert (second.key, storage.counts()) == ("k2", {"working": 1})
        assert storage.claim(second) is None
        assert storage.counts() == {}


class TestFailing:
    def test_failures_back_off_and_the_third_is_dead_until_requeued(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        for wait in (0, 5, 30):
            adapter.clock.advance(wait)
            claim = storage.claim()
            assert claim is not None
            storage.failed(claim, "no")
            assert storage.claim() is None
        adapter.clock.advance(7200)
        assert storage.claim() is None
        assert storage.counts() == {"dead": 1}
        assert owner(storage, "a") == {"dead": 1}
        adapter.put(storage, "k", revive=False)
        assert storage.claim() is None
        (dead,) = storage.dead()
        assert (dead.key, dead.owner, dead.message, dead.error, dead.attempts) == ("k", "a", b"k", "no", 3)
        assert dead.created_on == adapter.clock.now().replace(hour=8, minute=0, second=0)
        assert adapter.requeue(storage, [dead.task_id, dead.task_id + 1000]) == [dead.task_id]
        assert storage.dead() == []
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")  # it began from no failures: one more does not kill it
        assert storage.counts() == {"waiting": 1}

    def test_new_work_revives_the_dead(self, adapter: Adapter, storage: FairStorage) -> None:
        self._kill(adapter, storage, "k")
        adapter.put(storage, "k")
        assert take_all(storage) == ["k"]
        assert owner(storage, "a") == {}

    def test_work_added_during_the_last_failure_is_not_lost(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        for wait in (0, 5, 30):
            adapter.clock.advance(wait)
            claim = storage.claim()
            assert claim is not None
            adapter.put(storage, "k")
            storage.failed(claim, "no")
        assert storage.counts() == {"waiting": 1}
        assert storage.claim() is None
        adapter.clock.advance(30)
        assert take_all(storage) == ["k"]

    def test_the_dead_come_in_pages(self, adapter: Adapter, storage: FairStorage) -> None:
        for n in range(5):
            self._kill(adapter, storage, f"k{n}")
        first = storage.dead(limit=3)
        assert [one.key for one in first] == ["k0", "k1", "k2"]
        assert [one.key for one in storage.dead(first[-1].task_id, 3)] == ["k3", "k4"]

    def test_back_off_says_when_to_look_again(self, adapter: Adapter, storage: FairStorage) -> None:
        assert storage.next_due() == 60
        adapter.put(storage, "k")
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")
        assert storage.next_due() == pytest.approx(5)
        assert owner(storage, "a") == {"delayed": 1}
        adapter.clock.advance(5)
        assert storage.next_due() == 0

    def test_clock_set_back_does_not_hold_a_task(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")
        adapter.clock.leap(-86_400 * 400)
        assert storage.claim() is not None

    def _kill(self, adapter: Adapter, storage: FairStorage, key: str) -> None:
        adapter.put(storage, key)
        for wait in (0, 5, 30):
            adapter.clock.advance(wait)
            claim = storage.claim()
            assert claim is not None
            storage.failed(claim, "no")


class TestLeases:
    def test_a_dead_worker_loses_nothing_and_its_late_word_changes_nothing(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put(storage, "k")
        lost = storage.claim()
        assert lost is not None
        other = adapter.storage("there")
        assert other.reap() == 0
        assert other.holders() == {"here"}
        assert storage.holds(lost)
        assert other.reap(["here"]) == 1
        assert not storage.holds(lost)
        claim = other.claim()
        assert claim is not None
        storage.done(lost)
        storage.failed(lost, "late")
        assert other.counts() == {"working": 1}
        assert owner(other, "a") == {"working": 1}
        other.done(claim)
        assert other.counts() == {}
        assert other.holders() == set()

    def test_whoever_is_alone_takes_over_from_all_others(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, ["k1", "k2"], "a")
        assert storage.claim() is not None
        reborn = adapter.storage("reborn")
        mine = reborn.claim()
        assert mine is not None
        assert reborn.reap(others=True) == 1
        assert reborn.holds(mine)

    def test_what_no_thread_holds_is_given_back(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, ["one", "two"], "a")
        first, second = storage.claim(), storage.claim()
        assert first is not None
        assert second is not None
        storage.let_go(first)  # as when its end could not be written
        assert storage.reap() == 1
        assert storage.reap() == 0
        assert take_all(storage) == ["one"]
        storage.done(second)
        assert storage.counts() == {}

    def test_a_task_that_outlives_no_worker_dies_at_last(self, adapter: Adapter) -> None:
        """A power cut is not the task's fault, ten are."""
        adapter.put(adapter.storage(), "k")
        for n in range(MAX_LOSSES):
            worker = adapter.storage(f"w{n}")
            claim = worker.claim()
            assert claim is not None
            assert claim.losses == n
            if n >= SUSPECTED:
                worker.begin(claim)
            assert adapter.storage("observer").reap([f"w{n}"]) == 1
        storage = adapter.storage()
        assert storage.claim() is None
        assert [(one.key, one.error) for one in storage.dead()] == [("k", "worker_lost")]

    def test_of_what_is_suspected_only_what_began_dies(self, adapter: Adapter) -> None:
        """However often it is in hand when its process ends."""
        adapter.put_many(adapter.storage(), ["innocent", "guilty"], "a")
        for n in range(2 * MAX_LOSSES):
            worker = adapter.storage(f"w{n}")
            claims = [worker.claim(), worker.claim()]
            for claim in claims:
                if claim is not None and claim.key == "guilty" and claim.losses >= SUSPECTED:
                    worker.begin(claim)
            adapter.storage("observer").reap([f"w{n}"])
        storage = adapter.storage()
        assert [(one.key, one.error) for one in storage.dead()] == [("guilty", "worker_lost")]
        claim = storage.claim()
        assert claim is not None
        assert (claim.key, claim.losses) == ("innocent", SUSPECTED)

    def test_a_late_beginning_counts_for_nobody(self, adapter: Adapter) -> None:
        first, second = adapter.storage("w1"), adapter.storage("w2")
        adapter.put(first, "k")
        claim = first.claim()
        assert claim is not None
        second.reap(["w1"])
        first.begin(claim)
        again = second.claim()
        assert again is not None
        assert again.losses == 1

    def test_counts_are_what_the_tasks_say(self, adapter: Adapter, storage: FairStorage) -> None:
        adapter.put_many(storage, [f"a{n}" for n in range(3)], "a")
        adapter.put_many(storage, [f"b{n}" for n in range(3)], "b")
        claim = storage.claim()
        assert claim is not None
        storage.failed(claim, "no")
        assert storage.claim() is not None
        before = storage.owners()
        storage.recount()
        assert storage.owners() == before
        assert storage.counts() == {"waiting": 5, "working": 1}


class TestWaiting:
    def test_waiting_worker_is_woken_and_stopped(self, adapter: Adapter, storage: FairStorage) -> None:
        taken: list[bytes] = []

        def work() -> None:
            finished = None
            while (finished := storage.dequeue(finished)) is not None:
                taken.append(finished.message)
                seen.set()

        seen = threading.Event()
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        adapter.put(storage, "k")
        assert seen.wait(10)
        storage.stop()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()
        assert taken == [b"k"]
        assert storage.counts() == {}

    def test_another_process_is_woken(self, adapter: Adapter) -> None:
        if adapter.name != "redis":
            pytest.skip("one process works on SQLite; on PostgreSQL the office's line says it")
        backend = adapter.backend("there")
        there = backend.storage("flow")
        backend.start({"flow": there})
        taken = []
        thread = threading.Thread(target=lambda: taken.append(there.dequeue()))
        thread.start()
        adapter.put(adapter.storage("here"), "k")
        thread.join(10)
        assert not thread.is_alive()
        assert taken[0] is not None
