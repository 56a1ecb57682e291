"""Choosing the exit of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.definition.model import Router, SwitchRouter
from app.engine.routers.base import Choice, Route
from app.engine.routers.random import choose_random
from app.engine.routers.switch import choose_switch

if TYPE_CHECKING:
    from app.engine.running import RunContext

__all__ = ["Route", "route", "route_timeout"]

FAILED_TO_CHOOSE = "Router failed to pick a category"


def route(ctx: RunContext) -> Route:
    """Where the run leaves its node: by its router, or without one by the first exit."""
    router = ctx.node.router
    if router is None:
        return Route(exit=ctx.node.exits[0] if ctx.node.exits else None)
    choice = choose_switch(ctx, router) if isinstance(router, SwitchRouter) else choose_random(ctx, router)
    return _leave(ctx, router, choice)


def route_timeout(ctx: RunContext) -> Route:
    """Where the run goes when nobody answered in time."""
    router = ctx.node.router
    timeout = getattr(router.wait, "timeout", None) if router else None
    if router is None or timeout is None:
        return Route(failure="Can't time out a wait that has no timeout")
    return _leave(ctx, router, Choice(category_uuid=timeout.category_uuid))


def _leave(ctx: RunContext, router: Router, choice: Choice) -> Route:
    category = router.category(choice.category_uuid) if choice.category_uuid else None
    if category is None:
        return Route(failure=FAILED_TO_CHOOSE)
    if router.result_name:
        localized = ctx.translated_text(category.uuid, "name", category.name)
        ctx.save_result(
            router.result_name,
            choice.value,
            category.name,
            localized=localized,
            heard=choice.operand,
            extra=choice.extra,
        )
    return Route(exit=ctx.node.exit(category.exit_uuid), operand=choice.operand)
