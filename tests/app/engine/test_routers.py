"""Choosing exits: order of cases, errors, translated arguments, chance."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.envs import Environment
from tests.app.engine.office import Office, of_type, types

FLOW = "f0000000-0000-4000-8000-0000000000aa"
NODE = "e0000000-0000-4000-8000-0000000000aa"
YES, NO, OTHER = (f"d0000000-0000-4000-8000-00000000000{n}" for n in range(3))
CASE = "ca000000-0000-4000-8000-000000000001"


def case(kind: str, *arguments: str, category: str = YES, uuid: str = CASE) -> dict[str, Any]:
    return {"uuid": uuid, "type": kind, "arguments": list(arguments), "category_uuid": category}


def office_with(router: dict[str, Any], kin: dict[str, Any] | None = None) -> Office:
    exits = [{"uuid": f"11000000-0000-4000-8000-00000000000{n}"} for n in range(3)]
    names = zip((YES, NO, OTHER), ("Yes", "No", "Other"), exits, strict=True)
    categories = [{"uuid": uuid, "name": name, "exit_uuid": way["uuid"]} for uuid, name, way in names]
    flow = {
        "uuid": FLOW,
        "name": "Routers",
        "spec_version": "14.4.2",
        "language": "eng",
        "type": "messaging",
        "localization": {"kin": kin or {}},
        "nodes": [
            {
                "uuid": NODE,
                "actions": [],
                "router": {"result_name": "Choice", "categories": categories, **router},
                "exits": exits,
            }
        ],
    }
    office = Office({"flows": [flow]}, env=Environment.read({"allowed_languages": ["eng", "kin"]}))
    return office


def switch(operand: str, *cases: dict[str, Any], default: str | None = OTHER) -> dict[str, Any]:
    return {"type": "switch", "operand": operand, "cases": list(cases), "default_category_uuid": default}


def chosen(office: Office) -> dict[str, Any]:
    session, _ = office.start(FLOW)
    return session.runs[0].results["choice"].to_json()


def test_the_first_case_that_matches_wins() -> None:
    second = case("has_any_word", "yes", category=NO, uuid=CASE[:-1] + "2")
    result = chosen(office_with(switch('@("Yes!")', case("has_any_word", "yes"), second)))
    assert (result["value"], result["category"], result["input"]) == ("Yes", "Yes", "Yes!")


def test_without_a_match_the_default() -> None:
    result = chosen(office_with(switch('@("maybe")', case("has_any_word", "yes"))))
    assert (result["value"], result["category"]) == ("maybe", "Other")


def test_without_a_default_the_run_fails() -> None:
    session, sprint = office_with(switch('@("maybe")', case("has_any_word", "yes"), default=None)).start(FLOW)
    assert types(sprint) == ["run_started", "failure", "run_ended"]
    assert of_type(sprint, "failure")[0]["text"] == "Router failed to pick a category"
    assert session.status == "failed"


def test_a_case_that_errs_is_told_and_passed_over() -> None:
    wrong = case("has_number_lt", "@(1/0)")
    good = case("has_number", category=NO, uuid=CASE[:-1] + "2")
    session, sprint = office_with(switch("@(5)", wrong, good)).start(FLOW)
    assert len(of_type(sprint, "error")) >= 1
    assert session.runs[0].results["choice"].category == "No"


def test_an_operand_that_fails_is_an_error_that_can_be_tested() -> None:
    session, sprint = office_with(switch("@(1/0)", case("has_error"))).start(FLOW)
    assert of_type(sprint, "error") == []
    result = session.runs[0].results["choice"]
    assert (result.category, result.input) == ("Yes", "")


@pytest.mark.parametrize(("arguments", "category"), [(["yego"], "Yes"), (["yego", "oya"], "Other")])
def test_translated_arguments_count_if_there_are_as_many(arguments: list[str], category: str) -> None:
    office = office_with(switch('@("yego")', case("has_any_word", "yes")), {CASE: {"arguments": arguments}})
    office.contact.language = "kin"
    assert chosen(office)["category"] == category


def test_groups_of_a_pattern_are_the_extra() -> None:
    result = chosen(office_with(switch('@("Kigali 14")', case("has_pattern", r"^(\w+) (\d+)$"))))
    assert result["extra"] == {"0": "Kigali 14", "1": "Kigali", "2": "14"}


def test_chance_takes_every_way() -> None:
    office = office_with({"type": "random"})
    seen = {chosen(office)["category"] for _ in range(40)}
    assert seen == {"Yes", "No", "Other"}
