"""Web services that keep flows waiting are an incident, until they answer again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.services import http_logs, webhook_health
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.support import Office

GOOD = {"status": "success", "status_code": 200, "elapsed_ms": 20}
DEAD = {"status": "connection_error", "elapsed_ms": 15}
SLOW = {"status": "success", "status_code": 200, "elapsed_ms": 10_000}
WRONG = {"status": "response_error", "status_code": 500, "elapsed_ms": 20}


@pytest.fixture
def contact(office: Office) -> tables.Contact:
    return office.add_contact("Ada")


def call(office: Office, contact: tables.Contact, answer: dict[str, Any], host: str = "a.lan") -> None:
    event = {"url": f"http://{host}/x", **answer}
    with office.store.write() as work:
        now = office.clock.now()
        http_logs.write(work, contact, event, service="webhook", flow_id=None, now=now)
        webhook_health.called(work, office.workspace_id, event, now)
        work.commit()
    office.clock.advance(1)


def incidents(office: Office) -> list[tuple[str, bool]]:
    """Hosts, and whether the incident goes on."""
    return [(row.scope, row.ended_on is None) for row in rows(office, tables.Incident)]


@pytest.mark.parametrize("answer", [DEAD, SLOW])
def test_five_ill_calls_are_one_incident_that_administrators_hear_of(
    office: Office, contact: tables.Contact, answer: dict[str, Any]
) -> None:
    for _ in range(4):
        call(office, contact, answer)
    assert incidents(office) == []
    call(office, contact, answer)
    call(office, contact, answer)
    assert incidents(office) == [("a.lan", True)]
    told = rows(office, tables.Notification)
    assert {row.user_id for row in told} == {office.admin.user_id, office.people["administrator"].user_id}
    assert {row.type for row in told} == {"incident:started"}


def test_a_good_call_ends_it_and_of_its_own_host_only(office: Office, contact: tables.Contact) -> None:
    for _ in range(5):
        call(office, contact, DEAD)
        call(office, contact, GOOD, "b.lan")
    assert incidents(office) == [("a.lan", True)]
    call(office, contact, GOOD)
    assert incidents(office) == [("a.lan", False)]


def test_calls_of_long_ago_and_refusals_do_not_count(office: Office, contact: tables.Contact) -> None:
    for _ in range(4):
        call(office, contact, DEAD)
    office.clock.advance(dt.timedelta(minutes=21).total_seconds())
    call(office, contact, DEAD)
    for _ in range(6):
        call(office, contact, WRONG)
    assert incidents(office) == []
