"""What a router decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.definition.model import Exit


@dataclass(frozen=True, slots=True)
class Route:
    """The way out of a node: no exit is the end of the run; `failure` says why there is no way."""

    exit: Exit | None = None
    operand: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The category that was chosen, the result's value and extra, and the operand as text."""

    category_uuid: str | None
    value: str = ""
    operand: str = ""
    extra: Any = None
