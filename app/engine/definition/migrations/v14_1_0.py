"""14.1.0: webhook nodes split on the status of the answer, not on a result; at most 10 quick replies."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.limits import MAX_QUICK_REPLIES
from app.engine.definition.migrations import result_split, webhook_split
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        _split_on_status(node)
        for action in tree.actions(node, "send_msg"):
            replies = action.get("quick_replies")
            if isinstance(replies, list):
                action["quick_replies"] = replies[:MAX_QUICK_REPLIES]


def _split_on_status(node: Obj) -> None:
    router = webhook_split.router_of(node)
    if router is None:
        return
    for action in tree.actions(node, *webhook_split.ACTIONS):
        case = result_split.success_case(router, tree.text(action, "result_name"))
        if case is not None:
            webhook_split.make_canonical(router, case)
            return
