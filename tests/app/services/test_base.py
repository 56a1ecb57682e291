"""The guard in front of the services, and the audit behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import select

from app.contracts.base import SYSTEM, Access, Actor, Role, access
from app.errors import Forbidden, NotFound, OutpostError
from app.services.base import ContractError, Service, UnauditedCommand, is_allowed
from app.services.front import SERVICES, Front
from app.store import tables
from tests.app.services.roles import needed
from tests.app.support import Office


def audit_rows(office: Office) -> list[tables.Audit]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.Audit).order_by(tables.Audit.id)))


def test_office_administrator_may_command_phones_without_any_role(office: Office) -> None:
    rule = needed("phones", "release")
    assert is_allowed(Actor(1, "a", {}, is_office_admin=True), rule, None)
    assert not is_allowed(Actor(1, "a", {office.workspace: "administrator"}), rule, None)


def test_a_role_opens_the_offices_queries_only() -> None:
    actor = Actor(1, "a", {"w": "viewer"})
    roles = frozenset[Role]({"viewer"})
    assert is_allowed(actor, Access("query", "office", roles), None)
    assert not is_allowed(actor, Access("command", "office", roles), None)


def test_the_front_gives_every_service(office: Office) -> None:
    front = Front(office.core)
    for name, service in SERVICES.items():
        assert isinstance(front.service(name, office.admin), service)
    with pytest.raises(NotFound):
        front.service("secrets", office.admin)


def test_office_administrator_does_not_read_workspaces_of_others(office: Office) -> None:
    assert not is_allowed(Actor(1, "a", {}, is_office_admin=True), needed("messages", "history"), office.workspace)


def test_the_system_may_all_but_a_persons_own(office: Office) -> None:
    assert is_allowed(SYSTEM, needed("messages", "reply"), office.workspace)
    assert is_allowed(SYSTEM, needed("phones", "claim"), None)
    assert not is_allowed(SYSTEM, needed("people", "change_password"), None)


def test_a_program_holds_no_key_to_the_person(office: Office) -> None:
    program = replace(office.people["editor"], origin="api")
    assert is_allowed(program, needed("messages", "history"), office.workspace)
    assert not is_allowed(program, needed("people", "change_password"), None)
    assert not is_allowed(program, needed("people", "me"), None)


def test_workspace_by_keyword_and_missing(office: Office) -> None:
    service = SERVICES["messages"](office.core, office.people["viewer"])
    assert service.conversations(workspace=office.workspace).rows == []  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        service.conversations(workspace=office.other_workspace)  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        service.conversations(workspace=None)  # type: ignore[attr-defined]


class Notes(Protocol):
    @access("command", "workspace", "editor")
    def add(self, workspace: str, text: str, loud: bool = False) -> int: ...

    @access("command", "workspace", "editor")
    def forget(self, workspace: str) -> None: ...


class GoodNotes(Service, contract=Notes):
    def add(self, workspace: str, text: str, loud: bool = False) -> int:
        with self.change("notes.add", workspace=workspace, loud=loud) as work:
            work.session.add(tables.Setting(name="note", value=text))
            self.note(subject="one", length=len(text))
            if text == "boom":
                raise ValueError(text)
        return len(text)

    def forget(self, workspace: str) -> None:
        return None


def test_audit_row_comes_with_the_change(office: Office) -> None:
    assert GoodNotes(office.core, office.people["editor"]).add(office.workspace, "hello") == 5
    (row,) = audit_rows(office)
    assert (row.method, row.outcome, row.actor, row.subject) == ("notes.add", "done", "Editor", "one")
    assert row.workspace_id == office.workspace_id
    assert row.details == {"loud": False, "length": 5}
    assert row.at == office.clock.now()


def test_nothing_is_kept_of_a_change_that_fails(office: Office) -> None:
    with pytest.raises(ValueError, match="boom"):
        GoodNotes(office.core, office.people["editor"]).add(office.workspace, "boom")
    assert audit_rows(office) == []
    with office.store.read() as session:
        assert session.get(tables.Setting, "note") is None


def test_a_full_disk_is_explained(office: Office) -> None:
    from sqlalchemy import event

    office.store.engine.dispose()
    event.listen(office.store.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=1"))
    service = GoodNotes(office.core, office.people["editor"])
    with pytest.raises(OutpostError, match="disk_full") as caught:
        service.add(office.workspace, "x" * 1_000_000)
    assert caught.value.retryable
    assert audit_rows(office) == []
    with office.store.read() as session:
        assert session.get(tables.Setting, "note") is None


def test_change_in_an_unknown_workspace(office: Office) -> None:
    with pytest.raises(NotFound):
        GoodNotes(office.core, SYSTEM).add("00000000-0000-4000-8000-000000000000", "x")
    assert audit_rows(office) == []


def test_a_command_without_audit_row_is_a_bug(office: Office) -> None:
    with pytest.raises(UnauditedCommand, match=r"notes\.forget"):
        GoodNotes(office.core, office.people["editor"]).forget(office.workspace)


def test_one_audited_command_does_not_cover_the_next(office: Office) -> None:
    service = GoodNotes(office.core, office.people["editor"])
    service.add(office.workspace, "x")
    with pytest.raises(UnauditedCommand):
        service.forget(office.workspace)


class Unmarked(Protocol):
    def peek(self) -> int: ...


def test_a_method_without_access_is_refused_at_import() -> None:
    with pytest.raises(ContractError, match="says no access"):

        class Bad(Service, contract=Unmarked):
            def peek(self) -> int:
                return 1


def test_a_missing_method_is_refused_at_import() -> None:
    with pytest.raises(ContractError, match="lacks forget"):

        class Bad(Service, contract=Notes):
            def add(self, workspace: str, text: str, loud: bool = False) -> int:
                return 1


@pytest.mark.parametrize("difference", ["name", "default", "extra"])
def test_another_signature_is_refused_at_import(difference: str) -> None:
    def named(self: Any, workspace: str, words: str, loud: bool = False) -> int:
        return 1

    def defaulted(self: Any, workspace: str, text: str, loud: bool = True) -> int:
        return 1

    def extended(self: Any, workspace: str, text: str, loud: bool = False, more: int = 0) -> int:
        return 1

    add = {"name": named, "default": defaulted, "extra": extended}[difference]
    with pytest.raises(ContractError, match="not as in its contract"):
        type("Bad", (Service,), {"add": add, "forget": GoodNotes.forget}, contract=Notes)


def test_the_same_refusal_is_written_once_a_minute(office: Office) -> None:
    service = GoodNotes(office.core, office.people["viewer"])
    for _ in range(5):
        with pytest.raises(Forbidden):
            service.add(office.workspace, "x")
    assert len(audit_rows(office)) == 1
    with pytest.raises(Forbidden):
        service.forget(office.workspace)
    assert len(audit_rows(office)) == 2
    office.clock.advance(61)
    with pytest.raises(Forbidden):
        service.add(office.workspace, "x")
    assert len(audit_rows(office)) == 3
