"""14.3.0: ticket and airtime nodes split on a local; the router saves the result that the action saved before."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations import result_split
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj

LOCALS = {"open_ticket": "_new_ticket", "transfer_airtime": "_new_transfer"}


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        router = tree.switch(node)
        if router is None:
            continue
        for action in tree.actions(node, *LOCALS):
            case = result_split.success_case(router, tree.text(action, "result_name"))
            if case is not None:
                _split_on_local(router, case, LOCALS[tree.text(action, "type")])
                router["result_name"] = action.pop("result_name")
                break


def _split_on_local(router: Obj, case: Obj, local: str) -> None:
    router["operand"] = f"@locals.{local}"
    router["cases"] = [
        {
            "uuid": case.get("uuid"),
            "type": "has_text",
            "arguments": [],
            "category_uuid": case.get("category_uuid"),
        }
    ]
