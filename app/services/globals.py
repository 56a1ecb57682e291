"""Values that all flows of a workspace read as `@globals.key`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app import ids
from app.contracts import globals as contracts
from app.errors import Invalid
from app.services import limits, objects, uses
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

_Global = tables.Global
TOPIC = "globals"

# Source: RapidPro's names and keys of globals.
MAX_NAME, MAX_VALUE = 36, 10_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\- ]*")
_NOT_KEY = re.compile(r"[^a-z0-9]+")


class Globals(Service, contract=contracts.Globals):
    """Implements `app.contracts.globals.Globals`."""

    def all(self, workspace: str) -> list[contracts.Global]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            used = uses.by_object(session, self.core.store, space.id, "global")
            return [_shown(row, used) for row in objects.by_name(objects.active(session, _Global, space.id))]

    def deleted(self, workspace: str) -> list[contracts.Global]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return [_shown(row, {}) for row in objects.deleted(session, _Global, space.id)]

    def create(self, workspace: str, name: str, value: str) -> contracts.Global:
        name, value = check_name(name), check_value(value)
        key = make_key(name)
        with self.change("globals.create", workspace=workspace, subject=key, name=name) as work:
            space = self.workspace(work.session, workspace)
            row = add(work.session, space, key, name=name, value=value, now=self.core.clock.now())
            return self._told(work, workspace, row)

    def set_value(self, workspace: str, key: str, value: str) -> contracts.Global:
        value = check_value(value)
        with self.change("globals.set_value", workspace=workspace, subject=key) as work:
            row = self._find(work, workspace, key)
            row.value, row.modified_on = value, self.core.clock.now()
            work.session.flush()
            return self._told(work, workspace, row)

    def rename(self, workspace: str, key: str, name: str) -> contracts.Global:
        name = check_name(name)
        with self.change("globals.rename", workspace=workspace, subject=key, name=name) as work:
            row = self._find(work, workspace, key)
            _claim_name(work.session, row.workspace_id, name, own_id=row.id)
            self.note(before=row.name)
            row.name, row.modified_on = name, self.core.clock.now()
            work.session.flush()
            return self._told(work, workspace, row)

    def delete(self, workspace: str, key: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("globals.delete", workspace=workspace, subject=key) as work:
            row = self._find(work, workspace, key)
            uses.refuse_used("global", row.name, uses.flows_using(work.session, store, row.workspace_id, "global", row.key))
            objects.delete(work.session, row, self.core.clock.now())
            work.publish(TOPIC, workspace, row.uuid)

    def restore(self, workspace: str, uuid: str) -> contracts.Global:
        with self.change("globals.restore", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Global, space.id, "global", is_active=False, uuid=uuid)
            _claim_name(work.session, space.id, row.name)
            objects.restore(work.session, space, row, "globals", self.core.clock.now(), unique=[("key", "name")])
            self.note(subject=row.key)
            return self._told(work, workspace, row)

    def _find(self, work: UnitOfWork, workspace: str, key: str) -> tables.Global:
        space = self.workspace(work.session, workspace)
        return objects.find(work.session, _Global, space.id, "global", key=key)

    def _told(self, work: UnitOfWork, workspace: str, row: tables.Global) -> contracts.Global:
        """In the transaction, flows that this process has read before are known; the list reads all."""
        work.publish(TOPIC, workspace, row.uuid)
        flows = uses.flows_using(work.session, self.core.store, row.workspace_id, "global", row.key)
        return _shown(row, {row.key: flows})


def check_name(name: str) -> str:
    """Raises Invalid name `empty`, `too_long` or `characters`."""
    name = objects.check_name(name, most=MAX_NAME)
    if not _NAME.fullmatch(name):
        raise Invalid("name", "characters")
    return name


def check_value(value: str) -> str:
    """Raises Invalid value `too_long`."""
    return objects.check_text(value, "value", MAX_VALUE)


def make_key(name: str) -> str:
    """`Org Name` is `org_name`."""
    return _NOT_KEY.sub("_", name.lower()).strip("_")


def add(session: Session, workspace: tables.Workspace, key: str, *, name: str, value: str, now: dt.datetime) -> tables.Global:
    """In the caller's transaction, of checked parts. Raises `limit_reached` or Invalid name `taken`."""
    limits.check(session, workspace, "globals")
    objects.claim(session, _Global, workspace.id, "key", key, field="name")
    _claim_name(session, workspace.id, name)
    row = tables.Global(
        uuid=ids.uuid4(),
        workspace_id=workspace.id,
        key=key,
        name=name,
        value=value,
        is_active=True,
        created_on=now,
        modified_on=now,
    )
    session.add(row)
    session.flush()
    return row


def _claim_name(session: Session, workspace_id: int, name: str, own_id: int | None = None) -> None:
    key = fold_name(name)
    if any(fold_name(row.name) == key and row.id != own_id for row in objects.active(session, _Global, workspace_id)):
        raise Invalid("name", "taken")


def _shown(row: tables.Global, used: Mapping[str, Sequence[str]]) -> contracts.Global:
    return contracts.Global(row.uuid, row.key, row.name, row.value, row.modified_on, list(used.get(row.key, ())))
