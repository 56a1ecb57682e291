"""Label what the contact last said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import INTERACTIVE, Action, Ref, read_refs
from app.engine.actions.lookups import find_labels
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class AddInputLabels(Action):
    """Labels by uuid, or by a template of their name."""

    labels: tuple[Ref, ...]

    type = "add_input_labels"
    flow_types = INTERACTIVE
    anatomy = Anatomy(templates=("labels[*].name_match",), references=(("labels", "label"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, read_refs(reader, "labels", required=True))

    def execute(self, ctx: RunContext) -> None:
        heard = ctx.session.input
        if heard is None:
            ctx.error("No input to add labels to")
            return
        labels = [label.ref for label in find_labels(ctx, self.labels)]
        if labels:
            ctx.log(events.event(ctx.universe, "input_labels_added", input_uuid=heard.uuid, labels=labels))
