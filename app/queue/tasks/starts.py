"""Start flows: for one contact, and for many in batches that slices go through."""

from __future__ import annotations

from app.services import flow_starts, start_slices
from app.services.base import Core
from app.services.conversations import Conversations


def start_contact(core: Core, start_id: int) -> None:
    Conversations(core).start(start_id)


def start_many(core: Core, flow_start_id: int) -> None:
    flow_starts.start_many(core, flow_start_id)


def start_slice(core: Core, workspace_id: int, lane: int) -> None:
    start_slices.start_slice(core, workspace_id, lane)
