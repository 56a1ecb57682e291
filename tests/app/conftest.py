"""Fixtures of the core's tests; see `tests/app/support.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.services.base import Core
from app.store.database import Store
from tests.app.support import MemoryQueue, Office, open_core, set_up


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the empty database that tests copy is made."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def core(tmp_path: Path, templates: Path) -> Iterator[Core]:
    """An office before its first start, on a real SQLite file."""
    with open_core(tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def office(core: Core) -> Office:
    """A set-up office: two workspaces, a person of every role."""
    return set_up(core)


@pytest.fixture
def store(core: Core) -> Store:
    return core.store


@pytest.fixture
def clock(office: Office) -> DrivenClock:
    return office.clock


@pytest.fixture
def queue(office: Office) -> MemoryQueue:
    return office.queue
