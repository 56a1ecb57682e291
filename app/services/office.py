"""The office as a whole: first start, home page, network."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import shutil
import unicodedata
import zoneinfo

import phonenumbers
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from app.contracts import office as contracts
from app.contracts.base import ADMINISTRATOR
from app.contracts.people import SignedIn
from app.contracts.workspaces import WorkspaceSettings
from app.errors import Invalid, OutpostError
from app.services import network, office_settings, passwords, people, phone_rows, sign_ins, workspace_rows
from app.services.base import LOOPBACK, Core, Service
from app.services.conversation_rows import count_unhandled
from app.services.folders import count_folders
from app.store import tables
from app.store.folders import is_wired

MAX_NAME = 64
COUNT_LIMIT = 100_000
DEFAULT_LANGUAGES = ("eng",)
SENT = ("sent", "delivered", "read")


class Office(Service, contract=contracts.Office):
    """Implements `app.contracts.office.Office`."""

    def status(self) -> contracts.OfficeStatus:
        with self.core.store.read() as session:
            name = office_settings.office(session).get("name", "")
            is_demo = bool(office_settings.read(session, office_settings.DEMO, False))
            return contracts.OfficeStatus(name, _is_set_up(session), is_demo, self.core.version)

    def setup(self, setup: contracts.OfficeSetup) -> SignedIn:
        with self.core.store.read() as session:
            self._check_first(session, setup.setup_token)
        checked = _check_setup(setup)
        password_hash = passwords.hash_password(setup.password)
        now = self.core.clock.now()
        with self.change("office.setup") as work:
            session = work.session
            self._check_first(session, setup.setup_token)
            user, space = _add_office(session, checked, password_hash, now)
            self.note(subject=space.uuid, username=user.username)
            token = sign_ins.start(session, user.id, now)
            session.flush()
            person = people.read_person(session, user)
            work.after_commit(self._forget_token)
            work.publish("office")
        return SignedIn(token, person)

    def home(self, workspace: str) -> contracts.HomeSummary:
        core = self.core
        with core.store.read() as session:
            space = self.workspace(session, workspace)
            midnight = start_of_day(core.clock.now(), space.timezone)
            folders = count_folders(session, space.id)
            return contracts.HomeSummary(
                started_on=core.started_on,
                version=core.version,
                database_bytes=_database_bytes(core, session),
                disk_free_bytes=shutil.disk_usage(core.settings.paths.home).free,
                phones=phone_rows.read_phones(session, core),
                queues=[contracts.QueueCount(one.queue, one.waiting, one.working, one.dead) for one in core.queue.stats()],
                received_today=_count_received(session, space.id, midnight),
                sent_today=_count_sent(session, space.id, midnight),
                outbox=folders.get("outbox", 0) + _count_wired(session, space.id),
                failed=folders.get("failed", 0),
                unhandled=count_unhandled(session, space.id),
                waiting_sessions=_count_waiting(session, space.id),
            )

    def network(self) -> contracts.Network:
        with self.core.store.read() as session:
            bind = office_settings.bind(session)
        return contracts.Network(
            bind=bind,
            phone_port=self.core.phone_port or self.core.settings.phone_port,
            tls_port=self.core.tls_port or self.core.settings.tls_port,
            addresses=network.local_addresses(),
            fingerprint=self.core.fingerprint,
        )

    def set_bind(self, address: str) -> contracts.Network:
        address = address.strip()
        known = {LOOPBACK, network.ANY, *(one.address for one in network.local_addresses())}
        if address not in known:
            raise Invalid("address", "not_here", value=address[:MAX_NAME])
        before = self._store_bind(address)
        if self.core.rebind is not None:
            try:
                self.core.rebind(address)
            except Exception:
                self._store_bind(before)
                raise
        return self.network()

    def _forget_token(self) -> None:
        self.core.setup_token = None

    def _store_bind(self, address: str) -> str:
        """Returns the address before."""
        with self.change("office.set_bind", subject=address) as work:
            before = office_settings.bind(work.session)
            self.note(before=before)
            office_settings.write(work.session, office_settings.BIND, address)
            work.publish("office")
            work.publish("phones")
        return before

    def _check_first(self, session: Session, token: str) -> None:
        if _is_set_up(session):
            raise OutpostError("already_set_up")
        if not self.core.setup_token or not hmac.compare_digest(token.encode(), self.core.setup_token.encode()):
            raise OutpostError("setup_token")


def start_of_day(now: dt.datetime, timezone: str) -> dt.datetime:
    """The latest midnight in that zone, in UTC."""
    local = now.astimezone(zoneinfo.ZoneInfo(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(dt.UTC)


def check_country(country: str) -> str:
    """An ISO 3166 alpha-2 code that has telephone numbers; raises Invalid."""
    code = country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code, re.ASCII) or code not in phonenumbers.SUPPORTED_REGIONS:
        raise Invalid("country", "unknown")
    return code


def check_timezone(timezone: str) -> str:
    """An IANA name; raises Invalid."""
    try:
        return zoneinfo.ZoneInfo(timezone).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("timezone", "unknown") from None


def check_name(field: str, name: str) -> str:
    """1 to 64 characters without outer spaces; raises Invalid for `field`."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(field, "empty")
    if len(name) > MAX_NAME:
        raise Invalid(field, "too_long", limit=MAX_NAME)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
        raise Invalid(field, "characters")
    return name


def _check_setup(setup: contracts.OfficeSetup) -> contracts.OfficeSetup:
    people.check_password(setup.password)
    office_name = check_name("office_name", setup.office_name)
    return contracts.OfficeSetup(
        setup_token="",
        office_name=office_name,
        country=check_country(setup.country),
        timezone=check_timezone(setup.timezone),
        username=people.check_username(setup.username),
        password="",
        workspace_name=check_name("workspace_name", setup.workspace_name or office_name),
    )


def _add_office(
    session: Session, setup: contracts.OfficeSetup, password_hash: str, now: dt.datetime
) -> tuple[tables.User, tables.Workspace]:
    values = {"name": setup.office_name, "country": setup.country, "timezone": setup.timezone}
    office_settings.write(session, office_settings.OFFICE, values)
    settings = WorkspaceSettings(setup.workspace_name, setup.country, setup.timezone, list(DEFAULT_LANGUAGES))
    space = workspace_rows.add_workspace(session, settings, now)
    user = tables.User(
        username=setup.username, name=setup.username, password_hash=password_hash, is_office_admin=True, created_on=now
    )
    session.add(user)
    session.flush()
    session.add(tables.Membership(user_id=user.id, workspace_id=space.id, role=ADMINISTRATOR))
    return user, space


def _is_set_up(session: Session) -> bool:
    return session.scalar(select(tables.User.id).limit(1)) is not None


def _count(session: Session, query: Select[int]) -> int:
    """How many, at most `COUNT_LIMIT`."""
    return session.scalar(select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery())) or 0


def _count_received(session: Session, workspace_id: int, since: dt.datetime) -> int:
    msg = tables.Msg
    query = select(msg.id).where(msg.workspace_id == workspace_id, msg.direction == "in", msg.created_on >= since)
    return _count(session, query)


def _count_sent(session: Session, workspace_id: int, since: dt.datetime) -> int:
    msg = tables.Msg
    mine = [msg.workspace_id == workspace_id, msg.direction == "out", msg.status.in_(SENT)]
    return _count(session, select(msg.id).where(*mine, msg.sent_on >= since))


def _count_waiting(session: Session, workspace_id: int) -> int:
    waiting = tables.Session
    query = select(waiting.id).where(waiting.workspace_id == workspace_id, waiting.status == "waiting")
    return _count(session, query)


def _count_wired(session: Session, workspace_id: int) -> int:
    return _count(session, select(tables.Msg.id).where(is_wired(), tables.Msg.workspace_id == workspace_id))


def _database_bytes(core: Core, session: Session) -> int:
    if not core.store.is_sqlite:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    main = core.settings.paths.database
    files = (main, main.with_name(main.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
