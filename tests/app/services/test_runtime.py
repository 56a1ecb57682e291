"""What conversations share: assets, locks and the universe."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from app.contracts.locations import PlacesFile
from app.engine.contact import Contact
from app.engine.groups import reevaluate
from app.engine.universe import Universe
from app.services import assets, contacts, conversations, turn
from app.services.assets import DatabaseAssets
from app.services.flow_runtime import runtime_of
from app.services.keywords import match_keyword
from app.services.locations import Locations
from app.services.triggers import Triggers
from app.services.universe import RealUniverse
from app.store import tables
from app.store.locks import Busy, KeyedLocks
from tests.app.services.conversing import add_keyword, import_flows, new_id, rows, stock_flow
from tests.app.support import ROLES, START, Office


def shared(office: Office, workspace_id: int | None = None) -> Any:
    with office.store.read() as session:
        return runtime_of(office.core).assets.get(session, workspace_id or office.workspace_id)


def edit(table: Any, **values: Any) -> Callable[[Office], None]:
    def do(office: Office) -> None:
        with office.store.write() as work:
            for row in work.session.query(table):
                for name, value in values.items():
                    setattr(row, name, value)
            work.commit()

    return do


def add_field(office: Office) -> None:
    with office.store.write() as work:
        row = tables.ContactField(uuid="f", workspace_id=office.workspace_id, key="age", name="Age", type="number")
        work.session.add(row)
        work.commit()


def add(office: Office, table: Any, **values: Any) -> Any:
    """A row of the first workspace."""
    now = office.clock.now()
    dated = {"created_on": now, "modified_on": now} if hasattr(table, "modified_on") else {}
    with office.store.write() as work:
        row = table(**{"uuid": new_id(), "workspace_id": office.workspace_id, **dated, **values})
        work.session.add(row)
        work.session.flush()
        work.commit()
    return row


def put(table: Any, **values: Any) -> Callable[[Office], None]:
    return lambda office: add(office, table, **values)


def add_subscriber(office: Office) -> None:
    hook = add(office, tables.Resthook, slug="new-registration")
    with office.store.write() as work:
        row = tables.ResthookSubscriber(resthook_id=hook.id, target_url="http://10.0.0.2/x", created_on=office.clock.now())
        work.session.add(row)
        work.commit()


def import_country(office: Office) -> None:
    content = b"country,state\nRwanda,Kigali City\n"
    Locations(office.core, office.admin).import_places("RW", [PlacesFile("places.csv", content)])


def change_flow(office: Office) -> None:
    [flow] = rows(office, tables.Flow)
    with office.store.read() as session:
        definition = session.get_one(tables.FlowRevision, (flow.id, 1)).definition
    import_flows(office, {**definition, "name": "Renamed"})


@pytest.mark.parametrize(
    "change",
    [
        add_field,
        change_flow,
        edit(tables.Channel, name="Renamed"),
        edit(tables.Channel, state="released"),
        edit(tables.Channel, country="KE"),
        edit(tables.Workspace, timezone="Africa/Nairobi"),
        edit(tables.Workspace, languages=["fra"]),
        edit(tables.Flow, is_archived=True),
        edit(tables.Trigger, is_archived=True),
        lambda office: Triggers(office.core, office.admin).create_catch_all(office.workspace, rows(office, tables.Flow)[0].uuid),
        lambda office: office.add_phone(name="Second"),
        put(tables.Label, name="Urgent"),
        put(tables.Global, key="org_name", name="Org Name", value="Clinic"),
        put(tables.Topic, name="Sales"),
        put(tables.Template, name="hello", translations=[]),
        put(tables.Resthook, slug="new-registration"),
        add_subscriber,
        import_country,
        edit(tables.User, name="Renamed"),
        edit(tables.User, is_active=False),
        edit(tables.Membership, role="viewer"),
        edit(tables.Workspace, input_collation="confusables"),
        edit(tables.Workspace, is_anon=True),
        lambda office: import_flows(office, stock_flow("Other"), groups=[{"uuid": "g", "name": "Nurses"}]),
    ],
)
def test_assets_are_read_anew_when_something_changed(office: Office, change: Callable[[Office], None]) -> None:
    office.add_phone()
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    before = shared(office)
    assert shared(office) is before
    change(office)
    after = shared(office)
    assert after is not before
    assert shared(office) is after


def test_assets_are_those_of_the_workspace(office: Office) -> None:
    office.add_phone()
    made = stock_flow()
    import_flows(
        office, made, fields=[{"key": "age", "name": "Age", "type": "number"}], groups=[{"name": "Nurses", "query": "age > 3"}]
    )
    mine, others = shared(office), shared(office, office.other_workspace_id)
    assert [channel.name for channel in mine.assets.channels()] == ["Front desk"]
    assert [field.key for field in mine.assets.fields()] == ["age"]
    assert [(group.name, group.query) for group in mine.assets.groups()] == [("Nurses", "age > 3")]
    assert mine.assets.flow(made["uuid"]).name == "Stock"
    assert list(mine.flows) == [made["uuid"]]
    assert others.assets.flow(made["uuid"]) is None
    assert (others.assets.channels(), others.assets.fields(), others.assets.groups()) == ([], [], [])
    assert (others.flows, others.candidates) == ({}, [])


def test_every_kind_is_as_goflows_asset_files_have_it(office: Office) -> None:
    group = add(office, tables.ContactGroup, name="Nurses")
    add(office, tables.Label, uuid="label", name="Urgent")
    add(office, tables.Global, key="org_name", name="Org Name", value="Clinic")
    add(office, tables.Topic, uuid="topic", name="Sales")
    add(office, tables.Template, uuid="template", name="hello", translations=[{"locale": "eng", "variables": [{"type": "text"}]}])
    add(office, tables.Campaign, uuid="campaign", name="Reminders", group_id=group.id)
    add_subscriber(office)
    import_country(office)
    source = DatabaseAssets(office.store, office.workspace_id)
    assert source.objects("groups") == [{"uuid": group.uuid, "name": "Nurses", "query": ""}]
    assert source.objects("labels") == [{"uuid": "label", "name": "Urgent"}]
    assert source.objects("globals") == [{"key": "org_name", "name": "Org Name", "value": "Clinic"}]
    assert [topic["name"] for topic in source.objects("topics")] == ["General", "Sales"]
    assert source.objects("templates")[0]["translations"] == [{"locale": "eng", "variables": [{"type": "text"}]}]
    assert source.objects("campaigns") == [
        {"uuid": "campaign", "name": "Reminders", "group": {"uuid": group.uuid, "name": "Nurses"}}
    ]
    assert source.objects("resthooks") == [{"slug": "new-registration", "subscribers": ["http://10.0.0.2/x"]}]
    assert source.objects("locations") == [{"name": "Rwanda", "children": [{"name": "Kigali City", "children": []}]}]
    assert source.objects("llms") == []
    known = shared(office).assets
    assert known.template("template").translations[0].variables == ("text",)
    assert known.resthook("new-registration").subscribers == ("http://10.0.0.2/x",)
    assert (known.topic_named("general").name, known.label_named("urgent").uuid) == ("General", "label")
    assert (known.globals()[0].value, known.campaign("campaign").name) == ("Clinic", "Reminders")


def test_people_of_every_role_are_users_and_strangers_are_not(office: Office) -> None:
    source = DatabaseAssets(office.store, office.workspace_id)
    users = source.objects("users")
    assert [user["email"] for user in users] == ["admin", *ROLES]
    assert set(users[0]) == {"uuid", "name", "email"}
    assert shared(office).assets.user_by_email("AGENT").name == "Agent"
    others = DatabaseAssets(office.store, office.other_workspace_id).objects("users")
    assert [user["email"] for user in others] == ["admin"]
    with office.store.write() as work:
        work.session.get_one(tables.User, office.people["agent"].user_id).is_active = False
        work.commit()
    assert shared(office).assets.user_by_email("agent") is None


@pytest.mark.parametrize(
    ("kind", "table", "values"),
    [
        ("fields", tables.ContactField, {"key": "age", "name": "Age", "type": "number"}),
        ("groups", tables.ContactGroup, {"name": "Nurses"}),
        ("labels", tables.Label, {"name": "Urgent"}),
        ("globals", tables.Global, {"key": "a", "name": "A", "value": ""}),
        ("topics", tables.Topic, {"name": "Sales"}),
        ("templates", tables.Template, {"name": "hello", "translations": []}),
        ("resthooks", tables.Resthook, {"slug": "a"}),
    ],
)
def test_what_was_deleted_is_no_asset(office: Office, kind: str, table: Any, values: dict[str, Any]) -> None:
    source = DatabaseAssets(office.store, office.workspace_id)
    before = len(source.objects(kind))
    row = add(office, table, **values)
    assert len(source.objects(kind)) == before + 1
    assert len(DatabaseAssets(office.store, office.other_workspace_id).objects(kind)) == before
    with office.store.write() as work:
        work.session.get_one(table, row.id).is_active = False
        work.commit()
    assert len(source.objects(kind)) == before


@pytest.mark.parametrize("query", ["gone > 3", "((", "age >", "(" * 5000 + "age = 3" + ")" * 5000])
def test_a_query_that_can_not_be_read_breaks_nothing(office: Office, query: str) -> None:
    add(office, tables.ContactGroup, name="Broken", query=query)
    add(office, tables.ContactGroup, uuid="good", name="Adas", query='name = "Ada"')
    found = shared(office)
    contact = Contact.read(
        {"uuid": new_id(), "name": "Ada", "status": "active", "created_on": "2026-01-01T00:00:00Z"}, found.assets
    )
    event = reevaluate(contact, found.assets, found.env, runtime_of(office.core).universe)
    assert event is not None
    assert [group["uuid"] for group in event["groups_added"]] == ["good"]


def test_triggers_bring_their_channel_groups_and_the_workspaces_collation(office: Office) -> None:
    channel, made = office.add_phone(), stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    nurses, doctors = add(office, tables.ContactGroup, name="Nurses"), add(office, tables.ContactGroup, name="Doctors")
    [trigger] = rows(office, tables.Trigger)
    with office.store.write() as work:
        work.session.get_one(tables.Trigger, trigger.id).channel_id = channel.id
        for group, is_exclusion in ((nurses, False), (doctors, True)):
            work.session.add(tables.TriggerGroup(trigger_id=trigger.id, group_id=group.id, is_exclusion=is_exclusion))
        work.session.get_one(tables.Workspace, office.workspace_id).input_collation = "confusables"
        work.commit()
    [candidate] = shared(office).candidates
    assert (candidate.channel, candidate.groups, candidate.exclude_groups) == (
        channel.uuid,
        frozenset({nurses.uuid}),
        frozenset({doctors.uuid}),
    )
    assert candidate.collation == "confusables"
    assert match_keyword([candidate], "\u0455tock", channel.uuid, [nurses.uuid])
    assert not match_keyword([candidate], "stock", channel.uuid, [])
    assert not match_keyword([candidate], "stock", channel.uuid, [nurses.uuid, doctors.uuid])


def test_asking_for_the_revision_reads_one_row_by_its_key(office: Office) -> None:
    statement = str(assets._REVISION.compile(dialect=sqlite.dialect(paramstyle="named")))
    with office.store.engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + re.sub(r":\w+", "1", statement)))]
    assert plan == ["SEARCH workspace USING INTEGER PRIMARY KEY (rowid=?)"]


def test_the_environment_is_the_workspaces(office: Office) -> None:
    env = shared(office).env.to_json()
    assert (env["timezone"], env["allowed_languages"], env["default_country"]) == ("Africa/Kigali", ["eng"], "RW")
    assert (env["date_format"], env["time_format"]) == ("DD-MM-YYYY", "tt:mm")
    assert (env["input_collation"], env["redaction_policy"]) == ("default", "none")
    edit(tables.Workspace, is_anon=True, input_collation="arabic_variants")(office)
    env = shared(office).env.to_json()
    assert (env["input_collation"], env["redaction_policy"]) == ("arabic_variants", "urns")
    edit(tables.Workspace, timezone="Nowhere/Land")(office)
    assert shared(office).env.to_json()["timezone"] == "UTC"


def test_one_runtime_a_store(office: Office) -> None:
    assert runtime_of(office.core) is runtime_of(office.core)


def test_a_lock_is_held_by_one_and_leaves_nothing() -> None:
    locks, inside, most = KeyedLocks(), 0, 0

    def enter() -> None:
        nonlocal inside, most
        for _ in range(50):
            with locks.hold("a"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    with locks.hold("b"):
        assert len(locks) >= 1
    for thread in threads:
        thread.join()
    assert (most, len(locks)) == (1, 0)
    with pytest.raises(ZeroDivisionError), locks.hold("a"):
        raise ZeroDivisionError
    assert len(locks) == 0


def test_of_several_keys_those_are_held_that_are_free() -> None:
    locks, told = KeyedLocks(), []
    with locks.hold("b"), locks.hold_free(["a", "b", "c", "a"]) as held:
        assert held == {"a", "c"}
        with locks.hold_free(["a", "d"]) as others:
            assert others == {"d"}
        entered = threading.Event()
        thread = threading.Thread(target=lambda: _hold(locks, "a", entered))
        thread.start()
        assert not entered.is_set()
        told.append(len(locks))
    thread.join()
    assert entered.is_set()
    assert told == [3]
    assert len(locks) == 0


def test_whoever_can_not_be_told_leaves_nothing_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.locks.PATIENCE_SECONDS", 0.01)
    locks = KeyedLocks()

    def tell() -> None:
        raise OSError("the database is away")

    def wait_for_all() -> None:
        for key in "abc":
            with suppress(Busy), locks.hold(key, tell):
                pass

    with locks.hold_free("abc"):
        thread = threading.Thread(target=wait_for_all)
        thread.start()
        thread.join()
    assert len(locks) == 0


def _hold(locks: KeyedLocks, key: str, entered: threading.Event) -> None:
    with locks.hold(key):
        entered.set()


def test_the_universe_follows_the_clock(office: Office) -> None:
    universe: Universe = RealUniverse(office.clock, runtime_of(office.core).universe.http)
    assert universe.now().to_datetime() == START
    first = universe.uuid7()
    office.clock.advance(1)
    assert first < universe.uuid7()
    assert first[14] == "7"
    assert universe.uuid4()[14] == "4"
    assert 0 <= universe.random() < 1
    assert {universe.random_int(3) for _ in range(200)} == {0, 1, 2}


# The outbox's own are looked at in `test_outbox_turns`.
HOT = {
    "next inbound": conversations._PENDING[0],
    "next event": conversations._PENDING[1],
    "contact": turn._CONTACT_AND_SESSION,
    "urn": contacts._BY_URN,
}


@pytest.mark.parametrize("name", HOT)
def test_what_runs_for_every_message_reads_an_index_in_order(office: Office, name: str) -> None:
    statement = str(HOT[name].compile(dialect=sqlite.dialect(paramstyle="named")))
    with office.store.engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + re.sub(r":\w+", "1", statement)))]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN") or ("TEMP B-TREE" in step and name != "contact")]
    if name == "next messages":
        assert "ix_msg_unsent (channel_id=? AND status=? AND workspace_id=? AND priority=?)" in plan[0]
