"""Which of many are asked how far they are: each is a call of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

# What is older has nothing on its way: after seven days the office sends no more of it, and a day is for the reports.
LIVELY = dt.timedelta(days=8)
MOST_ASKED = 30  # at one reading; the others are asked at the next

P = TypeVar("P")


class Item(Protocol):
    @property
    def uuid(self) -> str: ...

    @property
    def created_on(self) -> dt.datetime: ...


def progress_of(items: Iterable[Item], known: Mapping[str, P], now: dt.datetime, ask: Callable[[str], P]) -> dict[str, P]:
    """By UUID. Blocks: for a worker. `known` are those of which nothing is under way any more."""
    found: dict[str, P] = {}
    asked = 0
    for item in items:
        if item.uuid in known:
            found[item.uuid] = known[item.uuid]
        elif now - item.created_on < LIVELY and asked < MOST_ASKED:
            found[item.uuid], asked = ask(item.uuid), asked + 1
    return found
