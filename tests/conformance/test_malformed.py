"""Cases that are no cases fail with their reason, and the others are judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.vectors import CaseResult, families, run_family

NEXT = {
    "label": "every day", "now": "2019-08-20T10:57:00", "timezone": "America/Los_Angeles", "repeat": "daily", "hour": 12,
    "minute": 35, "day_of_month": None, "days_of_week": None, "next_local": ["2019-08-20T12:35:00"], "error": None,
}  # fmt: skip
OFFSET = {"offset": 1, "unit": "week", "delivery_hour": None, "start": "2029-01-20", "scheduled": "2029-01-27T00:00:00"}
PHONE = {
    "input": "+250788123123", "country": "", "allow_short": True, "allow_sender_id": True, "urn": "tel:+250788123123",
    "error": None,
}  # fmt: skip
SAID = {"text": "JOIN", "channel": None, "contact": "cathy", "trigger": "join", "keyword": "Join"}
POP = {"name": "one", "push": [["a", "low", "1"]], "steps": [["pop", "a", "1"], ["done", "a"], ["done", "a"], ["active", {}]]}

RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "schedules/next_fire": ("schedule_next_fire", NEXT),
    "campaign_offsets": ("campaign_offsets", OFFSET),
    "other/phone_urns": ("phone_urns", PHONE),
    "other/split_text": ("split_text", {"text": "a", "max": 1, "parts": ["a"]}),
    "other/gsm7_segments": ("gsm7_segments", {"text": "a", "segments": 1}),
    "trigger_matching": ("trigger_matching", SAID),
    "other/fair_queue": ("fair_queue", POP),
}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("schedules/next_fire", {"label": None, "timezone": "Mars/Olympus"}, "Mars/Olympus"),
    ("schedules/next_fire", {"now": None}, "TypeError"),
    ("schedules/next_fire", {"next_local": []}, "expected []"),
    ("schedules/next_fire", {"repeat": "hourly"}, "'repeat'"),
    ("campaign_offsets", {"unit": "month"}, "refused: no such unit: 'month'"),
    ("campaign_offsets", {"offset": "1"}, "TypeError"),
    ("campaign_offsets", {"start": "soon"}, "soon"),
    ("campaign_offsets", {"scheduled": None}, "expected None"),
    ("other/phone_urns", {"input": 250788123123}, "AttributeError"),
    ("other/split_text", {"max": "1"}, "TypeError"),
    ("other/gsm7_segments", {"text": None}, "AttributeError"),
    ("trigger_matching", {"contact": "nobody"}, "nobody"),
    ("trigger_matching", {"trigger": None}, "expected (None, "),
    ("other/fair_queue", {"steps": [["steal", "a"]]}, "no such step: 'steal'"),
    ("other/fair_queue", {"steps": [["pop", "b", "1"]]}, "step 0 ['pop', 'b', '1']: expected 1 of b, got 1 of a"),
    ("other/fair_queue", {"push": [["a", "urgent", "1"]]}, "urgent"),
]
SHARED = {
    "timezone": "US/Eastern",
    "max_active_per_owner": 3,
    "contacts": {"cathy": []},
    "triggers": [{"id": "join", "type": "keyword", "keywords": ["Join"]}],
}


@pytest.mark.parametrize(("family", "wrong", "reason"), WRONG)
def test_one_that_is_wrong(tmp_path: Path, family: str, wrong: dict[str, Any], reason: str) -> None:
    right = RIGHT[family][1]
    before, bad, after = _judged(tmp_path, family, [right, {**right, **wrong}, right])
    assert before.passed, before.detail
    assert after.passed, after.detail
    assert not bad.passed
    assert reason in bad.detail


@pytest.mark.parametrize("family", RIGHT)
def test_one_that_lacks_something(tmp_path: Path, family: str) -> None:
    right = RIGHT[family][1]
    for key in right:
        results = _judged(tmp_path, family, [{name: value for name, value in right.items() if name != key}, right])
        assert len(results) == 2
        assert results[1].passed
        assert results[0].passed or f"KeyError: '{key}'" in results[0].detail


@pytest.mark.parametrize("family", RIGHT)
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cases": [1]}'])
def test_a_file_that_is_wrong_is_one_failure(tmp_path: Path, family: str, text: str) -> None:
    results = _results(tmp_path, family, text)
    assert [result.passed for result in results] == [False]


def _judged(folder: Path, family: str, cases: list[dict[str, Any]]) -> list[CaseResult]:
    return _results(folder, family, json.dumps({**SHARED, "cases": cases}))


def _results(folder: Path, family: str, text: str) -> list[CaseResult]:
    path = folder / "other" / f"{RIGHT[family][0]}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return run_family(family, families()[family], folder)
