"""Message templates, brought along from RapidPro."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import ids
from app.contracts import templates as contracts
from app.engine.reading import is_uuid
from app.errors import Invalid
from app.services import objects, uses
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

_Template = tables.Template
TOPIC = "templates"

MAX_BYTES = 2 * 1024 * 1024
MAX_NAME = 512  # WhatsApp's, whose names they are
MAX_TRANSLATIONS, MAX_COMPONENTS, MAX_VARIABLES = 100, 20, 100
MAX_DEPTH = 32
_WRAPPERS = ("templates", "results")


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """`uuid` empty: the file gives none."""

    uuid: str
    name: str
    translations: list[dict[str, Any]]


class Templates(Service, contract=contracts.Templates):
    """Implements `app.contracts.templates.Templates`."""

    def all(self, workspace: str) -> list[contracts.Template]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            used = uses.by_object(session, self.core.store, space.id, "template")
            rows = objects.by_name(objects.active(session, _Template, space.id))
            return [_shown(row, used.get(row.uuid, ())) for row in rows]

    def deleted(self, workspace: str) -> list[contracts.Template]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return [_shown(row, ()) for row in objects.deleted(session, _Template, space.id)]

    def import_json(self, workspace: str, content: bytes) -> list[contracts.TemplateLine]:
        given = read_templates(content)
        with self.change("templates.import_json", workspace=workspace, templates=len(given)) as work:
            space = self.workspace(work.session, workspace)
            lines = [self._put(work, space, one) for one in given]
            work.publish(TOPIC, workspace)
            return lines

    def delete(self, workspace: str, template: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("templates.delete", workspace=workspace, subject=template) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Template, space.id, "template", uuid=template)
            uses.refuse_used("template", row.name, uses.flows_using(work.session, store, space.id, "template", row.uuid))
            objects.delete(work.session, row, self.core.clock.now())
            self.note(name=row.name)
            work.publish(TOPIC, workspace, row.uuid)

    def restore(self, workspace: str, template: str) -> contracts.Template:
        with self.change("templates.restore", workspace=workspace, subject=template) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Template, space.id, "template", is_active=False, uuid=template)
            objects.restore(work.session, space, row, "templates", self.core.clock.now(), unique=[("name_key", "name")])
            work.publish(TOPIC, workspace, row.uuid)
            return _shown(row, uses.flows_using(work.session, self.core.store, space.id, "template", row.uuid))

    def _put(self, work: UnitOfWork, space: tables.Workspace, given: NewTemplate) -> contracts.TemplateLine:
        session, now = work.session, self.core.clock.now()
        row = _known(session, space.id, given)
        if row is None:
            uuid = given.uuid if given.uuid and _is_free(session, given.uuid) else ids.uuid4()
            objects.add_named(
                session, _Template, space, given.name, limit="templates", now=now, uuid=uuid, translations=given.translations
            )
            return contracts.TemplateLine(given.name, "created")
        if row.name == given.name and row.translations == given.translations:
            return contracts.TemplateLine(given.name, "unchanged")
        row.translations = given.translations
        objects.rename(session, row, given.name, now)
        return contracts.TemplateLine(given.name, "updated")


def read_templates(content: bytes) -> list[NewTemplate]:
    """Raises Invalid content `empty`, `too_large`, `not_json`, or `malformed` with the `path`."""
    if not content:
        raise Invalid("templates", "empty")
    if len(content) > MAX_BYTES:
        raise Invalid("templates", "too_large", limit=MAX_BYTES)
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()  # halves of surrogate pairs can't be stored
    except (ValueError, RecursionError):
        raise Invalid("templates", "not_json") from None
    if isinstance(data, Mapping):
        data = next((data[name] for name in _WRAPPERS if isinstance(data.get(name), list)), None)
    if not isinstance(data, list):
        raise Invalid("templates", "malformed", path="")
    if not data:
        raise Invalid("templates", "empty")
    read = [_read_template(item, f"[{index}]") for index, item in enumerate(data)]
    for index, one in enumerate(read):
        if any(fold_name(one.name) == fold_name(other.name) for other in read[:index]):
            raise _malformed(f"[{index}].name")
    return read


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _read_template(item: Any, path: str) -> NewTemplate:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise _malformed(path)
    uuid, translations = item.get("uuid") or "", item.get("translations")
    if uuid and not is_uuid(uuid):
        raise _malformed(f"{path}.uuid")
    if not isinstance(translations, list) or len(translations) > MAX_TRANSLATIONS:
        raise _malformed(f"{path}.translations")
    name = objects.check_name(item["name"], most=MAX_NAME)
    read = [_read_translation(one, f"{path}.translations[{index}]") for index, one in enumerate(translations)]
    return NewTemplate(str(uuid).lower(), name, read)


def _read_translation(item: Any, path: str) -> dict[str, Any]:
    """Only what flows are run with."""
    if not isinstance(item, Mapping):
        raise _malformed(path)
    channel, locale = item.get("channel"), item.get("locale")
    components, variables = item.get("components") or [], item.get("variables") or []
    if not isinstance(channel, Mapping) or not is_uuid(channel.get("uuid")):
        raise _malformed(f"{path}.channel")
    if not isinstance(locale, str) or not 3 <= len(locale) <= 6:
        raise _malformed(f"{path}.locale")
    if not isinstance(variables, list) or len(variables) > MAX_VARIABLES or not all(map(_is_variable, variables)):
        raise _malformed(f"{path}.variables")
    if not isinstance(components, list) or len(components) > MAX_COMPONENTS:
        raise _malformed(f"{path}.components")
    if not all(_is_component(one, len(variables)) for one in components):
        raise _malformed(f"{path}.components")
    return {
        "channel": {"uuid": str(channel["uuid"]), "name": str(channel.get("name") or "")[: objects.MAX_NAME]},
        "locale": locale,
        "components": components,
        "variables": [{"type": one["type"]} for one in variables],
    }


def _is_component(item: Any, variables: int) -> bool:
    """As `app.engine.templates` reads them: each names its variables by their places in the translation's list."""
    if not isinstance(item, dict) or _depth(item) > MAX_DEPTH:
        return False
    named = all(isinstance(item.get(name), str) for name in ("type", "name"))
    texts = all(isinstance(item.get(name, ""), str) for name in ("content", "display"))
    places = item.get("variables", {})
    return named and texts and isinstance(places, dict) and all(_is_place(at, variables) for at in places.values())


def _is_place(value: Any, variables: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < variables


def _is_variable(item: Any) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get("type"), str)


def _depth(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, children), default=0)


def _malformed(path: str) -> Invalid:
    return Invalid("templates", "malformed", path=path)


def _known(session: Session, workspace_id: int, given: NewTemplate) -> tables.Template | None:
    """By UUID, then by name, among those that were not deleted."""
    rows = objects.active(session, _Template, workspace_id)
    key = fold_name(given.name)
    return next((row for row in rows if row.uuid == given.uuid), None) or next((row for row in rows if row.name_key == key), None)


def _is_free(session: Session, uuid: str) -> bool:
    return session.query(_Template.id).filter_by(uuid=uuid).first() is None


def _shown(row: tables.Template, flows: Sequence[str]) -> contracts.Template:
    locales = sorted({str(one.get("locale") or "") for one in row.translations})
    return contracts.Template(row.uuid, row.name, locales, row.modified_on, list(flows))
