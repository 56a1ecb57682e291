"""The way of a definition from spec 13.0 to the newest, one module a step."""

from app.engine.definition.migrations.base import Config
from app.engine.definition.migrations.chain import STEPS, migrate

__all__ = ["STEPS", "Config", "migrate"]
