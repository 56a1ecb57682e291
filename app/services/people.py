"""Signing in, and who one is."""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.contracts import people as contracts
from app.contracts.base import Actor, Role
from app.errors import Invalid, NotSignedIn, OutpostError
from app.services import passwords, sign_ins
from app.services.base import Core, Service, explained
from app.store import tables

log = logging.getLogger(__name__)

MAX_USERNAME = 64
MAX_TYPED = 256
TOUCH_EVERY = dt.timedelta(minutes=1)


class People(Service, contract=contracts.People):
    """Implements `app.contracts.people.People`."""

    def sign_in(self, username: str, password: str) -> contracts.SignedIn:
        name = fold_username(username)
        names = sign_ins.subjects(name[:MAX_USERNAME], self.actor.address)
        user = self._try_password(name, names, password)
        if user is None:
            # What was typed may be a password in the wrong box: only names that exist are written down.
            self.core.refusals.write(self.actor, "people.sign_in", subject=name if self._is_known(name) else None)
            raise OutpostError("sign_in_failed")
        new_hash = passwords.hash_password(password) if passwords.is_outdated(user.password_hash) else None
        self.actor = Actor(user.id, user.name, origin=self.actor.origin, address=self.actor.address)
        with self.change("people.sign_in", subject=user.username, address=self.actor.address) as work:
            sign_ins.forgive(work.session, names)
            row = work.session.get_one(tables.User, user.id)
            row.password_hash = new_hash or row.password_hash
            token = sign_ins.start(work.session, user.id, self.core.clock.now())
            person = read_person(work.session, row)
        return contracts.SignedIn(token, person)

    def sign_out(self) -> None:
        with self.change("people.sign_out") as work:
            work.session.execute(delete(tables.SignIn).where(tables.SignIn.token_hash == self.actor.sign_in))

    def me(self) -> contracts.Person:
        with self.core.store.read() as session:
            return read_person(session, self._user(session))

    def change_password(self, old: str, new: str) -> None:
        check_password(new)
        with self.core.store.read() as session:
            username = self._user(session).username
        names = sign_ins.subjects(username, self.actor.address)
        if self._try_password(username, names, old) is None:
            self.core.refusals.write(self.actor, "people.change_password", subject=username)
            raise OutpostError("sign_in_failed")
        new_hash = passwords.hash_password(new)
        with self.change("people.change_password", subject=username) as work:
            sign_ins.forgive(work.session, names)
            self._user(work.session).password_hash = new_hash
            others = delete(tables.SignIn).where(
                tables.SignIn.user_id == self.actor.user_id, tables.SignIn.token_hash != self.actor.sign_in
            )
            work.session.execute(others)

    def _try_password(self, username: str, names: list[str], password: str) -> tables.User | None:
        """The person, when the password is right. The attempt is counted first; `forgive` takes it back."""
        now = self.core.clock.now()
        with self.core.store.read() as session:
            sign_ins.check_limit(session, names, now)
        with self.core.store.write(durable=False) as work:
            sign_ins.check_limit(work.session, names, now)
            sign_ins.count_attempt(work.session, names, now)
            user = work.session.scalar(_by_username(username))
            work.commit()
        known = user is not None and user.is_active
        is_right = passwords.fits(user.password_hash if user is not None and known else None, password)
        return user if is_right else None

    def _is_known(self, username: str) -> bool:
        with self.core.store.read() as session:
            return session.scalar(_by_username(username)) is not None

    def _user(self, session: Session) -> tables.User:
        user = session.get(tables.User, self.actor.user_id) if self.actor.user_id is not None else None
        if user is None or not user.is_active:
            raise NotSignedIn
        return user


def fold_username(username: str) -> str:
    """As usernames are stored and compared: without outer spaces and case."""
    return unicodedata.normalize("NFKC", username[:MAX_TYPED]).strip().casefold()


def check_username(username: str) -> str:
    """The folded name; raises Invalid."""
    name = fold_username(username)
    if not name:
        raise Invalid("username", "empty")
    if len(name) > MAX_USERNAME:
        raise Invalid("username", "too_long", limit=MAX_USERNAME)
    if any(unicodedata.category(char)[0] in "CZ" for char in name):
        raise Invalid("username", "characters")
    return name


def check_password(password: str) -> None:
    """Raises Invalid `too_short` or `too_long`."""
    if len(password) < passwords.MIN_LENGTH:
        raise Invalid("password", "too_short", limit=passwords.MIN_LENGTH)
    if len(password) > passwords.MAX_LENGTH:
        raise Invalid("password", "too_long", limit=passwords.MAX_LENGTH)


def read_person(session: Session, user: tables.User) -> contracts.Person:
    """The person with the workspaces they may enter, by name."""
    member = tables.Membership
    query = (
        select(tables.Workspace, member.role)
        .join(member, member.workspace_id == tables.Workspace.id)
        .where(member.user_id == user.id)
        .order_by(tables.Workspace.name, tables.Workspace.id)
    )
    spaces = [
        contracts.Workspace(space.uuid, space.name, space.country, space.timezone, list(space.languages), _role(role))
        for space, role in session.execute(query)
    ]
    return contracts.Person(user.username, user.name, user.is_office_admin, spaces)


def read_actor(core: Core, token: str, address: str) -> Actor:
    """Who holds this token; raises NotSignedIn. Being used is written at most once a minute."""
    now = core.clock.now()
    token_hash = sign_ins.hash_token(token)
    with core.store.read() as session:
        found = session.get(tables.SignIn, token_hash)
        if found is None or now - found.last_used_on > sign_ins.IDLE:
            raise NotSignedIn
        user = session.get(tables.User, found.user_id)
        if user is None or not user.is_active:
            raise NotSignedIn
        roles = _roles(session, user.id)
    if abs(now - found.last_used_on) >= TOUCH_EVERY:
        _touch_if_possible(core, token_hash, now)
    return Actor(user.id, user.name or user.username, roles, user.is_office_admin, address=address, sign_in=token_hash)


def _touch_if_possible(core: Core, token_hash: str, now: dt.datetime) -> None:
    """A disk that takes nothing must not keep anybody from looking at what there is."""
    try:
        with explained():
            _touch(core, token_hash, now)
    except NotSignedIn:
        raise
    except OutpostError as error:
        log.warning("sign_in_not_touched code=%s", error.code)


def _touch(core: Core, token_hash: str, now: dt.datetime) -> None:
    with core.store.write(durable=False) as work:
        row = work.session.get(tables.SignIn, token_hash)
        if row is None:
            raise NotSignedIn
        row.last_used_on = now
        work.commit()


def _by_username(username: str) -> Select[tables.User]:
    return select(tables.User).where(tables.User.username == username)


def _roles(session: Session, user_id: int) -> dict[str, Role]:
    member = tables.Membership
    query = (
        select(tables.Workspace.uuid, member.role)
        .join(member, member.workspace_id == tables.Workspace.id)
        .where(member.user_id == user_id)
    )
    return {uuid: _role(role) for uuid, role in session.execute(query)}


def _role(text: str) -> Role:
    return text  # type: ignore[return-value]
