"""Contacts in the columns that RapidPro imports."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.errors import OutpostError
from app.store import tables
from tests.app.services.exporting_office import add, add_field, add_flow, add_group, export, local, set_anonymous
from tests.app.support import Office

FIRST = ["Contact UUID", "Name", "Language", "Status", "Created On", "Last Seen On"]


def set_values(office: Office, contact: tables.Contact, **values: Any) -> None:
    with office.store.write(durable=False) as work:
        row = work.session.get_one(tables.Contact, contact.id)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def add_urn(office: Office, contact: tables.Contact, scheme: str, path: str, priority: int = 1) -> None:
    values = {"identity": f"{scheme}:{path}", "scheme": scheme, "path": path, "priority": priority}
    add(office, tables.ContactUrn(workspace_id=office.workspace_id, contact_id=contact.id, **values))


def names(rows: list[list[Any]]) -> list[str]:
    return [row[1] for row in rows[1:]]


def test_all_columns(office: Office, tmp_path: Path) -> None:
    seen = office.clock.now() + dt.timedelta(days=1)
    ada = office.add_contact("Ada", "+250788111111", language="eng", last_seen_on=seen)
    bob = office.add_contact("Bob", status="stopped")
    add_urn(office, ada, "tel", "+250788111112")
    add_urn(office, bob, "telegram", "12345")
    add_urn(office, bob, "tel", "0788")
    kinds = ("text", "number", "datetime", "district")
    text, number, date, place = (add_field(office, kind, kind.title(), kind) for kind in kinds)
    set_values(
        office,
        ada,
        fields={
            text.uuid: {"text": "=evil"},
            number.uuid: {"text": "41.50", "number": 41.5},
            date.uuid: {"text": "1-6-1990", "datetime": "1990-06-01T22:30:00Z"},
            place.uuid: {"text": "gasabo", "district": "Rwanda > Kigali City > Gasabo"},
            "field of the past": {"text": "gone"},
        },
    )
    set_values(office, bob, fields={number.uuid: {"text": "many"}, date.uuid: {"text": "soon"}})
    group = add_group(office, "Nurses", bob)
    rows = export(office, "contacts", tmp_path, groups=[group.uuid])
    urns = ["URN:Tel", "URN:Tel", "URN:Telegram"]
    fields = ["Field:Text", "Field:Number", "Field:Datetime", "Field:District"]
    assert rows[0] == [*FIRST, *urns, *fields, "Group:Nurses"]
    began = local(2026, 6, 1, 11)
    assert rows[1:] == [
        [
            *(ada.uuid, "Ada", "eng", "Active", began, local(2026, 6, 2, 11)),
            *("+250788111111", "+250788111112", None),
            *("=evil", 41.5, local(1990, 6, 2, 0, 30), "Gasabo", False),
        ],
        [
            *(bob.uuid, "Bob", None, "Stopped", began, None),
            *("0788", None, "12345"),
            *(None, "many", "soon", None, True),
        ],
    ]


def test_anonymous(office: Office, tmp_path: Path) -> None:
    office.add_contact("Ada", "+250788111111")
    set_anonymous(office)
    rows = export(office, "contacts", tmp_path, format="csv")
    assert rows[0] == FIRST
    assert "788111111" not in str(rows)


def test_by_group_status_and_query(office: Office, tmp_path: Path) -> None:
    age, flow = add_field(office, "age", "Age", "number"), add_flow(office, "Stock")
    people = [office.add_contact(f"P{n}", f"+25078800000{n}", fields={age.uuid: {"text": str(n), "number": n}}) for n in range(6)]
    group = add_group(office, "Odd", *people[1::2])
    set_values(office, people[5], status="blocked")
    set_values(office, people[2], is_deleted=True)
    set_values(office, people[3], current_flow_id=flow.id)
    office.add_contact("Stranger", "+250788000009", office.other_workspace_id)
    assert names(export(office, "contacts", tmp_path)) == ["P0", "P1", "P3", "P4", "P5"]
    assert names(export(office, "contacts", tmp_path, group=group.uuid)) == ["P1", "P3", "P5"]
    assert names(export(office, "contacts", tmp_path, group=group.uuid, status="active")) == ["P1", "P3"]
    assert names(export(office, "contacts", tmp_path, query="age > 2")) == ["P3", "P4", "P5"]
    assert names(export(office, "contacts", tmp_path, query='flow = "Stock" OR tel ~ 0004')) == ["P3", "P4"]
    assert names(export(office, "contacts", tmp_path, query="group = odd", status="blocked")) == ["P5"]


def test_what_is_gone(office: Office, tmp_path: Path) -> None:
    group = add_group(office, "Odd")
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.ContactGroup, group.id).is_active = False
        work.commit()
    for params in ({"group": group.uuid}, {"query": "shoe_size = 43"}):
        with pytest.raises(OutpostError, match="export_gone"):
            export(office, "contacts", tmp_path, **params)


def test_batches_join(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.exporting.contacts.BATCH", 4)
    people = [office.add_contact(f"P{n}") for n in range(13)]
    group = add_group(office, "All", *people)
    assert names(export(office, "contacts", tmp_path)) == [one.name for one in people]
    assert names(export(office, "contacts", tmp_path, group=group.uuid)) == [one.name for one in people]
