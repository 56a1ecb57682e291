"""Which conditions make sense."""

from __future__ import annotations

from decimal import Decimal

from app.engine.contactql.errors import QueryError
from app.engine.contactql.nodes import ATTRIBUTE, SCHEME, Condition
from app.engine.contactql.resolver import FlowResolver, Resolver
from app.engine.dates import Instant, XDate
from app.engine.definition.languages import is_language
from app.engine.envs import Environment
from app.engine.numbers import OutOfRange, parse_plain
from app.engine.text import words

TEXT, NUMBER, DATETIME, ANY = "text", "number", "datetime", ""
ATTRIBUTES = {
    "uuid": TEXT,
    "id": TEXT,
    "ref": TEXT,
    "name": TEXT,
    "status": TEXT,
    "language": TEXT,
    "urn": TEXT,
    "group": TEXT,
    "flow": TEXT,
    "history": TEXT,
    "tickets": NUMBER,
    "created_on": DATETIME,
    "last_seen_on": DATETIME,
}
ALWAYS_SET = ("uuid", "id", "ref", "status", "created_on", "tickets")
STATUSES = ("active", "blocked", "stopped", "archived")
MIN_PARTIAL_NAME, MIN_PARTIAL_URN = 2, 3
COMPARISONS = (">", ">=", "<", "<=")

# Two digits of a year belong to this century up to 2099: what is asked must not change its meaning with time.
_END_OF_CENTURY = Instant(4_102_444_799 * 1_000_000_000)


def value_type(condition: Condition, resolver: Resolver | None) -> str:
    """text, number or datetime; places are text; empty where nothing is known of fields."""
    if condition.kind == ATTRIBUTE:
        return ATTRIBUTES[condition.key]
    if condition.kind == SCHEME:
        return TEXT
    if resolver is None:
        return ANY
    field = resolver.field(condition.key)
    return field.type if field and field.type in (NUMBER, DATETIME, ANY) else TEXT


def is_urn(condition: Condition) -> bool:
    return condition.kind == SCHEME or (condition.kind == ATTRIBUTE and condition.key == "urn")


def name_parts(value: str) -> list[str]:
    """The words of a value that are long enough to look for in names."""
    return [word for word in words(value) if len(word) >= MIN_PARTIAL_NAME]


def check(condition: Condition, resolver: Resolver | None, env: Environment) -> None:
    """Raises QueryError for a condition that can't be meant."""
    kind = value_type(condition, resolver)
    if condition.operator == "~":
        _check_contains(condition)
    elif condition.operator in COMPARISONS and kind not in (NUMBER, DATETIME, ANY):
        message = f"comparisons with {condition.operator} can only be used with date and number fields"
        raise QueryError("unsupported_comparison", message, {"property": condition.key, "operator": condition.operator})
    if not condition.value and condition.operator in ("=", "!="):
        _check_set(condition)
        return
    if is_urn(condition) and env.redacts_urns:
        raise QueryError("redacted_urns", "cannot query on redacted URNs")
    if kind == NUMBER:
        number_of(condition)
    elif kind == DATETIME:
        date_of(condition, env)
    if condition.kind == ATTRIBUTE:
        _check_attribute(condition, resolver)


def number_of(condition: Condition) -> Decimal:
    """Raises QueryError `invalid_number`."""
    try:
        number = parse_plain(condition.value)
    except OutOfRange:
        number = None
    if number is None:
        message = f"can't convert '{condition.value}' to a number"
        raise QueryError("invalid_number", message, {"value": condition.value})
    return number


def date_of(condition: Condition, env: Environment) -> XDate:
    """The day in the environment's zone. Raises QueryError `invalid_date`."""
    found = env.parse_datetime(condition.value, lambda: _END_OF_CENTURY)
    if found is None:
        message = f"can't convert '{condition.value}' to a date"
        raise QueryError("invalid_date", message, {"value": condition.value})
    return found.in_zone(env.timezone).date()


def _check_contains(condition: Condition) -> None:
    if condition.kind == ATTRIBUTE and condition.key == "name":
        if not name_parts(condition.value):
            message = f"contains operator on name requires token of minimum length {MIN_PARTIAL_NAME}"
            raise QueryError("invalid_partial_name", message, {"min_token_length": str(MIN_PARTIAL_NAME)})
    elif is_urn(condition):
        if len(condition.value) < MIN_PARTIAL_URN:
            message = f"contains operator on URN requires value of minimum length {MIN_PARTIAL_URN}"
            raise QueryError("invalid_partial_urn", message, {"min_value_length": str(MIN_PARTIAL_URN)})
    else:
        message = "contains conditions can only be used with name or URN values"
        raise QueryError("unsupported_contains", message, {"property": condition.key})


def _check_set(condition: Condition) -> None:
    if condition.kind == ATTRIBUTE and condition.key in ALWAYS_SET:
        message = f"can't check whether '{condition.key}' is set or not set"
        raise QueryError("unsupported_setcheck", message, {"property": condition.key, "operator": condition.operator})


def _check_attribute(condition: Condition, resolver: Resolver | None) -> None:
    value, key = condition.value, condition.key
    extra = {"value": value}
    if key == "status" and value.lower() not in STATUSES:
        raise QueryError("invalid_status", f"'{value}' is not a valid contact status", extra)
    if key == "language" and not is_language(value.lower()):
        raise QueryError("invalid_language", f"'{value}' is not a valid language code", extra)
    if key == "group" and resolver is not None and resolver.group_named(value) is None:
        raise QueryError("invalid_group", f"'{value}' is not a valid group name", extra)
    if key in ("flow", "history") and isinstance(resolver, FlowResolver) and not resolver.flow_named(value):
        raise QueryError("invalid_flow", f"'{value}' is not a valid flow name", extra)
