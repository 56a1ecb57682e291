"""The benchmark of the store in small: it builds, measures, and its counters equal a recount."""

from __future__ import annotations

from pathlib import Path

from tests.bench.store import run
from tests.bench.store_office import Size


def test_a_small_office(tmp_path: Path) -> None:
    result = run(tmp_path / "office", Size(messages=20_000, sessions=300, contacts=600, repeats=20))
    assert result["counters_equal_a_recount"]
    assert 295 < result["size"]["waiting_sessions"] < 305
    assert result["resume_ms"]["count"] == 19
    assert result["search_ms"]["all"]["count"] > 50
    assert result["peers"]["search_rare"]["times"] > 0
