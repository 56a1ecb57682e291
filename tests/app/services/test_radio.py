"""How much a phone is handed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import radio
from app.services.radio import Load, Rate

STOCK = radio.rate_of("relayer", None)
FAST = radio.rate_of("gateway", None)


def room(rate: Rate, load: Load, interval: float = 600.0) -> tuple[int, int, int]:
    """Replies, bulk, and what a long one may have."""
    found = radio.room(rate, radio.pace_of(rate, interval), load)
    return found.replies, found.bulk, found.alone


@pytest.mark.parametrize(
    ("kind", "config", "parts", "minutes"),
    [
        ("relayer", None, 29, 32),
        ("relayer", {"packs": 3}, 87, 32),
        ("relayer", {"packs": 0}, 29, 32),
        ("relayer", {"packs": "many"}, 29, 32),
        ("modem", None, 30, 3),
        ("modem", {"seconds_a_part": 60.0}, 30, 30),
        ("gateway", {"packs": 3}, 24, 1),
    ],
)
def test_rates(kind: str, config: object, parts: int, minutes: int) -> None:
    rate = radio.rate_of(kind, config)
    assert (rate.parts, rate.window.total_seconds()) == (parts, minutes * 60)


@pytest.mark.parametrize(
    ("gaps", "seconds"),
    [
        ((), 600),
        ((600,), 600),
        ((30,) * 5, 600),
        ((30,) * 6, 120),
        ((31, 45, 40, 30, 30, 300), 300),
        ((600, 28_000, 600), 1200),
    ],
)
def test_when_a_phone_is_expected(gaps: tuple[float, ...], seconds: float) -> None:
    assert radio.expected_interval(gaps) == seconds


@pytest.mark.parametrize(
    ("rate", "interval", "parts"),
    [(STOCK, 600, 10), (STOCK, 120, 2), (STOCK, 1200, 19), (STOCK, 1, 1), (FAST, 600, 240), (FAST, 120, 48)],
)
def test_pace(rate: Rate, interval: float, parts: int) -> None:
    pace = radio.pace_of(rate, interval)
    assert pace.parts == parts
    assert pace.seconds < interval, "a phone that comes as expected is never sent away empty"


@pytest.mark.parametrize(
    ("rate", "load", "expected"),
    [
        (STOCK, Load(), (9, 9, 29)),
        (FAST, Load(), (9, 9, 24)),
        (STOCK, Load(waiting=4), (5, 5, 0)),
        (STOCK, Load(waiting=9), (0, 0, 0)),
        (STOCK, Load(waiting=40), (0, 0, 0)),
        (STOCK, Load(sent=25), (4, 4, 4)),
        (STOCK, Load(sent=25, bulk=25), (4, 1, 4)),
        (STOCK, Load(sent=26, bulk=26), (3, 0, 3)),
        (STOCK, Load(sent=29), (0, 0, 0)),
        (STOCK, Load(sent=10, lately=10), (9, 0, 19)),
        (STOCK, Load(sent=7, lately=7), (9, 3, 22)),
        (STOCK, Load(refused=10), (9, 9, 19)),
        (STOCK, Load(refused=25), (9, 4, 15)),
        (STOCK, Load(refused=57), (1, 0, 1)),
        (STOCK, Load(refused=58), (0, 0, 0)),
        (FAST, Load(sent=20, waiting=2), (2, 2, 0)),
        (FAST, Load(sent=20, bulk=20), (4, 1, 4)),
    ],
)
def test_room(rate: Rate, load: Load, expected: tuple[int, int, int]) -> None:
    assert room(rate, load) == expected


@pytest.mark.parametrize(("version", "visits", "seconds"), [("1.9.8", 1, 600), ("", 1, 600), ("2.1.0", 2, 1200)])
def test_the_newer_app_has_what_it_is_handed_one_visit_late(version: str, visits: int, seconds: float) -> None:
    assert radio.visits_until_sent(version) == visits
    assert radio.expected_interval((), visits) == seconds
    assert radio.expected_interval((100,) * 6, visits) == 120 * visits


def test_a_pace_of_one_part_is_kept() -> None:
    pace = radio.pace_of(STOCK, 60)
    assert (pace.parts, radio.room(STOCK, pace, Load()).bulk, radio.room(STOCK, pace, Load(lately=1, sent=1)).bulk) == (1, 1, 0)


PARTS = st.integers(0, 100)


@given(
    st.sampled_from([STOCK, FAST, radio.rate_of("relayer", {"packs": 10})]),
    st.builds(Load, PARTS, PARTS, PARTS, PARTS, PARTS),
    st.floats(0, 100_000),
)
def test_never_more_than_fits(rate: Rate, load: Load, gap: float) -> None:
    found = radio.room(rate, radio.pace_of(rate, radio.expected_interval([gap] * 6)), load)
    assert 0 <= found.bulk <= found.replies <= radio.MOST
    assert found.replies + load.waiting <= max(radio.MOST, load.waiting)
    assert found.alone <= rate.parts


@given(st.sampled_from([STOCK, FAST]), st.floats(0, 100_000))
def test_one_that_has_nothing_to_do_is_always_given_something(rate: Rate, gap: float) -> None:
    assert radio.room(rate, radio.pace_of(rate, radio.expected_interval([gap] * 6)), Load()).bulk >= 1
