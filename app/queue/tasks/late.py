"""Staff decided what becomes of what came up late."""

from __future__ import annotations

from app.services import late_settling
from app.services.base import Core


def settle_late(core: Core, report_id: int) -> None:
    late_settling.settle(core, report_id)
