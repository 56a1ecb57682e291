"""Actions of action sets as actions of nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine.definition import tree
from app.engine.definition.legacy.context import is_urn_scheme
from app.engine.definition.legacy.texts import Import, join_url
from app.engine.definition.legacy.webhook import webhook_action
from app.engine.definition.tree import Obj

NEW_CONTACT = "@new_contact"

_KINDS_OF_MEDIA = {
    "aac": "audio", "amr": "audio", "gif": "image", "jpeg": "image", "jpg": "image", "m4a": "audio", "mov": "video",
    "mp3": "audio", "mp4": "video", "ogg": "audio", "png": "image", "wav": "audio", "webp": "image", "3gp": "video",
}  # fmt: skip


def migrate_actions(flow: Import, old_actions: Any) -> list[Obj]:
    """Kinds of action that no longer exist are left out."""
    found = []
    for old in tree.objects(old_actions):
        migrate = _ACTIONS.get(tree.text(old, "type"))
        if migrate is not None:
            uuid = tree.text(old, "uuid") or flow.config.new_uuid()
            kind, fields = migrate(flow, old, uuid)
            found.append({"type": kind, "uuid": uuid, **fields})
    return found


Migrated = tuple[str, Obj]


def _reply(flow: Import, old: Obj, uuid: str) -> Migrated:
    fields: Obj = {"text": flow.localized(old.get("msg"), uuid, "text")}
    _attach(flow, old, uuid, fields)
    replies = [flow.read(reply) for reply in tree.items(old.get("quick_replies"))]
    if replies:
        fields["quick_replies"] = [base for base, _ in replies]
        languages = dict.fromkeys(language for _, others in replies for language in others)
        texts = {language: [others.get(language, "") for _, others in replies] for language in languages}
        flow.translate(uuid, "quick_replies", texts)
    if old.get("send_all") is True:
        fields["all_urns"] = True
    return "send_msg", fields


def _attach(flow: Import, old: Obj, uuid: str, fields: Obj) -> None:
    base, others = flow.read(old.get("media"))
    if base:
        fields["attachments"] = [_media(flow, base)]
    flow.translate(uuid, "attachments", {language: [_media(flow, text)] for language, text in others.items() if text})


def _media(flow: Import, media: str) -> str:
    """`image/jpeg:url`; without a type the file's ending says the kind, and relative paths get the media URL in front."""
    kind, colon, path = media.partition(":")
    if not colon or path.startswith("//"):
        kind, path = _KINDS_OF_MEDIA.get(media.rpartition(".")[2].lower(), "image"), media
    return f"{kind}:{_absolute(flow, path)}"


def _absolute(flow: Import, path: str) -> str:
    if not path or path.startswith(("http://", "https://", "@")) or not flow.config.media_url:
        return path
    return join_url(flow.config.media_url, path)


def _send(flow: Import, old: Obj, uuid: str) -> Migrated:
    fields: Obj = {"text": flow.localized(old.get("msg"), uuid, "text")}
    _attach(flow, old, uuid, fields)
    fields.update(_recipients(flow, old))
    fields.pop("create_contact", None)
    return "send_broadcast", fields


def _trigger_flow(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "start_session", {**_recipients(flow, old), "flow": _reference(old.get("flow"))}


def _recipients(flow: Import, old: Obj) -> Obj:
    """Contacts, groups and expressions, those that are not empty."""
    contacts = [_reference(contact) for contact in tree.objects(old.get("contacts")) if contact.get("uuid")]
    groups = [_reference(group) for group in tree.objects(old.get("groups")) if group.get("uuid")]
    variables = [_variable(value) for value in tree.items(old.get("variables"))]
    named = [group for group in tree.items(old.get("groups")) if isinstance(group, str)]
    fields: Obj = {
        "contacts": contacts,
        "groups": groups,
        "legacy_vars": [flow.template(text) for text in (*named, *variables) if text and text != NEW_CONTACT],
        "create_contact": NEW_CONTACT in variables,
    }
    return {key: value for key, value in fields.items() if value}


def _variable(value: Any) -> str:
    return value if isinstance(value, str) else tree.text(value, "id") if isinstance(value, dict) else ""


def _reference(value: Any) -> Obj:
    found = value if isinstance(value, dict) else {}
    return {"uuid": tree.text(found, "uuid"), "name": tree.text(found, "name")}


def _matches(flow: Import, values: Any) -> list[Obj]:
    """Groups or labels: by UUID where known, else by name, which may be a template."""
    found: list[Obj] = []
    for value in values if isinstance(values, list) else ():
        if isinstance(value, str):
            found.append({"name_match": flow.template(value)})
        elif isinstance(value, dict) and value.get("uuid"):
            found.append(_reference(value))
        elif isinstance(value, dict) and value.get("name"):
            found.append({"name_match": flow.template(tree.text(value, "name"))})
    return found


def _api(flow: Import, old: Obj, uuid: str) -> Migrated:
    """Webhook calls were actions once, too."""
    call = webhook_action(flow, {"webhook": tree.text(old, "webhook"), "webhook_action": tree.text(old, "action")})
    return call.pop("type"), call


def _add_group(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "add_contact_groups", {"groups": _matches(flow, old.get("groups"))}


def _del_group(flow: Import, old: Obj, uuid: str) -> Migrated:
    groups = _matches(flow, old.get("groups"))
    return "remove_contact_groups", {"groups": groups} if groups else {"all_groups": True}


def _add_label(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "add_input_labels", {"labels": _matches(flow, old.get("labels"))}


def _email(flow: Import, old: Obj, uuid: str) -> Migrated:
    addresses = [flow.template(address) for address in tree.strings(old.get("emails"))]
    subject = flow.localized(old.get("subject"), uuid, "subject")
    return "send_email", {"addresses": addresses, "subject": subject, "body": flow.localized(old.get("msg"), uuid, "body")}


def _lang(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "set_contact_language", {"language": tree.text(old, "lang")}


def _channel(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "set_contact_channel", {"channel": {"uuid": tree.text(old, "channel"), "name": tree.text(old, "name")}}


def _flow(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "enter_flow", {"flow": _reference(old.get("flow")), "terminal": True}


def _save(flow: Import, old: Obj, uuid: str) -> Migrated:
    key, value = tree.text(old, "field"), flow.template(tree.text(old, "value"))
    if key == "name":
        return "set_contact_name", {"name": value}
    if key == "first_name":
        return "set_contact_name", {"name": f"{value} @(word_slice(contact.name, 1, -1))"}
    scheme = "tel" if key == "tel_e164" else key
    if is_urn_scheme(scheme):
        return "add_contact_urn", {"scheme": scheme, "path": value}
    return "set_contact_field", {"field": {"key": key, "name": tree.text(old, "label")}, "value": value}


def _say(flow: Import, old: Obj, uuid: str) -> Migrated:
    fields: Obj = {"text": flow.localized(old.get("msg"), uuid, "text")}
    base, others = flow.read(old.get("recording"))
    if base:
        fields["audio_url"] = _absolute(flow, base)
    flow.translate(uuid, "audio_url", {language: [_absolute(flow, text)] for language, text in others.items() if text})
    return "say_msg", fields


def _play(flow: Import, old: Obj, uuid: str) -> Migrated:
    return "play_audio", {"audio_url": flow.template(tree.text(old, "url"))}


_ACTIONS: dict[str, Callable[[Import, Obj, str], Migrated]] = {
    "add_group": _add_group,
    "add_label": _add_label,
    "api": _api,
    "channel": _channel,
    "del_group": _del_group,
    "email": _email,
    "flow": _flow,
    "lang": _lang,
    "play": _play,
    "reply": _reply,
    "save": _save,
    "say": _say,
    "send": _send,
    "trigger-flow": _trigger_flow,
}
