"""Places as flows find them: made of the gazetteer's rows when the first one is looked for, and shared by all who see the same.

A gazetteer of 50,000 places is half a second and 20 MB, so a workspace whose flows ask for none never loads it.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.engine.assets import SessionAssets
from app.engine.envs import Environment
from app.engine.excellent.scope import Location
from app.engine.locations import Places
from app.store import tables
from app.store.database import Store

MAX_KEPT = 4  # indexes of an office: a country each, and one more for each workspace with aliases of its own

_Place, _Alias = tables.Location, tables.LocationAlias
_Aliases = Mapping[int, Sequence[str]]
_Key = tuple[str, str, tuple[tuple[int, str], ...]]

_kept: weakref.WeakKeyDictionary[Store, dict[_Key, Places]] = weakref.WeakKeyDictionary()
_mutex = threading.Lock()


class LazyPlaces:
    """Implements `app.engine.excellent.scope.Locations`. Places are as they were when it was made, or newer."""

    def __init__(self, store: Store, workspace_id: int) -> None:
        self._store = weakref.ref(store)
        self._workspace_id = workspace_id
        self._places: Places | None = None

    def find(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        return self._index().find(env, text, level, parent)

    def find_fuzzy(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        return self._index().find_fuzzy(env, text, level, parent)

    def lookup(self, path: str) -> Location | None:
        return self._index().lookup(path)

    def _index(self) -> Places:
        if self._places is None:
            store = self._store()
            if store is None:
                raise RuntimeError("the store is gone")
            self._places = index_of(store, self._workspace_id)
        return self._places


def lend(assets: SessionAssets, store: Store, session: Session, workspace: tables.Workspace) -> None:
    """The workspace's places for the engine, where its country has any."""
    known = session.get(tables.Gazetteer, workspace.country)
    assets.derived("places", lambda: LazyPlaces(store, workspace.id) if known is not None else None)


def index_of(store: Store, workspace_id: int) -> Places:
    """One at a time, so that two who ask at once make one."""
    with _mutex, store.read() as session:
        workspace = session.get_one(tables.Workspace, workspace_id)
        known = session.get(tables.Gazetteer, workspace.country)
        aliases = _aliases(session, workspace_id)
        key = (workspace.country, known.version if known else "", tuple(sorted(_pairs(aliases))))
        kept = _kept.setdefault(store, {})
        if key not in kept:
            made = Places(_trees(session, workspace.country, aliases))
            while len(kept) >= MAX_KEPT:
                del kept[next(iter(kept))]
            kept[key] = made
        kept[key] = kept.pop(key)  # the one that was used last goes last
        return kept[key]


def trees(session: Session, workspace_id: int) -> Sequence[Mapping[str, Any]]:
    """The places of the workspace's country as GoFlow's asset files have them: `name`, `aliases`, `children`."""
    workspace = session.get_one(tables.Workspace, workspace_id)
    return _trees(session, workspace.country, _aliases(session, workspace_id))


def _trees(session: Session, country: str, aliases: _Aliases) -> list[dict[str, Any]]:
    """Parents have lower levels than their children, so one pass in the order of levels is enough."""
    made: dict[int, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for row_id, parent_id, name in session.connection().execute(_ROWS, {"country": country}):
        tree: dict[str, Any] = {"name": name, "children": []}
        if row_id in aliases:
            tree["aliases"] = list(aliases[row_id])
        made[row_id] = tree
        above = roots if parent_id is None else made[parent_id]["children"]
        above.append(tree)
    return roots


def _aliases(session: Session, workspace_id: int) -> _Aliases:
    found: dict[int, list[str]] = {}
    for row in session.connection().execute(_ALIASES, {"workspace_id": workspace_id}):
        found.setdefault(row.location_id, []).append(row.name)
    return found


def _pairs(aliases: _Aliases) -> list[tuple[int, str]]:
    return [(place, name) for place, names in aliases.items() for name in names]


_ROWS = (
    select(_Place.id, _Place.parent_id, _Place.name)
    .where(_Place.country == bindparam("country"))
    .order_by(_Place.level, _Place.id)
)
_ALIASES = select(_Alias.location_id, _Alias.name).where(_Alias.workspace_id == bindparam("workspace_id")).order_by(_Alias.id)
