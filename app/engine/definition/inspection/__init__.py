"""What a flow uses and makes, without running it."""

from app.engine.definition.inspection.inspect import (
    Dependency,
    Exists,
    Inspection,
    Issue,
    ResultInfo,
    inspect_flow,
    waiting_exits,
)
from app.engine.definition.inspection.texts import localizables, templates

__all__ = [
    "Dependency",
    "Exists",
    "Inspection",
    "Issue",
    "ResultInfo",
    "inspect_flow",
    "localizables",
    "templates",
    "waiting_exits",
]
