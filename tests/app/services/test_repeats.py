"""What is asked again under the same request, because the answer was lost, is made once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from app import ids
from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.scheduled_broadcasts import Draft, Schedule
from app.errors import Invalid
from app.services.broadcasts import Broadcasts
from app.services.flow_starts import Starts
from app.services.imports import Imports
from app.services.scheduled_broadcasts import ScheduledBroadcasts
from app.store import tables
from tests.app.services.conversing import ADA, flow, import_flows, node, rows
from tests.app.support import Office

TEXTS = {"eng": BroadcastText("The clinic opens at nine")}
TO_ADA = Recipients(urns=[f"tel:{ADA}"])
Ask = Callable[..., Any]


def send(office: Office, workspace: str, request_id: str) -> Any:
    return Broadcasts(office.core, office.admin).send(workspace, TEXTS, "eng", TO_ADA, Exclusions(), request_id=request_id)


def start(office: Office, workspace: str, request_id: str) -> Any:
    service = Starts(office.core, office.admin)
    found = _flow_of(office, workspace)
    return service.start(workspace, found.uuid, TO_ADA, Exclusions(), request_id=request_id)


def schedule(office: Office, workspace: str, request_id: str) -> Any:
    tomorrow = Schedule(office.core.clock.now() + dt.timedelta(days=1))
    draft = Draft(TEXTS, "eng", TO_ADA, Exclusions(), tomorrow)
    return ScheduledBroadcasts(office.core, office.admin).add(workspace, draft, request_id=request_id)


def _flow_of(office: Office, workspace: str) -> tables.Flow:
    of_it = tables.Flow.workspace_id == (office.workspace_id if workspace == office.workspace else office.other_workspace_id)
    if not rows(office, tables.Flow, of_it):
        content = {"version": "13", "site": "https://example.org", "flows": [flow("Hello", node([]))]}
        Imports(office.core, office.admin).import_file(workspace, json.dumps(content).encode())
    [found] = rows(office, tables.Flow, of_it)
    return found


METHODS = ("broadcasts.send", "starts.start", "scheduled_broadcasts.add")
EACH = pytest.mark.parametrize(
    ("ask", "table"), [(send, tables.Broadcast), (start, tables.FlowStart), (schedule, tables.Broadcast)]
)


@EACH
def test_the_same_again_is_the_same(office: Office, ask: Ask, table: type[Any]) -> None:
    request = ids.uuid7(office.core.clock.now())
    made = ask(office, office.workspace, request)
    again = ask(office, office.workspace, request.upper())
    assert made.uuid == again.uuid == request
    assert len(rows(office, table)) == 1
    details = [row.details for row in rows(office, tables.Audit, tables.Audit.method.in_(METHODS))][-2:]
    assert [row.get("repeated", False) for row in details] == [False, True]
    other = ask(office, office.workspace, ids.uuid7(office.core.clock.now()))
    assert other.uuid != made.uuid
    assert len(rows(office, table)) == 2


@EACH
def test_another_workspaces_request_is_refused(office: Office, ask: Ask, table: type[Any]) -> None:
    made = ask(office, office.other_workspace, ids.uuid4())
    with pytest.raises(Invalid) as told:
        ask(office, office.workspace, made.uuid)
    assert (told.value.params["field"], told.value.params["reason"]) == ("request_id", "used")
    assert len(rows(office, table)) == 1


@EACH
def test_a_request_is_named_by_a_uuid(office: Office, ask: Ask, table: type[Any]) -> None:
    with pytest.raises(Invalid) as told:
        ask(office, office.workspace, "again")
    assert (told.value.params["field"], told.value.params["reason"]) == ("request_id", "not_a_uuid")
    assert rows(office, table) == []


@pytest.mark.parametrize(("first", "second"), [(send, schedule), (schedule, send)])
def test_now_and_later_are_two_requests(office: Office, first: Ask, second: Ask) -> None:
    made = first(office, office.workspace, ids.uuid4())
    with pytest.raises(Invalid) as told:
        second(office, office.workspace, made.uuid)
    assert (told.value.params["field"], told.value.params["reason"]) == ("request_id", "used")


def test_another_flow_is_another_request(office: Office) -> None:
    made = start(office, office.workspace, ids.uuid4())
    import_flows(office, flow("Other", node([])))
    other = rows(office, tables.Flow, tables.Flow.name == "Other")[0]
    with pytest.raises(Invalid) as told:
        Starts(office.core, office.admin).start(office.workspace, other.uuid, TO_ADA, Exclusions(), request_id=made.uuid)
    assert (told.value.params["field"], told.value.params["reason"]) == ("request_id", "used")
