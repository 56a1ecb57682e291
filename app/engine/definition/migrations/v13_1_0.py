"""13.1.0: the templating of send_msg has a UUID."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for action in tree.flow_actions(flow, "send_msg"):
        templating = tree.obj(action, "templating")
        if templating is not None and not tree.text(templating, "uuid"):
            templating["uuid"] = config.new_uuid()
