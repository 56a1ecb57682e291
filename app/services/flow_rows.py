"""A flow's row and revisions, as its services and the import write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.engine.definition.model import Flow
from app.errors import NotFound
from app.services import media_refs
from app.store import tables
from app.store.folding import fold_name


def find_flow(session: Session, workspace_id: int, uuid: str) -> tables.Flow:
    """Archived ones too. Raises NotFound."""
    flow = tables.Flow
    found = session.scalar(select(flow).where(flow.uuid == uuid, flow.workspace_id == workspace_id, ~flow.is_deleted))
    if found is None:
        raise NotFound("flow", uuid)
    return found


def names_in_use(session: Session, workspace_id: int, except_id: int | None = None) -> set[str]:
    """Of the flows that are not archived, as names are compared."""
    flow = tables.Flow
    query = select(flow.id, flow.name).where(flow.workspace_id == workspace_id, ~flow.is_archived)
    return {fold_name(name) for flow_id, name in session.execute(query) if flow_id != except_id}


def definition_of(session: Session, flow: tables.Flow, revision: int | None = None) -> dict[str, Any]:
    """The current one, or that of a revision. Raises NotFound."""
    found = session.get(tables.FlowRevision, (flow.id, revision or flow.revision))
    if found is None:
        raise NotFound("revision", revision or flow.revision)
    return dict(found.definition)


def new_flow(workspace: tables.Workspace, uuid: str, flow_type: str, now: dt.datetime) -> tables.Flow:
    """Not yet in a session; `save_revision` gives it the rest."""
    return tables.Flow(
        uuid=uuid, workspace_id=workspace.id, type=flow_type, revision=0, ignore_triggers=False, is_archived=False, created_on=now
    )


def save_revision(
    session: Session,
    row: tables.Flow,
    flow: Flow,
    raw: Mapping[str, Any],
    *,
    now: dt.datetime,
    created_by: str,
    least: int = 1,
) -> None:
    """The next revision (`least`: not below that number) and the row as it says. `raw` is the definition to be stored."""
    row.revision = max(row.revision + 1, least)
    row.name, row.type, row.language = str(raw["name"]), flow.type, flow.language
    row.nodes, row.modified_on = len(flow.nodes), now
    row.expire_after_minutes = int(raw.get("expire_after_minutes") or 0)
    if (ignores := ignores_triggers(raw)) is not None:
        row.ignore_triggers = ignores
    session.add(row)
    session.flush()
    session.add(
        tables.FlowRevision(
            flow_id=row.id,
            revision=row.revision,
            spec_version=flow.spec_version,
            definition={**raw, "revision": row.revision},
            created_on=now,
            created_by=created_by,
        )
    )
    session.flush()
    attached = media_refs.in_definition(raw)
    media_refs.hold(session, row.workspace_id, attached, kind=media_refs.FLOW, row_id=row.id, now=now)


def ignores_triggers(raw: Mapping[str, Any]) -> bool | None:
    """None where the definition does not say: then it stays as it is."""
    metadata = raw.get("metadata")
    value = metadata.get("ignore_triggers") if isinstance(metadata, Mapping) else None
    return value if isinstance(value, bool) else None
