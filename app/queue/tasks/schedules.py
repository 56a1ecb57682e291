"""The time of a schedule has come."""

from __future__ import annotations

from app.services import schedule_firing
from app.services.base import Core


def fire_schedule(core: Core, schedule_id: int) -> None:
    schedule_firing.fire(core, schedule_id)
