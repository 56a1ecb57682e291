"""A real engine as a process of its own, with the window's client and simulated phones to talk to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.clock import ENV_DRIVEN, SystemClock
from app.contracts.office import OfficeSetup
from app.paths import OfficePaths
from bridge.demo.phone import Generation, SimulatedPhone
from ui.client import Client, LocalEngine, read_local

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
USERNAME, PASSWORD = "admin", "a long enough password"
CLOCK = SystemClock()


def wait_until(probe: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
    """Poll until `probe` gives something true; it is a condition of another process, so there is nothing to wait on."""
    until = CLOCK.monotonic() + seconds
    pause = threading.Event()
    while CLOCK.monotonic() < until:
        found = probe()
        if found:
            return found
        pause.wait(0.02)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@contextmanager
def syncing(phone: SimulatedPhone, address: str = "+250788999999") -> Iterator[Callable[[], int]]:
    """The phone syncs one SMS after another meanwhile, and every sync must go well; yields how many there were so far."""
    stopped, syncs = threading.Event(), 0

    def sync() -> None:
        nonlocal syncs
        while not stopped.is_set():
            phone.receive_sms(address, f"Nobody asked {syncs}")
            assert phone.sync().is_fine
            syncs += 1

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(sync)
        try:
            yield lambda: syncs
        finally:
            stopped.set()
        going.result()


class WorkerRun:
    """A worker process. `said` is what it wrote to standard error, once it has ended."""

    def __init__(self, environment: Mapping[str, str], args: Sequence[str]) -> None:
        self._errors = tempfile.NamedTemporaryFile()  # noqa: SIM115  a pipe that nobody reads fills up and holds the worker
        command = [sys.executable, "-m", "app", "worker", *args]
        self.process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stderr=self._errors)
        self.said = ""
        try:
            wait_until(lambda: b"works at the queues" in self._read() or self._ended(), "the worker's word", START_SECONDS)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL: no clean-up of any kind."""
        self.process.kill()
        self._wait()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._wait()

    def _ended(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the worker ended: {self._read().decode()[-3000:]}")
        return False

    def _read(self) -> bytes:
        return Path(self._errors.name).read_bytes()

    def _wait(self) -> int:
        code = self.process.wait(timeout=60)
        if not self._errors.closed:
            self.said = self._read().decode(errors="replace")
            self._errors.close()
        return code


class RunningOffice:
    """An office in `home` whose engine can be started, stopped and killed. Use as a context manager.

    `settings` are more of its environment: OUTPOST_DATABASE_URL and the like, where `start_worker` adds worker processes.
    """

    def __init__(
        self,
        home: Path,
        *,
        clock_file: Path | None = None,
        wrap: tuple[str, ...] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.paths = OfficePaths(home)
        self._wrap = wrap
        self.workers: list[WorkerRun] = []
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OUTPOST_")},
            "OUTPOST_MODEMS": "off",  # this PC's own are left alone
            **(settings or {}),
            "OUTPOST_HOME": str(home),
            "OUTPOST_PHONE_PORT": "0",
            "OUTPOST_TLS_PORT": "0",
            "PYTHONPATH": str(ROOT),
        }
        if clock_file is not None:
            self._environment[ENV_DRIVEN] = str(clock_file)
        self.process: subprocess.Popen[bytes] | None = None
        self.client: Client
        self.local: LocalEngine
        self.workspace = ""

    def __enter__(self) -> RunningOffice:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.paths.endpoint.unlink(missing_ok=True)
        command = [*self._wrap, sys.executable, "-m", "app", "engine"]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  a pipe that nobody reads fills up and holds the engine
        self.process = subprocess.Popen(command, env=self._environment, cwd=ROOT, stderr=self._errors)
        self.local, endpoint = wait_until(self._endpoint, "the engine's endpoint file", START_SECONDS)
        self.client = Client(endpoint)

    def start_worker(self, *args: str) -> WorkerRun:
        """A worker of this office, which has said that it works."""
        worker = WorkerRun(self._environment, args)
        self.workers.append(worker)
        return worker

    def set_up(self, country: str = "RW", timezone: str = "Africa/Kigali") -> None:
        """The first start's wizard."""
        token = self.local.setup_token
        assert token is not None
        setup = OfficeSetup(token, "Test office", country, timezone, USERNAME, PASSWORD, "Programme")
        signed_in = self.client.office.setup(setup)
        self.client.token = signed_in.token
        self.workspace = signed_in.person.workspaces[0].uuid

    def sign_in(self) -> None:
        signed_in = self.client.people.sign_in(USERNAME, PASSWORD)
        self.client.token = signed_in.token
        self.workspace = signed_in.person.workspaces[0].uuid

    def pair(self, number: str = "+250788000001", generation: Generation = "1.9", country: str = "RW") -> SimulatedPhone:
        """A phone that registers over HTTP and is claimed by the code on its screen."""
        phone = SimulatedPhone(self.phone_url, clock=CLOCK, generation=generation, country=country)
        wait_until(lambda: phone.sync() and phone.claim_code, "a claim code")
        self.client.phones.claim(phone.claim_code, number, "Phone", [self.workspace])
        wait_until(lambda: phone.sync() and phone.is_claimed, "the claim")
        return phone

    @property
    def phone_url(self) -> str:
        return f"http://127.0.0.1:{self.local.phone_port}"

    def answer(self, phone: SimulatedPhone, sender: str, text: str, seconds: float = 20.0) -> str:
        """Write `text` and return the first new SMS that the phone sends to `sender`."""
        before = len(phone.sent)
        phone.receive_sms(sender, text)

        def probe() -> str | None:
            phone.sync()
            return next((sent.text for sent in phone.sent[before:] if sent.address == sender), None)

        return wait_until(probe, f"an answer to {text!r}", seconds)

    def kill(self) -> None:
        """SIGKILL: no clean-up of any kind."""
        assert self.process is not None
        os.kill(self.local.pid, signal.SIGKILL)
        self._wait()

    def stop(self) -> int:
        """SIGTERM to workers and engine; the first exit code that is not 0."""
        codes = [worker.stop() for worker in self.workers]
        self.workers.clear()
        return next(filter(None, [*codes, self._stop_engine()]), 0)

    def _stop_engine(self) -> int:
        if self.process is None:
            return 0
        if hasattr(self, "client"):
            self.client.close()
        if self.process.poll() is None:
            os.kill(self.local.pid, signal.SIGTERM)  # the engine itself, where it runs under a tracer
        return self._wait()

    def _wait(self) -> int:
        assert self.process is not None
        code = self.process.wait(timeout=60)
        self.stderr = self._read_errors()
        self.process = None
        return code

    def _endpoint(self) -> object:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the engine ended: {self._read_errors().decode()[-3000:]}")
        return read_local(self.home)

    def _read_errors(self) -> bytes:
        """What the engine, which has ended, wrote to standard error."""
        with self._errors as file:
            file.seek(0)
            return file.read()
