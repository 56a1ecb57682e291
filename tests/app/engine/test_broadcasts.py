"""What one contact gets of a broadcast."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.assets import SessionAssets
from app.engine.broadcasts import BroadcastTexts
from app.engine.contact import Contact
from app.engine.envs import Environment
from tests.conformance.families_engine import FileSource
from tests.conformance.mock_universe import MockUniverse

PHONE = {"uuid": "57f1078f-88aa-46f4-a59a-948a5739c03d", "name": "Phone", "address": "+250788000001", "country": "RW"}
ASSETS = {
    "channels": [{**PHONE, "schemes": ["tel"], "roles": ["send"]}],
    "fields": [{"uuid": "f1b5aea6-6586-41c7-9020-1a6326cc6565", "key": "age", "name": "Age", "type": "number"}],
    "globals": [{"key": "clinic", "name": "Clinic", "value": "Kigali North"}],
}
ADA = {
    "uuid": "ba96bf7f-bc2a-4873-a7c7-254d1927c4e3",
    "id": 1,
    "name": "Ada Lovelace",
    "language": "fra",
    "timezone": "Africa/Nairobi",
    "created_on": "2018-06-20T11:40:30.123456789Z",
    "urns": ["tel:+250788111111"],
    "fields": {"age": {"text": "41", "number": 41}},
}


def content(texts: dict[str, dict[str, Any]], *, is_template: bool = True, **contact: Any) -> tuple[dict[str, Any], str]:
    universe = MockUniverse()
    assets = SessionAssets(FileSource(ASSETS), universe)
    env = Environment.read({"allowed_languages": ["eng", "fra"], "timezone": "Africa/Kigali"})
    who = Contact.read({**ADA, **contact}, assets)
    found, locale = BroadcastTexts(texts, "eng", is_template).content_for(who, assets, env, universe)
    return found.to_json(), locale


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi @contact.first_name", "Hi Ada"),
        ("@(fields.age + 1) at @globals.clinic", "42 at Kigali North"),
        ("@urns.tel / @contact.urn / @contact.channel", "tel:+250788111111 / tel:+250788111111 / Phone"),
        ("@(format_datetime(contact.created_on))", "2018-06-20 14:40"),
        ("@(1 / 0)|@results.none|@run.uuid|ada@example.org", "|@results.none|@run.uuid|ada@example.org"),
        ("@@contact.name", "@contact.name"),
        ("Hi", "Hi"),
    ],
)
def test_expressions_see_the_contact_and_nothing_of_a_run(template: str, text: str) -> None:
    assert content({"eng": {"text": template}})[0] == {"text": text}


def test_final_texts_are_left_as_they_are() -> None:
    assert content({"eng": {"text": "Hi @contact.name"}}, is_template=False) == ({"text": "Hi @contact.name"}, "eng-RW")


def test_each_property_in_the_best_language_that_has_it() -> None:
    english: dict[str, Any] = {"text": "Hi", "attachments": ["image/png:http://x/@(contact.language).png"]}
    texts: dict[str, dict[str, Any]] = {
        "eng": {**english, "quick_replies": ["Yes @contact.name", {"text": "No"}]},
        "fra": {"text": "Salut"},
    }
    found, locale = content(texts)
    assert (found["text"], locale) == ("Salut", "fra-RW")
    assert found["attachments"] == ["image/png:http://x/fra.png"]
    assert [reply["text"] for reply in found["quick_replies"]] == ["Yes Ada Lovelace", "No"]


def test_what_comes_out_empty_or_too_long_is_left_out() -> None:
    long = '@(repeat("x", 2100))'
    replies = ["@(1 / 0)", '@(repeat("y", 70))']
    texts = {"eng": {"text": "Hi", "attachments": ["@contact.missing", long], "quick_replies": replies}}
    found, _ = content(texts)
    assert "attachments" not in found
    [reply] = found["quick_replies"]
    assert len(reply["text"]) == 64
