"""13.3.0: what a webhook answered moves from @webhook to @webhook.json."""

from __future__ import annotations

from app.engine.definition import templates
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj
from app.engine.excellent.refactor import rename_context

OLD = ("webhook",)
NEW = ("webhook", "json")


def migrate(flow: Obj, config: Config) -> None:
    def change(template: str) -> str:
        if OLD[0] not in template.lower():
            return template
        return rename_context(template, templates.CONTEXT_ROOTS, OLD, NEW)

    templates.rewrite(flow, (13, 2, 0), change)
