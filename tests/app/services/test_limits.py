"""How many of a kind a workspace may have."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Invalid, OutpostError
from app.services import limits
from app.store import tables
from tests.app.support import Office


@pytest.mark.parametrize(
    ("own", "limit"),
    [
        (None, 250),
        ({}, 250),
        ({"labels": 3}, 3),
        ({"labels": 0}, 0),
        ({"labels": "many"}, 250),
        ({"labels": True}, 250),
        ([], 250),
    ],
)
def test_a_workspaces_own_limit_goes_first(own: Any, limit: int) -> None:
    assert limits.limit_of(tables.Workspace(limits=own), "labels") == limit


@pytest.mark.parametrize("kind", limits.DEFAULTS)
def test_every_kind_is_counted(office: Office, kind: str) -> None:
    with office.store.read() as session:
        space = session.get_one(tables.Workspace, office.workspace_id)
        there = limits.count(session, space.id, kind)
        assert there == (1 if kind == "topics" else 0)
        limits.check(session, space, kind, 250 - there)
        with pytest.raises(OutpostError) as caught:
            limits.check(session, space, kind, 251 - there)
    assert caught.value.params == {"kind": kind, "limit": 250}


def test_what_differs_is_kept() -> None:
    assert limits.read_limits({"labels": 300, "groups": 250, "fields": 0}) == {"labels": 300, "fields": 0}


@pytest.mark.parametrize("given", [{"contacts": 3}, {"labels": -1}, {"labels": "3"}, {"labels": True}, {"labels": 10**9}])
def test_what_is_no_limit(given: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        limits.read_limits(given)
