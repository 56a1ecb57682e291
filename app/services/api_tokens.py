"""Keys of programs. Only hashes are kept; what a key may do is looked up when it is used."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import workspaces as contracts
from app.contracts.base import ADMINISTRATOR, Actor
from app.errors import NotFound, NotSignedIn, OutpostError
from app.services import workspace_rows
from app.services.base import Core, Service, explained
from app.services.office import check_name
from app.services.sign_ins import hash_token
from app.store import tables

log = logging.getLogger(__name__)

ORIGIN = "api"
MAX_TOKENS = 10  # of a person in a workspace
TOUCH_EVERY = dt.timedelta(minutes=1)

_Token = tables.ApiToken


class ApiTokens(Service, contract=contracts.ApiTokens):
    """Implements `app.contracts.workspaces.ApiTokens`."""

    def all(self, workspace: str) -> list[contracts.ApiToken]:
        with self.core.store.read() as session:
            query = (
                select(_Token, tables.User.username)
                .join(tables.User, tables.User.id == _Token.user_id)
                .where(_Token.workspace_id == self.workspace(session, workspace).id, _Token.revoked_on.is_(None))
                .order_by(_Token.id.desc())
            )
            if not self._sees_all(workspace):
                query = query.where(_Token.user_id == self.actor.user_id)
            return [_as_contract(row, username) for row, username in session.execute(query)]

    def create(self, workspace: str, name: str) -> contracts.NewToken:
        name = check_name("name", name)
        with self.change("tokens.create", workspace=workspace) as work:
            session = work.session
            user = session.get(tables.User, self.actor.user_id)
            if user is None:
                raise NotSignedIn
            space = self.workspace(session, workspace)
            token, row = issue(session, user, space, name, self.core.clock.now())
            self.note(subject=row.uuid, name=name, username=user.username)
            work.publish("people", workspace)
            return contracts.NewToken(token, _as_contract(row, user.username))

    def revoke(self, workspace: str, token: str) -> None:
        with self.change("tokens.revoke", workspace=workspace, subject=token) as work:
            space = self.workspace(work.session, workspace)
            query = select(_Token).where(_Token.uuid == token, _Token.workspace_id == space.id, _Token.revoked_on.is_(None))
            if not self._sees_all(workspace):
                query = query.where(_Token.user_id == self.actor.user_id)
            row = work.session.scalar(query)
            if row is None:
                raise NotFound("token", token[:64])
            row.revoked_on = self.core.clock.now()
            self.note(name=row.name, username=work.session.get_one(tables.User, row.user_id).username)
            work.publish("people", workspace)

    def _sees_all(self, workspace: str) -> bool:
        return self.actor.roles.get(workspace) == ADMINISTRATOR


def issue(
    session: Session, user: tables.User, space: tables.Workspace, name: str, now: dt.datetime
) -> tuple[str, tables.ApiToken]:
    """A new token of this person for this workspace, told this once. Raises OutpostError `limit_reached`."""
    query = select(func.count()).where(_Token.user_id == user.id, _Token.workspace_id == space.id, _Token.revoked_on.is_(None))
    if (session.scalar(query) or 0) >= MAX_TOKENS:
        raise OutpostError("limit_reached", kind="tokens", limit=MAX_TOKENS)
    token = ids.token()
    row = _Token(
        uuid=ids.uuid4(), token_hash=hash_token(token), user_id=user.id, workspace_id=space.id, name=name, created_on=now
    )
    session.add(row)
    session.flush()
    return token, row


def authenticate(core: Core, token: str, address: str = "") -> Actor:
    """Who a program with this token speaks for: the person, with the role they have now, in that one workspace.

    Never an office administrator. Raises NotSignedIn: unknown or revoked, somebody who was switched off or is no longer in
    the workspace, or a workspace in the archive.
    """
    now = core.clock.now()
    with core.store.read() as session:
        query = (
            select(_Token, tables.User, tables.Workspace)
            .join(tables.User, tables.User.id == _Token.user_id)
            .join(tables.Workspace, tables.Workspace.id == _Token.workspace_id)
            .where(_Token.token_hash == hash_token(token), _Token.revoked_on.is_(None))
            .where(tables.User.is_active, ~tables.Workspace.is_archived)
        )
        found = session.execute(query).first()
        if found is None:
            raise NotSignedIn
        row, user, space = found
        role = workspace_rows.role_of(session, user.id, space.id)
    if role is None:
        raise NotSignedIn
    if row.last_used_on is None or abs(now - row.last_used_on) >= TOUCH_EVERY:
        _touch(core, row.id, now)
    return Actor(user.id, user.name or user.username, {space.uuid: role}, origin=ORIGIN, address=address)


def _touch(core: Core, token_id: int, now: dt.datetime) -> None:
    """A disk that takes nothing must not keep programs from reading."""
    try:
        with explained(), core.store.write(durable=False) as work:
            work.session.get_one(_Token, token_id).last_used_on = now
            work.commit()
    except OutpostError as error:
        log.warning("token_not_touched code=%s", error.code)


def _as_contract(row: tables.ApiToken, username: str) -> contracts.ApiToken:
    return contracts.ApiToken(row.uuid, row.name, username, row.created_on, row.last_used_on)
