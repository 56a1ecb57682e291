"""What values cost: the budget of an evaluation, and how much text a value would render to, known without rendering it.

Arrays can hold the same array many times, so that a short expression can build one whose text would fill the memory.
"""

from __future__ import annotations

from app.engine.excellent.values import XArray, XObject, XValue

MAX_COST = 5_000_000  # a unit is about a fifth of a microsecond
MAX_WEIGHT = 1_000_000


class TooComplex(Exception):
    """The evaluation has used up its budget. Only the evaluator catches it."""


def cost_of(x: XValue) -> int:
    """What a value takes from the budget of an evaluation: texts their bytes, all else 1."""
    if type(x) is str:
        return len(x) if x.isascii() else len(x.encode("utf-8", "surrogatepass"))
    return 1


def handed_cost(x: XValue) -> int:
    """What it takes to hand a value to a function that may go through all of it: a text its characters, an array its weight."""
    return len(x) if type(x) is str else render_cost(x) or 1


def render_cost(x: XValue) -> int:
    """What it takes to turn an array or object into text; nothing for all else."""
    return weight(x) if isinstance(x, (XArray, XObject)) else 0


def weigh(x: XValue, limit: int = MAX_WEIGHT) -> None:
    """Raises TooComplex for a value whose text would be longer than `limit`."""
    if isinstance(x, (XArray, XObject)) and weight(x) > limit:
        raise TooComplex


def weight(x: XValue) -> int:
    """Characters, roughly; each array and object is walked once and remembers.

    What is computed at first use is the context's own, where nothing stands twice: it is left uncomputed, at no weight.
    """
    if type(x) is str:
        return len(x)
    if isinstance(x, XArray):
        if x.weight < 0:
            x.weight = 0 if x.lazy else 2 + sum(weight(item) + 2 for item in x)
        return x.weight
    if isinstance(x, XObject):
        if x.weight < 0 and x.lazy:
            x.weight = 0
        elif x.weight < 0:
            own = sum(len(name) + 4 + weight(value) for name, value in x.items())
            x.weight = 2 + own + (weight(x.default) if x.has_default else 0)
        return x.weight
    return 30
