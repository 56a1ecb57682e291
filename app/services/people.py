"""Signing in, who one is, and the people of the office."""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.contracts import people as contracts
from app.contracts.base import Actor, Role
from app.errors import Invalid, NotSignedIn, OutpostError
from app.services import passwords, sign_ins
from app.services import workspace_rows as rows
from app.services.base import Core, Service, explained
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

log = logging.getLogger(__name__)

MAX_USERNAME = 64
MAX_NAME = 64
MAX_TYPED = 256
MAX_PEOPLE = 1000
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

    def all(self) -> list[contracts.Staff]:
        with self.core.store.read() as session:
            return _read_staff(session, select(tables.User), self.core.clock.now())

    def create(self, username: str, name: str, password: str, is_office_admin: bool = False) -> contracts.Staff:
        username = check_username(username)
        name = check_person_name(name) or username
        check_password(password)
        password_hash = passwords.hash_password(password)
        with self.change("people.create", username=username, name=name, is_office_admin=is_office_admin) as work:
            session, now = work.session, self.core.clock.now()
            if (session.scalar(select(func.count()).select_from(tables.User)) or 0) >= MAX_PEOPLE:
                raise OutpostError("limit_reached", kind="people", limit=MAX_PEOPLE)
            _check_free(session, username)
            user = tables.User(
                username=username, name=name, password_hash=password_hash, is_office_admin=is_office_admin, created_on=now
            )
            session.add(user)
            session.flush()
            self.note(subject=user.uuid)
            work.publish("people", None, user.uuid or "")
            return _read_one(session, user, now)

    def rename(self, person: str, name: str, username: str) -> contracts.Staff:
        username = check_username(username)
        name = check_person_name(name) or username
        with self._change_of("people.rename", person) as (work, user):
            self.note(before={"username": user.username, "name": user.name}, after={"username": username, "name": name})
            if username != user.username:
                _check_free(work.session, username)
            user.username, user.name = username, name
            return _read_one(work.session, user, self.core.clock.now())

    def deactivate(self, person: str) -> contracts.Staff:
        with self._change_of("people.deactivate", person) as (work, user):
            self._check_not_me(user)
            _check_not_last(work.session, user)
            self.note(username=user.username, before=user.is_active, after=False)
            user.is_active = False
            _sign_out_everywhere(work.session, user)
            return _read_one(work.session, user, self.core.clock.now())

    def reactivate(self, person: str) -> contracts.Staff:
        with self._change_of("people.reactivate", person) as (work, user):
            self.note(username=user.username, before=user.is_active, after=True)
            user.is_active = True
            return _read_one(work.session, user, self.core.clock.now())

    def set_office_admin(self, person: str, is_office_admin: bool) -> contracts.Staff:
        with self._change_of("people.set_office_admin", person) as (work, user):
            if not is_office_admin:
                self._check_not_me(user)
                _check_not_last(work.session, user)
            self.note(username=user.username, before=user.is_office_admin, after=is_office_admin)
            user.is_office_admin = is_office_admin
            return _read_one(work.session, user, self.core.clock.now())

    def set_role(self, person: str, workspace: str, role: Role | None) -> contracts.Staff:
        rows.check_role(role)
        with self._change_of("people.set_role", person, workspace) as (work, user):
            before = rows.put_role(work, user, self.workspace(work.session, workspace), role)
            self.note(username=user.username, before=before, after=role)
            return _read_one(work.session, user, self.core.clock.now())

    def reset_password(self, person: str, password: str) -> None:
        check_password(password)
        password_hash = passwords.hash_password(password)
        with self._change_of("people.reset_password", person) as (work, user):
            self._check_not_me(user)
            self.note(username=user.username)
            user.password_hash = password_hash
            _sign_out_everywhere(work.session, user)
            sign_ins.forget_failures(work.session, user.username)

    @contextmanager
    def _change_of(self, method: str, person: str, workspace: str | None = None) -> Iterator[tuple[UnitOfWork, tables.User]]:
        """A change of an office administrator to one person; raises NotFound."""
        with self.change(method, workspace=workspace, subject=person) as work:
            yield work, rows.find_person(work.session, person)
            work.publish("people", None, person)

    def _check_not_me(self, user: tables.User) -> None:
        if user.id == self.actor.user_id:
            raise OutpostError("yourself")

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


def check_person_name(name: str) -> str:
    """Without outer and repeated spaces, possibly empty; raises Invalid."""
    name = " ".join(name[: MAX_NAME * 4].split())
    if len(name) > MAX_NAME:
        raise Invalid("name", "too_long", limit=MAX_NAME)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        raise Invalid("name", "characters")
    return name


def check_password(password: str) -> None:
    """Raises Invalid `too_short` or `too_long`."""
    if len(password) < passwords.MIN_LENGTH:
        raise Invalid("password", "too_short", limit=passwords.MIN_LENGTH)
    if len(password) > passwords.MAX_LENGTH:
        raise Invalid("password", "too_long", limit=passwords.MAX_LENGTH)
    if any("\ud800" <= char <= "\udfff" for char in password):
        raise Invalid("password", "characters")


def read_person(session: Session, user: tables.User) -> contracts.Person:
    """The person with the workspaces they may enter, by name."""
    member = tables.Membership
    query = (
        select(tables.Workspace, member.role)
        .join(member, member.workspace_id == tables.Workspace.id)
        .where(member.user_id == user.id, ~tables.Workspace.is_archived)
        .order_by(tables.Workspace.name, tables.Workspace.id)
    )
    spaces = [
        contracts.Workspace(space.uuid, space.name, space.country, space.timezone, list(space.languages), _role(role))
        for space, role in session.execute(query)
    ]
    return contracts.Person(user.username, user.name, user.is_office_admin, spaces, user.uuid or "")


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


def _check_free(session: Session, username: str) -> None:
    if session.scalar(_by_username(username)) is not None:
        raise Invalid("username", "taken")


def _check_not_last(session: Session, user: tables.User) -> None:
    """Somebody must be left who can put the office right."""
    other = select(tables.User.id).where(tables.User.is_office_admin, tables.User.is_active, tables.User.id != user.id)
    if user.is_office_admin and user.is_active and session.scalar(other.limit(1)) is None:
        raise OutpostError("last_office_admin")


def _sign_out_everywhere(session: Session, user: tables.User) -> None:
    session.execute(delete(tables.SignIn).where(tables.SignIn.user_id == user.id))


def _read_one(session: Session, user: tables.User, now: dt.datetime) -> contracts.Staff:
    session.flush()
    return _read_staff(session, select(tables.User).where(tables.User.id == user.id), now)[0]


def _read_staff(session: Session, wanted: Select[tables.User], now: dt.datetime) -> list[contracts.Staff]:
    """By name."""
    member, space, sign_in = tables.Membership, tables.Workspace, tables.SignIn
    users = sorted(session.scalars(wanted), key=lambda user: (fold_name(user.name), user.username))
    found = [user.id for user in users]
    roles: dict[int, list[contracts.WorkspaceRole]] = {}
    query = (
        select(member.user_id, space.uuid, space.name, member.role)
        .join(space, space.id == member.workspace_id)
        .where(member.user_id.in_(found))
        .order_by(space.name, space.id)
    )
    for user_id, uuid, name, role in session.execute(query):
        roles.setdefault(user_id, []).append(contracts.WorkspaceRole(uuid, name, _role(role)))
    lately = select(sign_in.user_id, func.max(sign_in.last_used_on)).where(sign_in.user_id.in_(found))
    held = lately.where(sign_in.last_used_on >= now - sign_ins.IDLE).group_by(sign_in.user_id)
    used = {row[0]: row[1] for row in session.execute(held)}
    return [_as_staff(user, used.get(user.id), roles.get(user.id, [])) for user in users]


def _as_staff(user: tables.User, used: dt.datetime | None, roles: list[contracts.WorkspaceRole]) -> contracts.Staff:
    return contracts.Staff(
        uuid=user.uuid or "",
        username=user.username,
        name=user.name,
        is_office_admin=user.is_office_admin,
        is_active=user.is_active,
        created_on=user.created_on,
        last_used_on=used,
        roles=roles,
    )


def _by_username(username: str) -> Select[tables.User]:
    return select(tables.User).where(tables.User.username == username)


def _roles(session: Session, user_id: int) -> dict[str, Role]:
    member = tables.Membership
    query = (
        select(tables.Workspace.uuid, member.role)
        .join(member, member.workspace_id == tables.Workspace.id)
        .where(member.user_id == user_id, ~tables.Workspace.is_archived)
    )
    return {uuid: _role(role) for uuid, role in session.execute(query)}


def _role(text: str) -> Role:
    return text  # type: ignore[return-value]
