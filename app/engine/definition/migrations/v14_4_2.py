"""14.4.2: the split of a webhook node reads 0 when no call was made."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations import webhook_split
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj

OPERAND = "@(default(webhook.status, 0))"


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        router = webhook_split.router_of(node)
        if router is not None and router.get("operand") == webhook_split.OPERAND:
            router["operand"] = OPERAND
