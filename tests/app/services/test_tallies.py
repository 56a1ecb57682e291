"""Counts: differences are added, sums are read, and squashing changes no sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.services import tallies
from app.services.tallies import Tick
from app.store import tables
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office

DAY = dt.date(2026, 6, 1)
SCOPE = "flow:1:status"


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


def add(office: Office, *ticks: Tick, workspace_id: int | None = None) -> None:
    with office.store.write() as work:
        tallies.add(work, workspace_id or office.workspace_id, ticks)
        work.commit()


def sums(office: Office) -> dict[Any, int]:
    tally = tables.Tally
    places = (tally.workspace_id, tally.scope, tally.key, tally.day)
    with office.store.read() as session:
        found = session.execute(select(*places, func.sum(tally.count)).group_by(*places))
        return {tuple(row[:4]): row[4] for row in found if row[4]}


def count_rows(office: Office, scope: str = SCOPE) -> int:
    with office.store.read() as session:
        return session.scalar(select(func.count()).where(tables.Tally.scope == scope)) or 0


def fill(office: Office) -> None:
    """Several counts that look alike, in two workspaces, with and without a day, some of them back at zero."""
    for workspace_id in (office.workspace_id, office.other_workspace_id):
        for day in (DAY, DAY + dt.timedelta(days=1), None):
            for key in ("waiting", "completed", ""):
                for count in (3, -1, 2):
                    add(office, Tick(SCOPE, key, count, day), workspace_id=workspace_id)
        add(office, Tick(SCOPE, "failed", 1, DAY), workspace_id=workspace_id)
        add(office, Tick(SCOPE, "failed", -1, DAY), workspace_id=workspace_id)


def test_differences_to_one_count_are_one_row_and_none_when_they_cancel(office: Office) -> None:
    add(
        office,
        Tick(SCOPE, "waiting", 1, DAY),
        Tick(SCOPE, "waiting", 1, DAY),
        Tick(SCOPE, "failed", 1),
        Tick(SCOPE, "failed", -1),
    )
    assert count_rows(office) == 1
    with office.store.read() as session:
        assert tallies.read(session, SCOPE) == {"waiting": 2}
        assert tallies.read(session, SCOPE, end=DAY - dt.timedelta(days=1)) == {}
        assert tallies.read(session, SCOPE, start=DAY, end=DAY) == {"waiting": 2}


def test_squashing_leaves_one_row_a_count_and_the_same_sums(office: Office) -> None:
    fill(office)
    before = sums(office)
    assert tallies.squash(office.store) > 0
    assert sums(office) == before
    assert count_rows(office) == sum(1 for place in before if place[1] == SCOPE) == 18
    assert tallies.squash(office.store) == 0


def test_what_is_added_after_a_squash_is_taken_in_by_the_next(office: Office) -> None:
    fill(office)
    tallies.squash(office.store)
    rows = count_rows(office)
    add(office, Tick(SCOPE, "waiting", 5, DAY), Tick(SCOPE, "new", 1, DAY))
    add(office, Tick(SCOPE, "waiting", -9, DAY))
    before = sums(office)
    assert tallies.squash(office.store) == 3
    assert sums(office) == before
    assert count_rows(office) == rows  # one that came to zero went, a new one came


def test_few_differences_wait_for_more(office: Office) -> None:
    tallies.squash(office.store)
    add(office, Tick(SCOPE, "waiting"))
    add(office, Tick(SCOPE, "waiting"))
    assert tallies.squash(office.store, at_least=3) == 0
    assert count_rows(office) == 2
    assert tallies.squash(office.store, at_least=2) == 2
    assert count_rows(office) == 1


def test_a_squash_in_batches_that_dies_between_them_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(office)
    before = sums(office)
    monkeypatch.setattr(tallies, "_FRESH", tallies._FRESH.limit(7))
    monkeypatch.setattr(tallies, "BATCH", 7)
    assert tallies.squash(office.store, batches=2) == 14
    assert sums(office) == before
    real, calls = tallies._merge, []

    def dies(*arguments: Any) -> bool:
        calls.append(1)
        real(*arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt  # inside the transaction, its rows deleted and the sums not yet committed
        return True

    monkeypatch.setattr(tallies, "_merge", dies)
    with pytest.raises(KeyboardInterrupt):
        tallies.squash(office.store)
    assert sums(office) == before
    monkeypatch.setattr(tallies, "_merge", real)
    tallies.squash(office.store)
    assert sums(office) == before
    assert count_rows(office) == 18


def test_two_squashes_at_once_count_nothing_twice(office: Office) -> None:
    if office.store.is_sqlite:
        pytest.skip("SQLite lets one write at a time")
    fill(office)
    before = sums(office)
    with office.store.read() as session:
        crowds = tallies._crowds(session, session.execute(tallies._FRESH).all())
    assert tallies.squash(office.store) > 0
    with office.store.write() as work:
        assert not tallies._merge(work.session.connection(), crowds)
    assert sums(office) == before


def test_fresh_differences_are_found_by_their_index(office: Office) -> None:
    if not office.store.is_sqlite:
        pytest.skip("SQLite's words")
    wanted = tallies._FRESH.compile(compile_kwargs={"literal_binds": True})
    with office.store.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}")
        assert "ix_tally_fresh" in " ".join(str(row) for row in plan)
