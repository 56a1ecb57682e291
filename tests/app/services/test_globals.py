"""Values that all flows of a workspace read."""

from __future__ import annotations

import pytest

from app.errors import Invalid
from app.services.globals import Globals, make_key
from tests.app.services.conversing import Line, add_keyword, flow, import_flows, node, send
from tests.app.support import Office


@pytest.mark.parametrize(
    ("name", "key"),
    [("Org Name", "org_name"), ("api-token 2", "api_token_2"), ("A__b", "a_b"), ("Trailing -", "trailing")],
)
def test_the_key_is_made_of_the_name(name: str, key: str) -> None:
    assert make_key(name) == key


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "empty"), ("n" * 37, "too_long"), ("1st", "characters"), ("été", "characters"), ("a.b", "characters")],
)
def test_names_that_make_no_key(office: Office, name: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        Globals(office.core, office.admin).create(office.workspace, name, "")
    assert caught.value.params["reason"] == reason


def test_renaming_keeps_the_key(office: Office) -> None:
    service = Globals(office.core, office.admin)
    service.create(office.workspace, "Org Name", "Clinic")
    service.create(office.workspace, "Other", "")
    assert service.rename(office.workspace, "org_name", "Our Name").key == "org_name"
    with pytest.raises(Invalid):
        service.rename(office.workspace, "org_name", "OTHER")
    assert service.rename(office.workspace, "org_name", "Our name").name == "Our name"


def test_values_are_limited_and_kept_to_the_letter(office: Office) -> None:
    service = Globals(office.core, office.admin)
    service.create(office.workspace, "Text", "a" * 10_000)
    with pytest.raises(Invalid):
        service.set_value(office.workspace, "text", "a" * 10_001)
    assert service.set_value(office.workspace, "text", " two\nlines \0").value == " two\nlines "
    assert service.all(office.workspace)[0].value == " two\nlines "


def test_flows_say_the_new_value_at_once(office: Office) -> None:
    service = Globals(office.core, office.admin)
    service.create(office.workspace, "Org Name", "Clinic")
    made = flow("Hello", node([send("This is @globals.org_name")]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "hello")
    line = Line(office, office.add_phone())
    assert line.hear("hello") == ["This is Clinic"]
    service.set_value(office.workspace, "org_name", "Hospital")
    assert line.hear("hello") == ["This is Hospital"]


def test_two_names_of_one_key_are_one_too_many(office: Office) -> None:
    service = Globals(office.core, office.admin)
    service.create(office.workspace, "Org Name", "")
    with pytest.raises(Invalid) as caught:
        service.create(office.workspace, "Org-Name", "")
    assert caught.value.params["reason"] == "taken"
