"""Changes of contacts: what becomes of them and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.assets import SessionAssets
from app.engine.capabilities import Capabilities
from app.engine.contact import Contact
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.limits import Limits
from app.engine.modifiers import REGISTRY, Setting, apply_modifier, read_modifier
from tests.app.engine.office import CHANNEL, CONTACT, Source
from tests.conformance.mock_universe import MockUniverse

SECOND = {**CHANNEL, "uuid": "c0000000-0000-4000-8000-000000000002", "name": "Second"}
GROUP = {"uuid": "90000000-0000-4000-8000-000000000001", "name": "Nurses"}
SMART = {"uuid": "90000000-0000-4000-8000-000000000002", "name": "Far", "query": "district = Gasabo OR tickets > 0"}
TOPIC = {"uuid": "70000000-0000-4000-8000-000000000001", "name": "Stock"}
PLACES = {
    "name": "Rwanda",
    "children": [
        {
            "name": "Kigali City",
            "aliases": ["Kigali"],
            "children": [{"name": "Gasabo", "children": [{"name": "Gisozi"}]}, {"name": "Nyarugenge"}],
        },
        {"name": "East Province", "children": [{"name": "Kayonza"}]},
    ],
}
DATA = {
    "channels": [CHANNEL, SECOND],
    "groups": [GROUP, SMART],
    "topics": [TOPIC],
    "locations": [PLACES],
    "fields": [
        {"uuid": "1", "key": "state", "name": "State", "type": "state"},
        {"uuid": "2", "key": "district", "name": "District", "type": "district"},
        {"uuid": "3", "key": "ward", "name": "Ward", "type": "ward"},
        {"uuid": "4", "key": "born", "name": "Born", "type": "datetime"},
    ],
}


class Desk:
    """One contact, and what was told of its changes."""

    def __init__(self, **contact: Any) -> None:
        self.universe = MockUniverse()
        self.assets = SessionAssets(Source(DATA), self.universe)
        self.contact = Contact.read({**CONTACT, **contact}, self.assets)
        self.events: list[dict[str, Any]] = []
        limits = Limits(urns_per_contact=3, name_characters=10)
        env = Environment.read({"default_country": "RW"})
        owned = Capabilities(claim_urn=lambda contact, identity: not identity.endswith("999"))
        self.setting = Setting(self.universe, env, self.assets, limits, owned, self.events.append)

    def apply(self, **modifier: Any) -> list[str]:
        """The types of events that came of it."""
        self.events.clear()
        made = read_modifier(modifier, self.assets)
        assert made.to_json()["type"] in REGISTRY
        changed = apply_modifier(made, self.contact, self.setting)
        types = [event["type"] for event in self.events]
        assert changed == any(kind != "error" for kind in types)
        return types

    @property
    def urns(self) -> list[str]:
        return [urn.to_json() for urn in self.contact.urns]


def test_a_name_is_cut() -> None:
    desk = Desk()
    assert desk.apply(type="name", name="Uwase Aline Marie") == ["contact_name_changed"]
    assert desk.contact.name == "Uwase Alin"
    assert desk.apply(type="name", name="Uwase Aline Marie") == []


def test_places_are_found_below_each_other() -> None:
    desk = Desk()
    assert desk.apply(type="field", field={"key": "state"}, value="I live in kigali!") == ["contact_field_changed"]
    assert desk.events[0]["value"] == {"text": "I live in kigali!", "state": "Rwanda > Kigali City"}
    assert desk.apply(type="field", field={"key": "district"}, value="gasabo") == [
        "contact_field_changed",
        "contact_groups_changed",
    ]
    desk.apply(type="field", field={"key": "ward"}, value="GISOZI")
    assert desk.events[0]["value"]["ward"] == "Rwanda > Kigali City > Gasabo > Gisozi"
    desk.apply(type="field", field={"key": "district"}, value="Kayonza")
    assert "district" not in desk.events[0]["value"], "Kayonza is in another state"


def test_dates_are_read_whatever_the_type() -> None:
    desk = Desk()
    desk.apply(type="field", field={"key": "born"}, value="2001-02-03")
    assert desk.events[0]["value"]["datetime"].startswith("2001-02-03T")
    assert desk.apply(type="field", field={"key": "born"}, value="") == ["contact_field_changed"]
    assert desk.events[0]["value"] is None


def test_addresses_are_appended_in_their_normal_form() -> None:
    desk = Desk()
    assert desk.apply(type="urns", urns=["tel:0788 000 111"], modification="append") == ["contact_urns_changed"]
    assert desk.urns == ["tel:+250788123123", "tel:+250788000111"]
    assert desk.apply(type="urns", urns=["tel:0788000111"], modification="append") == []


def test_a_contact_has_no_more_addresses_than_the_limit() -> None:
    desk = Desk()
    new = [f"tel:+25078800011{n}" for n in range(3)]
    assert desk.apply(type="urns", urns=new, modification="append") == ["error", "contact_urns_changed"]
    assert len(desk.urns) == 3


@pytest.mark.parametrize(("urn", "code"), [("tel:+250788999999", "urn:taken"), ("pigeon:1", "urn:invalid")])
def test_addresses_that_the_contact_cannot_have(urn: str, code: str) -> None:
    desk = Desk()
    assert desk.apply(type="urns", urns=[urn], modification="append") == ["error"]
    assert desk.events[0]["code"] == code


def test_hearing_by_an_address_brings_it_to_the_front() -> None:
    desk = Desk(urns=["tel:+250788123123", "tel:+250788000111"])
    channel = {"uuid": SECOND["uuid"], "name": "Second"}
    assert desk.apply(type="affinity", urn="tel:+250788000111", channel=channel) == ["contact_urns_changed"]
    assert desk.urns == [f"tel:+250788000111?channel={SECOND['uuid']}", "tel:+250788123123"]
    assert desk.apply(type="affinity", urn="tel:+250788000111", channel=channel) == []
    assert desk.apply(type="affinity", urn="tel:+250788000222", channel=channel) == []


def test_one_ticket_at_a_time() -> None:
    desk = Desk()
    opened = ["ticket_opened", "ticket_note_added", "contact_groups_changed"]
    assert desk.apply(type="ticket_open", topic=TOPIC, note="help") == opened
    assert desk.apply(type="ticket_open", topic=TOPIC) == []
    ticket = desk.contact.tickets[0].uuid
    assert desk.apply(type="ticket_close", ticket_uuid=ticket) == ["ticket_closed", "contact_groups_changed"]
    assert desk.apply(type="ticket_close", ticket_uuid=ticket) == []
    assert desk.apply(type="ticket_reopen", ticket_uuid=ticket) == ["ticket_reopened", "contact_groups_changed"]


def test_only_active_contacts_are_in_groups() -> None:
    desk = Desk(groups=[GROUP])
    assert desk.apply(type="status", status="archived") == ["contact_status_changed", "contact_groups_changed"]
    assert desk.contact.groups == []
    desk.apply(type="status", status="blocked")
    assert desk.apply(type="groups", groups=[GROUP], modification="add") == ["error"]


def test_last_seen_only_moves_forward() -> None:
    desk = Desk()
    assert desk.apply(type="seen", seen_on="2025-01-01T00:00:00Z") == ["contact_last_seen_changed"]
    assert desk.apply(type="seen", seen_on="2024-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("modifier", "code"),
    [
        ({"type": "wings"}, "modifier:unknown_type"),
        ({"type": "status", "status": "asleep"}, "modifier:invalid"),
        ({"type": "timezone", "timezone": "Mars"}, "modifier:invalid"),
        ({"type": "field", "field": {"key": "age"}, "value": "1"}, "modifier:invalid"),
        ({"type": "groups", "groups": [{"uuid": "x"}], "modification": "add"}, "modifier:invalid"),
        ({"type": "channel", "channel": {"uuid": "x"}}, "modifier:invalid"),
        ({"type": "urns", "urns": [1], "modification": "set"}, "modifier:invalid"),
        ([], "modifier:invalid"),
    ],
)
def test_modifiers_that_make_no_sense(modifier: Any, code: str) -> None:
    with pytest.raises(EngineError) as caught:
        read_modifier(modifier, Desk().assets)
    assert caught.value.code == code


def test_a_contact_is_written_as_it_was_read() -> None:
    data = {
        **CONTACT,
        "timezone": "Africa/Kigali",
        "last_seen_on": "2025-01-01T00:00:00.5Z",
        "urns": [f"tel:+250788123123?channel={CHANNEL['uuid']}&id=4", "twitterid:12#handle"],
        "groups": [GROUP],
        "fields": {"born": {"text": "2001-02-03", "datetime": "2001-02-03T00:00:00.000000+02:00"}},
        "tickets": [{"uuid": "71000000-0000-4000-8000-000000000001", "status": "open", "topic": TOPIC}],
    }
    assets = SessionAssets(Source(DATA), MockUniverse())
    assert Contact.read(data, assets).to_json() == data


@pytest.mark.parametrize("broken", [{"uuid": None}, {"created_on": "x"}, {"urns": ["tel"]}, {"urns": 5}, {"fields": {"born": 3}}])
def test_contacts_that_make_no_sense(broken: dict[str, Any]) -> None:
    data = {key: value for key, value in {**CONTACT, **broken}.items() if value is not None}
    with pytest.raises(EngineError):
        Contact.read(data, SessionAssets(Source(DATA), MockUniverse()))
