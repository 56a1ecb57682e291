"""The daily round."""

from __future__ import annotations

from app.services.base import Core
from app.services.housekeeping import tidy


def housekeeping(core: Core) -> None:
    tidy(core)
