"""What is wrong with what is to go to many: which field it is about, and a sentence that names it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.errors import OutpostError
from ui.texts import error_text


def place_of(error: OutpostError) -> str:
    """The field that an error is about: text, query, urns, days, schedule, recipients; empty: the whole."""
    if error.code == "not_found":
        return "recipients" if error.params.get("kind") in ("group", "contact") else ""
    if error.code != "invalid":
        return ""
    places = {
        "text": "text",
        "translations": "text",
        "base_language": "text",
        "attachments": "text",
        "quick_replies": "text",
        "query": "query",
        "urns": "urns",
        "recipients": "recipients",
        "not_seen_since_days": "days",
        "schedule": "schedule",
    }
    return places.get(str(error.params.get("field", "")), "")


def sending_error(error: OutpostError) -> str:
    """A sentence that names what is wrong, where the engine says it."""
    translate, params = QCoreApplication.translate, error.params
    if error.code == "not_found" and place_of(error):
        return translate("sending", "One of the groups or contacts is no longer there. Choose again.")
    if error.code != "invalid":
        return error_text(error)
    if params.get("field") == "urns" and params.get("which"):
        return translate("sending", "No phone numbers: {which}").format(which=params["which"])
    if params.get("field") == "query":
        return query_error(str(params.get("reason", "")), {name: str(value) for name, value in params.items()}) or error_text(
            error
        )
    return error_text(error)


def query_error(code: str, extra: dict[str, str]) -> str:
    """What is wrong with a contact search; empty where there is no more to say than that it is."""
    translate = QCoreApplication.translate
    known = {
        "unknown_property": translate("sending", "There is no contact field “{property}”."),
        "unknown_property_type": translate("sending", "“{type}” is nothing that can be searched by."),
        "invalid_number": translate("sending", "“{value}” is no number."),
        "invalid_date": translate("sending", "“{value}” is no date."),
        "invalid_status": translate("sending", "“{value}” is no status of contacts."),
        "invalid_language": translate("sending", "“{value}” is no code of a language."),
        "invalid_group": translate("sending", "There is no group “{value}”."),
        "invalid_flow": translate("sending", "There is no flow “{value}”."),
        "unsupported_comparison": translate("sending", "“{property}” can't be compared with “{operator}”."),
        "unsupported_contains": translate("sending", "“{property}” can't be searched for a part with “~”."),
        "unsupported_setcheck": translate("sending", "Whether “{property}” is set can't be asked with “{operator}”."),
        "redacted_urns": translate("sending", "This workspace hides addresses, so they can't be searched by."),
        "too_complex": translate("sending", "This search is too long. Make it simpler."),
    }
    try:
        return known.get(code, "").format(**extra)
    except KeyError:
        return ""
