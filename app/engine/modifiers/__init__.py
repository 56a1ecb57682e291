"""Every change of a contact, by flows and by staff alike: one file a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.engine.contact import Contact
from app.engine.errors import EngineError
from app.engine.groups import reevaluate
from app.engine.modifiers.affinity import AffinityModifier
from app.engine.modifiers.base import Modifier, Setting
from app.engine.modifiers.channel import ChannelModifier
from app.engine.modifiers.field import FieldModifier
from app.engine.modifiers.groups import GroupsModifier
from app.engine.modifiers.language import LanguageModifier
from app.engine.modifiers.name import NameModifier
from app.engine.modifiers.routes import RoutesModifier
from app.engine.modifiers.seen import SeenModifier
from app.engine.modifiers.status import StatusModifier
from app.engine.modifiers.tickets import (
    TicketAssigneeModifier,
    TicketCloseModifier,
    TicketNoteModifier,
    TicketOpenModifier,
    TicketReopenModifier,
    TicketTopicModifier,
)
from app.engine.modifiers.timezone import TimezoneModifier
from app.engine.modifiers.urns import UrnsModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

__all__ = ["Modifier", "Setting", "apply_modifier", "read_modifier"]

REGISTRY: dict[str, type[Modifier]] = {
    AffinityModifier.type: AffinityModifier,
    ChannelModifier.type: ChannelModifier,
    FieldModifier.type: FieldModifier,
    GroupsModifier.type: GroupsModifier,
    LanguageModifier.type: LanguageModifier,
    NameModifier.type: NameModifier,
    RoutesModifier.type: RoutesModifier,
    SeenModifier.type: SeenModifier,
    StatusModifier.type: StatusModifier,
    TicketAssigneeModifier.type: TicketAssigneeModifier,
    TicketCloseModifier.type: TicketCloseModifier,
    TicketNoteModifier.type: TicketNoteModifier,
    TicketOpenModifier.type: TicketOpenModifier,
    "ticket": TicketOpenModifier,  # its old name
    TicketReopenModifier.type: TicketReopenModifier,
    TicketTopicModifier.type: TicketTopicModifier,
    TimezoneModifier.type: TimezoneModifier,
    UrnsModifier.type: UrnsModifier,
}


def read_modifier(data: Mapping[str, Any], assets: SessionAssets) -> Modifier:
    """From GoFlow's JSON. Raises EngineError `modifier:invalid` (assets that are not there, too) or `modifier:unknown_type`."""
    reader = Reader(data, "modifier:invalid")
    kind = reader.text("type", required=True)
    reader.done()
    found = REGISTRY.get(kind)
    if found is None:
        raise EngineError("modifier:unknown_type", f"unknown modifier type: {kind}")
    modifier = found.read(reader, assets)
    reader.done()
    return modifier


def apply_modifier(modifier: Modifier, contact: Contact, setting: Setting) -> bool:
    """Change the contact and tell of it; smart groups follow. True if anything changed."""
    changed = modifier.apply(contact, setting)
    if changed:
        moved = reevaluate(contact, setting.assets, setting.env, setting.universe)
        if moved:
            setting.log(moved)
    return changed
