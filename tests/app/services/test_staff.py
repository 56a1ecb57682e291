"""The people of the office: made, renamed, switched off, given roles."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.contracts.base import Actor
from app.contracts.people import Staff
from app.errors import Forbidden, Invalid, NotFound, NotSignedIn, OutpostError
from app.services.front import Front
from app.services.people import People
from app.store import tables
from tests.app.support import PASSWORD, Office

NEW = "a new passphrase"


def people(office: Office, actor: Actor | None = None) -> People:
    return People(office.core, actor or office.admin)


def named(office: Office, username: str) -> Staff:
    return next(one for one in people(office).all() if one.username == username)


def uuid_of(office: Office, username: str) -> str:
    return named(office, username).uuid


def sign_in(office: Office, username: str, password: str = PASSWORD, address: str = "10.0.0.5") -> str:
    return People(office.core, Actor(None, "", origin="anonymous", address=address)).sign_in(username, password).token


def audits(office: Office, method: str) -> list[tables.Audit]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.Audit).where(tables.Audit.method == method).order_by(tables.Audit.id)))


def test_everybody_is_listed_by_name(office: Office) -> None:
    found = people(office).all()
    assert [one.name for one in found] == ["Ada", "Administrator", "Agent", "Editor", "Surveyor", "Viewer"]
    assert all(one.uuid for one in found)
    editor = named(office, "editor")
    assert [(role.name, role.role) for role in editor.roles] == [("Clinic", "editor")]
    assert editor.last_used_on is None
    sign_in(office, "editor")
    assert named(office, "editor").last_used_on == office.clock.now()


def test_a_new_person_signs_in(office: Office) -> None:
    made = people(office).create("  Amina ", "Amina  Uwase", NEW)
    assert (made.username, made.name, made.is_active, made.is_office_admin, made.roles) == (
        "amina",
        "Amina Uwase",
        True,
        False,
        [],
    )
    assert sign_in(office, "AMINA", NEW)
    (row,) = audits(office, "people.create")
    assert row.subject == made.uuid
    assert NEW not in str(row.details)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        (("EDITOR", "x", NEW), "username", "taken"),
        (("ｅditor ", "x", NEW), "username", "taken"),
        (("", "x", NEW), "username", "empty"),
        (("a b", "x", NEW), "username", "characters"),
        (("a" * 65, "x", NEW), "username", "too_long"),
        (("amina", "x" * 65, NEW), "name", "too_long"),
        (("amina", "a\x00b", NEW), "name", "characters"),
        (("amina", "\ud800", NEW), "name", "characters"),
        (("amina", "x", "short"), "password", "too_short"),
        (("amina", "x", "a" * 257), "password", "too_long"),
        (("amina", "x", "longenough\ud800"), "password", "characters"),
    ],
)
def test_what_cannot_be_a_person(office: Office, values: tuple[str, str, str], field: str, reason: str) -> None:
    before = len(people(office).all())
    with pytest.raises(Invalid) as caught:
        people(office).create(*values)
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    assert len(people(office).all()) == before
    assert audits(office, "people.create") == []


def test_rename(office: Office) -> None:
    uuid = uuid_of(office, "editor")
    assert people(office).rename(uuid, "Eddy", "Eddy").username == "eddy"
    assert people(office).rename(uuid, "", "eddy").name == "eddy"
    with pytest.raises(Invalid, match="taken"):
        people(office).rename(uuid, "Eddy", "viewer")
    assert sign_in(office, "eddy")
    assert audits(office, "people.rename")[0].details == {
        "before": {"username": "editor", "name": "Editor"},
        "after": {"username": "eddy", "name": "Eddy"},
    }


def test_who_is_switched_off_is_out_at_once(office: Office) -> None:
    front = Front(office.core)
    token = sign_in(office, "editor")
    uuid = uuid_of(office, "editor")
    assert not people(office).deactivate(uuid).is_active
    with pytest.raises(NotSignedIn):
        front.authenticate(token, "")
    with pytest.raises(OutpostError, match="sign_in_failed"):
        sign_in(office, "editor")
    back = people(office).reactivate(uuid)
    assert back.is_active
    assert [role.role for role in back.roles] == ["editor"]
    with pytest.raises(NotSignedIn):
        front.authenticate(token, "")
    assert sign_in(office, "editor", address="10.0.0.6")


def test_a_reset_password_signs_out_everywhere_and_forgives(office: Office) -> None:
    front = Front(office.core)
    tokens = [sign_in(office, "editor") for _ in range(2)]
    for number in range(5):
        with pytest.raises(OutpostError, match="sign_in_failed"):
            sign_in(office, "editor", "wrong password", address=f"10.0.1.{number}")
    with pytest.raises(OutpostError, match="sign_in_limited"):
        sign_in(office, "editor", NEW)
    people(office).reset_password(uuid_of(office, "editor"), NEW)
    for token in tokens:
        with pytest.raises(NotSignedIn):
            front.authenticate(token, "")
    assert sign_in(office, "editor", NEW)
    assert NEW not in str([row.details for row in audits(office, "people.reset_password")])


def test_nobody_locks_themselves_out(office: Office) -> None:
    mine = uuid_of(office, "admin")
    other = people(office).create("second", "", NEW, is_office_admin=True)
    assert other.is_office_admin
    for call in (
        lambda: people(office).deactivate(mine),
        lambda: people(office).set_office_admin(mine, False),
        lambda: people(office).reset_password(mine, NEW),
    ):
        with pytest.raises(OutpostError, match="yourself"):
            call()
    assert named(office, "admin").is_office_admin


def test_the_last_office_administrator_stays(office: Office) -> None:
    mine = uuid_of(office, "admin")
    second = people(office).create("second", "", NEW, is_office_admin=True)
    third = people(office).create("third", "", NEW, is_office_admin=True)
    with office.store.read() as session:
        user_id = session.scalar(select(tables.User.id).where(tables.User.uuid == second.uuid))
    as_second = Actor(user_id, "second", {}, is_office_admin=True)
    people(office).deactivate(third.uuid)
    people(office, as_second).set_office_admin(mine, False)
    # Whoever still holds an old actor finds nobody left but the last.
    with pytest.raises(OutpostError, match="last_office_admin"):
        people(office).deactivate(second.uuid)
    with pytest.raises(OutpostError, match="last_office_admin"):
        people(office).set_office_admin(second.uuid, False)
    assert named(office, "second").is_office_admin
    assert people(office, as_second).set_office_admin(mine, True).is_office_admin


def test_roles_take_effect_at_the_next_call(office: Office) -> None:
    front = Front(office.core)
    token, uuid = sign_in(office, "viewer"), uuid_of(office, "viewer")
    people(office).set_role(uuid, office.other_workspace, "editor")
    assert front.authenticate(token, "").roles == {office.workspace: "viewer", office.other_workspace: "editor"}
    people(office).set_role(uuid, office.workspace, None)
    people(office).set_role(uuid, office.other_workspace, "agent")
    assert front.authenticate(token, "").roles == {office.other_workspace: "agent"}
    assert [(row.details or {}) for row in audits(office, "people.set_role")][-1] == {
        "username": "viewer",
        "before": "editor",
        "after": "agent",
    }


def test_strangers_and_made_up_roles(office: Office) -> None:
    uuid = uuid_of(office, "viewer")
    with pytest.raises(Invalid, match="role"):
        people(office).set_role(uuid, office.workspace, "king")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        people(office).set_role("nobody", office.workspace, "viewer")
    with pytest.raises(NotFound):
        people(office).set_role(uuid, "nowhere", "viewer")
    with pytest.raises(Forbidden):
        people(office, office.people["administrator"]).all()
    assert audits(office, "people.set_role") == []
