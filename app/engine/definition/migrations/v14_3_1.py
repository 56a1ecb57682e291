"""14.3.1: tests that take one text have one argument; several are joined, in translations too."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj

ONE_TEXT_TESTS = frozenset({"has_all_words", "has_any_word", "has_beginning", "has_only_phrase", "has_only_text", "has_phrase"})


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        for case in tree.cases(tree.switch(node) or {}):
            if tree.text(case, "type") in ONE_TEXT_TESTS:
                _join(case)
                for _language, items in tree.translations(flow):
                    _join(tree.obj(items, tree.text(case, "uuid")) or {})


def _join(holder: Obj) -> None:
    arguments = holder.get("arguments")
    if isinstance(arguments, list) and len(arguments) > 1:
        holder["arguments"] = [" ".join(tree.strings(arguments))]
