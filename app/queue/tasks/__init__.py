"""The tasks by queue. A task takes ids, is safe to repeat, and gives way after about a second of work."""

from __future__ import annotations

from app.ports import QueueName
from app.queue.tasks import fires, housekeeping, inbound, starts
from app.queue.tasks.base import Task

TASKS: dict[QueueName, dict[str, Task]] = {
    "handler": {"handle_inbound": inbound.handle_inbound, "fire": fires.fire},
    "flow": {"start_contact": starts.start_contact},
    "msgs": {},
    "default": {"housekeeping": housekeeping.housekeeping},
}
