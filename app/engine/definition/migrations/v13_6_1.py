"""13.6.1: templates that read results follow the shorter keys of 13.6.0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engine.definition import templates, tree
from app.engine.definition.limits import MAX_RESULT_NAME_LENGTH
from app.engine.definition.migrations.base import Config
from app.engine.definition.naming import result_key
from app.engine.definition.tree import Obj

_LONG_KEY = re.compile(rf"\b(results\.)([a-z0-9_]{{{MAX_RESULT_NAME_LENGTH + 1},}})", re.IGNORECASE | re.ASCII)


def migrate(flow: Obj, config: Config) -> None:
    known = {result_key(name) for name in _result_names(flow)}

    def shorten(match: re.Match[str]) -> str:
        key = match[2][:MAX_RESULT_NAME_LENGTH]
        # a name that was cut at a blank lost it
        without_blank = key.rstrip("_")
        is_that = key.lower() not in known and without_blank.lower() in known
        return match[1] + (without_blank if is_that else key)

    templates.rewrite(flow, (13, 6, 0), lambda template: _LONG_KEY.sub(shorten, template))


def _result_names(flow: Obj) -> Iterator[str]:
    for node in tree.nodes(flow):
        for action in tree.actions(node):
            yield tree.text(action, "name" if action.get("type") == "set_run_result" else "result_name")
        yield tree.text(tree.router(node) or {}, "result_name")
