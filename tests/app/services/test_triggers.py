"""Keywords and catch-alls."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from app.contracts.flows import MatchType, Schedule, TriggerSpec
from app.errors import Invalid, NotFound
from app.services.flows import Flows
from app.services.keywords import Candidate, match_keyword, read_keyword
from app.services.triggers import TYPES, Triggers
from app.store import tables
from tests.app.services.conversing import flow, import_flows, new_id, node, rows, send, stock_flow
from tests.app.support import START, Office


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
        ("❤️", "❤"),
        ("नमस्ते", "नमस्ते"),
        ("স্বাস্থ্য", "স্বাস্থ্য"),
        ("စာရင်း", "စာရင်း"),
        ("plh_start", "plh_start"),
        ("#join", None),
        ("join!", None),
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


# Of every type


WEEKLY = Schedule(START + dt.timedelta(hours=3), "weekly", "MF")


@pytest.fixture
def groups(office: Office, stock: str) -> list[str]:
    import_flows(office, groups=[{"uuid": new_id(), "name": name} for name in ("Nurses", "Mothers")])
    return [row.uuid for row in rows(office, tables.ContactGroup)]


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ("keyword", "schedule")])
def test_every_type_is_made_and_takes_the_place_of_its_like(office: Office, stock: str, kind: Any) -> None:
    first = triggers(office).create(office.workspace, TriggerSpec(kind, stock))
    second = triggers(office).create(office.workspace, TriggerSpec(kind, stock))
    assert [one.uuid for one in triggers(office).all(office.workspace)] == [second.uuid]
    assert [(one.uuid, one.is_archived) for one in triggers(office).archived(office.workspace)] == [(first.uuid, True)]
    back = triggers(office).restore(office.workspace, first.uuid)
    assert (back.uuid, back.is_archived) == (first.uuid, False)
    assert [one.uuid for one in triggers(office).archived(office.workspace)] == [second.uuid]


def test_only_triggers_of_the_same_scope_are_archived(office: Office, stock: str, groups: list[str]) -> None:
    phone = office.add_phone().uuid
    nurses, mothers = groups
    specs = [
        TriggerSpec("keyword", stock, ["stock"]),
        TriggerSpec("keyword", stock, ["stock"], channel=phone),
        TriggerSpec("keyword", stock, ["stock"], groups=[nurses]),
        TriggerSpec("keyword", stock, ["stock"], channel=phone, groups=[nurses], exclude_groups=[mothers]),
        TriggerSpec("keyword", stock, ["other"]),
        TriggerSpec("referral", stock, referrer_id="poster"),
        TriggerSpec("referral", stock, referrer_id="radio"),
    ]
    made = [triggers(office).create(office.workspace, spec) for spec in specs]
    assert [one.uuid for one in triggers(office).all(office.workspace)] == [one.uuid for one in made]
    triggers(office).create(office.workspace, TriggerSpec("keyword", stock, ["stock", "new"], groups=[nurses, mothers]))
    triggers(office).create(office.workspace, TriggerSpec("referral", stock, referrer_id="RADIO"))
    assert {one.uuid for one in triggers(office).archived(office.workspace)} == {made[2].uuid, made[6].uuid}
    assert (made[3].channel, made[3].groups, made[3].exclude_groups) == (phone, [nurses], [mothers])


def test_a_scheduled_trigger_and_its_schedule(office: Office, stock: str, groups: list[str]) -> None:
    asha = office.add_contact("Asha")
    made = triggers(office).create(
        office.workspace, TriggerSpec("schedule", stock, groups=[groups[0]], contacts=[asha.uuid], schedule=WEEKLY)
    )
    assert made.schedule == Schedule(WEEKLY.start, "weekly", "MF", WEEKLY.start)
    triggers(office).archive(office.workspace, made.uuid)
    assert [row.is_paused for row in rows(office, tables.Schedule)] == [True]
    office.clock.advance(14 * 86400)
    back = triggers(office).restore(office.workspace, made.uuid)
    assert back.schedule is not None
    assert back.schedule.next_fire == WEEKLY.start + dt.timedelta(days=14)
    later = Schedule(office.clock.now() + dt.timedelta(days=1))
    changed = triggers(office).update(
        office.workspace, made.uuid, TriggerSpec("schedule", stock, contacts=[asha.uuid], schedule=later)
    )
    assert (changed.groups, changed.contacts, changed.schedule) == ([], [asha.uuid], replace(later, next_fire=later.start))
    assert len(rows(office, tables.Schedule)) == 1


def test_what_a_trigger_says_can_be_changed(office: Office, stock: str, groups: list[str]) -> None:
    made = triggers(office).create(office.workspace, TriggerSpec("keyword", stock, ["stock"]))
    other = triggers(office).create(office.workspace, TriggerSpec("keyword", stock, ["boxes"]))
    spec = TriggerSpec("keyword", stock, ["Boxes", "stock"], "only_word", exclude_groups=[groups[0]])
    changed = triggers(office).update(office.workspace, made.uuid, spec)
    assert (changed.uuid, changed.keywords, changed.match_type) == (made.uuid, ["boxes", "stock"], "only_word")
    assert [one.uuid for one in triggers(office).archived(office.workspace)] == [other.uuid]
    with pytest.raises(Invalid):
        triggers(office).update(office.workspace, made.uuid, TriggerSpec("catch_all", stock))


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda flow, _: TriggerSpec("sunrise", flow), "type"),
        (lambda flow, _: TriggerSpec("keyword", flow), "keywords"),
        (lambda flow, _: TriggerSpec("schedule", flow, contacts=[]), "schedule"),
        (lambda flow, _: TriggerSpec("schedule", flow, schedule=WEEKLY), "groups"),
        (lambda flow, groups: TriggerSpec("schedule", flow, groups=groups, schedule=Schedule(START)), "schedule"),
        (
            lambda flow, groups: TriggerSpec("schedule", flow, groups=groups, schedule=replace(WEEKLY, days_of_week="X")),
            "schedule",
        ),
        (
            lambda flow, groups: TriggerSpec("schedule", flow, groups=groups, schedule=replace(WEEKLY, repeat="hourly")),
            "schedule",
        ),
        (lambda flow, _: TriggerSpec("catch_all", flow, schedule=WEEKLY), "schedule"),
        (lambda flow, groups: TriggerSpec("catch_all", flow, groups=groups, exclude_groups=groups), "exclude_groups"),
        (lambda flow, _: TriggerSpec("referral", flow, referrer_id="x" * 256), "referrer_id"),
    ],
)
def test_what_no_trigger_may_be(office: Office, stock: str, groups: list[str], make: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        triggers(office).create(office.workspace, make(stock, groups))
    assert caught.value.params["field"] == field
    assert rows(office, tables.Trigger) == rows(office, tables.Schedule) == []


def test_what_a_trigger_names_must_be_here(office: Office, stock: str) -> None:
    for spec in (
        TriggerSpec("catch_all", stock, channel=new_id()),
        TriggerSpec("catch_all", stock, groups=[new_id()]),
        TriggerSpec("schedule", stock, contacts=[new_id()], schedule=WEEKLY),
        TriggerSpec("catch_all", new_id()),
    ):
        with pytest.raises(NotFound):
            triggers(office).create(office.workspace, spec)


def test_a_trigger_of_an_archived_flow_does_not_come_back(office: Office, stock: str) -> None:
    made = triggers(office).create(office.workspace, TriggerSpec("catch_all", stock))
    Flows(office.core, office.admin).archive(office.workspace, stock)
    assert triggers(office).all(office.workspace) == []
    with pytest.raises(NotFound):
        triggers(office).restore(office.workspace, made.uuid)


def test_files_bring_every_type(office: Office, stock: str) -> None:
    phone = office.add_phone().uuid
    group = {"uuid": new_id(), "name": "Nurses"}
    ref = {"uuid": stock, "name": "Stock"}
    items = [{"trigger_type": code, "flow": ref, "groups": [group], "channel": phone, "keywords": []} for code in "CVMNRTIO"]
    named = {
        "trigger_type": "K",
        "keyword": "stock",
        "flow": ref,
        "exclude_groups": ["Mothers"],
        "channel": {"name": "Front desk"},
    }
    weekly = {"repeat": "monthly", "hour": 9, "minute": 30, "day_of_month": 31}
    scheduled = {"trigger_type": "S", "flow": ref, "groups": [group], "schedule": weekly}
    import_flows(office, triggers=[*items, named, scheduled])
    shown = triggers(office).all(office.workspace)
    assert sorted(one.type for one in shown) == sorted(TYPES)
    assert {one.channel for one in shown if one.type != "schedule"} == {phone}
    [day] = [one.schedule for one in shown if one.schedule]
    assert day is not None
    assert day.next_fire == dt.datetime(2026, 6, 30, 7, 30, tzinfo=dt.UTC)
    assert len(next(one for one in shown if one.type == "keyword").exclude_groups) == 1


def test_words_that_the_workspace_does_not_tell_apart_conflict(office: Office, stock: str) -> None:
    latin, lookalike = "cop", "с\u043eр"  # the second in Cyrillic
    first = triggers(office).create_keyword(office.workspace, stock, [latin])
    triggers(office).create_keyword(office.workspace, stock, [lookalike])
    assert triggers(office).archived(office.workspace) == []
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).input_collation = "confusables"
        work.commit()
    triggers(office).create_keyword(office.workspace, stock, [lookalike, "else"])
    assert first.uuid in {one.uuid for one in triggers(office).archived(office.workspace)}
