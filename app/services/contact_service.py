"""Contacts: lists, cards, and what staff change of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts import contacts as contracts
from app.contracts.base import Page
from app.engine.contact import Contact
from app.engine.dates import Instant
from app.engine.modifiers import Modifier, read_modifier
from app.engine.urns import identity, is_valid, normalize
from app.errors import Invalid, OutpostError
from app.services import contact_changes, contact_deletion, contact_rows, contacts, objects, timeline
from app.services.agent_scope import agent_scope, check_contact, is_agent
from app.services.assets import WorkspaceAssets, assets_revision
from app.services.base import Service
from app.services.contact_changes import LIMITS, Planned, Reading
from app.services.contact_rows import STATUSES, View
from app.services.flow_runtime import runtime_of
from app.services.languages import check_language
from app.services.turn import Conflict
from app.store import tables

MAX_CONTACTS = 1000  # of one call
MAX_FIELDS = 250  # of one call


class Contacts(Service, contract=contracts.Contacts):
    """Implements `app.contracts.contacts.Contacts`."""

    def page(
        self,
        workspace: str,
        status: contracts.Status = "active",
        group: str | None = None,
        *,
        sort: contracts.Sort = "newest",
        before: str | None = None,
        limit: int = 50,
    ) -> Page[contracts.ContactLine]:
        _check_status(status)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            chosen = objects.find(session, tables.ContactGroup, space.id, "group", uuid=group) if group else None
            conditions = [*agent_scope(self.actor, space)]
            if chosen is None:
                conditions.append(tables.Contact.status == status)
            view = self._view(session, space)
            return contact_rows.read_page(session, view, conditions, chosen, sort=sort, before=before, limit=limit)

    def counts(self, workspace: str) -> dict[str, int]:
        with self.core.store.read() as session:
            return contact_rows.count_by_status(session, self.workspace(session, workspace).id)

    def read(self, workspace: str, contact: str) -> contracts.Contact:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return contact_rows.show(session, self._view(session, space), self._find(session, space, contact))

    def timeline(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[contracts.TimelineEntry]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            row = self._find(session, space, contact)
            return timeline.read(session, self._view(session, space), row, before, limit)

    def upcoming(self, workspace: str, contact: str) -> list[contracts.Upcoming]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return timeline.read_upcoming(session, self._find(session, space, contact))

    def create(
        self,
        workspace: str,
        *,
        name: str = "",
        language: str = "",
        urns: list[str] | None = None,
        fields: dict[str, str] | None = None,
        groups: list[str] | None = None,
    ) -> contracts.Contact:
        wanted = _Wanted.of(name, language, urns or [], fields or {}, groups or [])
        for _ in range(contact_changes.MAX_TRIES):
            made = self._create(workspace, wanted)
            if made is not None:
                return self.read(workspace, made)
        raise OutpostError("contact_busy", retryable=True)

    def update(
        self,
        workspace: str,
        contact: str,
        *,
        name: str | None = None,
        language: str | None = None,
        urns: list[str] | None = None,
        fields: dict[str, str] | None = None,
        groups: list[str] | None = None,
    ) -> contracts.Contact:
        wanted = _Wanted.of(name, language, urns, fields, groups)
        self._modify_one("contacts.update", workspace, contact, wanted)
        return self.read(workspace, contact)

    def set_fields(self, workspace: str, contact: str, fields: dict[str, str]) -> contracts.Contact:
        wanted = _Wanted.of(None, None, None, fields, None)
        if is_agent(self.actor, workspace):
            with self.core.store.read() as session:
                self._check_editable(session, self.workspace(session, workspace).id, fields)
        self._modify_one("contacts.set_fields", workspace, contact, wanted)
        return self.read(workspace, contact)

    def set_status(self, workspace: str, contacts: list[str], status: contracts.Status) -> list[contracts.Before]:
        _check_status(status)
        keys = self._chosen(workspace, contacts)
        before: dict[int, contracts.Before] = {}

        def remember(planned: Planned) -> None:
            if planned.events:
                before[planned.row.id] = _before(planned)

        subject = next(iter(keys)) if len(keys) == 1 else None
        outcome = contact_changes.modify(
            self.core,
            self._workspace_id(workspace),
            list(keys.values()),
            contact_changes.by_json({"type": "status", "status": status}),
            transaction=lambda count: self.change(
                "contacts.set_status", workspace=workspace, subject=subject, count=count, to=status
            ),
            user_id=self.actor.user_id,
            check=remember,
        )
        return [before[contact_id] for contact_id in outcome.changed]

    def put_back(self, workspace: str, before: list[contracts.Before]) -> contracts.Changed:
        wanted = {one.contact: one for one in before}
        for one in before:
            _check_status(one.status)
        keys = self._chosen(workspace, list(wanted))

        def make(shared: WorkspaceAssets, contact: Contact) -> Sequence[Modifier]:
            return _put_back(shared, contact, wanted[contact.uuid])

        uuids = {contact_id: uuid for uuid, contact_id in keys.items()}
        outcome = contact_changes.modify(
            self.core,
            self._workspace_id(workspace),
            list(uuids),
            make,
            transaction=lambda count: self.change("contacts.put_back", workspace=workspace, count=count),
            user_id=self.actor.user_id,
        )
        return contracts.Changed([uuids[key] for key in outcome.changed], [uuids[key] for key in outcome.refused])

    def delete(self, workspace: str, contacts: list[str]) -> int:
        keys = list(self._chosen(workspace, contacts).values())
        done = 0
        for start in range(0, max(len(keys), 1), contact_changes.BATCH):
            batch = keys[start : start + contact_changes.BATCH]
            with self.change("contacts.delete", workspace=workspace) as work:
                space = self.workspace(work.session, workspace)
                gone = contact_deletion.delete(self.core, work, space, batch, self.actor.user_id)
                self.note(subject=gone[0] if len(gone) == 1 else None, count=len(gone))
                done += len(gone)
        return done

    def _create(self, workspace: str, wanted: _Wanted) -> str | None:
        """The new contact's UUID; None when groups or fields changed meanwhile."""
        now = self.core.clock.now()
        with self.core.store.read() as session:
            space_id = self.workspace(session, workspace).id
            shared = runtime_of(self.core).assets.get(session, space_id)
        row = contact_changes.new_row(space_id, now)
        contact = Contact(row.uuid, Instant.from_datetime(now))
        planned = contact_changes.plan(self.core, shared, row, contact, wanted.modifiers(shared, contact))
        self._refuse_errors(space_id, planned)
        try:
            with self.change("contacts.create", workspace=workspace, subject=row.uuid) as work:
                if assets_revision(work.session, space_id) != shared.revision:
                    raise Conflict
                self._check_free(work.session, space_id, [urn.identity for urn in contact.urns])
                row.id = contacts.insert_empty(work.session, row)
                contact_changes.write(self.core, work, Reading(shared, ()), [planned], self.actor.user_id)
                contacts.mark_dirty(work.session, row.id, 2 if planned.events else 1)
                work.publish("contacts", workspace, row.uuid)
        except Conflict:
            return None
        except IntegrityError:  # another process took a URN meanwhile
            with self.core.store.read() as session:
                self._check_free(session, space_id, [urn.identity for urn in contact.urns])
            return None
        return row.uuid

    def _modify_one(self, method: str, workspace: str, contact: str, wanted: _Wanted) -> None:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            if space.is_anon and wanted.urns is not None:
                raise Invalid("urns", "hidden")
            row = self._find(session, space, contact)
        contact_changes.modify(
            self.core,
            space.id,
            [row.id],
            wanted.modifiers,
            transaction=lambda _: self.change(method, workspace=workspace, subject=contact, **wanted.named()),
            user_id=self.actor.user_id,
            check=lambda planned: self._refuse_errors(space.id, planned),
        )

    def _refuse_errors(self, workspace_id: int, planned: Planned) -> None:
        """What the engine would only log is an error to the person who asked for it."""
        for error in planned.errors:
            code, urn = str(error.get("code") or ""), str((error.get("extra") or {}).get("urn") or "")
            if code == "urn:taken":
                with self.core.store.read() as session:
                    self._check_free(session, workspace_id, [identity(urn)], planned.row.id)
            elif code == "urn:invalid":
                raise Invalid("urns", "invalid")
            elif code == "urn:limit":
                raise Invalid("urns", "too_many", limit=LIMITS.urns_per_contact)
            else:
                raise Invalid("groups", "not_active")

    def _check_free(self, session: Session, workspace_id: int, identities: Collection[str], own_id: int | None = None) -> None:
        for one in identities:
            owner = contacts.find_by_urn(session, workspace_id, one)
            if owner is not None and owner.contact_id != own_id:
                row = session.get_one(tables.Contact, owner.contact_id)
                raise OutpostError("urn_taken", contact=row.uuid, name=row.name)

    def _check_editable(self, session: Session, workspace_id: int, fields: Mapping[str, str]) -> None:
        access = {row.key: row.agent_access for row in contact_rows.read_fields(session, workspace_id)}
        if any(access.get(key, "edit") != "edit" for key in fields):
            raise Invalid("fields", "forbidden")

    def _chosen(self, workspace: str, uuids: Sequence[str]) -> dict[str, int]:
        """Those that there are. Raises Invalid contacts."""
        return chosen(self, workspace, uuids)

    def _find(self, session: Session, space: tables.Workspace, uuid: str) -> tables.Contact:
        row = contact_rows.find(session, space.id, uuid)
        check_contact(session, self.actor, space, row)
        return row

    def _view(self, session: Session, space: tables.Workspace) -> View:
        return View.of(session, space, is_agent=is_agent(self.actor, space.uuid))

    def _workspace_id(self, workspace: str) -> int:
        with self.core.store.read() as session:
            return self.workspace(session, workspace).id


class _Wanted:
    """What a person wants of a contact, checked as far as it can be without the workspace; None stays as it is."""

    def __init__(
        self,
        name: str | None,
        language: str | None,
        urns: Sequence[str] | None,
        fields: Mapping[str, str] | None,
        groups: Sequence[str] | None,
    ) -> None:
        self.name = name
        self.language = language
        self.urns = urns
        self.fields = fields
        self.groups = groups

    @classmethod
    def of(
        cls,
        name: str | None,
        language: str | None,
        urns: Sequence[str] | None,
        fields: Mapping[str, str] | None,
        groups: Sequence[str] | None,
    ) -> _Wanted:
        """Raises Invalid."""
        if name is not None:
            name = " ".join(objects.check_text(name, "name", LIMITS.name_characters).split())
        if language:
            language = check_language(language)
        if urns is not None and len(urns) > LIMITS.urns_per_contact:
            raise Invalid("urns", "too_many", limit=LIMITS.urns_per_contact)
        if fields is not None and len(fields) > MAX_FIELDS:
            raise Invalid("fields", "too_many", limit=MAX_FIELDS)
        texts = {key: objects.check_text(text, "fields", LIMITS.field_characters) for key, text in (fields or {}).items()}
        return cls(name, language, urns, texts if fields is not None else None, groups)

    def named(self) -> dict[str, Any]:
        """For the audit: what is changed, without the values."""
        parts = {"name": self.name, "language": self.language, "urns": self.urns, "groups": self.groups}
        return {"changes": [*(key for key, value in parts.items() if value is not None), *sorted(self.fields or {})]}

    def modifiers(self, shared: WorkspaceAssets, contact: Contact) -> Sequence[Modifier]:
        """Raises Invalid for fields, groups and addresses that can't be."""
        made: list[Mapping[str, Any]] = []
        if self.name is not None:
            made.append({"type": "name", "name": self.name})
        if self.language is not None:
            made.append({"type": "language", "language": self.language})
        if self.urns is not None:
            made.append({"type": "urns", "urns": self._urns(shared), "modification": "set"})
        made += self._fields(shared)
        made += self._groups(shared, contact)
        return [read_modifier(data, shared.assets) for data in made]

    def _urns(self, shared: WorkspaceAssets) -> list[str]:
        """A number without scheme is a phone's."""
        texts = [text.strip() if ":" in text else f"tel:{text.strip()}" for text in self.urns or ()]
        if any(not is_valid(normalize(text, shared.env.default_country)) for text in texts):
            raise Invalid("urns", "invalid")
        return texts

    def _fields(self, shared: WorkspaceAssets) -> list[Mapping[str, Any]]:
        made: list[Mapping[str, Any]] = []
        for key, text in (self.fields or {}).items():
            field = shared.assets.field(key)
            if field is None:
                raise Invalid("fields", "unknown", value=key[:64])
            made.append({"type": "field", "field": field.ref, "value": text.strip()})
        return made

    def _groups(self, shared: WorkspaceAssets, contact: Contact) -> list[Mapping[str, Any]]:
        if self.groups is None:
            return []
        wanted = []
        for uuid in dict.fromkeys(self.groups):
            group = shared.assets.group(uuid)
            if group is None:
                raise Invalid("groups", "unknown")
            if group.query:
                raise Invalid("groups", "smart", name=group.name)
            wanted.append(group)
        gone = [group.ref for group in contact.groups if not group.query and group not in wanted]
        new = [group.ref for group in wanted if not contact.in_group(group)]
        made: list[Mapping[str, Any]] = []
        if gone:
            made.append({"type": "groups", "groups": gone, "modification": "remove"})
        if new:
            made.append({"type": "groups", "groups": new, "modification": "add"})
        return made


def chosen(service: Service, workspace: str, uuids: Sequence[str], *, may_be_none: bool = False) -> dict[str, int]:
    """Ids by UUID of those of these contacts that there are. Raises Invalid contacts `empty` or `too_many`."""
    if not uuids and not may_be_none:
        raise Invalid("contacts", "empty")
    if len(uuids) > MAX_CONTACTS:
        raise Invalid("contacts", "too_many", limit=MAX_CONTACTS)
    with service.core.store.read() as session:
        return contact_rows.find_ids(session, service.workspace(session, workspace).id, uuids)


def _check_status(status: str) -> None:
    if status not in STATUSES:
        raise Invalid("status", "unknown")


def _before(planned: Planned) -> contracts.Before:
    """`planned` changes the status."""
    left = [ref["uuid"] for event in planned.events for ref in event.get("groups_removed") or ()]
    return contracts.Before(planned.row.uuid, planned.before["status"], left)


def _put_back(shared: WorkspaceAssets, contact: Contact, before: contracts.Before) -> Sequence[Modifier]:
    made: list[Mapping[str, Any]] = [{"type": "status", "status": before.status}]
    known = [group for uuid in before.groups[:MAX_FIELDS] if (group := shared.assets.group(uuid)) and not group.query]
    if before.status == "active" and known:
        made.append({"type": "groups", "groups": [group.ref for group in known], "modification": "add"})
    return [read_modifier(data, shared.assets) for data in made]
