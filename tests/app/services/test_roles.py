"""Every method by every role: what the table says, and that each call really goes so."""

from __future__ import annotations

import json
import typing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, literal, select, union_all

from app.contracts.base import ANONYMOUS, Actor, Role
from app.contracts.registry import CONTRACTS
from app.errors import Forbidden, NotSignedIn, OutpostError
from app.ids import uuid4
from app.services.front import SERVICES
from app.store import tables
from tests.app.services import roles
from tests.app.services.roles import CALLERS, METHODS, NOBODY, OFFICE_ADMINISTRATOR, OUTSIDER, arguments, needed
from tests.app.support import ROLES, Office, password_hash

TABLE: dict[str, list[str]] = json.loads(roles.FILE.read_text("utf-8"))
GUARDED = [(name, method) for name, method in METHODS if name in SERVICES]
IDS = [f"{name}.{method}" for name, method in GUARDED]
SIGN_IN = {"people.sign_in", "people.change_password"}  # a wrong password is a refusal too


def caller(office: Office, who: str) -> Actor:
    if who == NOBODY:
        return replace(ANONYMOUS, address="10.0.0.9")
    if who == OFFICE_ADMINISTRATOR:
        return Actor(office.admin.user_id, "Ada", {}, is_office_admin=True)
    if who == OUTSIDER:
        return Actor(_add_outsider(office), "outsider", {office.other_workspace: "administrator"})
    return office.people[typing.cast(Role, who)]


def _add_outsider(office: Office) -> int:
    with office.store.write(durable=False) as work:
        user = tables.User(username=uuid4(), name="outsider", password_hash=password_hash(), created_on=office.clock.now())
        work.session.add(user)
        work.session.flush()
        work.session.add(tables.Membership(user_id=user.id, workspace_id=office.other_workspace_id, role="administrator"))
        work.commit()
        return user.id


def row_counts(office: Office) -> dict[str, int]:
    """Of every table but the audit's, and how often windows were told something."""
    names = [table for table in tables.Base.metadata.sorted_tables if table.name != "audit"]
    query = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in names))
    with office.store.read() as session:
        counts = {row[0]: row[1] for row in session.execute(query)}
    return {**counts, "told": office.core.changes.latest(), "tasks": len(office.queue.tasks)}


def refusals(office: Office) -> list[tables.Audit]:
    query = select(tables.Audit).where(tables.Audit.outcome == "refused").order_by(tables.Audit.id)
    with office.store.read() as session:
        return list(session.scalars(query))


def call(office: Office, name: str, method: str, actor: Actor) -> Any:
    service = SERVICES[name](office.core, actor)
    return getattr(service, method)(**arguments(name, method, office.workspace))


def test_the_table_is_that_of_the_contracts() -> None:
    """After a change: `python -m tests.app.services.roles --update`, and read the difference."""
    assert roles.table() == TABLE
    assert roles.FILE.read_text("utf-8") == roles.text()


def test_every_contract_has_its_service() -> None:
    assert set(SERVICES) == set(CONTRACTS)


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_every_method_says_who_may_call_it(name: str, method: str) -> None:
    rule = needed(name, method)
    assert rule.roles <= set(ROLES)
    assert (rule.scope == "workspace") == bool(rule.roles) or rule.scope == "office"
    parameters = [key for key in typing.get_type_hints(getattr(CONTRACTS[name], method)) if key != "return"]
    assert (rule.scope == "workspace") == (parameters[:1] == ["workspace"])


@pytest.mark.parametrize(("name", "method"), GUARDED, ids=IDS)
def test_types_are_the_contracts(name: str, method: str) -> None:
    promised = typing.get_type_hints(getattr(CONTRACTS[name], method))
    assert typing.get_type_hints(getattr(SERVICES[name], method)) == promised


@pytest.mark.parametrize(("name", "method"), GUARDED, ids=IDS)
def test_forbidden_calls_are_refused_and_written_down(office: Office, name: str, method: str) -> None:
    allowed = TABLE[f"{name}.{method}"]
    callers = {who: caller(office, who) for who in CALLERS if who not in allowed}
    before = row_counts(office)
    for who, actor in callers.items():
        with pytest.raises(NotSignedIn if who == NOBODY else Forbidden):
            call(office, name, method, actor)
    assert row_counts(office) == before
    workspace_id = office.workspace_id if needed(name, method).scope == "workspace" else None
    written = [(row.method, row.user_id, row.workspace_id) for row in refusals(office)]
    assert written == [(f"{name}.{method}", actor.user_id, workspace_id) for actor in callers.values()]


@pytest.mark.parametrize(("name", "method"), GUARDED, ids=IDS)
def test_allowed_calls_are_let_in(office: Office, name: str, method: str) -> None:
    for who in TABLE[f"{name}.{method}"]:
        try:
            call(office, name, method, caller(office, who))
        except (Forbidden, NotSignedIn) as error:
            pytest.fail(f"{who}: {error}")
        except OutpostError:
            pass  # what was asked for is made up
    assert {row.method for row in refusals(office)} <= SIGN_IN


@pytest.mark.parametrize(("name", "method"), GUARDED, ids=IDS)
def test_a_surveyor_calls_nothing_of_a_workspace(name: str, method: str) -> None:
    if "surveyor" in TABLE[f"{name}.{method}"]:
        assert needed(name, method).scope in ("public", "person")
