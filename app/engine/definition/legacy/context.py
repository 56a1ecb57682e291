"""Where the variables of old expressions are now: `flow.age` is `results.age`."""

from __future__ import annotations

import re
from dataclasses import dataclass

ROOTS = ("channel", "child", "contact", "date", "extra", "flow", "parent", "step")

_CONTACT_PROPERTIES = frozenset({"uuid", "id", "name", "first_name", "language", "created_on"})
_SCHEMES = frozenset(
    {
        "ext", "facebook", "fcm", "freshchat", "jiochat", "line", "mailto", "tel", "telegram", "twitter", "twitterid", "viber",
        "vk", "wechat", "whatsapp",
    }
)  # fmt: skip
_RESULT_PROPERTIES = {"category": "category_localized", "text": "input", "time": "created_on"}
_STEP_PROPERTIES = {"text": "input.text", "time": "input.created_on", "value": "input", "urn": "input.urn"}
_NAME = re.compile(r"[a-z_]\w*", re.ASCII)

# Kinds of value, as far as an addition has to know them.
NUMBER, DATE, DATE_TEXT, DATETIME, TIME, OTHER = "number", "date", "date_text", "datetime", "time", "other"


@dataclass(frozen=True, slots=True)
class Variable:
    """The new expression for an old variable, and what kind of value it has."""

    text: str
    kind: str = OTHER


def is_urn_scheme(name: str) -> bool:
    return name in _SCHEMES


def is_path(expression: str) -> bool:
    """Whether it can be written without parentheses: `@results.age`."""
    return all(_NAME.fullmatch(part) for part in expression.split("."))


def migrate_variable(path: str, raw_dates: bool) -> Variable:
    """`raw_dates`: dates are wanted as values, to be compared, and not as texts, to be read."""
    root, *rest = path.lower().split(".")
    if root == "date":
        return _date(rest, raw_dates)
    if root == "contact":
        return Variable(_contact(rest, ""))
    if root in ("flow", "step") and rest[:1] == ["contact"]:
        return Variable(_contact(rest[1:], ""))
    if root == "flow":
        return Variable(_results("results", rest))
    if root in ("child", "parent"):
        return Variable(_contact(rest[1:], root + ".") if rest[:1] == ["contact"] else _results(f"{root}.results", rest))
    if root == "step":
        return Variable(_step(rest))
    if root == "channel":
        return Variable("contact.channel.name" if rest == ["name"] else "contact.channel.address")
    return Variable(_extra(rest))


def _date(rest: list[str], raw_dates: bool) -> Variable:
    days = {"yesterday": -1, "tomorrow": 1}.get(rest[0] if rest else "")
    if days is not None:
        value = f'datetime_add(now(), {days}, "D")'
        return Variable(value, DATETIME) if raw_dates else Variable(f"format_date({value})", DATE_TEXT)
    if rest == ["today"]:
        return Variable("today()", DATE) if raw_dates else Variable("format_date(today())", DATE_TEXT)
    return Variable("now()", DATETIME)


def _contact(rest: list[str], owner: str) -> str:
    if not rest:
        return owner + "contact"
    prop, *more = rest
    if prop == "groups" and not more:
        return f'join({owner}contact.groups, ",")'
    if prop in _CONTACT_PROPERTIES:
        return _join(owner + "contact", rest)
    if prop == "tel_e164":
        return f'default(urn_parts({owner}urns.tel).path, "")'
    if prop in _SCHEMES:
        return _urn(f"{owner}urns.{prop}", prop, more)
    return _join(owner + "fields", rest)


def _urn(urn: str, scheme: str, more: list[str]) -> str:
    if more in (["scheme"], ["path"]):
        return f"urn_parts({urn}).{more[0]}"
    if more == ["urn"]:
        return urn
    if more == ["display"] or scheme == "tel":
        return f"format_urn({urn})"
    return f'default(urn_parts({urn}).path, "")'


def _results(owner: str, rest: list[str]) -> str:
    if len(rest) > 1:
        rest = [rest[0], _RESULT_PROPERTIES.get(rest[1], rest[1]), *rest[2:]]
    return _join(owner, rest)


def _step(rest: list[str]) -> str:
    if rest[:1] == ["attachments"]:
        if len(rest) > 1 and rest[1].isdigit():
            return f"attachment_parts(input.attachments[{rest[1]}]).url"
        return 'foreach(foreach(input.attachments, attachment_parts), extract, "url")'
    if rest and rest[0] in _STEP_PROPERTIES:
        return _join(_STEP_PROPERTIES[rest[0]], rest[1:])
    return _join("input", rest)


def _extra(rest: list[str]) -> str:
    if rest[:1] == ["flow"]:
        return _results("parent.results", rest[1:])
    if rest[:1] == ["contact"]:
        return _contact(rest[1:], "parent.")
    return _join("legacy_extra", rest)


def _join(owner: str, names: list[str]) -> str:
    """Properties after each other; one that is no name, like `2factor`, goes in brackets."""
    return owner + "".join(f".{name}" if _NAME.fullmatch(name) else f'["{name}"]' for name in names)
