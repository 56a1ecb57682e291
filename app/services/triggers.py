"""Triggers: which message starts which flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import flows as contracts
from app.contracts.flows import MatchType
from app.errors import Invalid, NotFound
from app.services.base import Service
from app.services.keywords import CATCH_ALL, FIRST_WORD, KEYWORD, ONLY_WORD, read_keyword
from app.store import tables
from app.store.database import UnitOfWork

MAX_KEYWORDS = 100
STARTABLE = ("messaging", "messaging_background")  # flow types that a message may start


@dataclass(frozen=True, slots=True)
class NewTrigger:
    """`keywords` are folded; none for a catch-all."""

    type: str
    keywords: tuple[str, ...] = ()
    match_type: str = FIRST_WORD

    def conflicts_with(self, trigger: tables.Trigger) -> bool:
        """Whether both would answer the same message."""
        if trigger.type != self.type:
            return False
        return self.type == CATCH_ALL or bool(set(trigger.keywords) & set(self.keywords))


class Triggers(Service, contract=contracts.Triggers):
    def all(self, workspace: str) -> list[contracts.Trigger]:
        """Oldest first, without the archived."""
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            return [_shown(trigger, flow) for trigger, flow in active_triggers(session, row.id)]

    def create_keyword(
        self, workspace: str, flow: str, keywords: list[str], match_type: MatchType = "first_word"
    ) -> contracts.Trigger:
        folded = read_keywords(keywords)
        if match_type not in (FIRST_WORD, ONLY_WORD):
            raise Invalid("match_type", "unknown")
        with self.change("triggers.create_keyword", workspace=workspace, subject=flow, keywords=" ".join(folded)) as work:
            return self._create(work, workspace, flow, NewTrigger(KEYWORD, tuple(folded), match_type))

    def create_catch_all(self, workspace: str, flow: str) -> contracts.Trigger:
        with self.change("triggers.create_catch_all", workspace=workspace, subject=flow) as work:
            return self._create(work, workspace, flow, NewTrigger(CATCH_ALL))

    def archive(self, workspace: str, trigger: str) -> None:
        with self.change("triggers.archive", workspace=workspace, subject=trigger) as work:
            row = self.workspace(work.session, workspace)
            found = work.session.scalar(
                select(tables.Trigger).where(tables.Trigger.uuid == trigger, tables.Trigger.workspace_id == row.id)
            )
            if found is None:
                raise NotFound("trigger", trigger)
            found.is_archived = True
            work.publish("triggers", workspace, trigger)

    def _create(self, work: UnitOfWork, workspace: str, flow: str, new: NewTrigger) -> contracts.Trigger:
        row = self.workspace(work.session, workspace)
        target = startable_flow(work.session, row.id, flow)
        return _shown(add_trigger(work, row, target, new, self.core.clock.now()), target)


def read_keywords(keywords: Iterable[str]) -> list[str]:
    """Folded, each once. Errors: `invalid` keywords `empty`, `too_many`, `not_a_keyword`."""
    folded: dict[str, None] = {}
    for keyword in keywords:
        read = read_keyword(keyword)
        if read is None:
            raise Invalid("keywords", "not_a_keyword", keyword=keyword[:50])
        folded[read] = None
    if not folded:
        raise Invalid("keywords", "empty")
    if len(folded) > MAX_KEYWORDS:
        raise Invalid("keywords", "too_many", most=MAX_KEYWORDS)
    return list(folded)


def add_trigger(
    work: UnitOfWork, workspace: tables.Workspace, flow: tables.Flow, new: NewTrigger, now: dt.datetime
) -> tables.Trigger:
    """A new trigger; those it conflicts with are archived. Source: RapidPro does the same."""
    for trigger, _ in active_triggers(work.session, workspace.id):
        if new.conflicts_with(trigger):
            trigger.is_archived = True
            work.publish("triggers", workspace.uuid, trigger.uuid)
    made = tables.Trigger(
        uuid=ids.uuid4(),
        workspace_id=workspace.id,
        type=new.type,
        flow_id=flow.id,
        keywords=list(new.keywords),
        match_type=new.match_type,
        is_archived=False,
        created_on=now,
    )
    work.session.add(made)
    work.session.flush()
    work.publish("triggers", workspace.uuid, made.uuid)
    return made


def startable_flow(session: Session, workspace_id: int, uuid: str) -> tables.Flow:
    """Raises NotFound, or Invalid flow `wrong_type`."""
    flow = session.scalar(select(tables.Flow).where(tables.Flow.uuid == uuid, tables.Flow.workspace_id == workspace_id))
    if flow is None or flow.is_archived:
        raise NotFound("flow", uuid)
    if flow.type not in STARTABLE:
        raise Invalid("flow", "wrong_type", type=flow.type)
    return flow


def active_triggers(session: Session, workspace_id: int) -> list[tuple[tables.Trigger, tables.Flow]]:
    """Without the archived, oldest first."""
    query = (
        select(tables.Trigger, tables.Flow)
        .join(tables.Flow, tables.Flow.id == tables.Trigger.flow_id)
        .where(tables.Trigger.workspace_id == workspace_id, ~tables.Trigger.is_archived)
        .order_by(tables.Trigger.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _shown(trigger: tables.Trigger, flow: tables.Flow) -> contracts.Trigger:
    return contracts.Trigger(
        uuid=trigger.uuid,
        type="catch_all" if trigger.type == CATCH_ALL else "keyword",
        flow=flow.uuid,
        flow_name=flow.name,
        keywords=list(trigger.keywords or ()),
        match_type="only_word" if trigger.match_type == ONLY_WORD else "first_word",
        created_on=trigger.created_on,
    )
