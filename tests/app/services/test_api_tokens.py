"""Keys of programs: shown once, and worth what their person is worth when they are used."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.contracts.base import ADMINISTRATOR, Actor
from app.errors import Forbidden, Invalid, NotFound, NotSignedIn, OutpostError
from app.services import api_tokens
from app.services.api_tokens import ApiTokens, authenticate
from app.services.messages import Messages
from app.services.people import People
from app.services.sign_ins import hash_token
from app.store import tables
from tests.app.support import Office


def tokens(office: Office, actor: Actor) -> ApiTokens:
    return ApiTokens(office.core, actor)


def uuid_of(office: Office, username: str) -> str:
    with office.store.read() as session:
        return str(session.scalar(select(tables.User.uuid).where(tables.User.username == username)))


def test_a_token_is_told_once(office: Office) -> None:
    editor = office.people["editor"]
    made = tokens(office, editor).create(office.workspace, " Sync  tool ")
    assert made.details.name == "Sync tool"
    assert len(made.token) > 40
    assert tokens(office, editor).all(office.workspace) == [made.details]
    with office.store.read() as session:
        row = session.scalars(select(tables.ApiToken)).one()
        audit = session.scalars(select(tables.Audit)).one()
    assert row.token_hash == hash_token(made.token)
    assert (audit.method, audit.subject) == ("tokens.create", made.details.uuid)
    assert made.token not in str(audit.details)


def test_a_program_is_its_person_in_one_workspace(office: Office) -> None:
    token = tokens(office, office.admin).create(office.workspace, "Sync").token
    actor = authenticate(office.core, token, "10.0.0.9")
    assert actor.roles == {office.workspace: ADMINISTRATOR}
    assert (actor.user_id, actor.name, actor.origin, actor.address) == (office.admin.user_id, "Ada", "api", "10.0.0.9")
    assert not actor.is_office_admin
    assert Messages(office.core, actor).conversations(office.workspace).rows == []
    with pytest.raises(Forbidden):
        Messages(office.core, actor).conversations(office.other_workspace)
    with pytest.raises(Forbidden):
        People(office.core, actor).all()
    with pytest.raises(Forbidden):
        People(office.core, actor).change_password("a", "b")


def test_the_role_is_that_of_the_moment(office: Office) -> None:
    people, editor = People(office.core, office.admin), uuid_of(office, "editor")
    token = tokens(office, office.people["editor"]).create(office.workspace, "Sync").token
    for role in ("viewer", "surveyor", "agent"):
        people.set_role(editor, office.workspace, role)
        assert authenticate(office.core, token).roles == {office.workspace: role}
    people.set_role(editor, office.workspace, None)
    with pytest.raises(NotSignedIn):
        authenticate(office.core, token)
    people.set_role(editor, office.workspace, "editor")
    people.deactivate(editor)
    with pytest.raises(NotSignedIn):
        authenticate(office.core, token)


def test_surveyors_get_theirs_from_the_survey_part(office: Office) -> None:
    surveyor = office.people["surveyor"]
    with pytest.raises(Forbidden):
        tokens(office, surveyor).create(office.workspace, "Tablet")
    with office.store.write() as work:
        user = work.session.get_one(tables.User, surveyor.user_id)
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        token, _row = api_tokens.issue(work.session, user, space, "Tablet", office.clock.now())
        work.commit()
    assert authenticate(office.core, token).roles == {office.workspace: "surveyor"}


def test_use_is_written_once_a_minute(office: Office) -> None:
    made = tokens(office, office.people["viewer"]).create(office.workspace, "Sync")

    def used() -> object:
        return tokens(office, office.people["viewer"]).all(office.workspace)[0].last_used_on

    assert used() is None
    authenticate(office.core, made.token)
    first = used()
    assert first == office.clock.now()
    office.clock.advance(59)
    authenticate(office.core, made.token)
    assert used() == first
    office.clock.advance(1)
    authenticate(office.core, made.token)
    assert used() == office.clock.now()
    office.clock.leap(-86400.0)
    authenticate(office.core, made.token)
    assert used() == office.clock.now()


def test_revoked_is_revoked(office: Office) -> None:
    editor, viewer, admin = (office.people[role] for role in ("editor", "viewer", "administrator"))
    mine = tokens(office, editor).create(office.workspace, "Mine")
    with pytest.raises(NotFound):
        tokens(office, viewer).revoke(office.workspace, mine.details.uuid)
    assert tokens(office, viewer).all(office.workspace) == []
    assert [one.username for one in tokens(office, admin).all(office.workspace)] == ["editor"]
    assert authenticate(office.core, mine.token).user_id == editor.user_id
    tokens(office, admin).revoke(office.workspace, mine.details.uuid)
    with pytest.raises(NotSignedIn):
        authenticate(office.core, mine.token)
    with pytest.raises(NotFound):
        tokens(office, admin).revoke(office.workspace, mine.details.uuid)
    assert tokens(office, admin).all(office.workspace) == []


def test_strange_tokens(office: Office) -> None:
    for token in ("", "x", "é" * 5000, "\x00"):
        with pytest.raises(NotSignedIn):
            authenticate(office.core, token)


def test_ten_are_enough(office: Office) -> None:
    mine = tokens(office, office.people["editor"])
    made = [mine.create(office.workspace, f"No {number}") for number in range(10)]
    with pytest.raises(OutpostError, match="limit_reached"):
        mine.create(office.workspace, "One more")
    mine.revoke(office.workspace, made[0].details.uuid)
    assert mine.create(office.workspace, "One more")
    assert tokens(office, office.people["viewer"]).create(office.workspace, "Another's")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\x00b"])
def test_a_token_has_a_name(office: Office, name: str) -> None:
    with pytest.raises(Invalid):
        tokens(office, office.people["editor"]).create(office.workspace, name)
