"""Start flows: for one contact, and for many in batches."""

from __future__ import annotations

from app.services import flow_starts
from app.services.base import Core
from app.services.conversations import Conversations


def start_contact(core: Core, start_id: int) -> None:
    Conversations(core).start(start_id)


def start_many(core: Core, flow_start_id: int) -> None:
    flow_starts.start_many(core, flow_start_id)
