"""The test for phone numbers inside texts."""

from __future__ import annotations

from app.engine.cases.results import case, matched
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import TEXT
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XValue
from app.engine.phones import find_number


@case("has_phone", TEXT, TEXT, required=1, work=8)
def has_phone(scope: Scope, env: Environment, text: str, country: str = "") -> XValue:
    """Matches in international form; national numbers are those of the country, by default the environment's."""
    found = find_number(text, country or env.default_country)
    return matched(found) if found else False
