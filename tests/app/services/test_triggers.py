"""Keywords and catch-alls."""

from __future__ import annotations

from typing import Any

import pytest

from app.contracts.flows import MatchType
from app.errors import Invalid, NotFound
from app.services.keywords import Candidate, match_catch_all, match_keyword, read_keyword
from app.services.triggers import Triggers
from tests.app.services.conversing import flow, import_flows, node, send, stock_flow
from tests.app.support import Office
from tests.conformance.vectors import find_vectors, read_json


def published() -> list[Any]:
    folder = find_vectors()
    path = folder / "other" / "trigger_matching.json" if folder else None
    if path is None or not path.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="no conformance vectors here: set OUTPOST_VECTORS"))]
    data = read_json(path)
    return [pytest.param((data, case), id=f"{case['text']}/{case['channel']}/{case['contact']}") for case in data["cases"]]


@pytest.mark.parametrize("given", published())
def test_published_matches(given: Any) -> None:
    data, case = given
    candidates = [_candidate(item) for item in data["triggers"]]
    groups = data["contacts"][case["contact"]]
    match = match_keyword(candidates, case["text"], case["channel"], groups) or match_catch_all(
        candidates, case["channel"], groups
    )
    assert match is not None
    assert (match.trigger.id, match.keyword) == (case["trigger"], case["keyword"])


def _candidate(item: dict[str, Any]) -> Candidate:
    return Candidate(
        id=item["id"],
        type="catch_all" if item["type"] == "catchall" else "keyword",
        keywords=tuple(item.get("keywords", ())),
        match_type="only_word" if item.get("match") == "only" else "first_word",
        channel=item.get("channel"),
        groups=frozenset(item.get("groups", ())),
        exclude_groups=frozenset(item.get("exclude_groups", ())),
    )


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("stock", True),
        ("  STOCK  ", True),
        ("Stock: 12 boxes", True),
        ("stocks", False),
        ("the stock", False),
        ("", False),
        ("...", False),
    ],
)
def test_first_words(text: str, matches: bool) -> None:
    candidate = Candidate("1", "keyword", keywords=("stock",))
    assert (match_keyword([candidate], text) is not None) == matches


def test_case_and_composition_of_other_scripts_do_not_count() -> None:
    for keyword, said in (("école", "E\u0301COLE"), ("straße", "STRASSE"), ("привет", "ПРИВЕТ"), ("ሰላም", "ሰላም"), ("❤️", "❤")):
        read = read_keyword(keyword)
        assert read is not None
        assert match_keyword([Candidate("1", "keyword", keywords=(read,))], f"{said} x"), keyword


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("Join", "join"),
        (" join ", "join"),
        ("a" * 16, "a" * 16),
        ("a" * 17, None),
        ("two words", None),
        ("vmc-c1", None),
        ("", None),
        ("!", None),
        ("👍", "👍"),
        ("👍🏾", "👍"),
        ("👍👍", None),
        ("نعم", "نعم"),
    ],
)
def test_what_may_be_a_keyword(text: str, keyword: str | None) -> None:
    assert read_keyword(text) == keyword


@pytest.fixture
def stock(office: Office) -> str:
    made = stock_flow()
    import_flows(office, made)
    return str(made["uuid"])


def triggers(office: Office) -> Triggers:
    return Triggers(office.core, office.admin)


def test_a_keyword_belongs_to_one_trigger(office: Office, stock: str) -> None:
    first = triggers(office).create_keyword(office.workspace, stock, ["Stock", "STOCK", "boxes"])
    other = triggers(office).create_keyword(office.workspace, stock, ["boxes"], "only_word")
    assert (first.keywords, first.flow_name, first.match_type) == (["stock", "boxes"], "Stock", "first_word")
    assert [one.uuid for one in triggers(office).all(office.workspace)] == [other.uuid]


def test_a_workspace_has_one_catch_all_beside_its_keywords(office: Office, stock: str) -> None:
    keyword = triggers(office).create_keyword(office.workspace, stock, ["stock"])
    triggers(office).create_catch_all(office.workspace, stock)
    second = triggers(office).create_catch_all(office.workspace, stock)
    assert [one.uuid for one in triggers(office).all(office.workspace)] == [keyword.uuid, second.uuid]


def test_archiving(office: Office, stock: str) -> None:
    made = triggers(office).create_catch_all(office.workspace, stock)
    with pytest.raises(NotFound):
        triggers(office).archive(office.other_workspace, made.uuid)
    triggers(office).archive(office.workspace, made.uuid)
    assert triggers(office).all(office.workspace) == []


@pytest.mark.parametrize(
    ("keywords", "match_type", "why"),
    [
        ([], "first_word", ("keywords", "empty")),
        (["two words"], "first_word", ("keywords", "not_a_keyword")),
        ([f"k{number}" for number in range(101)], "first_word", ("keywords", "too_many")),
        (["stock"], "anywhere", ("match_type", "unknown")),
    ],
)
def test_what_is_refused(office: Office, stock: str, keywords: list[str], match_type: MatchType, why: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        triggers(office).create_keyword(office.workspace, stock, keywords, match_type)
    assert (caught.value.params["field"], caught.value.params["reason"]) == why


def test_flows_of_others_and_surveys_are_not_started_by_words(office: Office, stock: str) -> None:
    with pytest.raises(NotFound):
        triggers(office).create_keyword(office.other_workspace, stock, ["stock"])
    survey = flow("Survey", node([send("Hi")]), type="messaging_offline")
    import_flows(office, survey)
    with pytest.raises(Invalid):
        triggers(office).create_catch_all(office.workspace, survey["uuid"])
