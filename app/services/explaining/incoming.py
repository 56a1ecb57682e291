"""What became of a message or call that came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.explain import Code, Explanation, MessageOutcome, Step
from app.errors import NotFound
from app.services import channel_events, contacts, routing
from app.services.dismissals import DISMISSED
from app.services.explaining.trigger_checks import Checks, Scene
from app.services.keywords import CATCH_ALL, KEYWORD
from app.services.modems import sims
from app.store import tables

PENDING, DEAD = "pending", "dead"
_UNHANDLED: Mapping[str, MessageOutcome] = {PENDING: "pending", DEAD: "dead", DISMISSED: "dismissed"}
_GIVEN_UP: Mapping[str, Code] = {DEAD: "given_up", DISMISSED: "dismissed"}
NO_WORKSPACE, UNREADABLE = "no_workspace", "urn_invalid"
_ROUTED: Mapping[str, Code] = {
    routing.ONLY: "routed_only",
    routing.KEYWORD: "routed_keyword",
    routing.TRIGGER: "routed_trigger",
    routing.SESSION: "routed_session",
    routing.CONVERSATION: "routed_conversation",
    routing.DEFAULT: "routed_default",
}


def explain_message(session: Session, space: tables.Workspace, uuid: str) -> Explanation | None:
    """None: no message came in that has this UUID. Raises NotFound for one of another workspace."""
    inbound = session.scalar(select(tables.Inbound).where(tables.Inbound.uuid == uuid))
    if inbound is None:
        return None
    _check_owner(session, space, inbound)
    msg = session.get(tables.Msg, inbound.msg_id) if inbound.msg_id else None
    return _Story(session, space, inbound, msg).explanation()


def explain_event(session: Session, space: tables.Workspace, uuid: str) -> Explanation:
    """Raises NotFound."""
    event = session.scalar(select(tables.ChannelEvent).where(tables.ChannelEvent.uuid == uuid))
    if event is None:
        raise NotFound("event", uuid)
    _check_owner(session, space, event)
    return _Story(session, space, event, None).explanation()


def _check_owner(session: Session, space: tables.Workspace, came: tables.Inbound | tables.ChannelEvent) -> None:
    """What has no workspace yet is of all that its phone serves."""
    served = select(tables.ChannelWorkspace.workspace_id).where(tables.ChannelWorkspace.channel_id == came.channel_id)
    if came.workspace_id != space.id and (came.workspace_id is not None or space.id not in session.scalars(served)):
        raise NotFound("msg" if isinstance(came, tables.Inbound) else "event", came.uuid)


@dataclass(slots=True)
class _Story:
    session: Session
    space: tables.Workspace
    came: tables.Inbound | tables.ChannelEvent
    msg: tables.Msg | None

    def explanation(self) -> Explanation:
        outcome = self._outcome()
        return Explanation(outcome, self._at(), [*self._coming(), *self._routing(), *self._trouble(), *self._telling(outcome)])

    @property
    def event(self) -> tables.ChannelEvent | None:
        return self.came if isinstance(self.came, tables.ChannelEvent) else None

    def _at(self) -> dt.datetime:
        return self.came.received_on if isinstance(self.came, tables.Inbound) else self.came.created_on

    def _outcome(self) -> MessageOutcome:
        came, event = self.came, self.event
        if came.state in _UNHANDLED:
            return _UNHANDLED[came.state]
        if event is not None and (not channel_events.is_by_contact(event) or event.contact_id is None):
            return "noted"
        if came.trigger_id is not None:
            return "trigger_started" if not self._has_failed() else "flow_not_started"
        if self._is_blocked():
            return "archived"
        if self.msg is not None and self.msg.session_id is not None:
            return "session_answered"
        return "inbox" if event is None else "nothing_started"

    def _has_failed(self) -> bool:
        """An error may also be of a session that could not go on before the trigger was asked."""
        if self.came.error is None:
            return False
        return self.msg is None or self.msg.session_id is None

    def _is_blocked(self) -> bool:
        """Of a message its folder says it; of a call only what the contact is now."""
        if self.event is None:
            return self.msg is not None and self.msg.visibility == "archived" and self.msg.session_id is None
        contact = self.session.get(tables.Contact, self.event.contact_id) if self.event.contact_id else None
        return contact is not None and contact.status == "blocked"

    def _coming(self) -> Iterator[Step]:
        channel = self.session.get_one(tables.Channel, self.came.channel_id).name
        if self.event is None:
            yield Step("came_in", {"channel": channel}, self._at())
        else:
            yield Step("event_came_in", {"channel": channel, "type": self.event.type}, self._at())

    def _by(self) -> dict[str, Any]:
        channel = self.session.get_one(tables.Channel, self.came.channel_id)
        return {"by": "modem"} if channel.kind == sims.KIND else {}

    def _routing(self) -> Iterator[Step]:
        if self.came.routing is None:
            if self.came.error == NO_WORKSPACE:
                yield Step("routed_nowhere", self._by())
            return
        reason, _, doubt = self.came.routing.partition(":")
        if reason in _ROUTED:
            yield Step(_ROUTED[reason], self._by())
        if doubt:
            yield Step("routed_ambiguous")

    def _trouble(self) -> Iterator[Step]:
        came = self.came
        if came.error == UNREADABLE:
            yield Step("address_unreadable")
        elif came.error_count or came.state in _GIVEN_UP:
            code = _GIVEN_UP.get(came.state, "tried_before")
            yield Step(code, {"count": came.error_count, "error": came.error or ""})

    def _telling(self, outcome: MessageOutcome) -> Iterator[Step]:
        if outcome in _UNHANDLED:
            return
        if outcome == "noted":
            if self.event is not None and not channel_events.is_by_contact(self.event):
                yield Step("we_called")
            return
        if outcome == "archived":
            yield Step("contact_blocked")
            return
        checks = Checks(self.session, self.space, self._scene())
        yield from self._taking(outcome, checks)
        yield from checks.steps()

    def _taking(self, outcome: MessageOutcome, checks: Checks) -> Iterator[Step]:
        error = self.came.error
        if error is not None and not self._has_failed():
            yield Step("session_broken", {"error": error})
        if (taken := checks.taken_step()) is not None:
            yield taken
        if outcome == "flow_not_started":
            flow = taken.params["flow"] if taken else ""
            yield Step("flow_failed", {"flow": flow, "error": error or ""})
        elif outcome == "session_answered":
            yield Step("session_took", {"flow": self._flow_name()})
        elif outcome in ("inbox", "nothing_started"):
            if error is not None and self.event is None:
                yield Step("session_broken", {"error": error})
            yield Step("no_flow")

    def _flow(self) -> tables.Flow | None:
        return self.session.get(tables.Flow, self.msg.flow_id) if self.msg and self.msg.flow_id else None

    def _flow_name(self) -> str:
        flow = self._flow()
        return flow.name if flow else ""

    def _scene(self) -> Scene:
        came, event = self.came, self.event
        contact_id = event.contact_id if event else self.msg.contact_id if self.msg else None
        trigger = self.session.get(tables.Trigger, came.trigger_id) if came.trigger_id else None
        flow, is_answer = self._flow(), self._outcome() == "session_answered"
        types = (KEYWORD, CATCH_ALL) if event is None else (channel_events.TRIGGER_OF[event.type],)
        return Scene(
            at=self._at(),
            channel=self.session.get_one(tables.Channel, came.channel_id).uuid,
            types=types,
            groups=frozenset(contacts.group_uuids(self.session, contact_id)) if contact_id else frozenset(),
            text=came.text if isinstance(came, tables.Inbound) else "",
            referrer=channel_events.referrer_of(event) if event else "",
            taken=came.trigger_id,
            taken_type=trigger.type if trigger else None,
            waiting=flow.name if is_answer and flow else None,
            is_deaf=bool(is_answer and flow and flow.ignore_triggers),
        )
