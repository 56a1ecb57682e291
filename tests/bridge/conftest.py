from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.server import BridgeServer
from bridge.tls import TlsFiles
from tests.bridge.ports import Core


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left behind: {left}"


@pytest.fixture
def core() -> Core:
    return Core.make()


@pytest.fixture
def tls(core: Core, tmp_path: Path) -> TlsFiles:
    return TlsFiles(tmp_path / "tls", core.clock)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    return folder


@pytest.fixture
def server(core: Core, tls: TlsFiles, packs: Path) -> Iterator[BridgeServer]:
    server = BridgeServer(core.services, tls, host="127.0.0.1", phone_port=0, tls_port=0, packs=packs)
    server.start()
    yield server
    server.stop()
