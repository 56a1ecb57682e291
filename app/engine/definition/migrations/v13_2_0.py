"""13.2.0: a flow whose language is not a code of three letters (`base`) has the language `und`."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.model import UNKNOWN_LANGUAGE
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    if len(tree.text(flow, "language")) == 3:
        return
    flow["language"] = UNKNOWN_LANGUAGE
    translations = tree.obj(flow, "localization")
    if translations is not None:
        # the base text stands for this language now
        translations.pop(UNKNOWN_LANGUAGE, None)
