"""13.6.0: names of results are cut to 64 characters, their categories to 36."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.limits import MAX_CATEGORY_NAME_LENGTH, MAX_RESULT_NAME_LENGTH
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        for action in tree.actions(node):
            if action.get("type") == "set_run_result":
                _cut(action, "name", MAX_RESULT_NAME_LENGTH)
                _cut(action, "category", MAX_CATEGORY_NAME_LENGTH)
            _cut(action, "result_name", MAX_RESULT_NAME_LENGTH)
        router = tree.router(node)
        if router is not None:
            _cut(router, "result_name", MAX_RESULT_NAME_LENGTH)
            for category in tree.categories(router):
                _cut(category, "name", MAX_CATEGORY_NAME_LENGTH)


def _cut(holder: Obj, key: str, length: int) -> None:
    value = holder.get(key)
    if isinstance(value, str) and len(value) > length:
        holder[key] = value[:length].strip()
