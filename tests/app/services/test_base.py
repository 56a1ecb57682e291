"""The guard in front of the services, and the audit behind them."""

from __future__ import annotations

import typing
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import select

from app.contracts.base import ANONYMOUS, SYSTEM, Access, Actor, Role, access
from app.contracts.office import OfficeSetup
from app.contracts.registry import CONTRACTS
from app.errors import Forbidden, NotFound, NotSignedIn, OutpostError
from app.services.base import ContractError, Service, UnauditedCommand, contract_methods, is_allowed
from app.services.front import SERVICES, Front
from app.store import tables
from tests.app.support import ROLES, Office

METHODS = [(name, method) for name, contract in CONTRACTS.items() for method in contract_methods(contract)]
GUARDED = [(name, method) for name, method in METHODS if name in SERVICES]
IDS = [f"{name}.{method}" for name, method in GUARDED]
CALLERS: list[str] = [*ROLES, "outsider", "nobody"]


def needed(name: str, method: str) -> Access:
    found: Access = getattr(CONTRACTS[name], method).__access__
    return found


def arguments(name: str, method: str, workspace: str) -> list[Any]:
    """Something of the right type for every argument; the first of a workspace method is the workspace."""
    hints = typing.get_type_hints(getattr(CONTRACTS[name], method))
    hints.pop("return", None)
    samples: dict[Any, Any] = {str: "x", bytes: b"{}", int: 1, OfficeSetup: OfficeSetup(*["x"] * 6)}
    given = [None if type(None) in typing.get_args(hint) else samples.get(hint, []) for hint in hints.values()]
    if needed(name, method).scope == "workspace":
        given[0] = workspace
    return given


def caller(office: Office, who: str) -> Actor:
    if who == "nobody":
        return replace(ANONYMOUS, address="10.0.0.9")
    if who == "outsider":
        return Actor(office.people["viewer"].user_id, "outsider", {office.other_workspace: "administrator"})
    return office.people[typing.cast(Role, who)]


def may(who: str, rule: Access) -> bool:
    """The rule in words of this test: what the marks of the contracts mean."""
    if rule.scope == "public":
        return True
    if who == "nobody":
        return False
    if rule.scope == "person":
        return True
    role = "administrator" if who == "outsider" and rule.scope == "office" else who
    if rule.scope == "office":
        return rule.kind == "query" and role in rule.roles
    return role in rule.roles


def audit_rows(office: Office) -> list[tables.Audit]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.Audit).order_by(tables.Audit.id)))


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


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize(("name", "method"), GUARDED, ids=IDS)
def test_access(office: Office, name: str, method: str, who: str) -> None:
    actor = caller(office, who)
    call = getattr(SERVICES[name](office.core, actor), method)
    given = arguments(name, method, office.workspace)
    if may(who, needed(name, method)):
        try:
            call(*given)
        except (Forbidden, NotSignedIn) as error:
            # A person's own call may still find that the person is not known.
            assert needed(name, method).scope == "person", error
        except OutpostError:
            pass
        refused = {row.method for row in audit_rows(office) if row.outcome == "refused"}
        assert refused <= {"people.sign_in", "people.change_password"}  # a wrong password is written too
        return
    with pytest.raises(NotSignedIn if who == "nobody" else Forbidden):
        call(*given)
    (row,) = audit_rows(office)
    assert (row.method, row.outcome, row.user_id) == (f"{name}.{method}", "refused", actor.user_id)
    assert row.workspace_id == (office.workspace_id if needed(name, method).scope == "workspace" else None)


def test_office_administrator_may_command_phones_without_any_role(office: Office) -> None:
    rule = needed("phones", "release")
    assert is_allowed(Actor(1, "a", {}, is_office_admin=True), rule, None)
    assert not is_allowed(Actor(1, "a", {office.workspace: "administrator"}), rule, None)


def test_a_role_opens_the_offices_queries_only() -> None:
    actor = Actor(1, "a", {"w": "viewer"})
    roles = frozenset[Role]({"viewer"})
    assert is_allowed(actor, Access("query", "office", roles), None)
    assert not is_allowed(actor, Access("command", "office", roles), None)


def test_every_contract_has_its_service(office: Office) -> None:
    assert set(SERVICES) == set(CONTRACTS)
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
