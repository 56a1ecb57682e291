"""The storages of these tests, each on every database that is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.queue.storage import FairStorage
from tests.app.queue.adapters import NAMES, Adapter, open_adapter, stop_servers


@pytest.fixture(params=NAMES)
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Adapter]:
    with open_adapter(request.param, tmp_path) as adapter:
        yield adapter


@pytest.fixture
def storage(adapter: Adapter) -> FairStorage:
    return adapter.storage()


@pytest.fixture(scope="session", autouse=True)
def _servers() -> Iterator[None]:
    yield
    stop_servers()
