"""Real servers for tests and benches: a redis-server of one's own on the loopback interface."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

READY = "Ready to accept connections"
START_SECONDS = 30
NO_REDIS = "no redis-server on the PATH (Debian, Ubuntu: apt install redis-server)"


def has_redis() -> bool:
    return shutil.which("redis-server") is not None


class RedisServer:
    """A redis-server that writes its append-only file into `folder`. Use as a context manager.

    `fsync` is Redis's appendfsync (always, everysec, no). `kill` and `start` again keep the port and what the file holds.
    """

    def __init__(self, folder: Path, *, port: int = 0, fsync: str = "everysec") -> None:
        self.folder = folder
        self.port = port or _free_port()
        self.fsync = fsync
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when it takes connections; what it said when it does not come up."""
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes",
            "appendfsync": self.fsync,
            "daemonize": "no",
        }
        command = ["redis-server", *(word for name, value in options.items() for word in (f"--{name}", value))]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        ready, said = threading.Event(), list[str]()
        self._reader = threading.Thread(target=_read, args=(self._process, ready, said), daemon=True)
        self._reader.start()
        if not ready.wait(START_SECONDS) or self._process.poll() is not None:
            self.kill()
            raise RuntimeError("redis-server did not start: " + "".join(said[-5:]))

    def stop(self) -> None:
        """Let it write its file and end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as a power cut."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(number)
        self._process.wait(START_SECONDS)
        if self._reader is not None:
            self._reader.join(START_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = self._reader = None


def _read(process: subprocess.Popen[str], ready: threading.Event, said: list[str]) -> None:
    """Read to the end, so that the server never waits for its reader; `ready` when it takes connections or has ended."""
    assert process.stdout is not None
    for line in process.stdout:
        if not ready.is_set():
            said.append(line)
        if READY in line:
            ready.set()
    ready.set()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fresh_database(server: str, name: str) -> str:
    """The URL of an empty database beside that of `server` (a URL of PostgreSQL, as a superuser); one of that name is dropped."""
    url = make_url(server)
    ours = url.set(database=f"{url.database}_{name}")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{ours.database}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{ours.database}" STRATEGY file_copy')
    return ours.render_as_string(hide_password=False)
