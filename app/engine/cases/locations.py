"""Tests for places inside texts. They match the place's path: `Rwanda > Kigali City > Gasabo`."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.cases.results import case, matched
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import TEXT
from app.engine.excellent.scope import Location, Scope
from app.engine.excellent.types import XError, XValue

STATE, DISTRICT, WARD = 1, 2, 3
PLACES_WORK = 20
_NO_PLACES = XError("can't find locations in environment which is not location enabled")


@case("has_state", TEXT, work=PLACES_WORK)
def has_state(scope: Scope, env: Environment, text: str) -> XValue:
    return _search(scope, env, text, STATE, [None])


@case("has_district", TEXT, TEXT, required=1, work=PLACES_WORK)
def has_district(scope: Scope, env: Environment, text: str, state: str = "") -> XValue:
    """In the state named; anywhere if none is."""
    return _search(scope, env, text, DISTRICT, _within(scope, env, state, STATE, [None]))


@case("has_ward", TEXT, TEXT, TEXT, required=1, work=PLACES_WORK)
def has_ward(scope: Scope, env: Environment, text: str, state: str = "", district: str | None = None) -> XValue:
    """In the district of the state named; anywhere if none is."""
    if state and district is None:
        return XError("takes one or three arguments, got 2")
    states = _within(scope, env, state, STATE, [None])
    return _search(scope, env, text, WARD, _within(scope, env, district or "", DISTRICT, states))


def _within(
    scope: Scope, env: Environment, name: str, level: int, parents: Sequence[Location | None]
) -> Sequence[Location | None]:
    """The places of that name; no restriction without a name."""
    if not name or scope.locations is None:
        return [None]
    return [place for parent in parents for place in scope.locations.find_fuzzy(env, name, level, parent)]


def _search(scope: Scope, env: Environment, text: str, level: int, parents: Sequence[Location | None]) -> XValue:
    if scope.locations is None:
        return _NO_PLACES
    for parent in parents:
        found = scope.locations.find_fuzzy(env, text, level, parent)
        if found:
            return matched(found[0].path)
    return False
