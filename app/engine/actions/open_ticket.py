"""Open a ticket for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import ONLINE, Action, Ref, read_ref
from app.engine.asset_types import Named, User
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.tickets import TicketOpenModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext

LOCAL = "_new_ticket"
DEFAULT_TOPIC = "General"


@dataclass(frozen=True, slots=True)
class OpenTicket(Action):
    """Under a topic, General without one. The local `_new_ticket` holds the ticket's uuid, nothing where none was opened."""

    topic: Ref | None
    assignee: Ref | None
    assignee_email: str
    note: str

    type = "open_ticket"
    flow_types = ONLINE
    anatomy = Anatomy(
        templates=("assignee.email", "note"), references=(("topic", "topic"), ("assignee", "user")), fixed_local="_new_ticket"
    )

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("assignee")
        by_email = child.text("email_match") or child.text("email") if child else ""
        assignee = Ref(child.uuid("uuid"), child.text("name")) if child and not by_email else None
        return cls(uuid, read_ref(reader, "topic", required=False), assignee, by_email, reader.text("note"))

    def execute(self, ctx: RunContext) -> None:
        ctx.run.locals[LOCAL] = self._open(ctx)

    def _open(self, ctx: RunContext) -> str:
        """The new ticket's uuid, empty where none was opened."""
        if ctx.session.is_batch:
            ctx.error("Can't open tickets during batch starts")
            return ""
        topic = self._topic(ctx)
        if topic is None:
            return ""
        assignee = self._assignee(ctx)
        note, _ = ctx.text(self.note)
        opened = ctx.modify(TicketOpenModifier(topic, assignee, note.strip()))
        return ctx.contact.tickets[-1].uuid if opened else ""

    def _topic(self, ctx: RunContext) -> Named | None:
        if self.topic is None:
            found = ctx.assets.topic_named(DEFAULT_TOPIC)
            if found is None:
                ctx.error(f"No such topic with name '{DEFAULT_TOPIC}'", "topic:missing", {"name": DEFAULT_TOPIC})
            return found
        found = ctx.assets.topic(self.topic.uuid)
        if found is None:
            ctx.missing("topic", self.topic.uuid, self.topic.name)
        return found

    def _assignee(self, ctx: RunContext) -> User | None:
        if self.assignee_email:
            email, _ = ctx.text(self.assignee_email)
            user = ctx.assets.user_by_email(email.strip())
            if user is None:
                ctx.error(f"No such user with email '{email}'", "user:missing", {"email": email})
            return user
        if self.assignee is None:
            return None
        user = ctx.assets.user(self.assignee.uuid)
        if user is None:
            ctx.missing("user", self.assignee.uuid, self.assignee.name)
        return user
