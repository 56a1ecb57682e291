"""14.0.0: expiry has an upper bound by flow type; categories have names."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.limits import EXPIRY_MAX_MINUTES
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj

UNNAMED_CATEGORY = "Match"


def migrate(flow: Obj, config: Config) -> None:
    expiry = flow.get("expire_after_minutes")
    if isinstance(expiry, int | float) and not isinstance(expiry, bool):
        flow["expire_after_minutes"] = min(expiry, EXPIRY_MAX_MINUTES.get(tree.text(flow, "type"), 0))
    for node in tree.nodes(flow):
        for category in tree.categories(tree.router(node) or {}):
            if not tree.text(category, "name"):
                category["name"] = UNNAMED_CATEGORY
