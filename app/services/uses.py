"""Which flows use an object: found by reading their definitions, and remembered by revision."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from app.errors import OutpostError
from app.store import tables
from app.store.database import Store

log = logging.getLogger(__name__)

BATCH = 50  # definitions in memory at a time
MAX_NAMED = 10  # flows that an error names

Reference = tuple[str, str]  # type (group, field, global, label, topic, template, resthook, flow, …), and UUID, key or slug
_Known = dict[int, tuple[int, frozenset[Reference]]]
_known: weakref.WeakKeyDictionary[Store, _Known] = weakref.WeakKeyDictionary()
_mutex = threading.Lock()


def warm(store: Store, workspace_id: int) -> None:
    """Read what is not yet known, so that `flows_using` has little left to do inside a write transaction."""
    with store.read() as session:
        references(session, store, workspace_id)


def flows_using(session: Session, store: Store, workspace_id: int, kind: str, identity: str) -> list[str]:
    """Names of the flows, archived ones too, that use an object, by name. `identity` as in `Reference`."""
    wanted = (kind, identity)
    return sorted(name for name, found in references(session, store, workspace_id) if wanted in found)


def by_object(session: Session, store: Store, workspace_id: int, kind: str) -> dict[str, list[str]]:
    """For every object of a kind that flows use, their names by name."""
    found: dict[str, list[str]] = {}
    for name, uses in sorted(references(session, store, workspace_id), key=lambda pair: pair[0]):
        for used, identity in uses:
            if used == kind:
                found.setdefault(identity, []).append(name)
    return found


def refuse_used(kind: str, name: str, flows: Sequence[str]) -> None:
    """Raises OutpostError `in_use` (kind, name, count, by) when there are any."""
    if flows:
        by = ", ".join(flows[:MAX_NAMED]) + (" …" if len(flows) > MAX_NAMED else "")
        raise OutpostError("in_use", kind=kind, name=name, count=len(flows), by=by)


def references(session: Session, store: Store, workspace_id: int) -> list[tuple[str, frozenset[Reference]]]:
    """Name of each flow of the workspace, and what its newest revision uses."""
    known = _of(store)
    flow = tables.Flow
    rows = session.execute(select(flow.id, flow.name, flow.revision).where(flow.workspace_id == workspace_id)).all()
    news = [row.id for row in rows if known.get(row.id, (None,))[0] != row.revision]
    for start in range(0, len(news), BATCH):
        known.update(_read(session, news[start : start + BATCH]))
    return [(row.name, known[row.id][1]) for row in rows if row.id in known]


def _of(store: Store) -> _Known:
    with _mutex:
        return _known.setdefault(store, {})


def _read(session: Session, flow_ids: Sequence[int]) -> Iterator[tuple[int, tuple[int, frozenset[Reference]]]]:
    revision = tables.FlowRevision
    query = (
        select(revision.flow_id, revision.revision, revision.definition)
        .join(tables.Flow, (tables.Flow.id == revision.flow_id) & (tables.Flow.revision == revision.revision))
        .where(revision.flow_id.in_(flow_ids))
    )
    for flow_id, number, definition in session.execute(query):
        yield flow_id, (number, _references(flow_id, definition))


def _references(flow_id: int, definition: Mapping[str, Any]) -> frozenset[Reference]:
    try:
        flow = read_flow(definition, new_uuid=ids.uuid4)
    except DefinitionError as error:
        log.warning("flow_unreadable", extra={"flow": flow_id, "code": error.code})
        return frozenset()
    named = {(found.reference.type, found.reference.identity) for found in inspect_flow(flow).dependencies}
    return frozenset(named | set(_resthooks(flow)))


def _resthooks(flow: Flow) -> Iterator[Reference]:
    """Inspection leaves them out, as RapidPro's does."""
    for node in flow.nodes:
        for action in node.actions:
            if action.type == "call_resthook" and isinstance(slug := action.data.get("resthook"), str):
                yield "resthook", slug
