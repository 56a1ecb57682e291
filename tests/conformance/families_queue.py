"""Whose task is next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.app.queue.published import OnModel, play
from tests.conformance.vectors import CaseResult, Family, check, read_json


def fair_queue(folder: Path) -> Iterator[CaseResult]:
    """On the pure policy; `tests/app/queue` plays them on every storage."""
    published = read_json(folder / "other" / "fair_queue.json")
    for number, case in enumerate(published["cases"]):
        yield check(f"other/fair_queue/{number}", partial(play, case, published["max_active_per_owner"], OnModel()))


FAMILIES: dict[str, Family] = {"other/fair_queue": fair_queue}
