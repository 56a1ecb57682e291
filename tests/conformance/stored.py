"""Whether an office holds what a conversation's events say. Each check gives the first difference, or None."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.engine.contact import Contact
from app.engine.run import Run
from app.engine.session import Session as EngineSession
from app.services import flow_counts
from app.services.turn import Situation
from app.store import tables
from app.store.folding import fold_name
from tests.app.support import Office
from tests.conformance.vectors import differs

Json = Any
Events = Sequence[Json]
REMEMBERED = (
    "airtime_created",
    "contact_field_changed",
    "contact_groups_changed",
    "contact_language_changed",
    "contact_name_changed",
    "contact_status_changed",
    "contact_timezone_changed",
    "contact_urns_changed",
    "email_sent",
    "failure",
    "llm_called",
    "resthook_called",
)
TICKET_EVENTS = {
    "ticket_opened": "opened",
    "ticket_note_added": "note_added",
    "ticket_assignee_changed": "assignee_changed",
    "ticket_topic_changed": "topic_changed",
    "ticket_closed": "closed",
    "ticket_reopened": "reopened",
}
MARKS = tuple(kind for kind in REMEMBERED if kind.startswith("contact_"))


class Stored:
    """Reads an office back after the events of one contact."""

    def __init__(self, office: Office, session: Session, situation: Situation) -> None:
        self.office, self.session, self.now = office, session, situation

    def problem(self, events: Events, contact: Contact, made: EngineSession | None, segments: Sequence[Json]) -> str | None:
        """`events` and `segments` are all so far; `contact` and `made` are the engine's own after the last of them."""
        return next((found for found in self._problems(events, contact, made, segments) if found), None)

    def _problems(
        self, events: Events, contact: Contact, made: EngineSession | None, segments: Sequence[Json]
    ) -> Iterator[str | None]:
        yield self._contact(contact)
        yield self._dirty(events)
        yield self._history(events)
        yield self._tickets(events, contact)
        yield self._msgs(events)
        yield self._labels(events)
        yield self._http_logs(events)
        if made is not None:
            yield self._session(made)
            yield from map(self._run, made.runs)
            yield self._counts()
            yield self._segments(made, segments)
            yield self._timer(events, made)

    def _rows(self, table: Any, *conditions: Any) -> list[Any]:
        return list(self.session.scalars(select(table).where(*conditions).order_by(table.id)))

    def _contact(self, contact: Contact) -> str | None:
        """Read back as the engine gets it at the next turn."""
        left, right = contact.to_json(), self.now.engine_contact().to_json()
        for known in (left, right):
            known.pop("last_seen_on", None)  # hearing is the office's own doing
            known["created_on"] = known["created_on"][:19]  # rows keep microseconds
            known["groups"] = sorted(group["uuid"] for group in known.get("groups") or ())
            known["tickets"] = [ticket for ticket in known.get("tickets") or () if ticket["status"] == "open"]
        named = differs(fold_name(contact.name), self.now.contact.name_key or fold_name(self.now.contact.name))
        return _said("contact", differs(left, right)) or _said("name_key", named)

    def _dirty(self, events: Events) -> str | None:
        changed = any(event["type"] in MARKS for event in events)
        marked = self.session.get(tables.ContactDirty, self.now.contact.id) is not None
        return "the contact is not marked for search" if changed and not marked else None

    def _history(self, events: Events) -> str | None:
        wanted = [(event["uuid"], event["type"]) for event in events if _is_remembered(event)]
        rows = self._rows(tables.ContactEvent, tables.ContactEvent.contact_id == self.now.contact.id)
        return _said("history", differs(wanted, [(row.uuid, row.type) for row in rows]))

    def _tickets(self, events: Events, contact: Contact) -> str | None:
        wanted = [(event["uuid"], TICKET_EVENTS[event["type"]]) for event in events if event["type"] in TICKET_EVENTS]
        rows = self._rows(tables.TicketEvent)
        known = {row.uuid: row.status for row in self._rows(tables.Ticket)}
        open_tickets = sum(1 for ticket in contact.tickets if ticket.status == "open")
        return (
            _said("ticket events", differs(wanted, [(row.uuid, row.type) for row in rows]))
            or _said("tickets", differs({one.uuid: one.status for one in contact.tickets}, known))
            or _said("open tickets", differs(open_tickets, self.now.contact.open_tickets))
        )

    def _msgs(self, events: Events) -> str | None:
        wanted = [_said_msg(event) for event in events if event["type"] == "msg_created"]
        mine = (tables.Msg.direction == "out", tables.Msg.contact_id == self.now.contact.id, tables.Msg.session_id.is_not(None))
        rows = self._rows(tables.Msg, *mine)
        got = [(row.uuid, row.text, row.attachments or [], row.quick_replies or [], row.locale) for row in rows]
        return _said("messages", differs(wanted, got)) or _said("flows", differs([], [row.id for row in rows if not row.flow_id]))

    def _labels(self, events: Events) -> str | None:
        wanted = {
            (event["input_uuid"], label["uuid"])
            for event in events
            if event["type"] == "input_labels_added"
            for label in event["labels"]
        }
        on, msg, label = tables.MsgLabel, tables.Msg, tables.Label
        query = select(msg.uuid, label.uuid).join(on, on.msg_id == msg.id).join(label, label.id == on.label_id)
        return _said("labels", differs(wanted, {(row[0], row[1]) for row in self.session.execute(query)}))

    def _http_logs(self, events: Events) -> str | None:
        wanted = []
        for event in events:
            if event["type"] == "webhook_called":
                wanted.append(("resthook" if event.get("resthook") else "webhook", event["status"], event.get("status_code", 0)))
            if event["type"] == "airtime_created":
                wanted += [("airtime", log["status"], log["status_code"]) for log in event.get("http_logs") or ()]
        got = [(row.service, row.status, row.status_code) for row in self._rows(tables.HttpLog)]
        wrong = [row.id for row in self._rows(tables.HttpLog) if row.is_error == (row.status == "success")]
        return _said("http logs", differs(wanted, got)) or _said("errors of http logs", differs([], wrong))

    def _session(self, made: EngineSession) -> str | None:
        row = self.session.scalars(select(tables.Session).where(tables.Session.uuid == made.uuid)).one()
        waiting = made.waiting_run
        flow = self.session.get(tables.Flow, row.current_flow_id) if row.current_flow_id else None
        return (
            _said("session", differs(made.to_json(), row.state))
            or _said("current flow", differs(waiting.flow_ref["uuid"] if waiting else None, flow.uuid if flow else None))
            or _said("the contact's flow", differs(row.current_flow_id, self.now.contact.current_flow_id))
            or _said("end", differs(waiting is None, row.ended_on is not None))
        )

    def _run(self, run: Run) -> str | None:
        row = self.session.scalars(select(tables.Run).where(tables.Run.uuid == run.uuid)).one()
        results = {key: result.to_json() for key, result in run.results.items()}
        node = run.path[-1].node_uuid if run.path and not run.has_exited else None
        path = [step.node_uuid for step in run.path]
        stored_path = [step[0] for step in row.path or ()]
        is_kept = stored_path[: len(path)] == path if path else True  # a run that ended is read back without its path
        return (
            _said("run status", differs((run.status, run.had_input), (row.status, row.responded)))
            or _said("run results", differs(results, row.results))
            or _said("run node", differs(node, row.current_node))
            or _said("run path", None if is_kept else f"expected {path}, got {stored_path}")
            or _said("run end", differs(run.has_exited, row.exited_on is not None))
            or _said("run flow", differs(True, row.flow_id is not None))
        )

    def _counts(self) -> str | None:
        """Kept counts equal those made again from the rows."""
        zone = ZoneInfo(self.now.shared.workspace.timezone)
        wanted = flow_counts.recount(self._rows(tables.Run), zone)
        tally = tables.Tally
        kinds = ("status", "node", "result:")
        kept = {
            (scope, key, day): count
            for scope, key, day, count in self.session.execute(
                select(tally.scope, tally.key, tally.day, func.sum(tally.count))
                .where(tally.scope.like("flow:%"))
                .group_by(tally.scope, tally.key, tally.day)
            )
            if count and scope.split(":", 2)[2].startswith(kinds)
        }
        return _said("counts", differs(wanted, kept))

    def _segments(self, made: EngineSession, segments: Sequence[Json]) -> str | None:
        tally = tables.Tally
        query = select(tally.key, func.sum(tally.count)).where(tally.scope.like("flow:%:segment")).group_by(tally.key)
        kept = {row[0]: row[1] for row in self.session.execute(query)}
        wanted: dict[str, int] = {}
        for one in segments:
            key = f"{one['exit_uuid']}:{one['destination_uuid']}"
            wanted[key] = wanted.get(key, 0) + 1
        return _said("segments", differs(wanted, kept))

    def _timer(self, events: Events, made: EngineSession) -> str | None:
        last = next((event for event in reversed(events) if event["type"] == "msg_wait"), None)
        fires = {row.kind for row in self._rows(tables.Fire)}
        if made.waiting_run is None:
            return _said("timers", differs(set(), fires))
        wanted = {kind for kind, key in (("expiration", "expires_on"), ("timeout", "timeout_seconds")) if last and last.get(key)}
        return _said("timers", differs(wanted, fires))


def _is_remembered(event: Json) -> bool:
    return event["type"] in REMEMBERED or (event["type"] == "run_result_changed" and bool(event.get("previous")))


def _said_msg(event: Json) -> tuple[Any, ...]:
    msg = event["msg"]
    replies = [reply if isinstance(reply, str) else reply.get("text", "") for reply in msg.get("quick_replies") or ()]
    return event["uuid"], msg.get("text") or "", msg.get("attachments") or [], replies, msg.get("locale") or ""


def _said(what: str, problem: str | None) -> str | None:
    return problem and f"{what}: {problem}"
