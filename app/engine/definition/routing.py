"""Reading and checking routers and waits."""

from __future__ import annotations

from app.engine.definition import fields, limits
from app.engine.definition.errors import DefinitionError
from app.engine.definition.fields import Object, invalid
from app.engine.definition.model import (
    MESSAGING_BACKGROUND,
    VOICE,
    Case,
    Category,
    DialWait,
    Hint,
    MsgWait,
    RandomRouter,
    Router,
    SwitchRouter,
    Timeout,
    Wait,
)

HINT_TYPES = ("audio", "digits", "image", "location", "video")


def read_router(data: Object) -> Router:
    """Shape only; `check_router` checks references."""
    kind = fields.text(data, "type", required=True)
    if kind not in ("switch", "random"):
        raise invalid(f"unknown type: '{kind}'")
    wait = read_wait(fields.as_object(data["wait"], "field 'wait'")) if data.get("wait") is not None else None
    categories = tuple(_read_category(item) for item in fields.items(data, "categories"))
    result_name = fields.text(data, "result_name")
    if len(result_name) > limits.MAX_RESULT_NAME_LENGTH:
        raise DefinitionError("limit", "field 'result_name' is not a valid result name")
    if not categories:
        raise invalid("field 'categories' must have a minimum of 1 items")
    if kind == "random":
        return RandomRouter(categories, result_name, wait)
    operand = fields.text(data, "operand", required=True)
    cases = tuple(_read_case(item) for item in fields.items(data, "cases"))
    default = fields.uuid(data, "default_category_uuid", required=False)
    return SwitchRouter(operand, cases, categories, default or None, result_name, wait)


def _read_category(data: Object) -> Category:
    try:
        uuid = fields.uuid(data, "uuid")
        name = fields.text(data, "name", maximum=limits.MAX_CATEGORY_NAME_LENGTH)
        return Category(uuid, name, fields.uuid(data, "exit_uuid"))
    except DefinitionError as error:
        raise error.within("unable to read category") from None


def _read_case(data: Object) -> Case:
    try:
        uuid, kind = fields.uuid(data, "uuid"), fields.text(data, "type", required=True)
        return Case(uuid, kind, fields.strings(data, "arguments"), fields.uuid(data, "category_uuid"))
    except DefinitionError as error:
        raise error.within("unable to read case") from None


def read_wait(data: Object) -> Wait:
    kind = fields.text(data, "type", required=True)
    try:
        if kind == "msg":
            return _read_msg_wait(data)
        if kind == "dial":
            phone = fields.text(data, "phone", required=True)
            dial = fields.integer(data, "dial_limit_seconds", DialWait.DIAL_LIMIT_SECONDS)
            call = fields.integer(data, "call_limit_seconds", DialWait.CALL_LIMIT_SECONDS)
            return DialWait(phone, dial or DialWait.DIAL_LIMIT_SECONDS, call or DialWait.CALL_LIMIT_SECONDS)
    except DefinitionError as error:
        raise error.within("unable to read wait") from None
    raise invalid(f"unable to read wait: unknown type: '{kind}'")


def _read_msg_wait(data: Object) -> MsgWait:
    timeout = hint = None
    if data.get("timeout") is not None:
        given = fields.as_object(data["timeout"], "field 'timeout'")
        timeout = Timeout(fields.integer(given, "seconds", minimum=1), fields.uuid(given, "category_uuid"))
    if data.get("hint") is not None:
        given = fields.as_object(data["hint"], "field 'hint'")
        kind = fields.text(given, "type", required=True)
        if kind not in HINT_TYPES:
            raise invalid(f"unknown hint type: '{kind}'")
        count = fields.integer(given, "count") or None
        hint = Hint(kind, count, fields.text(given, "terminated_by"))
    return MsgWait(timeout, hint)


def check_router(router: Router, flow_type: str, exit_uuids: frozenset[str]) -> None:
    """Sizes, and that categories, cases and timeouts lead somewhere. Raises DefinitionError."""
    fields.no_more_than(limits.MAX_CATEGORIES_PER_ROUTER, len(router.categories), "", "categories")
    if router.wait is not None:
        _check_wait(router, router.wait, flow_type)
    for category in router.categories:
        if category.exit_uuid not in exit_uuids:
            raise invalid(f"category exit {category.exit_uuid} is not a valid exit")
    if isinstance(router, SwitchRouter):
        _check_switch(router)


def _check_wait(router: Router, wait: Wait, flow_type: str) -> None:
    if flow_type == MESSAGING_BACKGROUND or (wait.type == "dial" and flow_type != VOICE):
        raise invalid(f"wait type '{wait.type}' is not allowed in a flow of type '{flow_type}'")
    if isinstance(wait, MsgWait) and wait.timeout and router.category(wait.timeout.category_uuid) is None:
        raise invalid(f"timeout category {wait.timeout.category_uuid} is not a valid category")


def _check_switch(router: SwitchRouter) -> None:
    fields.no_more_than(limits.MAX_CASES_PER_ROUTER, len(router.cases), "", "cases")
    if router.default_category_uuid and router.category(router.default_category_uuid) is None:
        raise invalid(f"default category {router.default_category_uuid} is not a valid category")
    for case in router.cases:
        try:
            fields.no_more_than(limits.MAX_ARGUMENTS_PER_CASE, len(case.arguments), "", "arguments")
            if router.category(case.category_uuid) is None:
                raise invalid(f"category {case.category_uuid} is not a valid category")
        except DefinitionError as error:
            raise error.within(f"invalid case[uuid={case.uuid}]") from None
