"""Whether a contact matches: the reference that every other way of searching must agree with."""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.engine.contact import Contact
from app.engine.contactql.nodes import ATTRIBUTE, OR, SCHEME, Condition, Node
from app.engine.contactql.resolver import Resolver
from app.engine.contactql.validate import DATETIME, NUMBER, date_of, is_urn, name_parts, number_of, value_type
from app.engine.dates import Instant
from app.engine.envs import Environment
from app.engine.refs import contact_ref
from app.engine.text import words

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

PREFIX_LENGTH = 8  # so many characters of a word count when names are searched
SEPARATOR = " > "
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": op.eq, "!=": op.eq, ">": op.gt, ">=": op.ge, "<": op.lt, "<=": op.le,
}  # fmt: skip

Value = str | Decimal | Instant
Values = Callable[[Condition], Sequence[Value]]
Matcher = Callable[[Values], bool]


def evaluate(node: Node, contact: Contact, assets: SessionAssets, env: Environment) -> bool:
    """Texts compare without case, dates by the day in the environment's zone.

    `flow` and `history` are no part of a session's contact and count as unset.
    """
    return holds(node, lambda one: values_of(one, contact, assets, env), assets, env)


def holds(node: Node, values: Values, resolver: Resolver | None, env: Environment) -> bool:
    """As `evaluate`, for anything that can say which values it has under a condition's property."""
    return prepare(node, resolver, env)(values)


def prepare(node: Node, resolver: Resolver | None, env: Environment) -> Matcher:
    """The query made ready for many contacts: what it compares with is read once.

    Raises QueryError for a number or date that can't be read, which a parsed query never has.
    """
    if isinstance(node, Condition):
        test = _test(node, value_type(node, resolver), env)
        return lambda values: test(values(node))
    children = [prepare(child, resolver, env) for child in node.children]
    if node.word == OR:
        return lambda values: any(child(values) for child in children)
    return lambda values: all(child(values) for child in children)


def _test(condition: Condition, kind: str, env: Environment) -> Callable[[Sequence[Value]], bool]:
    """`=` holds if any value is equal, `!=` if none is; an empty value asks whether there is any."""
    wants = condition.operator != "!="
    if not condition.value:
        return lambda values: any(value != "" for value in values) != wants
    holds_for = _comparison(condition, kind, env)
    return lambda values: any(holds_for(value) for value in values) == wants


def _comparison(condition: Condition, kind: str, env: Environment) -> Callable[[Value], bool]:
    """Whether one value meets the condition; `!=` is read as `=`."""
    if kind == NUMBER:
        compare, number = _COMPARE[condition.operator], number_of(condition)
        return lambda value: isinstance(value, Decimal) and bool(compare(value, number))
    if kind == DATETIME:
        compare, day, zone = _COMPARE[condition.operator], date_of(condition, env), env.timezone
        return lambda value: isinstance(value, Instant) and bool(compare(value.in_zone(zone).date(), day))
    if condition.operator != "~":
        wanted = condition.value.strip().lower()
        return lambda value: isinstance(value, str) and value.strip().lower() == wanted
    if is_urn(condition):
        part = condition.value.strip().lower()
        return lambda value: isinstance(value, str) and part in value.lower()
    starts = _starts(name_parts(condition.value))
    return lambda value: isinstance(value, str) and _name_matches(value, starts)


def _starts(parts: Sequence[str]) -> list[str]:
    return [word[:PREFIX_LENGTH].lower() for word in parts]


def name_matches(name: str, query: str) -> bool:
    """Every word of the query begins some word of the name."""
    return _name_matches(name, _starts(name_parts(query)))


def _name_matches(name: str, starts: Sequence[str]) -> bool:
    have = _starts(words(name))
    return all(any(word.startswith(start) for word in have) for start in starts)


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
    read = _ATTRIBUTES.get(key)
    return [value for value in read(contact, env) if value is not None and value != ""] if read else []


_ATTRIBUTES: dict[str, Callable[[Contact, Environment], Sequence[Value | None]]] = {
    "uuid": lambda contact, env: [contact.uuid],
    "id": lambda contact, env: [str(contact.id)],
    "ref": lambda contact, env: [contact_ref(contact.id, env.obfuscation_key)],
    "name": lambda contact, env: [contact.name],
    "status": lambda contact, env: [contact.status],
    "language": lambda contact, env: [contact.language],
    "urn": lambda contact, env: [urn.path for urn in contact.urns],
    "group": lambda contact, env: [group.name for group in contact.groups],
    "tickets": lambda contact, env: [Decimal(sum(ticket.status == "open" for ticket in contact.tickets))],
    "created_on": lambda contact, env: [contact.created_on],
    "last_seen_on": lambda contact, env: [contact.last_seen_on],
}
