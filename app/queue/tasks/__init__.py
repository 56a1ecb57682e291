"""The tasks by queue. A task takes ids, is safe to repeat, and gives way after about a second of work."""

from __future__ import annotations

import functools

from app.ports import QueueName
from app.queue.fair import Queues
from app.queue.tasks import (
    broadcasts,
    campaigns,
    contacts,
    fires,
    groups,
    housekeeping,
    inbound,
    jobs,
    late,
    schedules,
    sessions,
    starts,
    words,
)
from app.queue.tasks.base import Task
from app.services.base import Core

TASKS: dict[QueueName, dict[str, Task]] = {
    "handler": {"handle_inbound": inbound.handle_inbound, "fire": fires.fire, "more_fires": fires.more_fires},
    "flow": {
        "start_contact": starts.start_contact,
        "start_many": starts.start_many,
        "start_slice": starts.start_slice,
        "interrupt_sessions": sessions.interrupt_sessions,
        "fire_schedule": schedules.fire_schedule,
        "fire_campaign": campaigns.fire_campaign,
    },
    "msgs": {"send_broadcast": broadcasts.send_broadcast},
    "default": {
        "housekeeping": housekeeping.housekeeping,
        "run_jobs": jobs.run_jobs,
        "index_words": words.index_words,
        "populate_group": groups.populate_group,
        "regroup_contact": groups.regroup_contact,
        "wipe_contact": contacts.wipe_contact,
        "make_contact_keys": contacts.make_contact_keys,
        "settle_late": late.settle_late,
        "read_field_values": contacts.read_field_values,
        "plan_contacts": campaigns.plan_contacts,
        "plan_event": campaigns.plan_event,
    },
}


def register(queues: Queues, core: Core) -> None:
    """Let the queues run them, with this process's core."""
    for queue, tasks in TASKS.items():
        for name, function in tasks.items():
            queues.by_name[queue].register(name, functools.partial(function, core))
