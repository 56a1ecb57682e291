"""Many contacts, and killing what goes through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import insert

from app.ids import uuid4
from app.services import batches
from app.store import tables
from app.store.database import UnitOfWork
from tests.app.services.conversing import new_id
from tests.app.support import Office


class Killed(BaseException):
    """As if the process had ended here: no handler of errors sees it."""


def add_crowd(office: Office, count: int, group: str | None = None, **values: Any) -> list[int]:
    """So many contacts with numbers, in order; members of the group of this UUID."""
    now = office.clock.now()
    common = {"workspace_id": office.workspace_id, "fields": {}, "created_on": now, "modified_on": now, "status": "active"}
    with office.store.write(durable=False) as work:
        rows = [{"uuid": uuid4(), "name": f"Person {at}", **common, **values} for at in range(count)]
        people = list(
            work.session.scalars(insert(tables.Contact).returning(tables.Contact.id, sort_by_parameter_order=True), rows)
        )
        urns = [
            {"workspace_id": office.workspace_id, "contact_id": key, "scheme": "tel", "path": path, "identity": f"tel:{path}"}
            for key in people
            if (path := f"+2507{key:08}")
        ]
        work.session.execute(insert(tables.ContactUrn), [{**urn, "priority": 1000, "display": ""} for urn in urns])
        if group:
            row = work.session.query(tables.ContactGroup).filter_by(uuid=group).one()
            work.session.execute(insert(tables.GroupContact), [{"group_id": row.id, "contact_id": key} for key in people])
        work.commit()
    return people


def add_group(office: Office, name: str = "Nurses", **values: Any) -> str:
    uuid = new_id()
    with office.store.write(durable=False) as work:
        work.session.add(tables.ContactGroup(uuid=uuid, workspace_id=office.workspace_id, name=name, **values))
        work.commit()
    return uuid


@contextmanager
def killed_after(monkeypatch: pytest.MonkeyPatch, commits: int, *, before_commit: bool) -> Iterator[None]:
    """The process ends at the commit after so many, just before or just behind it."""
    real = UnitOfWork.commit
    left = [commits]

    def commit(work: UnitOfWork) -> None:
        left[0] -= 1
        if left[0] >= 0:
            real(work)
            return
        if not before_commit:
            real(work)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(UnitOfWork, "commit", commit)
        yield


def kill_again_and_again(office: Office, monkeypatch: pytest.MonkeyPatch, work: Callable[[], None], *, most: int = 2) -> int:
    """Do `work` with a kill at the first commits (`most` of them), before and behind them in turn, until it gets through; how
    many kills."""
    for kills in range(1000):
        office.queue.drain()
        try:
            with killed_after(monkeypatch, kills % most, before_commit=kills % 4 < 2):
                work()
        except Killed:
            continue
        return kills
    raise AssertionError("it never ends")


def give_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch is one task, and has 100 contacts."""
    monkeypatch.setattr(batches, "SECONDS", 0.0)
    monkeypatch.setattr(batches, "TAKEN_UP", 100)
