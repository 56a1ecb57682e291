"""An office for tests: real SQLite file, driven clock, people of every role."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import argon2
from sqlalchemy import create_engine, text

from app.clock import DrivenClock
from app.contracts.base import Actor, Role
from app.ids import uuid4, uuid7
from app.paths import OfficePaths
from app.ports import QUEUES, DeadTask, QueueName, QueueShare, QueueStats, TaskRef
from app.services.base import Core
from app.services.changes import ChangeHub
from app.settings import Settings
from app.store import tables
from app.store.database import Store, UnitOfWork

START = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)  # a Monday
PASSWORD = "correct horse"  # everybody's
ROLES: tuple[Role, ...] = ("administrator", "editor", "viewer", "agent", "surveyor")


class MemoryQueue:
    """The task port in memory: what was added with a committed transaction, one task a key."""

    def __init__(self) -> None:
        self.tasks: dict[tuple[str, str], TaskRef] = {}
        self.shares: dict[str, tuple[float, int | None, bool]] = {}
        self.dead_tasks: list[DeadTask] = []

    def add(self, work: UnitOfWork, task: TaskRef, *, revive: bool = True) -> None:
        def put() -> None:
            self.tasks.setdefault((task.queue, task.key), task)

        work.after_commit(put)

    def stats(self) -> list[QueueStats]:
        return [QueueStats(queue, sum(1 for at, _ in self.tasks if at == queue), 0, 0) for queue in QUEUES]

    def check(self, work: UnitOfWork) -> None:
        """There are no leases here."""

    def losses(self) -> int:
        """Nor are workers lost."""
        return 0

    def owners(self, queue: QueueName) -> list[QueueShare]:
        waiting = Counter(task.owner for (at, _), task in self.tasks.items() if at == queue)
        dead = Counter(one.owner for one in self.dead_tasks if one.queue == queue)
        names = sorted({*waiting, *dead, *self.shares})
        return [
            QueueShare(queue, name, waiting[name], 0, dead[name], *self.shares.get(name, (1.0, None, False)), 0.0)
            for name in names
        ]

    def set_owner(self, work: UnitOfWork, owner: str, *, weight: float, cap: int | None, paused: bool) -> None:
        work.after_commit(lambda: self.shares.update({owner: (weight, cap, paused)}))

    def dead(self, queue: QueueName, after: int = 0, limit: int = 100) -> list[DeadTask]:
        return [one for one in self.dead_tasks if one.queue == queue and one.id > after][:limit]

    def requeue(self, work: UnitOfWork, queue: QueueName, ids: Sequence[int]) -> list[int]:
        found = [one for one in self.dead_tasks if one.queue == queue and one.id in ids]

        def put() -> None:
            for one in found:
                self.dead_tasks.remove(one)
                self.tasks[one.queue, f"dead:{one.id}"] = TaskRef(one.queue, one.name, one.args, one.owner, f"dead:{one.id}")

        work.after_commit(put)
        return [one.id for one in found]

    def drain(self) -> list[TaskRef]:
        """Take all tasks, higher priority first, then first come."""
        taken = sorted(self.tasks.values(), key=lambda task: -task.priority)
        self.tasks.clear()
        return taken


@dataclass
class Office:
    """`admin` is office administrator and administrator of both workspaces; the others have a role in `workspace` only."""

    core: Core
    clock: DrivenClock
    queue: MemoryQueue
    workspace: str
    workspace_id: int
    other_workspace: str
    other_workspace_id: int
    admin: Actor
    people: dict[Role, Actor] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.core.store

    def add_phone(self, *workspaces: str, state: str = "active", **values: object) -> tables.Channel:
        """A phone that serves these workspaces (by default the first one)."""
        now = self.clock.now()
        defaults: dict[str, object] = {
            "name": "Front desk",
            "address": "+250788000001",
            "country": "RW",
            "secret": "S" * 64,
            "phone_uuid": uuid4(),
            "registered_on": now,
            "claimed_on": now,
        }
        with self.store.write(durable=False) as work:
            channel = tables.Channel(uuid=uuid4(), state=state, **{**defaults, **values})
            work.session.add(channel)
            work.session.flush()
            for index, uuid in enumerate(workspaces or (self.workspace,)):
                workspace_id = self.workspace_id if uuid == self.workspace else self.other_workspace_id
                share = tables.ChannelWorkspace(channel_id=channel.id, workspace_id=workspace_id, is_default=index == 0)
                work.session.add(share)
            work.commit()
        return channel

    def add_contact(self, name: str, phone: str = "", workspace_id: int | None = None, **values: object) -> tables.Contact:
        """A contact, with a `tel` URN when `phone` (E.164) is given."""
        now = self.clock.now()
        owner = workspace_id or self.workspace_id
        with self.store.write(durable=False) as work:
            contact = tables.Contact(
                uuid=uuid4(), workspace_id=owner, name=name, **{"fields": {}, "created_on": now, "modified_on": now, **values}
            )
            work.session.add(contact)
            work.session.flush()
            if phone:
                urn = tables.ContactUrn(
                    workspace_id=owner, contact_id=contact.id, identity=f"tel:{phone}", scheme="tel", path=phone, priority=1000
                )
                work.session.add(urn)
            work.commit()
        return contact

    def add_msg(self, contact: tables.Contact, text: str, direction: str = "in", **values: object) -> tables.Msg:
        """A message that is the contact's latest."""
        now = self.clock.now()
        status = "handled" if direction == "in" else "queued"
        rest = {"status": status, "created_on": now, "modified_on": now, **values}
        with self.store.write(durable=False) as work:
            msg = tables.Msg(
                uuid=uuid7(now),
                workspace_id=contact.workspace_id,
                contact_id=contact.id,
                direction=direction,
                text=text,
                **rest,
            )
            work.session.add(msg)
            work.session.flush()
            row = work.session.get_one(tables.Contact, contact.id)
            row.last_msg_id = contact.last_msg_id = msg.id
            work.commit()
        return msg


@cache
def password_hash() -> str:
    """`PASSWORD`, hashed so cheaply that tests stay fast."""
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@cache
def _template(folder: Path) -> Path:
    path = folder / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA journal_mode=WAL"))
    tables.Base.metadata.create_all(engine)
    engine.dispose()
    return path


@contextmanager
def open_core(home: Path, templates: Path) -> Iterator[Core]:
    """A core over a fresh office in `home`: tables and nothing in them."""
    paths = OfficePaths(home).make()
    shutil.copyfile(_template(templates), paths.database)
    clock = DrivenClock.create(home / "clock", START)
    changes = ChangeHub()
    settings = Settings(paths)
    store = Store(settings.sqlalchemy_url, clock, changes)
    core = Core(store, clock, MemoryQueue(), settings, changes, clock.now(), version="0.0", setup_token="let-me-in")
    try:
        yield core
    finally:
        core.modems.close()
        changes.close()
        store.close()
        clock.close()


def set_up(core: Core) -> Office:
    """Two workspaces (Rwanda, zone Africa/Kigali) and a person of every role."""
    now = core.clock.now()
    with core.store.write(durable=False) as work:
        values = {"name": "Clinic", "country": "RW", "timezone": "Africa/Kigali"}
        work.session.add(tables.Setting(name="office", value=values))
        names = ("Clinic", "School")
        spaces = [
            tables.Workspace(uuid=uuid4(), name=name, country="RW", timezone="Africa/Kigali", languages=["eng"], created_on=now)
            for name in names
        ]
        admin = tables.User(username="admin", name="Ada", password_hash=password_hash(), is_office_admin=True, created_on=now)
        users = {
            role: tables.User(username=role, name=role.title(), password_hash=password_hash(), created_on=now) for role in ROLES
        }
        work.session.add_all([*spaces, admin, *users.values()])
        work.session.flush()
        first, second = spaces
        for space in spaces:
            topic = tables.Topic(
                uuid=uuid4(), workspace_id=space.id, name="General", is_default=True, created_on=now, modified_on=now
            )
            work.session.add(topic)
            work.session.add(tables.Membership(user_id=admin.id, workspace_id=space.id, role="administrator"))
        for role, user in users.items():
            work.session.add(tables.Membership(user_id=user.id, workspace_id=first.id, role=role))
        work.commit()
    assert isinstance(core.clock, DrivenClock)
    assert isinstance(core.queue, MemoryQueue)
    return Office(
        core=core,
        clock=core.clock,
        queue=core.queue,
        workspace=first.uuid,
        workspace_id=first.id,
        other_workspace=second.uuid,
        other_workspace_id=second.id,
        admin=Actor(admin.id, "Ada", {first.uuid: "administrator", second.uuid: "administrator"}, True, sign_in="admin's"),
        people={role: Actor(user.id, user.name, {first.uuid: role}) for role, user in users.items()},
    )
