"""Message templates that are brought along."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.assets import SessionAssets
from app.errors import Invalid, OutpostError
from app.services.assets import DatabaseAssets
from app.services.flow_runtime import runtime_of
from app.services.templates import MAX_BYTES, Templates, read_templates
from tests.app.services.conversing import new_id
from tests.app.support import Office

CHANNEL = {"uuid": "5a0d4f9c-5c6e-4f0e-9f0a-0f8d1f7e2c11", "name": "WhatsApp"}


def translation(**changed: Any) -> dict[str, Any]:
    body = {"type": "body/text", "name": "body", "content": "Hi {{1}}", "variables": {"1": 0}}
    return {"channel": CHANNEL, "locale": "eng-US", "components": [body], "variables": [{"type": "text"}], **changed}


def template(name: str = "hello", **changed: Any) -> dict[str, Any]:
    return {"uuid": new_id(), "name": name, "translations": [translation()], **changed}


def put(office: Office, *items: Any) -> list[tuple[str, str]]:
    lines = Templates(office.core, office.admin).import_json(office.workspace, json.dumps(items).encode())
    return [(line.name, line.outcome) for line in lines]


def test_what_is_known_is_updated(office: Office) -> None:
    first = template()
    assert put(office, first, template("bye")) == [("hello", "created"), ("bye", "created")]
    assert put(office, first) == [("hello", "unchanged")]
    assert put(office, {**first, "name": "greeting"}) == [("greeting", "updated")]
    assert put(office, template("GREETING")) == [("GREETING", "updated")]
    shown = Templates(office.core, office.admin).all(office.workspace)
    assert [(one.uuid == first["uuid"], one.name, one.locales) for one in shown] == [
        (False, "bye", ["eng-US"]),
        (True, "GREETING", ["eng-US"]),
    ]


def test_flows_can_send_it(office: Office) -> None:
    item = template()
    put(office, item)
    assets = SessionAssets(DatabaseAssets(office.store, office.workspace_id), runtime_of(office.core).universe)
    read = assets.template(item["uuid"])
    assert read is not None
    assert (read.translations[0].channel_uuid, read.translations[0].variables) == (CHANNEL["uuid"], ("text",))


def test_a_uuid_of_another_workspace_is_not_taken_over(office: Office) -> None:
    item = template()
    put(office, item)
    service = Templates(office.core, office.admin)
    service.import_json(office.other_workspace, json.dumps({"templates": [item]}).encode())
    [mine], [theirs] = service.all(office.workspace), service.all(office.other_workspace)
    assert mine.uuid == item["uuid"]
    assert theirs.uuid != item["uuid"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"[]", "empty"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"\xff\xfe", "not_json"),
        (b"[NaN]", "not_json"),
        (b'[{"name": "\\ud800"}]', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"{}", "malformed"),
        (b"[1]", "malformed"),
        (b'[{"name": 1, "translations": []}]', "malformed"),
        (b'[{"name": "a", "uuid": "x", "translations": []}]', "malformed"),
        (b'[{"name": "a"}]', "malformed"),
        (b'[{"name": "a", "translations": []}, {"name": "A", "translations": []}]', "malformed"),
        (b'[{"name": "", "translations": []}]', "empty"),
    ],
)
def test_what_is_no_list_of_templates(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_templates(content)
    assert caught.value.params["reason"] == reason


@pytest.mark.parametrize(
    "changed",
    [
        {"channel": None},
        {"channel": {"uuid": "x"}},
        {"locale": 3},
        {"locale": "e"},
        {"components": [{"type": "body/text"}]},
        {"components": [{"type": "body/text", "name": "body", "content": 3}]},
        {"components": [{"type": "header/media", "name": "header", "variables": {"1": 1}}]},
        {"components": [{"type": "header/media", "name": "header", "variables": {"1": "0"}}]},
        {"components": [{"type": "header/media", "name": "header", "variables": [0]}]},
        {"variables": ["text"]},
        {"variables": [{}]},
    ],
)
def test_translations_that_no_flow_could_send(office: Office, changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        put(office, template("fine"), template(translations=[translation(**changed)]))
    assert str(caught.value.params["path"]).startswith("[1].translations[0].")
    assert Templates(office.core, office.admin).all(office.workspace) == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "uuid", "translations"]), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(_JSON)
def test_whatever_comes_is_read_or_refused(data: Any) -> None:
    try:
        read = read_templates(json.dumps(data).encode())
    except OutpostError:
        return
    assert read
