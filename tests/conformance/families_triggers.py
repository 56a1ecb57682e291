"""Which trigger a message sets off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.services.keywords import (
    CATCH_ALL,
    FIRST_WORD,
    KEYWORD,
    ONLY_WORD,
    Candidate,
    Match,
    fold,
    match_catch_all,
    match_keyword,
)
from tests.conformance.vectors import CaseResult, Family, check, differs, read_json

Json = Mapping[str, Any]
TYPES = {"keyword": KEYWORD, "catchall": CATCH_ALL}
MATCHES = {"first": FIRST_WORD, "only": ONLY_WORD}


def trigger_matching(folder: Path) -> Iterator[CaseResult]:
    published = read_json(folder / "other" / "trigger_matching.json")
    for number, case in enumerate(published["cases"]):
        yield check(f"other/trigger_matching/{number}", partial(_check, case, published))


def _candidate(trigger: Json) -> Candidate:
    return Candidate(
        id=trigger["id"],
        type=TYPES[trigger["type"]],
        keywords=tuple(fold(keyword) for keyword in trigger.get("keywords") or ()),
        match_type=MATCHES[trigger.get("match", "first")],
        channel=trigger.get("channel"),
        groups=frozenset(trigger.get("groups") or ()),
        exclude_groups=frozenset(trigger.get("exclude_groups") or ()),
    )


def _check(case: Json, published: Json) -> str | None:
    candidates, groups = [_candidate(trigger) for trigger in published["triggers"]], published["contacts"][case["contact"]]
    found: Match | None = match_keyword(candidates, case["text"], case["channel"], groups)
    found = found or match_catch_all(candidates, case["channel"], groups)
    expected = (case["trigger"], fold(case["keyword"] or ""))
    return differs(expected, (found.trigger.id, found.keyword) if found else (None, ""))


FAMILIES: dict[str, Family] = {"trigger_matching": trigger_matching}
