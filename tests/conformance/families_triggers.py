"""Which trigger a message sets off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.services.keywords import CATCH_ALL, FIRST_WORD, KEYWORD, ONLY_WORD, Candidate, Match, match_catch_all, match_keyword
from tests.conformance.vectors import CaseResult, Family, check, differs, read_json

Json = Mapping[str, Any]
TYPES = {"keyword": KEYWORD, "catchall": CATCH_ALL}
MATCHES = {"first": FIRST_WORD, "only": ONLY_WORD}


def trigger_matching(folder: Path) -> Iterator[CaseResult]:
    published = read_json(folder / "other" / "trigger_matching.json")
    candidates = [_candidate(trigger) for trigger in published["triggers"]]
    for number, case in enumerate(published["cases"]):
        groups = published["contacts"][case["contact"]]
        name = f"other/trigger_matching/{number}"
        yield check(name, lambda case=case, groups=groups: _check(candidates, case, groups))  # type: ignore[misc]


def _candidate(trigger: Json) -> Candidate:
    return Candidate(
        id=trigger["id"],
        type=TYPES[trigger["type"]],
        keywords=tuple(trigger.get("keywords") or ()),
        match_type=MATCHES[trigger.get("match", "first")],
        channel=trigger.get("channel"),
        groups=frozenset(trigger.get("groups") or ()),
        exclude_groups=frozenset(trigger.get("exclude_groups") or ()),
    )


def _check(candidates: list[Candidate], case: Json, groups: list[str]) -> str | None:
    found: Match | None = match_keyword(candidates, case["text"], case["channel"], groups)
    found = found or match_catch_all(candidates, case["channel"], groups)
    return differs((case["trigger"], case["keyword"]), (found.trigger.id, found.keyword) if found else None)


FAMILIES: dict[str, Family] = {"trigger_matching": trigger_matching}
