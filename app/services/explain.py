"""Why something happened, or did not. The questions are answered in `app/services/explaining`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import explain as contracts
from app.contracts.explain import Explanation
from app.errors import NotFound
from app.services.agent_scope import agent_scope
from app.services.base import Service
from app.services.explaining import campaigns, incoming, outgoing, scheduled
from app.store import tables


class Explain(Service, contract=contracts.Explain):
    """Implements `app.contracts.explain.Explain`."""

    def message(self, workspace: str, msg: str) -> Explanation:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            self._check_scope(session, space, msg)
            if (found := incoming.explain_message(session, space, msg)) is not None:
                return found
            row = _msg(session, space, msg)
            return Explanation("unknown") if row.direction == "in" else outgoing.explain_outgoing(self.core, session, row)

    def _check_scope(self, session: Session, space: tables.Workspace, msg: str) -> None:
        """Raises NotFound for a message whose contact the actor may not see; one that is still to be handled has none."""
        conditions = agent_scope(self.actor, space, tables.Msg.contact_id)
        query = select(tables.Msg.id).where(tables.Msg.uuid == msg, tables.Msg.workspace_id == space.id, *conditions)
        if conditions and session.scalar(query) is None:
            raise NotFound("msg", msg)

    def event(self, workspace: str, event: str) -> Explanation:
        with self.core.store.read() as session:
            return incoming.explain_event(session, self.workspace(session, workspace), event)

    def campaign(self, workspace: str, contact: str, event: str) -> Explanation:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return campaigns.explain_campaign(self.core, session, space, contact, event)

    def trigger(self, workspace: str, trigger: str) -> Explanation:
        with self.core.store.read() as session:
            return scheduled.explain_trigger(self.core, session, self.workspace(session, workspace), trigger)

    def broadcast(self, workspace: str, broadcast: str) -> Explanation:
        with self.core.store.read() as session:
            return scheduled.explain_broadcast(self.core, session, self.workspace(session, workspace), broadcast)


def _msg(session: Session, space: tables.Workspace, uuid: str) -> tables.Msg:
    """Raises NotFound."""
    found = session.scalar(select(tables.Msg).where(tables.Msg.uuid == uuid, tables.Msg.workspace_id == space.id))
    if found is None:
        raise NotFound("msg", uuid)
    return found
