"""The world and the context that the tables of this folder are evaluated in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.engine.envs import Environment
from app.engine.excellent.evaluator import Evaluated, Evaluator
from app.engine.excellent.types import Deprecated, XObject
from app.engine.locations import Places
from tests.conformance.mock_universe import MockUniverse

NOW = 1_777_897_845_123_456_789  # 2026-05-04T12:30:45.123456789Z
ENVIRONMENT = Environment.read(
    {
        "date_format": "DD-MM-YYYY",
        "time_format": "tt:mm",
        "timezone": "Africa/Kigali",
        "default_country": "RW",
        "allowed_languages": ["fra", "kin"],
    }
)
PLACES = Places(
    [
        {
            "name": "Rwanda",
            "children": [
                {"name": "Kigali City", "aliases": ["Kigali"], "children": [{"name": "Gasabo", "children": [{"name": "Ndera"}]}]}
            ],
        }
    ]
)


def universe(step_ns: int = 0) -> MockUniverse:
    return MockUniverse(start_ns=NOW, step_ns=step_ns)


def context() -> XObject:
    """A contact, two results and an object with a default."""
    contact: dict[str, Any] = {"name": "Amina", "id": lambda: Deprecated("77", "@contact.id is deprecated"), "nothing": None}
    return XObject(
        {
            "contact": XObject({**contact, "__default__": "Amina"}),
            "fields": XObject({"age": None}),
            "results": lambda: XObject({"item": "ORS", "count": Decimal("12"), "min": "4"}),
        }
    )


def evaluate(template: str, env: Environment = ENVIRONMENT) -> Evaluated:
    return Evaluator(universe(), locations=PLACES).template(env, context(), template)
