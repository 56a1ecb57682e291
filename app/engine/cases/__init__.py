"""The tests of router cases, by their name in flow definitions.

A test is called with the scope, the environment, the operand and the case's arguments. It returns an object with `match` (and
`extra`), False for no match, or an error. In expressions every test is a function as well.
"""

from __future__ import annotations

from app.engine.cases import dates, errors, groups, locations, numbers, phones, texts  # noqa: F401
from app.engine.cases.results import CASES, WORK, as_function
from app.engine.excellent.types import XFunction

AS_FUNCTIONS = {name: XFunction(name, as_function(test), WORK[name]) for name, test in CASES.items()}

__all__ = ["AS_FUNCTIONS", "CASES"]
