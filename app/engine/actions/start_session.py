"""Start other contacts in a flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action, Ref
from app.engine.actions.lookups import Recipients, find_recipients
from app.engine.definition.anatomy import Anatomy
from app.engine.errors import EngineError
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class StartSession(Action):
    """Contacts, groups, a query, addresses, or a new contact. `exclusions` is handed on to whoever starts them."""

    flow: Ref
    recipients: Recipients
    exclusions: tuple[tuple[str, bool], ...]
    create_contact: bool

    type = "start_session"
    flow_types = ONLINE
    anatomy = Anatomy(
        templates=("groups[*].name_match", "contact_query", "legacy_vars[*]"),
        references=(("groups", "group"), ("contacts", "contact"), ("flow", "flow")),
    )

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("flow", required=True)
        exclusions = reader.child("exclusions")
        flags = tuple((key, True) for key in exclusions.data if exclusions.flag(key)) if exclusions else ()
        flow = Ref.read(child) if child else Ref()
        return cls(uuid, flow, Recipients.read(reader), flags, reader.flag("create_contact"))

    def execute(self, ctx: RunContext) -> None:
        history = ctx.session.history
        if history["ancestors_since_input"] > ctx.limits.ancestors_without_input:
            ctx.error("Too many sessions have been started one by another since a contact was last heard")
            return
        found = find_recipients(ctx, self.recipients)
        flow = self._flow_ref(ctx)
        if flow is None or not (found or self.create_contact):
            return
        if ctx.session.is_batch and (found.groups or found.contact_query):
            ctx.error("Can't start new sessions for groups or queries during batch starts")
            return
        fields: dict[str, Any] = {"flow": flow, **found.to_json(), "exclusions": dict(self.exclusions)}
        if self.create_contact:
            fields["create_contact"] = True
        fields |= {"run_summary": ctx.run.summary(ctx.contact.to_json()), "history": history}
        ctx.log(events.event(ctx.universe, "session_triggered", **fields))

    def _flow_ref(self, ctx: RunContext) -> dict[str, str] | None:
        try:
            flow = ctx.assets.flow(self.flow.uuid)
        except EngineError as error:
            ctx.error(f"Unable to read flow '{self.flow.name}': {error.message}")
            return None
        if flow is None:
            ctx.missing("flow", self.flow.uuid, self.flow.name)
            return None
        return {"uuid": flow.uuid, "name": flow.name}
