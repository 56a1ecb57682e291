"""Words of messages into their index."""

from __future__ import annotations

from app.services import msg_search
from app.services.base import Core

SECONDS = 1.0  # then it waits for its turn again


def index_words(core: Core) -> None:
    if msg_search.index_for(core, SECONDS):
        with core.store.write(durable=False) as work:
            core.queue.add(work, msg_search.indexing_task())
            work.commit()
