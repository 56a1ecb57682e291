"""Labels of messages."""

from __future__ import annotations

from app import ids
from app.contracts import labels as contracts
from app.services import objects, tallies, uses
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork

_Label = tables.Label
TOPIC = "labels"


class Labels(Service, contract=contracts.Labels):
    """Implements `app.contracts.labels.Labels`."""

    def all(self, workspace: str) -> list[contracts.Label]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            counts = tallies.read(session, "label")
            return [_shown(row, counts) for row in objects.by_name(objects.active(session, _Label, space.id))]

    def deleted(self, workspace: str) -> list[contracts.Label]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            counts = tallies.read(session, "label")
            return [_shown(row, counts) for row in objects.deleted(session, _Label, space.id)]

    def create(self, workspace: str, name: str) -> contracts.Label:
        name = objects.check_name(name)
        with self.change("labels.create", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            now = self.core.clock.now()
            row = objects.add_named(work.session, _Label, space, name, limit="labels", now=now, uuid=ids.uuid4())
            self.note(subject=row.uuid, name=name)
            return self._told(work, workspace, row)

    def rename(self, workspace: str, label: str, name: str) -> contracts.Label:
        name = objects.check_name(name)
        with self.change("labels.rename", workspace=workspace, subject=label, name=name) as work:
            row = self._find(work, workspace, label)
            self.note(before=row.name)
            objects.rename(work.session, row, name, self.core.clock.now())
            return self._told(work, workspace, row)

    def delete(self, workspace: str, label: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("labels.delete", workspace=workspace, subject=label) as work:
            row = self._find(work, workspace, label)
            uses.refuse_used("label", row.name, uses.flows_using(work.session, store, row.workspace_id, "label", row.uuid))
            objects.delete(work.session, row, self.core.clock.now())
            self.note(name=row.name)
            self._told(work, workspace, row)

    def restore(self, workspace: str, label: str) -> contracts.Label:
        with self.change("labels.restore", workspace=workspace, subject=label) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Label, space.id, "label", is_active=False, uuid=label)
            objects.restore(work.session, space, row, "labels", self.core.clock.now(), unique=[("name_key", "name")])
            self.note(name=row.name)
            return self._told(work, workspace, row)

    def _find(self, work: UnitOfWork, workspace: str, label: str) -> tables.Label:
        space = self.workspace(work.session, workspace)
        return objects.find(work.session, _Label, space.id, "label", uuid=label)

    def _told(self, work: UnitOfWork, workspace: str, row: tables.Label) -> contracts.Label:
        work.publish(TOPIC, workspace, row.uuid)
        return _shown(row, tallies.read(work.session, "label"))


def _shown(row: tables.Label, counts: dict[str, int]) -> contracts.Label:
    return contracts.Label(row.uuid, row.name, counts.get(str(row.id), 0))
