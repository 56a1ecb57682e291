"""Folders, labels, and what staff do with many messages at once: the same on both databases."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update

from app.contracts.messages import FAILED_REASONS, MAX_MSGS, BulkResult
from app.errors import Forbidden, Invalid, NotFound
from app.ids import uuid4
from app.services import media, media_refs, msg_actions
from app.services.folders import folder_of
from app.services.messages import Messages
from app.services.outbox import Outbox
from app.store import tables
from app.store.folders import FOLDERS
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office

KINDS: list[tuple[str | None, dict[str, Any]]] = [
    ("inbox", {}),
    ("flows", {"flow": True}),
    ("archived", {"visibility": "archived"}),
    ("archived", {"visibility": "archived", "flow": True}),
    (None, {"visibility": "deleted"}),
    (None, {"visibility": "deleted_by_sender"}),
    (None, {"status": "pending"}),
    ("outbox", {"direction": "out", "status": "queued"}),
    ("outbox", {"direction": "out", "status": "errored", "flow": True}),
    *(("sent", {"direction": "out", "status": status}) for status in ("wired", "sent", "delivered", "read")),
    ("failed", {"direction": "out", "status": "failed"}),
    (None, {"direction": "out", "status": "sent", "visibility": "deleted"}),
]


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def messages(office: Office) -> Messages:
    return Messages(office.core, office.people["editor"])


def add_label(office: Office, name: str, workspace_id: int | None = None, **values: Any) -> tables.Label:
    now = office.clock.now()
    with office.store.write() as work:
        label = tables.Label(
            uuid=uuid4(), workspace_id=workspace_id or office.workspace_id, name=name, created_on=now, modified_on=now, **values
        )
        work.session.add(label)
        work.commit()
    return label


def add_flow(office: Office) -> tables.Flow:
    now = office.clock.now()
    values = {"type": "messaging", "language": "eng", "revision": 1, "expire_after_minutes": 10, "nodes": 1}
    with office.store.write() as work:
        flow = tables.Flow(uuid=uuid4(), workspace_id=office.workspace_id, name="F", created_on=now, modified_on=now, **values)
        work.session.add(flow)
        work.commit()
    return flow


def add_kinds(office: Office) -> list[tuple[str | None, tables.Msg]]:
    flow = add_flow(office)
    contact = office.add_contact("Amina", "+250788000010")
    elsewhere = office.add_contact("Else", workspace_id=office.other_workspace_id)
    made = []
    for folder, values in KINDS:
        own = {"flow_id": flow.id if values.get("flow") else None, **{k: v for k, v in values.items() if k != "flow"}}
        made.append((folder, office.add_msg(contact, "hello", **own)))
        office.add_msg(elsewhere, "other", **{k: v for k, v in own.items() if k != "flow_id"})
    return made


def inbox(office: Office, count: int, **values: Any) -> list[str]:
    contact = office.add_contact("Amina")
    return [office.add_msg(contact, f"text {number}", **values).uuid for number in range(count)]


def row(office: Office, uuid: str) -> tables.Msg:
    with office.store.read() as session:
        return session.scalars(select(tables.Msg).where(tables.Msg.uuid == uuid)).one()


def last_audit(office: Office) -> tables.Audit:
    with office.store.read() as session:
        return session.scalars(select(tables.Audit).order_by(tables.Audit.id.desc()).limit(1)).one()


def skipped(result: BulkResult) -> list[tuple[str, str]]:
    return [(one.uuid, one.why) for one in result.skipped]


# Folders


def test_each_message_in_its_folder_and_counted(office: Office, messages: Messages) -> None:
    made = add_kinds(office)
    counts = messages.folders(office.workspace).folders
    for folder in FOLDERS:
        expected = [msg.uuid for at, msg in reversed(made) if at == folder]
        page = messages.folder(office.workspace, folder)  # type: ignore[arg-type]
        assert [one.uuid for one in page.rows] == expected
        assert {one.folder for one in page.rows} == {folder}
        assert counts[folder] == len(expected)  # type: ignore[index]
    assert [folder_of(msg) for _, msg in made] == [folder for folder, _ in made]


def test_pages(office: Office, messages: Messages) -> None:
    uuids = inbox(office, 7)
    found: list[str] = []
    cursor = None
    for _ in range(4):
        page = messages.folder(office.workspace, "inbox", cursor, 2)
        found += [one.uuid for one in page.rows]
        cursor = page.next
    assert found == uuids[::-1]
    assert cursor is None


def test_what_is_no_folder_label_or_cursor(office: Office, messages: Messages) -> None:
    with pytest.raises(Invalid):
        messages.folder(office.workspace, "trash' OR 1=1")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        messages.folder(office.workspace, "inbox", "1.5")
    with pytest.raises(NotFound):
        messages.labelled(office.workspace, "x")
    with pytest.raises(NotFound):
        messages.labelled(office.workspace, add_label(office, "Else", office.other_workspace_id).uuid)
    with pytest.raises(NotFound):
        messages.labelled(office.workspace, add_label(office, "Gone", is_active=False).uuid)
    assert messages.folder(office.workspace, "inbox", "9" * 18).rows == []


def test_a_row_says_everything(office: Office, messages: Messages) -> None:
    phone, label = office.add_phone(), add_label(office, "Urgent")
    contact = office.add_contact("Amina", "+250788000010")
    with office.store.read() as session:
        urn_id = session.scalars(select(tables.ContactUrn.id)).one()
    msg = office.add_msg(contact, "hi", urn_id=urn_id, channel_id=phone.id, attachments=["image/png:/media/x.png"])
    messages.label(office.workspace, [msg.uuid], label.uuid)
    (one,) = messages.folder(office.workspace, "inbox").rows
    assert (one.contact, one.name, one.urn, one.channel) == (contact.uuid, "Amina", "+250788000010", "Front desk")
    assert ([found.name for found in one.labels], one.attachments) == (["Urgent"], ["image/png:/media/x.png"])
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).is_anon = True
        work.commit()
    assert messages.folder(office.workspace, "inbox").rows[0].urn == "********"


def test_calls(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    contact = office.add_contact("Amina", "+250788000010")
    now = office.clock.now()
    with office.store.write() as work:
        for number, (workspace_id, contact_id) in enumerate(
            [(office.workspace_id, contact.id), (office.workspace_id, None), (office.other_workspace_id, None), (None, None)]
        ):
            values = {
                "type": "mo_miss",
                "address": "tel:+250788000010",
                "occurred_on": now,
                "created_on": now,
                "extra": {"duration": 7},
            }
            work.session.add(
                tables.ChannelEvent(
                    uuid=uuid4(),
                    channel_id=phone.id,
                    dedupe_key=str(number),
                    workspace_id=workspace_id,
                    contact_id=contact_id,
                    **values,
                )
            )
        work.commit()
    page = messages.calls(office.workspace, limit=1)
    rest = messages.calls(office.workspace, page.next)
    assert [(one.name, one.contact) for one in [*page.rows, *rest.rows]] == [("", None), ("Amina", contact.uuid)]
    assert (rest.rows[0].urn, rest.rows[0].seconds, rest.rows[0].type, rest.next) == ("+250788000010", 7, "mo_miss", None)
    assert messages.folders(office.workspace).calls == 2


def test_scheduled(office: Office, messages: Messages) -> None:
    now = office.clock.now()
    with office.store.write() as work:
        schedule = tables.Schedule(
            workspace_id=office.workspace_id, repeat="weekly", hour=9, minute=0, next_fire=now, created_on=now, modified_on=now
        )
        work.session.add(schedule)
        work.session.flush()
        for schedule_id in (schedule.id, None):
            work.session.add(
                tables.Broadcast(
                    uuid=uuid4(),
                    workspace_id=office.workspace_id,
                    translations={"eng": {"text": "Meeting"}},
                    base_language="eng",
                    recipients={},
                    schedule_id=schedule_id,
                    created_by="Ada",
                    created_on=now,
                    modified_on=now,
                )
            )
        work.commit()
    (one,) = messages.scheduled(office.workspace).rows
    assert (one.text, one.repeat, one.next_fire, one.created_by) == ("Meeting", "weekly", now, "Ada")
    assert messages.folders(office.workspace).scheduled == 1


# Labels


def test_labels_and_their_counts_follow_what_is_visible(office: Office, messages: Messages) -> None:
    label, other = add_label(office, "Urgent"), add_label(office, "Ask")
    uuids = inbox(office, 4)

    def counts() -> dict[str, int]:
        return {one.name: one.count for one in messages.folders(office.workspace).labels}

    assert messages.label(office.workspace, uuids[:3], label.uuid).changed == uuids[:3]
    assert messages.label(office.workspace, uuids, label.uuid).changed == uuids[3:]
    messages.label(office.workspace, uuids[:1], other.uuid)
    assert counts() == {"Urgent": 4, "Ask": 1}
    messages.archive(office.workspace, uuids[:2])
    assert counts() == {"Urgent": 2, "Ask": 0}
    assert [one.uuid for one in messages.labelled(office.workspace, label.uuid).rows] == [uuids[3], uuids[2]]
    messages.unlabel(office.workspace, uuids[1:3], label.uuid)
    messages.restore(office.workspace, uuids[:2])
    assert counts() == {"Urgent": 2, "Ask": 1}
    messages.delete(office.workspace, [uuids[0]])
    assert counts() == {"Urgent": 1, "Ask": 0}
    page = messages.labelled(office.workspace, label.uuid, limit=1)
    assert ([one.uuid for one in page.rows], page.next) == ([uuids[3]], None)


def test_only_incoming_ones_get_labels(office: Office, messages: Messages) -> None:
    label = add_label(office, "Urgent")
    (uuid,) = inbox(office, 1)
    (out,) = inbox(office, 1, direction="out", status="sent")
    (gone,) = inbox(office, 1, visibility="deleted")
    result = messages.label(office.workspace, [uuid, uuid, out, gone, "none"], label.uuid)
    assert result.changed == [uuid]
    assert skipped(result) == [("none", "not_found"), (gone, "deleted"), (out, "outgoing")]
    entry = last_audit(office)
    assert (entry.method, entry.subject, entry.details) == (
        "messages.label",
        label.uuid,
        {"changed": 1, "skipped": 3, "msgs": [uuid]},
    )


@pytest.mark.parametrize("count", [0, MAX_MSGS + 1])
def test_limits_of_one_call(office: Office, messages: Messages, count: int) -> None:
    for call in (messages.archive, messages.restore, messages.delete, messages.resend_many, messages.mark_sent):
        with pytest.raises(Invalid):
            call(office.workspace, [uuid4() for _ in range(count)])


def test_messages_of_other_workspaces_are_not_touched(office: Office, messages: Messages) -> None:
    there = office.add_msg(office.add_contact("Else", workspace_id=office.other_workspace_id), "secret")
    for call in (messages.archive, messages.delete):
        assert skipped(call(office.workspace, [there.uuid])) == [(there.uuid, "not_found")]
    assert row(office, there.uuid).text == "secret"


@pytest.mark.parametrize("role", ["viewer", "agent", "surveyor"])
def test_roles(office: Office, role: str) -> None:
    service = Messages(office.core, office.people[role])  # type: ignore[index]
    (uuid,) = inbox(office, 1)
    for call in (service.archive, service.restore, service.delete, service.resend_many, service.mark_sent):
        with pytest.raises(Forbidden):
            call(office.workspace, [uuid])
    if role != "viewer":
        with pytest.raises(Forbidden):
            service.folder(office.workspace, "inbox")


# Archive, delete


def test_archive_and_back(office: Office, messages: Messages) -> None:
    uuids = inbox(office, 2)
    seen = office.core.changes.latest()
    assert messages.archive(office.workspace, uuids).changed == uuids
    assert messages.archive(office.workspace, uuids).changed == []
    assert [change.topic for change in office.core.changes.since(seen, 0) or []] == ["messages"]
    assert messages.folders(office.workspace).folders["archived"] == 2
    assert messages.restore(office.workspace, uuids).changed == uuids
    assert messages.folders(office.workspace).folders["inbox"] == 2


def test_delete_wipes_and_keeps_the_row(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    kept, uuid = inbox(office, 2)
    msg, now = row(office, uuid), office.clock.now()
    with office.store.write() as work:
        file = tables.Media(
            uuid=uuid4(), workspace_id=office.workspace_id, sha256="0", content_type="image/png", size=1, name="x", created_on=now
        )
        work.session.add(file)
        values = {"channel_id": phone.id, "dedupe_key": "k", "address": "tel:x", "text": "text 1", "state": "handled"}
        work.session.add(tables.Inbound(uuid=uuid4(), sent_on=now, received_on=now, msg_id=msg.id, **values))
        work.session.flush()
        attachment = f"image/png:{media.address_of(file)}"
        media_refs.use(work.session, office.workspace_id, [attachment], kind="msg", row_id=msg.id, now=now)
        work.session.get_one(tables.Msg, msg.id).attachments = [attachment]
        work.commit()
    messages.label(office.workspace, [uuid], add_label(office, "Urgent").uuid)
    assert messages.delete(office.workspace, [uuid]).changed == [uuid]
    left = row(office, uuid)
    assert (left.text, left.attachments, left.visibility) == ("", None, "deleted")
    with office.store.read() as session:
        assert session.scalars(select(tables.Inbound.text)).all() == [""]
        assert session.scalars(select(tables.MsgLabel.msg_id)).all() == []
        assert session.scalars(select(tables.MediaUse.row_id)).all() == []
        assert session.scalars(select(tables.Media.unused_since)).one() is not None
    assert [one.text for one in messages.conversations(office.workspace).rows] == ["text 0"]
    assert messages.folders(office.workspace).folders["inbox"] == 1
    assert skipped(messages.restore(office.workspace, [uuid])) == [(uuid, "deleted")]
    messages.delete(office.workspace, [kept])
    assert messages.conversations(office.workspace).rows == []


def test_what_is_still_to_be_sent_is_not_deleted(office: Office, messages: Messages) -> None:
    made = {status: inbox(office, 1, direction="out", status=status)[0] for status in ("queued", "wired", "failed", "delivered")}
    result = messages.delete(office.workspace, list(made.values()))
    assert result.changed == [made["failed"], made["delivered"]]
    assert skipped(result) == [(made["queued"], "unsent"), (made["wired"], "unsent")]


def test_a_sender_takes_it_back(office: Office, messages: Messages) -> None:
    (uuid,) = inbox(office, 1)
    (out,) = inbox(office, 1, direction="out")
    with office.store.write() as work:
        for one in (uuid, out):
            msg = work.session.scalars(select(tables.Msg).where(tables.Msg.uuid == one)).one()
            msg_actions.delete_by_sender(office.core, work, msg)
        work.commit()
    assert (row(office, uuid).text, row(office, uuid).visibility) == ("", "deleted_by_sender")
    assert row(office, out).text == "text 0"
    contact = messages.conversations(office.workspace).rows[0].contact
    assert [one.text for one in messages.history(office.workspace, contact).rows] == ["text 0"]


# Sending again


def test_resend_many(office: Office, messages: Messages) -> None:
    phone = office.add_phone()
    contact = office.add_contact("Amina", "+250788000010")
    blocked = office.add_contact("Brice", "+250788000011", status="blocked")
    nobody = office.add_contact("Silent")
    failed = {"direction": "out", "status": "failed", "failed_reason": "error_limit"}
    good = [office.add_msg(contact, f"again {number}", **failed).uuid for number in range(2)]
    sent = office.add_msg(contact, "sent", "out", status="sent").uuid
    bad = [office.add_msg(one, "x", **failed).uuid for one in (blocked, nobody)]
    result = messages.resend_many(office.workspace, [*good, sent, *bad])
    assert result.changed == good
    assert skipped(result) == [(sent, "not_failed"), (bad[0], "contact_inactive"), (bad[1], "no_channel")]
    assert [handed.text for handed in Outbox(office.core).take(phone.id, [], room=10)] == ["again 0", "again 1"]


_NUMBERS = itertools.count(1)


def hand(office: Office, *states: str, status: str = "wired") -> str:
    """A message with an attempt for each of the states, on a phone; the UUID."""
    phone = office.add_phone(address=f"+2507881{next(_NUMBERS):05d}")
    contact = office.add_contact("Amina", f"+2507880{next(_NUMBERS):05d}")
    msg = office.add_msg(contact, "hello", "out", status=status, channel_id=phone.id)
    with office.store.write() as work:
        for state in states:
            values = {"segments": 1, "handed_on": office.clock.now(), "channel_id": phone.id}
            work.session.add(tables.Attempt(id=next(_NUMBERS), msg_id=msg.id, state=state, **values))
        work.commit()
    return msg.uuid


def test_uncertain_messages_are_listed_and_no_others(office: Office, messages: Messages) -> None:
    doubted = [hand(office, "uncertain"), hand(office, "failed", "uncertain")]
    hand(office, "uncertain", "handed")
    hand(office, "uncertain", "sent", status="sent")
    hand(office, "uncertain", status="queued")
    with office.store.write() as work:
        work.session.execute(update(tables.Channel).values(state="released"))
        work.commit()
    assert [one.uuid for one in messages.uncertain(office.workspace).rows] == doubted[::-1]
    first = messages.uncertain(office.workspace, limit=1)
    assert [one.uuid for one in messages.uncertain(office.workspace, first.next, 1).rows] == doubted[:1]
    others = Messages(office.core, replace(office.people["editor"], roles={office.other_workspace: "editor"}))
    assert others.uncertain(office.other_workspace).rows == []


def test_uncertain_messages_are_sent_again(office: Office, messages: Messages) -> None:
    doubted, handed = hand(office, "uncertain"), hand(office, "handed")
    result = messages.resend_many(office.workspace, [doubted, handed])
    assert (result.changed, skipped(result)) == ([doubted], [(handed, "not_failed")])
    assert row(office, doubted).status == "queued"
    assert messages.uncertain(office.workspace).rows == []


def test_uncertain_messages_are_marked_as_sent(office: Office, messages: Messages) -> None:
    doubted, resent, gone = hand(office, "uncertain"), hand(office, "uncertain", "handed"), hand(office, "sent", status="sent")
    office.clock.advance(7 * 24 * 3600)
    result = messages.mark_sent(office.workspace, [doubted, resent, gone])
    assert (result.changed, skipped(result)) == ([doubted], [(resent, "not_uncertain"), (gone, "not_uncertain")])
    assert (row(office, doubted).status, row(office, doubted).sent_on) == ("sent", office.clock.now())
    assert messages.uncertain(office.workspace).rows == []
    assert skipped(messages.mark_sent(office.workspace, [doubted])) == [(doubted, "not_uncertain")]


def test_uncertain_messages_are_found_by_the_states_of_channels(office: Office, messages: Messages) -> None:
    if not office.store.is_sqlite:
        pytest.skip("plans of SQLite")
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.lstrip().startswith("SELECT msg.id"):
            plans.extend(found[3] for found in cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, values))

    event.listen(office.store.engine, "before_cursor_execute", explain)
    messages.uncertain(office.workspace)
    event.remove(office.store.engine, "before_cursor_execute", explain)
    assert any("ix_attempt_channel_state (channel_id=? AND state=?)" in line for line in plans), plans
    assert not any(line.startswith(("SCAN msg", "SCAN attempt")) or "SEARCH msg USING INDEX" in line for line in plans), plans


def test_reasons_are_stable_words() -> None:
    assert "error_limit" in FAILED_REASONS
    assert all(reason.isidentifier() for reason in FAILED_REASONS)


# Speed


def test_a_folder_is_found_by_its_index_whatever_is_asked(office: Office) -> None:
    if not office.store.is_sqlite:
        pytest.skip("plans of SQLite")
    from app.store.folders import in_folder, is_wired

    conditions = {f"ix_msg_{folder} ": in_folder(folder) for folder in FOLDERS} | {"ix_msg_wired ": is_wired()}
    with office.store.engine.connect() as connection:
        for index, condition in conditions.items():
            asked = select(tables.Msg.id, tables.Msg.text).where(condition, tables.Msg.workspace_id == 1)
            sql = str(asked.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = [found[3] for found in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql)]
            assert any(index in line for line in plan), plan


def test_lists_and_the_outbox_use_their_indexes(office: Office, messages: Messages) -> None:
    """No query reads messages from end to end or sorts them, however many there are."""
    if not office.store.is_sqlite:
        pytest.skip("plans of SQLite")
    phone, label = office.add_phone(), add_label(office, "Urgent")
    contact = office.add_contact("Amina", "+250788000010")
    office.add_msg(contact, "out", "out", channel_id=phone.id)
    seen: list[tuple[str, Any]] = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    for folder in FOLDERS:
        messages.folder(office.workspace, folder, "1000")  # type: ignore[arg-type]
    messages.labelled(office.workspace, label.uuid, "1000")
    messages.folders(office.workspace)
    messages.conversations(office.workspace)
    messages.history(office.workspace, contact.uuid)
    outbox = Outbox(office.core)
    outbox.take(phone.id, [])
    office.clock.advance(int(dt.timedelta(days=8).total_seconds()))
    from app.services.outbox import fail_too_old

    fail_too_old(office.core)
    with office.store.engine.connect() as connection:
        plans = [
            (sql, found[3])
            for sql, values in list(seen)
            if sql.startswith(("SELECT", "UPDATE")) and isinstance(values, tuple | dict)
            for found in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, values)
        ]
    on_msg = [(sql, plan) for sql, plan in plans if " msg" in plan or "TEMP B-TREE" in plan]
    assert [pair for pair in on_msg if pair[1].startswith("SCAN msg") and "ix_msg_unsent" not in pair[1]] == []
    for folder in FOLDERS:
        assert any(f"ix_msg_{folder} " in plan for _, plan in on_msg), folder
    assert any("ix_msg_unsent" in plan for _, plan in on_msg)
    assert [sql for sql, plan in on_msg if "TEMP B-TREE" in plan and "FROM msg " in sql.replace("\n", " ")] == []
