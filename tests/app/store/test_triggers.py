"""Counts, the revision of assets and the audit are kept by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DatabaseError

from app.clock import SystemClock
from app.store import migrate, tables
from app.store.database import Store
from app.store.migrate import upgrade
from tests.app.support import Office

TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}", SystemClock())
    yield store
    store.close()


def counts(office: Office, scope: str) -> dict[str, int]:
    tally = tables.Tally
    query = select(tally.key, func.sum(tally.count)).where(tally.scope == scope).group_by(tally.key)
    with office.store.read() as session:
        return {key: count for key, count in session.execute(query) if count}


def revision(office: Office) -> int:
    with office.store.read() as session:
        return session.get_one(tables.Workspace, office.workspace_id).assets_revision


def test_migrations_make_the_same_triggers(store: Store, tmp_path: Path) -> None:
    upgrade(store)
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    tables.Base.metadata.create_all(fresh)
    with fresh.connect() as made, store.engine.connect() as migrated:
        assert made.execute(TRIGGERS).all() == migrated.execute(TRIGGERS).all() != []
    fresh.dispose()


def test_folders_are_counted_whoever_writes(office: Office) -> None:
    contact = office.add_contact("Ada", "+250788111111")
    incoming = office.add_msg(contact, "hello")
    outgoing = office.add_msg(contact, "hi", "out")
    assert counts(office, "msgs") == {"inbox": 1, "outbox": 1}
    with office.store.write() as work:
        work.session.get_one(tables.Msg, incoming.id).visibility = "archived"
        work.session.execute(text("UPDATE msg SET status = 'sent' WHERE id = :id"), {"id": outgoing.id})
        work.commit()
    assert counts(office, "msgs") == {"archived": 1, "sent": 1}
    with office.store.write() as work:
        work.session.execute(text("UPDATE msg SET status = 'delivered' WHERE id = :id"), {"id": outgoing.id})
        work.session.execute(text("UPDATE msg SET visibility = 'deleted' WHERE id = :id"), {"id": incoming.id})
        work.commit()
    assert counts(office, "msgs") == {"sent": 1}


def test_contacts_and_members_are_counted(office: Office) -> None:
    contact = office.add_contact("Ada")
    with office.store.write() as work:
        group = tables.ContactGroup(uuid="g", workspace_id=office.workspace_id, name="Mothers")
        work.session.add(group)
        work.session.flush()
        work.session.add(tables.GroupContact(group_id=group.id, contact_id=contact.id))
        work.session.get_one(tables.Contact, contact.id).status = "blocked"
        work.commit()
    assert counts(office, "group") == {str(group.id): 1}
    assert counts(office, "contacts") == {"blocked": 1}
    with office.store.write() as work:
        work.session.execute(text("DELETE FROM group_contact"))
        work.session.get_one(tables.Contact, contact.id).is_deleted = True
        work.commit()
    assert counts(office, "group") == counts(office, "contacts") == {}


def test_assets_revision_rises_with_what_flows_use_and_nothing_else(office: Office) -> None:
    before = revision(office)
    contact = office.add_contact("Ada")
    office.add_msg(contact, "hello")
    assert revision(office) == before
    with office.store.write() as work:
        work.session.add(tables.ContactField(uuid="f", workspace_id=office.workspace_id, key="age", name="Age", type="number"))
        work.session.flush()
        work.session.execute(text("UPDATE contact_field SET name = 'Years'"))
        work.session.execute(text("UPDATE \"user\" SET name = 'Eve' WHERE username = 'editor'"))
        work.commit()
    assert revision(office) == before + 3


@pytest.mark.parametrize("sql", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_audit_can_not_be_changed(office: Office, sql: str) -> None:
    now = office.clock.now()
    with office.store.write() as work:
        work.session.add(tables.Audit(at=now, actor="Ada", origin="window", method="flows.start", outcome="done"))
        work.commit()
    with pytest.raises(DatabaseError, match="audit rows stay"), office.store.write() as work:
        work.session.execute(text(sql))


def test_an_office_of_the_first_tables_is_brought_along(store: Store) -> None:
    config = migrate._config()
    with store.write() as work:
        config.attributes["connection"] = work.session.connection()
        command.upgrade(config, "0001")
        for sql in FIRST_OFFICE:
            work.session.execute(text(sql))
        work.commit()
    upgrade(store)
    with store.read() as session:
        group = session.scalars(select(tables.ContactGroup)).one()
        contact = session.scalars(select(tables.Contact)).one()
        topic = session.scalars(select(tables.Topic)).one()
        user = session.scalars(select(tables.User)).one()
        tally = {(row.scope, row.key): row.count for row in session.scalars(select(tables.Tally))}
        foreign_keys = session.scalar(text("PRAGMA foreign_keys"))
    assert (group.name_key, group.state, group.is_active, contact.name_key) == ("mothers", "ready", True, "élodie")
    assert (topic.name, topic.is_default) == ("General", True)
    assert user.uuid
    assert tally == {("group", "1"): 1, ("contacts", "active"): 1, ("msgs", "inbox"): 1}
    assert foreign_keys in (0, 1)


FIRST_OFFICE = (
    "INSERT INTO workspace (id, uuid, name, country, timezone, languages, date_format, time_format, created_on)"
    " VALUES (1, 'w', 'Clinic', 'RW', 'Africa/Kigali', '[\"eng\"]', 'DD-MM-YYYY', 'tt:mm', '2026-06-01 09:00:00')",
    'INSERT INTO "user" (id, username, name, password_hash, is_office_admin, is_active, created_on)'
    " VALUES (1, 'ada', 'Ada', 'x', 1, 1, '2026-06-01 09:00:00')",
    "INSERT INTO contact (id, uuid, workspace_id, name, language, timezone, status, fields, created_on, modified_on, revision)"
    " VALUES (1, 'c', 1, 'ÉLODIE', '', '', 'active', '{}', '2026-06-01 09:00:00', '2026-06-01 09:00:00', 1)",
    "INSERT INTO contact_group (id, uuid, workspace_id, name) VALUES (1, 'g', 1, 'Mothers')",
    "INSERT INTO group_contact (group_id, contact_id) VALUES (1, 1)",
    "INSERT INTO msg (id, uuid, workspace_id, contact_id, direction, text, locale, status, visibility, priority, segments,"
    " error_count, created_on, modified_on) VALUES (1, 'm', 1, 1, 'in', 'hi', '', 'handled', 'visible', 1, 1, 0,"
    " '2026-06-01 09:00:00', '2026-06-01 09:00:00')",
)
