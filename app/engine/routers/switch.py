"""The first case that matches the operand decides, else the default."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.engine.cases import CASES
from app.engine.definition.model import Case, SwitchRouter
from app.engine.excellent.evaluator import TOO_COMPLEX
from app.engine.excellent.scope import TooComplex
from app.engine.excellent.types import XError, XObject, XValue, render, to_json
from app.engine.routers.base import Choice

if TYPE_CHECKING:
    from app.engine.running import RunContext


def choose_switch(ctx: RunContext, router: SwitchRouter) -> Choice:
    """A test that errs is told, and the next case is tried. An operand that fails is an error value: `has_error` matches it."""
    operand, _ = ctx.value(router.operand)
    text = "" if isinstance(operand, XError) else render(operand)
    for case in router.cases:
        found = _test(ctx, case, operand)
        if found is not None:
            value, extra = found
            return Choice(case.category_uuid, value, text, extra)
    return Choice(router.default_category_uuid, text, text)


def _test(ctx: RunContext, case: Case, operand: XValue) -> tuple[str, Any] | None:
    """Value and extra of a match, None for no match."""
    test = CASES.get(case.type)
    if test is None:
        ctx.error(f"Unknown case test: {case.type}", "case:unknown_type")
        return None
    try:
        result = test(ctx.scope(), ctx.env, operand, *_arguments(ctx, case))
    except TooComplex:
        result = TOO_COMPLEX
    if isinstance(result, XError):
        ctx.error(f"Error calling {case.type.upper()}: {result.message}")
        return None
    if not isinstance(result, XObject):
        return None
    extra = result.get("extra") if "extra" in result else None
    return render(result.get("match")), None if extra is None else json.loads(to_json(extra))


def _arguments(ctx: RunContext, case: Case) -> list[XValue]:
    """Translated ones only if there are as many as the case has."""
    texts, _ = ctx.translated(case.uuid, "arguments", case.arguments)
    if len(texts) != len(case.arguments):
        texts = list(case.arguments)
    return [ctx.value(text)[0] for text in texts]
