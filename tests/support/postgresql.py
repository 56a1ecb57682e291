"""A PostgreSQL of one's own for the tests: `python -m tests.support.postgresql -m pytest …` runs Python with one beside it.

The server listens on the loopback interface, lies in a temporary folder, writes nothing through to the disk (tests do not cut
the power) and ends with the command.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from app.clock import SystemClock

VARIABLE = "OUTPOST_TEST_POSTGRESQL"
START_SECONDS = 60.0
CLOCK = SystemClock()


def find_programs() -> Path | None:
    """The folder of initdb and postgres: on the PATH, or the newest of Debian's."""
    named = Path(shutil.which("postgres") or "/nowhere").resolve()
    if (named.parent / "initdb").exists():
        return named.parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if (path.parent / "initdb").exists()]
    return max(found, key=lambda path: int(path.parent.name.split(".")[0]), default=None)


class PostgresServer:
    """Use as a context manager. Raises OSError or RuntimeError, which say why it does not come up."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = _other_user()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/outpost"

    def __enter__(self) -> PostgresServer:
        self._folder = Path(tempfile.mkdtemp(prefix="outpost-postgresql-"))
        try:
            self._make()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """A fast shutdown: it ends the connections that are left."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
            self._process = None

    def _make(self) -> None:
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        """Returns when it takes connections and has the database."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            command = [str(self._programs / "postgres"), "-D", str(self._folder / "data"), *options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **self._as_user())
        until = CLOCK.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or CLOCK.monotonic() > until:
                raise RuntimeError((self._folder / "log").read_text(errors="replace")[-2000:])
            threading.Event().wait(0.05)

    def _answers(self) -> bool:
        """Whether it is up and has the database."""
        url = make_url(self.url).set(database="postgres")
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("CREATE DATABASE outpost")
        except OperationalError:
            return False
        except ProgrammingError:
            return True  # it has it already
        return True

    def _run(self, program: str, *args: str) -> None:
        command = [str(self._programs / program), *args]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False, **self._as_user())
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr.strip()[-2000:]}")

    def _as_user(self) -> dict[str, object]:
        return {} if self._user is None else {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}


def _other_user() -> str | None:
    """PostgreSQL refuses to run as root; None for anybody else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(args: list[str]) -> int:
    """Run `python ARGS` with a server, or without one and say why; returns its exit code."""
    command, environment = [sys.executable, *args], dict(os.environ)
    if environment.get(VARIABLE):
        return subprocess.run(command, check=False).returncode
    programs = find_programs()
    if programs is None:
        print("PostgreSQL's tests are skipped: no PostgreSQL is installed (Debian, Ubuntu: apt install postgresql).", flush=True)
        return subprocess.run(command, check=False).returncode
    try:
        server = PostgresServer(programs).__enter__()
    except (OSError, RuntimeError) as trouble:
        print(f"PostgreSQL's tests are skipped: it does not start. {trouble}", flush=True)
        return subprocess.run(command, check=False).returncode
    try:
        print(f"PostgreSQL of {programs} is on port {server.port} for these tests.", flush=True)
        environment[VARIABLE] = server.url
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        server.__exit__()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
