"""All functions by name, the router tests among them."""

from app.engine.excellent.functions import (  # noqa: F401
    collections,
    conversions,
    dates,
    formats,
    logic,
    numbers,
    texts,
    urns,
)
from app.engine.excellent.functions.registry import FUNCTIONS

__all__ = ["FUNCTIONS"]
