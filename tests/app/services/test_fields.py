"""Contact fields, and the passes over their values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.contracts.base import Actor
from app.errors import Invalid, OutpostError
from app.services import contact_keys, field_values, fields, recovery
from app.services.contact_service import Contacts
from app.services.fields import Fields, make_key
from app.services.groups import Groups
from app.store import tables
from tests.app.services.conversing import flow, import_flows, new_id, node, rows, run_queue
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def service(office: Office, actor: Actor | None = None) -> Fields:
    return Fields(office.core, actor or office.admin)


def values(office: Office) -> list[tables.ContactValue]:
    with office.store.read() as session:
        return session.query(tables.ContactValue).order_by(tables.ContactValue.contact_id).all()


@pytest.mark.parametrize(
    ("name", "key"), [("Date of Birth", "date_of_birth"), ("  A--B ", "a_b"), ("Âge", "ge"), ("年齢", ""), ("X9", "x9")]
)
def test_keys_of_names(name: str, key: str) -> None:
    assert make_key(name) == key


def test_a_new_field(office: Office) -> None:
    made = service(office).create(office.workspace, " Date of  Birth ", "datetime", show_in_table=True, agent_access="edit")
    assert (made.key, made.name, made.type) == ("date_of_birth", "Date of Birth", "datetime")
    assert (made.show_in_table, made.agent_access) == (True, "edit")
    assert service(office).create(office.workspace, "年齢", "number", "age").key == "age"
    assert [one.key for one in service(office).all(office.workspace)] == ["date_of_birth", "age"]


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"name": ""}, "name", "empty"),
        ({"name": "x" * 37}, "name", "too_long"),
        ({"name": "年齢"}, "key", "empty"),
        ({"name": "Name"}, "key", "reserved"),
        ({"name": "Tel"}, "key", "reserved"),
        ({"name": "1st"}, "key", "characters"),
        ({"name": "A", "key": "Not OK"}, "key", "characters"),
        ({"name": "A", "key": "a" * 37}, "key", "too_long"),
        ({"name": "A", "type": "colour"}, "type", "unknown"),
        ({"name": "A", "agent_access": "all"}, "agent_access", "unknown"),
        ({"name": "AGE"}, "name", "taken"),
        ({"name": "Other", "key": "age"}, "key", "taken"),
    ],
)
def test_what_can_not_be(office: Office, given: dict[str, Any], field: str, reason: str) -> None:
    service(office).create(office.workspace, "Age", "number")
    with pytest.raises(Invalid) as caught:
        service(office).create(office.workspace, **given)
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    assert len(rows(office, tables.ContactField)) == 1


def test_the_limit(office: Office) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).limits = {"fields": 1}
        work.commit()
    service(office).create(office.workspace, "One")
    with pytest.raises(OutpostError) as caught:
        service(office).create(office.workspace, "Two")
    assert caught.value.code == "limit_reached"


def test_an_order(office: Office) -> None:
    one, two, three = (service(office).create(office.workspace, name).uuid for name in ("One", "Two", "Three"))
    assert [field.uuid for field in service(office).arrange(office.workspace, [three, "nobody", one, three])] == [three, one, two]
    assert [field.uuid for field in service(office).all(office.workspace)] == [three, one, two]


def test_agents_see_what_they_may(office: Office) -> None:
    for access in fields.AGENT_ACCESS:
        service(office).create(office.workspace, f"F {access}", agent_access=access)  # type: ignore[arg-type]
    assert [one.key for one in service(office, office.people["agent"]).all(office.workspace)] == ["f_view", "f_edit"]


def test_what_is_in_use_stays(office: Office) -> None:
    made = service(office).create(office.workspace, "Age", "number")
    Groups(office.core, office.admin).create(office.workspace, "Adults", "age > 17")
    action = {"type": "set_contact_field", "uuid": new_id(), "field": {"key": "age", "name": "Age"}, "value": "1"}
    import_flows(office, flow("Set", node([action])))
    shown = service(office).all(office.workspace)[0]
    assert (shown.flows, shown.groups, shown.events) == (1, 1, 0)
    with pytest.raises(OutpostError) as caught:
        service(office).delete(office.workspace, made.uuid)
    assert (caught.value.code, caught.value.params["by"]) == ("in_use", "Adults, Set")


def test_deleted_and_restored_with_its_values(office: Office) -> None:
    made = service(office).create(office.workspace, "Age", "number")
    people = Contacts(office.core, office.admin)
    ada = people.create(office.workspace, name="Ada", fields={"age": "36"}).uuid
    service(office).delete(office.workspace, made.uuid)
    assert people.read(office.workspace, ada).fields == []
    with pytest.raises(Invalid):
        people.update(office.workspace, ada, fields={"age": "37"})
    service(office).create(office.workspace, "Alter", key="age")
    with pytest.raises(Invalid) as caught:
        service(office).restore(office.workspace, made.uuid)
    assert caught.value.params["reason"] == "taken"
    assert people.update(office.workspace, ada, fields={"age": "old"}).fields[0].text == "old"
    service(office).delete(office.workspace, next(one.uuid for one in service(office).all(office.workspace)))
    service(office).restore(office.workspace, made.uuid)
    assert [one.text for one in people.read(office.workspace, ada).fields] == ["36"]


def test_a_changed_type_reads_what_was_kept(office: Office) -> None:
    made = service(office).create(office.workspace, "Born", "text")
    people = Contacts(office.core, office.admin)
    ada = people.create(office.workspace, name="Ada", fields={"born": "10-12-1815"}).uuid
    assert people.read(office.workspace, ada).fields[0].value == "10-12-1815"
    service(office).update(office.workspace, made.uuid, type="datetime")
    assert (people.read(office.workspace, ada).fields[0].value or "").startswith("1815-12-10T")
    assert values(office)[0].datetime_key
    service(office).update(office.workspace, made.uuid, type="number", name="Birth")
    seen = people.read(office.workspace, ada).fields[0]
    assert (seen.name, seen.text, seen.value) == ("Birth", "10-12-1815", None)


def add_places(office: Office) -> None:
    with office.store.write() as work:
        gazetteer = tables.Gazetteer(
            country="RW", version="1", name="Rwanda", levels=[1, 1], files=[], imported_by="", imported_on=office.clock.now()
        )
        work.session.add(gazetteer)
        place = {"country": "RW"}
        country = tables.Location(**place, code="R", level=0, name="Rwanda", key="rwanda", path="Rwanda")
        work.session.add(country)
        work.session.flush()
        state = tables.Location(
            **place, code="R1", level=1, parent_id=country.id, name="Kigali City", key="kigali city", path="Rwanda > Kigali City"
        )
        work.session.add(state)
        work.session.get_one(tables.Workspace, office.workspace_id).country = "RW"
        work.commit()


def test_places_are_read_when_a_field_becomes_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_values, "BATCH", 2)
    add_places(office)
    made = service(office).create(office.workspace, "Home", "text")
    people = Contacts(office.core, office.admin)
    uuids = [people.create(office.workspace, fields={"home": text}).uuid for text in ("kigali city", "Mars", "Kigali City")]
    people.create(office.workspace)
    service(office).update(office.workspace, made.uuid, type="state")
    office.queue.drain()
    field_values._read_some(office.core, rows(office, tables.ContactField)[0].id)
    recovery.sweep(office.core)
    run_queue(office)
    places = [people.read(office.workspace, uuid).fields[0].value for uuid in uuids]
    assert places == ["Rwanda > Kigali City", None, "Rwanda > Kigali City"]
    assert [row.place_key for row in values(office)] == ["kigali city", None, "kigali city"]
    recovery.sweep(office.core)
    assert office.queue.drain() == []


def test_an_office_without_keys_gets_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the migration of an older office leaves it; killed after the first batch."""
    monkeypatch.setattr(field_values, "BATCH", 2)
    made = service(office).create(office.workspace, "Age", "number")
    for number in range(5):
        office.add_contact(f"C{number}", fields={made.uuid: {"text": str(number), "number": number}, "gone": {"text": "x"}})
    with office.store.write() as work:
        work.session.add(tables.Setting(name=field_values.KEYS, value={"cursor": 0}))
        work.commit()
    field_values._make_some_keys(office.core)
    assert len(values(office)) == 2
    recovery.sweep(office.core)
    run_queue(office)
    assert [row.number_key for row in values(office)] == [contact_keys.of_number(Decimal(n)) for n in range(5)]
    recovery.sweep(office.core)
    assert office.queue.drain() == []
