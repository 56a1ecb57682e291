"""Which results a flow has, in their order: those of its definition, then those it had before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.engine.definition.inspection import inspect_flow
from app.engine.definition.model import Flow
from app.engine.errors import EngineError
from app.services import tallies
from app.services.assets import AssetCache
from app.store import tables


@dataclass(frozen=True, slots=True)
class KnownResult:
    """`categories` in the order of the definition; none for one that is gone."""

    key: str
    name: str
    categories: tuple[str, ...]
    is_gone: bool


def results_of(session: Session, assets: AssetCache, flow: tables.Flow, counted: Iterable[str]) -> list[KnownResult]:
    """`counted` are the keys that have counts (`counted_keys`)."""
    defined = _defined(session, assets, flow)
    gone = sorted(set(counted) - {result.key for result in defined})
    return [*defined, *(KnownResult(key, _name_of(key), (), True) for key in gone)]


def counted_keys(session: Session, flow_id: int) -> list[str]:
    """Keys of all results that contacts ever gave."""
    prefix = tallies.flow_scope(flow_id, "result:")
    query = select(tables.Tally.scope).where(*in_results(flow_id)).group_by(tables.Tally.scope)
    query = query.having(func.sum(tables.Tally.count) != 0)
    return [scope.removeprefix(prefix) for scope in session.scalars(query) if scope.startswith(prefix)]


def in_results(flow_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the counts of a flow's results, of any key.

    The bounds differ in a letter, not in a sign, because some collations of PostgreSQL look at signs last.
    """
    scope = tables.Tally.scope
    return scope >= tallies.flow_scope(flow_id, "result:"), scope < tallies.flow_scope(flow_id, "resulu")


def definition_of(session: Session, assets: AssetCache, flow: tables.Flow) -> Flow | None:
    """None: it can't be read."""
    try:
        return assets.get(session, flow.workspace_id).assets.flow(flow.uuid)
    except EngineError:
        return None


def _defined(session: Session, assets: AssetCache, flow: tables.Flow) -> list[KnownResult]:
    known = definition_of(session, assets, flow)
    found = inspect_flow(known).results if known else []
    return [KnownResult(one.key, one.name, tuple(one.categories), False) for one in found]


def _name_of(key: str) -> str:
    """`favorite_color`: Favorite Color."""
    return " ".join(key.split("_")).title().strip() or key
