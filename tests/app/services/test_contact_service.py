"""What staff do with contacts: the rows, what follows, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.contracts.base import Actor
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import contact_changes, contact_deletion, contacts
from app.services.contact_service import Contacts
from app.services.fields import Fields
from app.services.groups import Groups
from app.services.tickets import Tickets
from app.services.topics import Topics
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, rows, run_queue, stock_flow
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def service(office: Office, actor: Actor | None = None) -> Contacts:
    return Contacts(office.core, actor or office.admin)


def create(office: Office, **values: Any) -> str:
    return service(office).create(office.workspace, **values).uuid


def one(office: Office, uuid: str) -> tables.Contact:
    found: tables.Contact = rows(office, tables.Contact, tables.Contact.uuid == uuid)[0]
    return found


def dirty(office: Office, contact: tables.Contact) -> int | None:
    with office.store.read() as session:
        found = session.get(tables.ContactDirty, contact.id)
        return found.revision if found else None


def add_field(office: Office, name: str, kind: Any = "text", **more: Any) -> str:
    return Fields(office.core, office.admin).create(office.workspace, name, kind, **more).uuid


def add_group(office: Office, name: str, query: str | None = None) -> str:
    uuid = Groups(office.core, office.admin).create(office.workspace, name, query).uuid
    run_queue(office)
    return uuid


def history(office: Office, contact: tables.Contact) -> list[tuple[str, int | None]]:
    return [(row.type, row.user_id) for row in rows(office, tables.ContactEvent, tables.ContactEvent.contact_id == contact.id)]


def audited(office: Office, method: str) -> list[tables.Audit]:
    return rows(office, tables.Audit, tables.Audit.method == method)


def test_a_new_contact_has_all_it_was_given(office: Office) -> None:
    add_field(office, "Age", "number")
    people, adults = add_group(office, "People"), add_group(office, "Adults", "age > 17")
    made = service(office).create(
        office.workspace,
        name=" Ada  Lovelace ",
        language="eng",
        urns=["0788 111 111", "tel:+250788222222"],
        fields={"age": "36"},
        groups=[people],
    )
    assert (made.name, made.language, made.status) == ("Ada Lovelace", "eng", "active")
    assert [urn.text for urn in made.urns] == [f"tel:{ADA}", f"tel:{BOB}"]
    assert [(one.key, one.text, one.value) for one in made.fields] == [("age", "36", "36")]
    assert {group.uuid for group in made.groups} == {people, adults}
    row = one(office, made.uuid)
    assert row.name_key == "ada lovelace" and dirty(office, row) == row.revision
    assert [value.text_key for value in rows_of_values(office)] == ["36"]
    assert [kind for kind, user in history(office, row) if user == office.admin.user_id] == [
        "contact_name_changed",
        "contact_language_changed",
        "contact_urns_changed",
        "contact_field_changed",
        "contact_groups_changed",
        "contact_groups_changed",
    ]
    assert [entry.subject for entry in audited(office, "contacts.create")] == [made.uuid]


def rows_of_values(office: Office) -> list[tables.ContactValue]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.ContactValue)))


def test_a_contact_without_anything_joins_the_smart_groups_it_matches(office: Office) -> None:
    nameless = add_group(office, "Nameless", 'name = ""')
    made = service(office).create(office.workspace)
    assert [group.uuid for group in made.groups] == [nameless]


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"name": "x" * 129}, "name", "too_long"),
        ({"language": "klingon"}, "language", "unknown"),
        ({"urns": ["tel:"]}, "urns", "invalid"),
        ({"urns": ["nonsense:1"]}, "urns", "invalid"),
        ({"urns": [f"tel:+2507881{n:05d}" for n in range(51)]}, "urns", "too_many"),
        ({"fields": {"height": "2"}}, "fields", "unknown"),
        ({"groups": ["c2f7bd4f-0000-4000-8000-000000000000"]}, "groups", "unknown"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_written(
    office: Office, values: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as caught:
        service(office).create(office.workspace, **values)
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    assert rows(office, tables.Contact) == []


def test_a_taken_urn_says_whose_it_is(office: Office) -> None:
    ada = create(office, name="Ada", urns=[f"tel:{ADA}"])
    bob = create(office, name="Bob")
    for change in (
        lambda: create(office, urns=[f"tel:{ADA}"]),
        lambda: service(office).update(office.workspace, bob, urns=[f"tel:{ADA}"]),
    ):
        with pytest.raises(OutpostError) as caught:
            change()
        assert caught.value.code == "urn_taken"
        assert caught.value.params == {"contact": ada, "name": "Ada"}


def test_an_update_changes_what_it_names(office: Office) -> None:
    add_field(office, "Age", "number")
    add_field(office, "Town")
    first, second = add_group(office, "First"), add_group(office, "Second")
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"], fields={"age": "36", "town": "Kigali"}, groups=[first])
    before = one(office, uuid)
    seen = service(office).update(office.workspace, uuid, name="Ada L", fields={"age": ""}, groups=[second])
    assert (seen.name, [urn.path for urn in seen.urns]) == ("Ada L", [ADA])
    assert {one.key: one.text for one in seen.fields} == {"town": "Kigali"}
    assert [group.uuid for group in seen.groups] == [second]
    after = one(office, uuid)
    assert after.revision == before.revision + 1 == dirty(office, after)


def test_an_update_without_change_leaves_the_contact_alone(office: Office) -> None:
    uuid = create(office, name="Ada")
    before = one(office, uuid)
    service(office).update(office.workspace, uuid, name="Ada")
    assert one(office, uuid).revision == before.revision
    assert len(audited(office, "contacts.update")) == 1


def test_a_urn_taken_away_is_free_and_its_messages_keep_it(office: Office) -> None:
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"])
    row, urn = one(office, uuid), rows(office, tables.ContactUrn)[0]
    office.add_msg(row, "hello", urn_id=urn.id)
    service(office).update(office.workspace, uuid, urns=[])
    assert service(office).read(office.workspace, uuid).urns == []
    other = create(office, name="Bob", urns=[f"tel:{ADA}"])
    assert [urn.path for urn in service(office).read(office.workspace, other).urns] == [ADA]
    assert [(row.id, row.contact_id) for row in rows(office, tables.ContactUrn)] == [(urn.id, one(office, other).id)]
    assert rows(office, tables.Msg)[0].urn_id == urn.id


def test_who_is_blocked_leaves_groups_and_flow_and_comes_back_by_undo(office: Office) -> None:
    import_flows(office, asking := stock_flow())
    add_keyword(office, asking["uuid"], "ask")
    line = Line(office, office.add_phone())
    group = add_group(office, "People")
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"], groups=[group])
    smart = add_group(office, "Named", 'name != ""')
    line.hear("ask")
    assert one(office, uuid).current_flow_id
    before = service(office).set_status(office.workspace, [uuid], "blocked")
    seen = service(office).read(office.workspace, uuid)
    assert (seen.status, seen.groups, seen.flow) == ("blocked", [], None)
    assert [row.status for row in rows(office, tables.Session)] == ["interrupted"]
    assert before[0].status == "active"
    assert service(office).put_back(office.workspace, before).changed == [uuid]
    seen = service(office).read(office.workspace, uuid)
    assert (seen.status, {group.uuid for group in seen.groups}) == ("active", {group, smart})


def test_many_are_changed_in_batches_and_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_changes, "BATCH", 2)
    uuids = [office.add_contact(f"C{n}").uuid for n in range(5)]
    assert len(service(office).set_status(office.workspace, uuids, "archived")) == 5
    assert service(office).counts(office.workspace) == {"active": 0, "blocked": 0, "stopped": 0, "archived": 5}
    assert len(audited(office, "contacts.set_status")) == 3


def test_a_contact_that_changes_meanwhile_is_changed_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = create(office, name="Ada")
    planned, races = contact_changes.plan, iter([True])

    def race(*arguments: Any) -> Any:
        if next(races, False):
            with office.store.write() as work:
                row = work.session.scalars(select(tables.Contact)).one()
                row.language, row.revision = "fra", row.revision + 1
                work.commit()
        return planned(*arguments)

    monkeypatch.setattr(contact_changes, "plan", race)
    seen = service(office).update(office.workspace, uuid, name="Ada L")
    assert (seen.name, seen.language) == ("Ada L", "fra")


def test_one_that_never_stands_still_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    uuid = create(office, name="Ada")
    planned = contact_changes.plan

    def race(*arguments: Any) -> Any:
        with office.store.write() as work:
            work.session.scalars(select(tables.Contact)).one().revision += 1
            work.commit()
        return planned(*arguments)

    monkeypatch.setattr(contact_changes, "plan", race)
    with pytest.raises(OutpostError) as caught:
        service(office).update(office.workspace, uuid, name="Ada L")
    assert (caught.value.code, caught.value.retryable) == ("contact_busy", True)
    assert one(office, uuid).name == "Ada"


def test_pages_go_through_all_once(office: Office) -> None:
    names = ["Zoë", "ada", "Ada", "", "bob", "Ädam"]
    uuids = [create(office, name=name) for name in names]
    for sort, wanted in (("newest", uuids[::-1]), ("oldest", uuids)):
        assert paged(office, sort=sort) == wanted
    by_name = [one(office, uuid).name_key for uuid in paged(office, sort="name")]
    assert by_name == sorted(by_name) and paged(office, sort="-name") == paged(office, sort="name")[::-1]


def paged(office: Office, **wanted: Any) -> list[str]:
    found: list[str] = []
    before = None
    while True:
        page = service(office).page(office.workspace, before=before, limit=2, **wanted)
        found += [line.uuid for line in page.rows]
        before = page.next
        if before is None:
            return found


def test_a_page_of_a_group_and_of_a_status(office: Office) -> None:
    group = add_group(office, "People")
    inside = [create(office, name=name, groups=[group]) for name in ("b", "a", "c")]
    create(office, name="outside")
    blocked = create(office, name="blocked")
    service(office).set_status(office.workspace, [blocked], "blocked")
    assert paged(office, group=group) == inside[::-1]
    assert paged(office, group=group, sort="name") == [inside[1], inside[0], inside[2]]
    assert paged(office, status="blocked") == [blocked]


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "1:\x00", "٣"])
def test_a_cursor_of_nobody_is_refused_or_harmless(office: Office, cursor: str) -> None:
    create(office, name="Ada")
    for sort in ("newest", "name"):
        try:
            service(office).page(office.workspace, sort=sort, before=cursor)
        except Invalid as error:
            assert error.params["reason"] == "not_a_cursor"


def test_lists_show_the_fields_that_tables_show(office: Office) -> None:
    add_field(office, "Town", show_in_table=True)
    add_field(office, "Age")
    create(office, name="Ada", urns=[f"tel:{ADA}"], fields={"town": "Kigali", "age": "36"})
    line = service(office).page(office.workspace).rows[0]
    assert (line.urn, line.fields) == (ADA, {"town": "Kigali"})


def test_a_workspace_that_hides_addresses_shows_none(office: Office) -> None:
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"])
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_anon = True
        work.commit()
    seen = service(office).read(office.workspace, uuid)
    assert [(urn.text, urn.path) for urn in seen.urns] == [("tel:********", "********")]
    assert seen.ref and seen.ref == service(office).page(office.workspace).rows[0].ref
    assert service(office).page(office.workspace).rows[0].urn == "********"
    shown = str(service(office).timeline(office.workspace, uuid))
    assert ADA not in shown and "tel:********" in shown
    with pytest.raises(Invalid) as caught:
        service(office).update(office.workspace, uuid, urns=[f"tel:{BOB}"])
    assert caught.value.params["reason"] == "hidden"


def test_a_deleted_contact_is_nobody(office: Office) -> None:
    add_field(office, "Town")
    group = add_group(office, "People")
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"], fields={"town": "Kigali"}, groups=[group])
    row = one(office, uuid)
    urn = rows(office, tables.ContactUrn)[0]
    for number in range(contact_deletion.BATCH + 5):
        office.add_msg(row, f"secret {number}", urn_id=urn.id)
    queued = office.add_msg(row, "not yet", "out", urn_id=urn.id)
    assert service(office).delete(office.workspace, [uuid, uuid, "nobody"]) == 1
    with pytest.raises(NotFound):
        service(office).read(office.workspace, uuid)
    gone = one(office, uuid)
    assert (gone.is_deleted, gone.name, gone.fields, gone.last_msg_id, gone.revision) == (True, "", {}, None, row.revision + 1)
    assert dirty(office, gone) == gone.revision
    assert rows(office, tables.Msg, tables.Msg.id == queued.id)[0].status == "failed"
    assert rows_of_values(office) == []
    assert service(office).counts(office.workspace)["active"] == 0
    again = create(office, name="New", urns=[f"tel:{ADA}"])
    run_queue(office)
    assert {msg.text for msg in rows(office, tables.Msg)} == {""}
    assert history(office, gone) == []
    with office.store.read() as session:
        assert list(contact_deletion.pending_tasks(session, 10)) == []
        assert ADA not in session.get_one(tables.ContactUrn, urn.id).identity
    assert [urn.path for urn in service(office).read(office.workspace, again).urns] == [ADA]


def test_a_deleted_contact_leaves_categories_and_no_answers(office: Office) -> None:
    contact = office.add_contact("Ada", "+250788111111")
    now = office.clock.now()
    common = {"workspace_id": office.workspace_id, "contact_id": contact.id, "created_on": now}
    result = {"name": "Age", "value": "31", "category": "Adult", "input": "I am 31", "node_uuid": "n", "created_on": "2026"}
    with office.store.write() as work:
        session = tables.Session(uuid="s", status="completed", type="messaging", state={"runs": []}, ended_on=now, **common)
        work.session.add(session)
        work.session.flush()
        for number in range(120):
            run = tables.Run(
                uuid=f"r{number}", session_id=session.id, status="completed", results={"age": result}, modified_on=now, **common
            )
            work.session.add(run)
        log = {"url": "http://lan", "status": "success", "status_code": 200, "elapsed_ms": 1, "request": "Ada", "response": ""}
        work.session.add(tables.HttpLog(**log, **common))
        work.commit()
    Contacts(office.core, office.admin).delete(office.workspace, [contact.uuid])
    run_queue(office)
    kept = {**result, "value": "", "input": ""}
    assert [run.results for run in rows(office, tables.Run)] == [{"age": kept}] * 120
    assert rows(office, tables.HttpLog) == []
    assert rows(office, tables.Session)[0].state is None


def test_a_deletion_that_was_killed_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_deletion, "BATCH", 3)
    contact = office.add_contact("Ada", ADA)
    for number in range(10):
        office.add_msg(contact, f"secret {number}")
    service(office).delete(office.workspace, [contact.uuid])
    office.queue.drain()
    contact_deletion._wipe_some(office.core, contact.id)
    with office.store.read() as session:
        tasks = list(contact_deletion.pending_tasks(session, 10))
    assert [task.args for task in tasks] == [(contact.id,)]
    assert sum(msg.text == "" for msg in rows(office, tables.Msg)) == 3
    contact_deletion.wipe(office.core, contact.id)
    assert {msg.text for msg in rows(office, tables.Msg)} == {""}


def test_a_person_of_another_workspace_does_not_reach_in(office: Office) -> None:
    other = office.add_contact("Other", workspace_id=office.other_workspace_id)
    with pytest.raises(NotFound):
        service(office).read(office.workspace, other.uuid)
    assert service(office).set_status(office.workspace, [other.uuid], "blocked") == []
    assert service(office).delete(office.workspace, [other.uuid]) == 0
    assert one(office, other.uuid).status == "active"


@pytest.mark.parametrize("uuids", [[], [str(n) for n in range(1001)]])
def test_too_few_and_too_many(office: Office, uuids: list[str]) -> None:
    for call in (service(office).delete, lambda space, some: service(office).set_status(space, some, "blocked")):
        with pytest.raises(Invalid):
            call(office.workspace, uuids)


def test_viewers_look_only(office: Office) -> None:
    viewer = service(office, office.people["viewer"])
    uuid = create(office, name="Ada")
    assert viewer.read(office.workspace, uuid).name == "Ada"
    for call in (
        lambda: viewer.update(office.workspace, uuid, name="Eve"),
        lambda: viewer.delete(office.workspace, [uuid]),
        lambda: viewer.create(office.workspace),
    ):
        with pytest.raises(Forbidden):
            call()
    assert one(office, uuid).name == "Ada"


def test_agents_see_their_contacts_and_edit_what_they_may(office: Office) -> None:
    add_field(office, "Town", agent_access="edit")
    add_field(office, "Age", agent_access="view")
    add_field(office, "Secret", agent_access="none")
    uuid = create(office, name="Ada", fields={"town": "Kigali", "age": "36", "secret": "x"})
    agent = service(office, office.people["agent"])
    with pytest.raises(NotFound):
        agent.read(office.workspace, uuid)
    open_ticket(office, uuid)
    assert [one.key for one in agent.read(office.workspace, uuid).fields] == ["town", "age"]
    assert [line.uuid for line in agent.page(office.workspace).rows] == [uuid]
    assert {one.text for one in agent.set_fields(office.workspace, uuid, {"town": "Huye"}).fields} == {"Huye", "36"}
    for key in ("age", "secret"):
        with pytest.raises(Invalid) as caught:
            agent.set_fields(office.workspace, uuid, {key: "1"})
        assert caught.value.params["reason"] == "forbidden"
    assert "secret" not in [entry.data.get("value") for entry in agent.timeline(office.workspace, uuid).rows]


def open_ticket(office: Office, contact: str) -> None:
    if not Topics(office.core, office.admin).all(office.workspace):
        Topics(office.core, office.admin).create(office.workspace, "General")
    topic = Topics(office.core, office.admin).all(office.workspace)[0]
    Tickets(office.core, office.admin).open(office.workspace, contact, topic.uuid)


def test_a_urn_of_nobody_is_not_found(office: Office) -> None:
    uuid = create(office, urns=[f"tel:{ADA}"])
    service(office).update(office.workspace, uuid, urns=[])
    with office.store.read() as session:
        assert contacts.find_by_urn(session, office.workspace_id, f"tel:{ADA}") is None
    assert contacts.may_claim_urn(office.store, create(office), f"tel:{ADA}")


def test_an_sms_from_a_freed_number_makes_a_new_contact(office: Office) -> None:
    uuid = create(office, name="Ada", urns=[f"tel:{ADA}"])
    service(office).update(office.workspace, uuid, urns=[])
    line = Line(office, office.add_phone())
    line.hear("hello")
    assert {row.contact_id for row in rows(office, tables.Msg)} == {
        row.id for row in rows(office, tables.Contact) if row.uuid != uuid
    }
