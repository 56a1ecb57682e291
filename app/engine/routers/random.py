"""Equal chances for every category."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.engine.definition.model import RandomRouter
from app.engine.numbers import plain_text
from app.engine.routers.base import Choice

if TYPE_CHECKING:
    from app.engine.running import RunContext


def choose_random(ctx: RunContext, router: RandomRouter) -> Choice:
    """The value is the category's index, the operand the number drawn."""
    drawn = ctx.universe.random()
    index = int(drawn * len(router.categories))
    return Choice(router.categories[index].uuid, str(index), plain_text(Decimal(repr(drawn))))
