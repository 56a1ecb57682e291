"""14.4.0: send_msg no longer goes to all URNs of a contact."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for action in tree.flow_actions(flow, "send_msg"):
        action.pop("all_urns", None)
