"""What an expression may reach while it is evaluated: the world, the places, and how much it may still spend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.engine.excellent.values import XError, XFunction, XValue
from app.engine.excellent.weights import MAX_COST, TooComplex, cost_of, handed_cost
from app.engine.universe import Universe

if TYPE_CHECKING:
    from app.engine.envs import Environment

__all__ = ["CALL_COST", "MAX_COST", "Location", "Locations", "Scope", "TooComplex"]


class Location(Protocol):
    """A state (level 1), district (2) or ward (3) below the country (0)."""

    @property
    def path(self) -> str:
        """From the country down: `Rwanda > Kigali City > Gasabo`."""
        ...


class Locations(Protocol):
    """The places a workspace knows. `level` counts from the country, 0."""

    def find(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        """Places by name or alias, case ignored; below `parent` where one is given."""
        ...

    def find_fuzzy(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        """As `find`, then without punctuation, then by the words of the text, one, then two at a time, then hyphenated."""
        ...

    def lookup(self, path: str) -> Location | None:
        """The place of a whole path, case ignored."""
        ...


CALL_COST = 25  # a call does more work than its result tells


@dataclass(slots=True)
class Scope:
    """`budget` goes down as work is done; below 0 the evaluation ends with an error."""

    universe: Universe
    locations: Locations | None = None
    budget: int = MAX_COST
    warnings: list[str] = field(default_factory=list)

    def charge(self, cost: int) -> None:
        """Raises TooComplex."""
        self.budget -= cost
        if self.budget < 0:
            raise TooComplex

    def call(self, env: Environment, function: XFunction, args: Sequence[XValue]) -> XValue:
        """Call a function value, at its cost; an error that comes out names the function."""
        self.charge(CALL_COST + function.work * sum(map(handed_cost, args)))
        result = function.call(self, env, *args)
        if type(result) is str:
            self.charge(cost_of(result))
        elif isinstance(result, XError):
            return XError(f"error calling {function.describe()}(...): {result.message}", result.code)
        return result
