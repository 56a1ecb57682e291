"""Whether a contact matches: the reference that every other way of searching must agree with."""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.engine.contact import Contact
from app.engine.contactql.nodes import ATTRIBUTE, OR, SCHEME, Combination, Condition, Node
from app.engine.contactql.validate import DATETIME, NUMBER, date_of, is_urn, number_of, value_type
from app.engine.dates import Instant
from app.engine.envs import Environment
from app.engine.refs import contact_ref
from app.engine.text import words

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets
    from app.engine.contactql.parser import Resolver

PREFIX_LENGTH = 8  # so many characters of a word count when names are searched
SEPARATOR = " > "
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {"=": op.eq, ">": op.gt, ">=": op.ge, "<": op.lt, "<=": op.le}

Value = str | Decimal | Instant


def evaluate(node: Node, contact: Contact, assets: SessionAssets, env: Environment) -> bool:
    """Texts compare without case, dates by the day in the environment's zone."""
    return holds(node, lambda one: values_of(one, contact, assets, env), assets, env)


def holds(node: Node, values: Callable[[Condition], Sequence[Value]], resolver: Resolver, env: Environment) -> bool:
    """As `evaluate`, for anything that can say which values it has under a condition's property."""
    if isinstance(node, Combination):
        results = (holds(child, values, resolver, env) for child in node.children)
        return any(results) if node.word == OR else all(results)
    return matches(node, values(node), value_type(node, resolver), env)


def matches(condition: Condition, values: Sequence[Value], kind: str, env: Environment) -> bool:
    """`=` holds if any value is equal, `!=` if none is; an empty value asks whether there is any."""
    if not condition.value:
        return bool(values) == (condition.operator == "!=")
    if condition.operator == "!=":
        return not any(_holds(condition, "=", value, kind, env) for value in values)
    return any(_holds(condition, condition.operator, value, kind, env) for value in values)


def values_of(condition: Condition, contact: Contact, assets: SessionAssets, env: Environment) -> list[Value]:
    """What the contact has under a condition's property; nothing where it is not set."""
    if condition.kind == ATTRIBUTE:
        return _attribute(condition.key, contact, env)
    if condition.kind == SCHEME:
        return [urn.path for urn in contact.urns if urn.scheme == condition.key]
    field = assets.field(condition.key)
    stored = contact.value(field) if field else None
    value = stored.typed(field.type) if stored and field else None
    if field and isinstance(value, str) and field.type in ("state", "district", "ward"):
        value = value.split(SEPARATOR)[-1]
    return [] if value is None else [value]


def _attribute(key: str, contact: Contact, env: Environment) -> list[Value]:
    many: dict[str, list[Value]] = {
        "urn": [urn.path for urn in contact.urns],
        "group": [group.name for group in contact.groups],
        "tickets": [Decimal(sum(1 for ticket in contact.tickets if ticket.status == "open"))],
        "id": [str(contact.id)],
        "ref": [contact_ref(contact.id, env.obfuscation_key)],
        "created_on": [contact.created_on],
        "last_seen_on": [contact.last_seen_on] if contact.last_seen_on else [],
    }
    if key in many:
        return many[key]
    value: str = getattr(contact, key, "")
    return [value] if value else []


def _holds(condition: Condition, operator: str, value: Value, kind: str, env: Environment) -> bool:
    if kind == NUMBER and isinstance(value, Decimal):
        return _compare(operator, value, number_of(condition))
    if kind == DATETIME and isinstance(value, Instant):
        return _compare(operator, value.in_zone(env.timezone).date(), date_of(condition, env).date())
    text = value if isinstance(value, str) else ""
    if operator == "~":
        wanted = condition.value.lower()
        return wanted in text.lower() if is_urn(condition) else name_matches(text, wanted)
    return text.strip().lower() == condition.value.strip().lower()


def name_matches(name: str, query: str) -> bool:
    """Every word of the query begins some word of the name."""
    have = [word[:PREFIX_LENGTH].lower() for word in words(name)]
    wanted = [word[:PREFIX_LENGTH].lower() for word in words(query) if len(word) >= 2]
    return all(any(word.startswith(start) for word in have) for start in wanted)


def _compare(operator: str, have: Any, wanted: Any) -> bool:
    """Two numbers, or two days."""
    return bool(_COMPARE[operator](have, wanted))
