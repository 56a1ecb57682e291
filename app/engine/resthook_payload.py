"""What subscribers of resthooks are sent: the contact, the run so far and the message that led here, in RapidPro's form."""

from __future__ import annotations


def _object(properties: dict[str, str]) -> str:
    return "object(" + ", ".join(f'"{name}", {value}' for name, value in properties.items()) + ")"


def _if_any(condition: str, value: str) -> str:
    return f"if({condition}, {value}, null)"


_CONTACT = ("uuid", "name", "urn", "language")
_RESULT = ("category", "category_localized", "created_on", "input", "name", "node_uuid", "value")
_URN = {
    "display": 'default(format_urn(input.urn), "")',
    "path": "urn_parts(input.urn).path",
    "scheme": "urn_parts(input.urn).scheme",
}
_INPUT = {
    "attachments": "foreach(input.attachments, attachment_parts)",
    "channel": "input.channel",
    "created_on": "input.created_on",
    "text": "input.text",
    "type": "input.type",
    "urn": _if_any("input.urn", _object(_URN)),
    "uuid": "input.uuid",
}
_WHOLE = {
    "contact": _object({name: f"contact.{name}" for name in _CONTACT}),
    "flow": "run.flow",
    "path": "run.path",
    "results": "foreach_value(results, extract_object, " + ", ".join(f'"{name}"' for name in _RESULT) + ")",
    "run": _object({"uuid": "run.uuid", "created_on": "run.created_on"}),
    "input": _if_any("input", _object(_INPUT)),
    "channel": "default(input.channel, null)",
}

PAYLOAD = f"@(json({_object(_WHOLE)}))"
