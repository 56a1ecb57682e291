"""The webhook call of an old rule set."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.legacy.expressions import Options
from app.engine.definition.legacy.texts import Import
from app.engine.definition.tree import Obj

# What a POST of an old flow sends, in today's words: the contact, the run so far and the message that led here.
# Programs behind these webhooks read exactly these properties.
_RESULT_PROPERTIES = ("category", "category_localized", "created_on", "input", "name", "node_uuid", "value")


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _pairs(pairs: dict[str, str], indent: int) -> str:
    """An object over several lines, two blanks a level."""
    blank = " " * indent
    return "object(\n" + ",\n".join(f'{blank}  "{key}", {value}' for key, value in pairs.items()) + f"\n{blank})"


def _optional(condition: str, value: str, indent: int) -> str:
    blank = " " * indent
    return f"if(\n{blank}  {condition},\n{blank}  {value},\n{blank}  null\n{blank})"


def _object(pairs: dict[str, str]) -> str:
    return _call("object", *(part for key, value in pairs.items() for part in (f'"{key}"', value)))


def _body() -> str:
    urn = {
        "display": 'default(format_urn(input.urn), "")',
        "path": "urn_parts(input.urn).path",
        "scheme": "urn_parts(input.urn).scheme",
    }
    message = {
        "attachments": "foreach(input.attachments, attachment_parts)",
        "channel": "input.channel",
        "created_on": "input.created_on",
        "text": "input.text",
        "type": "input.type",
        "urn": _optional("input.urn", _pairs(urn, 8), 6),
        "uuid": "input.uuid",
    }
    names = [f'"{name}"' for name in _RESULT_PROPERTIES]
    whole = {
        "contact": _object({"uuid": "contact.uuid", "name": "contact.name", "urn": "contact.urn"}),
        "flow": "run.flow",
        "path": "run.path",
        "results": _call("foreach_value", "results", "extract_object", *names),
        "run": _object({"uuid": "run.uuid", "created_on": "run.created_on"}),
        "input": _optional("input", _pairs(message, 4), 2),
        "channel": "default(input.channel, null)",
    }
    return f"@(json({_pairs(whole, 0)}))"


POST_BODY = _body()


def webhook_action(flow: Import, config: Obj) -> Obj:
    """All of the call_webhook action but its UUID and result name."""
    method = tree.text(config, "webhook_action").upper() or "GET"
    headers = {
        tree.text(header, "name"): flow.template(tree.text(header, "value"))
        for header in tree.objects(config.get("webhook_headers"))
        if tree.text(header, "name")
    }
    action: Obj = {
        "type": "call_webhook",
        "method": method,
        "url": flow.template(tree.text(config, "webhook"), Options(url_encode=True)),
    }
    if method == "POST":
        headers.setdefault("Content-Type", "application/json")
        action["body"] = POST_BODY
    if headers:
        action["headers"] = headers
    return action
