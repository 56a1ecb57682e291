"""14.2.0: the body of open_ticket is its note; translations to languages that do not exist are dropped."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.languages import is_language
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for action in tree.flow_actions(flow, "open_ticket"):
        if "body" in action:
            action["note"] = action.pop("body")
    translations = tree.obj(flow, "localization") or {}
    for language in [code for code in translations if not is_language(code)]:
        del translations[language]
