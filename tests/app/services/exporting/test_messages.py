"""Messages in RapidPro's columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.errors import OutpostError
from app.services import tallies
from app.services.exporting import context, messages
from app.services.exporting.messages import FOLDERS
from app.store import tables
from tests.app.services.exporting_office import add, add_field, add_flow, add_group, export, local, set_anonymous
from tests.app.support import Office

HEADER = [
    "Date",
    "Contact UUID",
    "Contact Name",
    "URN Scheme",
    "URN Value",
    "Flow",
    "Direction",
    "Text",
    "Attachments",
    "Status",
    "Channel",
    "Labels",
]


@pytest.fixture
def ada(office: Office) -> tables.Contact:
    return office.add_contact("Ada", "+250788111111")


def add_label(office: Office, name: str, *msgs: tables.Msg) -> tables.Label:
    now = office.clock.now()
    label = tables.Label(uuid=f"label-{name}", workspace_id=office.workspace_id, name=name, created_on=now, modified_on=now)
    add(office, label)
    add(office, *(tables.MsgLabel(label_id=label.id, msg_id=msg.id) for msg in msgs))
    return label


def test_all_columns(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    phone, flow = office.add_phone(), add_flow(office, "Stock")
    field = add_field(office, "age", "Age", "number")
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.Contact, ada.id).fields = {field.uuid: {"text": "41", "number": 41}}
        work.commit()
    inside, outside = add_group(office, "Nurses", ada), add_group(office, "Doctors")
    attachments = ["image/jpeg:/media/a.jpg", "audio:/media/b.m4a"]
    heard = office.add_msg(ada, "=1+1 & مرحبا", channel_id=phone.id, attachments=attachments)
    add_label(office, "Urgent", heard)
    add_label(office, "Answered", heard)
    office.clock.advance(60)
    office.add_msg(ada, "Thanks", "out", flow_id=flow.id, channel_id=phone.id, status="sent")
    rows = export(office, "messages", tmp_path, fields=["age"], groups=[outside.uuid, inside.uuid])
    about = [ada.uuid, "Ada", "tel", "+250788111111", 41, False, True]
    assert rows == [
        [*HEADER[:5], "Field:Age", "Group:Doctors", "Group:Nurses", *HEADER[5:]],
        [
            local(2026, 6, 1, 11, 0),
            *about,
            None,
            "IN",
            "=1+1 & مرحبا",
            "/media/a.jpg, /media/b.m4a",
            "handled",
            phone.name,
            "Answered, Urgent",
        ],
        [local(2026, 6, 1, 11, 1), *about, "Stock", "OUT", "Thanks", None, "sent", phone.name, None],
    ]


def test_csv(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    office.add_msg(ada, '=cmd "x",\nline two')
    rows = export(office, "messages", tmp_path, format="csv")
    about = [ada.uuid, "Ada", "tel", "+250788111111"]
    assert rows == [HEADER, ["2026-06-01 11:00:00", *about, "", "IN", '\'=cmd "x",\nline two', "", "handled", "", ""]]


def test_an_anonymous_workspace_shows_no_number(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    set_anonymous(office)
    office.add_msg(ada, "hello")
    rows = export(office, "messages", tmp_path)
    assert rows[0][4] == "Anon Value"
    assert rows[1][1:5] == [ada.uuid, "Ada", "tel", f"{ada.id:010d}"]
    assert "788111111" not in str(rows)


def test_days_are_the_workspace_s_and_both_count(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    """Kigali is two hours ahead of UTC."""
    for day, hour, minute in ((1, 21, 59), (1, 22, 0), (2, 12, 0), (3, 21, 59), (3, 22, 0)):
        at = dt.datetime(2026, 6, day, hour, minute, tzinfo=dt.UTC)
        office.add_msg(ada, f"{day} {hour}:{minute:02}", created_on=at)

    def texts(**params: str) -> list[str]:
        return [row[7] for row in export(office, "messages", tmp_path, **params)[1:]]

    assert texts(start="2026-06-02", end="2026-06-03") == ["1 22:00", "2 12:00", "3 21:59"]
    assert texts(end="2026-06-01") == ["1 21:59"]
    assert texts(start="2026-06-04") == ["3 22:00"]
    assert len(texts()) == 5


def test_folders_hold_what_is_counted_for_them(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    flow = add_flow(office, "Stock")
    for status in ("handled", "pending"):
        for visibility in ("visible", "archived", "deleted"):
            for flow_id in (None, flow.id):
                office.add_msg(ada, "in", status=status, visibility=visibility, flow_id=flow_id)
    for status in ("queued", "wired", "sent", "delivered", "read", "errored", "failed"):
        for visibility in ("visible", "deleted"):
            office.add_msg(ada, "out", "out", status=status, visibility=visibility)
    with office.store.read() as session:
        counted = tallies.read(session, "msgs")
    assert {folder: len(export(office, "messages", tmp_path, folder=folder)) - 1 for folder in FOLDERS} == counted
    assert len(export(office, "messages", tmp_path)) - 1 == sum(counted.values()) - counted["archived"] + 2  # two pending ones


def test_of_a_label(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    msgs = [office.add_msg(ada, f"m{n}") for n in range(4)]
    archived = office.add_msg(ada, "archived", visibility="archived")
    label = add_label(office, "Urgent", msgs[1], msgs[3], archived)
    rows = export(office, "messages", tmp_path, label=label.uuid)
    assert [row[7] for row in rows[1:]] == ["m1", "m3", "archived"]
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.Label, label.id).is_active = False
        work.commit()
    with pytest.raises(OutpostError, match="export_gone"):
        export(office, "messages", tmp_path, label=label.uuid)


def test_batches_join_without_gap_or_double(
    office: Office, ada: tables.Contact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many at the same moment, in both directions."""
    monkeypatch.setattr("app.services.exporting.messages.BATCH", 3)
    monkeypatch.setattr(messages, "_BY_TIME", messages._BY_TIME.limit(3))
    for n in range(20):
        office.add_msg(ada, f"m{n}", "in" if n % 3 else "out")
        if n in (8, 9):
            office.clock.advance(1)
    rows = export(office, "messages", tmp_path)
    assert [row[7] for row in rows[1:]] == [f"m{n}" for n in range(20)]


def test_other_workspaces_and_deleted_contacts(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    stranger = office.add_contact("Eve", "+250788999999", office.other_workspace_id)
    office.add_msg(stranger, "not yours")
    office.add_msg(ada, "mine")
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.Contact, ada.id).is_deleted = True
        work.commit()
    rows = export(office, "messages", tmp_path)
    assert [row[1:8] for row in rows[1:]] == [[None, None, None, None, None, "IN", "mine"]]


def test_reads_use_the_index(office: Office) -> None:
    if not office.store.is_sqlite:
        pytest.skip("SQLite's plan")
    query = messages._BY_TIME.where(tables.Msg.direction == "in")
    at = {"workspace_id": 1, "after": office.clock.now(), "after_id": 1}
    with office.store.read() as session:
        compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": False})
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", tuple(compiled.construct_params(at)[name] for name in compiled.positiontup or [])
        )
        steps = [row[3] for row in plan]
    assert "USING INDEX ix_msg_workspace_created" in steps[0]
    assert not any("TEMP B-TREE" in step for step in steps), steps


def test_spans_across_a_change_of_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start, end = context.span_of(dt.date(2026, 3, 29), dt.date(2026, 3, 29), berlin)
    assert start and end
    assert end - start == dt.timedelta(hours=23)
    assert context.span_of(None, None, berlin) == (None, None)
    assert context.span_of(dt.date.min, dt.date.max, dt.UTC)[1] is None
