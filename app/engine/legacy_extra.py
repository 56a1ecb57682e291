"""`@legacy_extra`: one object into which old flows saw webhook answers, extras of results and trigger parameters fall."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.engine.definition.naming import result_key
from app.engine.excellent.types import XObject, XValue, to_xvalue

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.session import Session


def legacy_extra(session: Session, run: Run) -> XValue:
    """Later ones cover earlier: the trigger's parameters, then the extra of each result, in the order they were saved."""
    merged: dict[str, Any] = {}
    params = session.trigger.params
    if isinstance(params, dict):
        merged |= params
    for result in sorted(run.results.values(), key=lambda one: one.created_on):
        if result.extra is None:
            continue
        merged[result_key(result.name)] = result.extra_text or _compact(result.extra)
        merged |= _spread(result.extra)
    return XObject({key: to_xvalue(value) for key, value in merged.items()})


def _compact(extra: Any) -> str:
    return json.dumps(extra, ensure_ascii=False, separators=(",", ":"))


def _spread(extra: Any) -> dict[str, Any]:
    if isinstance(extra, dict):
        return extra
    if isinstance(extra, list):
        return {str(index): value for index, value in enumerate(extra)}
    return {}
