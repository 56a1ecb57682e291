"""Every action type, by the table in flows/actions.json: what is executed and what is told of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from app.engine.actions import REGISTRY, check_action
from app.engine.capabilities import AirtimeTransfer, Capabilities, LlmAnswer, ServiceError
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.limits import Limits
from app.engine.session import Call
from app.engine.universe import HttpRequest, HttpResponse
from tests.app.engine.office import CONTACT, Office, flow_file
from tests.conformance.mock_universe import MockUniverse

TABLE = flow_file("actions")
FLOW = "f0000000-0000-4000-8000-0000000000aa"
NODE = "e0000000-0000-4000-8000-0000000000aa"
ACTION = "a0000000-0000-4000-8000-0000000000aa"
UNIQUE = ("uuid", "created_on", "run_uuid", "ticket_uuid", "run_summary", "history", "request", "response", "sizes")


def answer(request: HttpRequest) -> HttpResponse:
    if request.url.endswith("/down"):
        return HttpResponse(0, error="refused")
    status = 410 if request.url.endswith("/gone") else 503 if request.url.endswith("/busy") else 200
    return HttpResponse(status, [("Content-Type", "application/json")], b'{"stock": 14}', "?")


def ask(llm_uuid: str, instructions: str, text: str) -> LlmAnswer:
    return LlmAnswer(f"{instructions}: {text}", 3, 4)


def top_up(sender: str, recipient: str, amounts: Mapping[str, Decimal]) -> AirtimeTransfer:
    return AirtimeTransfer("T1", "RWF", amounts["RWF"])


def mail(addresses: Sequence[str], subject: str, body: str) -> None:
    if "broken@example.com" in addresses:
        raise ServiceError("mailbox full")


SERVICES = Capabilities(
    claim_urn=lambda contact, identity: "999" not in identity,
    send_email=mail,
    ask_llm=ask,
    transfer_airtime=top_up,
)


def make_office(row: Mapping[str, Any]) -> Office:
    data = copy.deepcopy(TABLE["assets"])
    flow = {
        "uuid": FLOW,
        "name": "Actions",
        "spec_version": "14.4.2",
        "language": "eng",
        "type": row.get("flow_type", "messaging"),
        "localization": {"kin": {ACTION: row["kin"]}} if "kin" in row else {},
        "nodes": [
            {
                "uuid": NODE,
                "actions": [{"uuid": ACTION, **row["action"]}],
                "exits": [{"uuid": "11000000-0000-4000-8000-0000000000aa"}],
            }
        ],
    }
    data["flows"] = [flow, *data["flows"]]
    return Office(
        data,
        universe=MockUniverse(answer=answer),
        env=Environment.read({"allowed_languages": ["eng", "kin"]}),
        capabilities=Capabilities() if row.get("no_services") else SERVICES,
        limits=Limits(blocked_hosts=frozenset({"blocked.example"})),
        contact_data={**CONTACT, **row.get("contact", {})},
    )


def plain(event: Mapping[str, Any]) -> dict[str, Any]:
    """Without what differs from run to run."""
    return {key: value for key, value in event.items() if key not in UNIQUE}


def same(expected: Any, actual: Any) -> bool:
    """Equal, where `*` stands for anything that is not empty."""
    if expected == "*":
        return bool(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    return bool(expected == actual)


@pytest.mark.parametrize("row", TABLE["cases"], ids=lambda row: f"{row['action']['type']}: {row['says']}")
def test_action(row: dict[str, Any]) -> None:
    office = make_office(row)
    call = None
    if row.get("flow_type") == "voice":
        call = Call("ca110000-0000-4000-8000-000000000001", office.assets.channels()[0], "tel:+250788123123")
    more = {"batch": True} if row.get("batch") else {}
    session, sprint = office.start(FLOW, text=row.get("heard"), call=call, **more)
    assert same(row["events"], [plain(event) for event in sprint.events[1:-1]])
    assert same(row.get("locals", {}), session.runs[0].locals)
    assert session.runs[0].status == row.get("status", "completed")
    after = office.contact.to_json()
    for key, value in row.get("contact_after", {}).items():
        assert after.get(key) == value


def test_every_action_type_is_in_the_table() -> None:
    assert {row["action"]["type"] for row in TABLE["cases"]} == set(REGISTRY)
    assert len(REGISTRY) == 26


@pytest.mark.parametrize("row", TABLE["unreadable"], ids=lambda row: f"{row['action'].get('type')}: {row['complaint'][:60]}")
def test_definitions_that_make_no_sense(row: dict[str, Any]) -> None:
    with pytest.raises(EngineError) as caught:
        check_action({"uuid": ACTION, **row["action"]}, row.get("flow_type", "messaging"))
    assert caught.value.message == row["complaint"]
    assert caught.value.code == row.get("code", "action:invalid")
