"""Fixtures of the core's tests; see `tests/app/support.py`.

The modules of `ON_BOTH` run on SQLite and, where there is a server, on PostgreSQL: services with SQL of their own, or that rely
on how writers are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import DrivenClock
from app.services.base import Core
from app.store.database import Store
from tests.app.services.databases import NAMES, open_core_on
from tests.app.support import MemoryQueue, Office, set_up

ON_BOTH = frozenset(
    {
        "test_broadcasts",
        "test_campaigns",
        "test_conversations",
        "test_estimates",
        "test_fires",
        "test_flow_starts",
        "test_inbox",
        "test_lateness",
        "test_modem_arrivals",
        "test_modem_kills",
        "test_modem_sending",
        "test_modems",
        "test_outbox",
        "test_phones",
        "test_phones_ids",
        "test_recovery",
        "test_schedule_firing",
        "test_scheduled_broadcasts",
        "test_sessions",
        "test_starts",
        "test_triggers",
    }
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_on_both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
    if is_on_both and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", NAMES, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the empty database that tests copy is made."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def core(database: str, tmp_path: Path, templates: Path) -> Iterator[Core]:
    """An office before its first start, on a real database."""
    with open_core_on(database, tmp_path / "office", templates) as made:
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
