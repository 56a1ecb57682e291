"""Routers of old that split on the result an action of the same node had saved."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.naming import result_key
from app.engine.definition.tree import Obj

SUCCESS = "Success"


def success_case(router: Obj, result_name: str) -> Obj | None:
    """The case for success, when the router splits on this result."""
    lookup = f"@results.{result_key(result_name)}"
    if not result_name or tree.text(router, "operand") not in (lookup, lookup + ".category"):
        return None
    found = tree.cases(router)
    return next((case for case in found if tree.strings(case.get("arguments")) == [SUCCESS]), found[0] if found else None)
