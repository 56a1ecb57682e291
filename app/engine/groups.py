"""Smart groups: a contact is in them when their query says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine import events
from app.engine.asset_types import Group
from app.engine.contact import Contact
from app.engine.contactql import QueryError, evaluate, parse_query
from app.engine.contactql.nodes import Node
from app.engine.envs import Environment
from app.engine.events import Event
from app.engine.universe import Universe

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


def reevaluate(contact: Contact, assets: SessionAssets, env: Environment, universe: Universe) -> Event | None:
    """Put the contact into the groups whose queries it matches and out of others; one that is not active leaves all.

    The event that tells so, or None when nothing changed.
    """
    added: list[Group] = []
    removed: list[Group] = []
    for group in assets.groups():
        if not group.query:
            continue
        query = _query(group, assets, env)
        if query is None:
            continue
        belongs = contact.status == "active" and evaluate(query, contact, assets, env)
        if belongs != contact.in_group(group):
            (added if belongs else removed).append(group)
    if contact.status != "active":
        removed += [group for group in contact.groups if group not in removed]
    gone = {group.uuid for group in removed}
    contact.groups = [group for group in contact.groups if group.uuid not in gone] + added
    return _event(universe, added, removed)


def _query(group: Group, assets: SessionAssets, env: Environment) -> Node | None:
    """None for a query that can't be read: its group is left as it is."""

    def parse() -> Node | None:
        try:
            return parse_query(group.query, assets, env)
        except QueryError:
            return None

    return assets.derived(f"query:{group.uuid}:{env.redaction_policy}:{env.default_country}", parse)


def _event(universe: Universe, added: list[Group], removed: list[Group]) -> Event | None:
    fields: dict[str, Any] = {}
    if added:
        fields["groups_added"] = [group.ref for group in added]
    if removed:
        fields["groups_removed"] = [group.ref for group in removed]
    return events.event(universe, "contact_groups_changed", **fields) if fields else None
