"""14.4.1: webhook nodes whose router says Success or Failure in some other way get the one canonical shape."""

from __future__ import annotations

from app.engine.definition import tree
from app.engine.definition.migrations import webhook_split
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj


def migrate(flow: Obj, config: Config) -> None:
    for node in tree.nodes(flow):
        router = webhook_split.router_of(node)
        if router is not None and not _is_canonical(router):
            _repair(flow, router, config)


def _is_canonical(router: Obj) -> bool:
    cases = tree.cases(router)
    return (
        router.get("operand") == webhook_split.OPERAND
        and len(cases) == 1
        and cases[0].get("type") == webhook_split.CASE_TYPE
        and cases[0].get("arguments") == webhook_split.CASE_ARGUMENTS
    )


def _repair(flow: Obj, router: Obj, config: Config) -> None:
    by_name = {tree.text(category, "name").casefold(): category for category in tree.categories(router)}
    success, failure = by_name.get("success"), by_name.get("failure")
    if success is None or failure is None or len(by_name) != 2:
        return  # not a split on the call's outcome
    cases = tree.cases(router)
    kept = tree.text(cases[0], "uuid") if cases else config.new_uuid()
    webhook_split.make_canonical(router, {"uuid": kept, "category_uuid": success.get("uuid")})
    router["default_category_uuid"] = failure.get("uuid")
    for _language, items in tree.translations(flow):
        for case in cases:
            items.pop(tree.text(case, "uuid"), None)
