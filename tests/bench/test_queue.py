"""The benchmark of the queue in small: its parts run, and what they count adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import queue, queue_peer
from tests.bench.queue_poll import CALLBACKS_OF_CONTACT, Poll
from tests.support.servers import has_redis


@pytest.mark.real_process
def test_a_poll_of_forty(tmp_path: Path) -> None:
    figures = Poll(tmp_path / "office", 40, lambda _: None).run()
    assert figures["wrong"] == []
    assert figures["messages_handed"] == 80
    assert figures["answers_taken_in"] == 40
    assert figures["callbacks_taken_in"] == 40 * CALLBACKS_OF_CONTACT
    assert list(figures["phases"]) == ["start", "answers", "callbacks", "rest"]
    assert figures["passed"]["nothing lost or doubled"]


def test_pushing_popping_and_turns() -> None:
    storage = queue.PARTS["a"].run(0.0, lambda _: None)
    assert storage["adapters"]["sqlite"]["queued"] >= 990  # the rest of the ninety-nine small ones is cut off
    assert storage["adapters"].keys() == ({"sqlite", "redis"} if has_redis() else {"sqlite"})
    turns = queue.PARTS["b"].run(0.0, lambda _: None)
    assert all(turns["passed"].values()), turns["passed"]
    assert {(found["workers"], found["busy"]) for found in turns["positions"]} == {
        (n, busy) for n in (1, 2, 8) for busy in (1, 10)
    }
    assert len(turns["waits"]) == 3 * len(storage["adapters"])


@pytest.mark.real_process
def test_the_same_tasks_on_both_sides() -> None:
    part = queue.PARTS["c"]
    if (why := part.lacks()) is not None:
        pytest.skip(why)
    figures = queue_peer.compare(lambda _: None, tasks=60, rounds=1, workers=2, pools=("prefork",))
    assert figures["tasks_per_second"].keys() == {"sqlite", "celery prefork", "redis"}
    for found in figures["tasks_per_second"].values():
        assert {kind: len(one["rounds"]) for kind, one in found.items()} == {"noop": 1, "insert": 1}
    assert figures["times_the_better_celery"]["sqlite"]["noop"] > 0


def test_results_are_written_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(scale: float, say: queue.Say) -> queue.Figures:
        raise ZeroDivisionError

    parts = {
        "x": queue.Part("one", lambda scale, say: {"scale_seen": scale, "passed": {"it is fast": True}}),
        "y": queue.Part("two", fails),
        "z": queue.Part("three", fails, lambda: "no server"),
    }
    monkeypatch.setattr(queue, "PARTS", parts)
    out = tmp_path / "queue.json"
    assert queue.main(["--scale", "0.5", "--out", str(out)]) == 1  # one part failed
    written = json.loads(out.read_text())
    assert written["in_one_run"]
    assert written["parts"]["x"]["scale_seen"] == 0.5
    assert written["parts"]["y"]["failed"] == "ZeroDivisionError()"
    assert written["parts"]["z"]["skipped"] == "no server"
    assert queue.main(["--part", "x", "--out", str(out)]) == 1  # what failed earlier still stands there
    written = json.loads(out.read_text())
    assert not written["in_one_run"]
    assert [part["scale"] for part in written["parts"].values()] == [1.0, 0.5, 0.5]
    assert "it is fast" in queue.table(written)
