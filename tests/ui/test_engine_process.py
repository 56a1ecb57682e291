"""Finding, starting and looking after the engine, with real processes."""

from __future__ import annotations

import os
import queue
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from app.errors import OutpostError
from tests.ui.conftest import StillClock
from tests.ui.rpc_server import RpcServer
from ui.engine_process import EngineKeeper, Ready

WAIT = 30.0


class Kept:
    def __init__(self, home: Path, command: list[str]) -> None:
        self.ready: queue.Queue[Ready] = queue.Queue()
        self.trouble: queue.Queue[OutpostError] = queue.Queue()
        self.keeper = EngineKeeper(home, StillClock(), self.ready.put, self.trouble.put, command)
        self.keeper.start()


@pytest.fixture
def keep(direct_client: Any) -> Any:
    made: list[Kept] = []

    def start(home: Path, command: list[str]) -> Kept:
        made.append(Kept(home, command))
        return made[-1]

    yield start
    for one in made:
        one.keeper.close(stop_engine=True)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_running_engine_is_found_and_none_is_started(keep: Any, server: RpcServer, tmp_path: Path) -> None:
    server.write_endpoint(tmp_path, pid=0)
    kept = keep(tmp_path, [sys.executable, "-c", "raise SystemExit(1)"])
    found = kept.ready.get(timeout=WAIT)
    assert found.status.name == "Nyagatare health office"
    assert not kept.keeper.owns_engine
    # What was found is not this test's to end.
    (tmp_path / "engine.json").unlink()


def test_an_engine_is_started_and_started_again_when_it_dies(keep: Any, tls: Path, tmp_path: Path) -> None:
    kept = keep(tmp_path, [sys.executable, "-m", "tests.ui.stub_engine", str(tls)])
    first = kept.ready.get(timeout=WAIT)
    assert kept.keeper.owns_engine
    os.kill(first.engine.pid, signal.SIGKILL)
    second = kept.ready.get(timeout=WAIT)
    assert second.engine.pid != first.engine.pid
    assert not is_running(first.engine.pid)


def test_closing_leaves_the_engine_running_or_stops_it(keep: Any, tls: Path, tmp_path: Path) -> None:
    kept = keep(tmp_path, [sys.executable, "-m", "tests.ui.stub_engine", str(tls)])
    engine = kept.ready.get(timeout=WAIT).engine
    kept.keeper.close(stop_engine=False)
    assert is_running(engine.pid)
    kept.keeper.close(stop_engine=True)
    assert not is_running(engine.pid)
    assert not (tmp_path / "engine.json").exists()


def test_an_engine_that_cannot_start_is_reported(keep: Any, tmp_path: Path) -> None:
    kept = keep(tmp_path, [sys.executable, "-c", "raise SystemExit(1)"])
    assert kept.trouble.get(timeout=WAIT).code == "engine_did_not_start"
    assert kept.ready.empty()
