"""The one shape a node that splits on a webhook has: one case, 200 to 299 is Success, the rest is Failure."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.tree import Obj

OPERAND = "@webhook.status"
CASE_TYPE = "has_number_between"
CASE_ARGUMENTS = ["200", "299"]
ACTIONS = ("call_webhook", "call_resthook")


def router_of(node: Obj) -> Obj | None:
    """The switch router of a node that calls a webhook or resthook and does not wait."""
    router = tree.switch(node)
    calls = any(True for _ in tree.actions(node, *ACTIONS))
    return router if calls and router is not None and router.get("wait") is None else None


def make_canonical(router: Obj, case: Obj) -> None:
    """Leave only `case` and let it mean success."""
    router["operand"] = OPERAND
    router["cases"] = [
        {
            "uuid": case.get("uuid"),
            "type": CASE_TYPE,
            "arguments": list(CASE_ARGUMENTS),
            "category_uuid": case.get("category_uuid"),
        }
    ]
