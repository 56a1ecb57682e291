"""What a phone's radio can carry until it comes again: how much to hand it. Pure.

A phone keeps what it is handed in a queue of its own, first come first served, so that whatever lies there stands before the
next reply. Therefore it gets little at a time: it comes again as soon as it has something to report.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The relayer app counts what it sends, for each message pack, and stops before 30 within 32 minutes. Source: its own code.
PARTS_PER_PACK = 29
WINDOW = dt.timedelta(minutes=32)
# A modem sends its parts one by one; a message of more than so many fails as too long.
MODEM_PARTS = 30
MODEM_SECONDS_A_PART = 6.0
# Other programs: about one part every 2.5 seconds.
OTHER_PARTS = 24
OTHER_WINDOW = dt.timedelta(minutes=1)

MOST = 9  # parts that may lie before a reply: it is the tenth
RESERVED = 8  # one part in so many of a window is for replies only
POLL_SECONDS = 600.0  # the relayer's own job; later when it slept, sooner when it has something to say
KNOWN_GAPS = 6
LEAST_INTERVAL, MOST_INTERVAL = 120.0, 1200.0
# Looking back over the whole time would find the last hand-over again when the phone comes a little early.
PACED, VISITED = 0.85, 0.9


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `parts` in any `window`."""

    parts: int
    window: dt.timedelta

    @property
    def seconds_a_part(self) -> float:
        return self.window.total_seconds() / self.parts


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `parts` of bulk in so many `seconds`: as the radio's rate, spread evenly over its window."""

    parts: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """Parts that a phone has to do with.

    `waiting` lie in its queue; `refused` it will try again later, after all others; `sent` went out within the rate's window.
    `bulk` of these and of those that wait are bulk; `lately` is the bulk that waits or went out within the pace's seconds.
    """

    waiting: int = 0
    refused: int = 0
    sent: int = 0
    bulk: int = 0
    lately: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """Parts to hand over now: `replies` for anything, `bulk` of these for what is no reply, `unpaced` if replies wait anyhow.

    `is_tight`: it is the radio that sets the limit, not what may lie before a reply. `is_rested`: the first bulk message may take
    all of `replies`. `alone` is what a message that is larger may have, when it is handed over by itself; 0: the phone still has
    something before it. `at_best` is what that comes to while the phone keeps what it was refused.
    """

    replies: int
    bulk: int
    unpaced: int
    is_rested: bool = True
    is_tight: bool = False
    alone: int = 0
    at_best: int = 0

    @property
    def is_none(self) -> bool:
        return self.replies <= 0 and self.alone <= 0


def visits_until_sent(app_version: str) -> int:
    """How often a phone comes until it has what it is handed: the newer relayer acts on an answer one visit late."""
    return 2 if app_version.startswith("2.") else 1


def rate_of(kind: str, config: Any) -> Rate:
    """By the kind of channel; a relayer has `packs` message packs, a modem's SIM `seconds_a_part`."""
    known = config or {}
    if kind == "modem":
        seconds = known.get("seconds_a_part", MODEM_SECONDS_A_PART)
        return Rate(MODEM_PARTS, dt.timedelta(seconds=MODEM_PARTS * seconds))
    if kind != "relayer":
        return Rate(OTHER_PARTS, OTHER_WINDOW)
    packs = known.get("packs", 1)
    return Rate(PARTS_PER_PACK * (packs if isinstance(packs, int) and packs > 0 else 1), WINDOW)


def expected_interval(gaps: Sequence[float], visits: int = 1) -> float:
    """Seconds until a phone has come again by itself so many times, by the `gaps` between its latest visits.

    The longest counts: one that is handed too little for its silence sends less than it could. A few gaps prove nothing yet.
    """
    longest = max(gaps, default=0.0)
    if len(gaps) < KNOWN_GAPS:
        longest = max(longest, POLL_SECONDS)
    return min(max(longest, LEAST_INTERVAL) * visits, MOST_INTERVAL)


def pace_of(rate: Rate, interval: float) -> Pace:
    """What the radio can send until the phone comes again; at least one part."""
    parts = max(1, math.ceil(interval / rate.seconds_a_part))
    return Pace(parts, min(PACED * parts * rate.seconds_a_part, VISITED * interval))


def room(rate: Rate, pace: Pace, load: Load) -> Room:
    """Bulk keeps to the pace and leaves some of the window, so that a reply finds it free; replies may use all of it.

    What the network refused lies behind everything else and must not hold up the office: replies go past half a window of it.
    """
    free = rate.parts - load.sent - load.waiting
    in_the_way = min(load.refused, rate.parts // 2)
    most = 2 * rate.parts - load.refused  # where nothing leaves, more would only grow old
    beside = min(free - in_the_way, most - load.waiting)
    replies = max(0, min(MOST - load.waiting, beside))
    of_bulk = rate.parts - rate.parts // RESERVED - load.bulk
    unpaced = max(0, min(replies, free - load.refused, of_bulk))
    return Room(
        replies,
        bulk=max(0, min(unpaced, pace.parts - load.lately)),
        unpaced=unpaced,
        is_rested=load.lately == 0,
        is_tight=replies < MOST - load.waiting,
        alone=max(0, beside) if load.waiting == 0 else 0,
        at_best=max(0, min(rate.parts - in_the_way, most)),
    )


def fixed_room(rate: Rate, parts: int, load: Load, most: int | None = None) -> Room:
    """What the channel itself asked for; `most` parts for a message that goes by itself (None: all that the rate allows)."""
    parts = max(0, parts)
    alone = rate.parts if most is None else min(rate.parts, most)
    return Room(parts, parts, parts, alone=alone if parts and load.waiting == 0 else 0, at_best=alone)
