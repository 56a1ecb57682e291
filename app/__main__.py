"""`python -m app engine` serves an office, `worker` gives it more hands; `python -m app demo` shows one; `modem-rules` is for
the modems of a Linux PC."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import OutpostError
from app.logs import set_up_logs
from app.memory import keep_what_stays, return_freed_memory
from app.paths import ENV_HOME, OfficePaths
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap import EngineProcess

EXPLAINED = {
    "engine_running": "Outpost is already running for this office (process {pid}, folder {home}).\n"
    "Open its window, or stop it before starting another.",
    "database_too_new": "This office's data were written by a newer Outpost ({revision}). Install the newer version.",
    "port_taken": "Port {port} is used by another program on this PC. Close that program, "
    "or set OUTPOST_PHONE_PORT or OUTPOST_TLS_PORT to another number.",
    "not_a_model": "{value} names no modem. Write its vendor and product as lsusb does: 12d1:1506",
    "invalid": "{field} is not usable: {reason}.",
    "engine_elsewhere": "Another engine serves this database (process and machine: {who}). "
    "An office has one engine; stop that one first.",
    "database_away": "The database does not answer. Start PostgreSQL, or look at OUTPOST_DATABASE_URL.",
    "workers_running": "Worker processes of an older Outpost use this database. "
    "Stop them, start the engine, then start them again.",
    "worker_needs_server": "Workers need PostgreSQL: set OUTPOST_DATABASE_URL. With SQLite the engine does all the work itself.",
    "database_other": "The database's tables are of revision {revision}; this Outpost wants {wanted}. "
    "Start the engine of this version first; it brings the tables up to date.",
    "engine_upgrades": "The engine is changing the database's tables just now. Start the worker when it is done.",
    "clock_apart": "This PC's clock and the database server's are {seconds} seconds apart. Set them right first.",
    "folder_not_shared": "{home} is not the engine's folder, so this worker can't do the work of the queue “default”. "
    "Share the folder, or leave that queue out: --queues handler,flow,msgs",
}


SERVER_CLIENTS = ("psycopg", "redis")  # of the set of packages “server”, which an office on one PC does not need


def main(argv: list[str]) -> int:
    """Returns the process's exit code: 0 done, 1 failed, 2 asked for something impossible."""
    request = _parser().parse_args(argv)
    return_freed_memory()
    if request.home:
        os.environ[ENV_HOME] = str(Path(request.home).expanduser().resolve())
    try:
        return int(request.run(request))
    except OutpostError as trouble:
        explained = EXPLAINED.get(trouble.code, "{code}")
        sys.stderr.write(explained.format(code=str(trouble), **trouble.params) + "\n")
        return 2
    except ModuleNotFoundError as missing:
        if missing.name not in SERVER_CLIENTS:
            raise
        sys.stderr.write(f"The client “{missing.name}” is not installed. Start by outpost.py, which installs it.\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="outpost", description="RapidPro for an office without internet.")
    commands = parser.add_subparsers(required=True, metavar="engine|worker|demo|modem-rules")
    engine = commands.add_parser("engine", help="serve the office's phones and windows, without a window of its own")
    engine.set_defaults(run=_engine)
    worker = commands.add_parser("worker", help="more hands for an engine on PostgreSQL, on this machine or another")
    worker.add_argument("--queues", help="which queues, with commas (default: all four)")
    worker.add_argument("--threads", type=int, help="tasks of each of these queues at a time (default: as the engine)")
    worker.set_defaults(run=_worker)
    demo = commands.add_parser("demo", help="a throw-away office and a simulated phone that talks with it")
    mode = demo.add_mutually_exclusive_group()
    mode.add_argument("--headless", action="store_true", help="print the conversation; exit 0 when the last answer came")
    mode.add_argument(
        "--serve",
        action="store_true",
        help="serve the demo office for a window, in the folder of --home, until standard input ends",
    )
    demo.set_defaults(run=_demo)
    rules = commands.add_parser(
        "modem-rules", help="print the udev rules that leave modems to Outpost; without any, what is plugged in (Linux)"
    )
    rules.add_argument("modems", nargs="*", metavar="VENDOR:PRODUCT", help="as lsusb writes them: 12d1:1506")
    rules.set_defaults(run=_modem_rules, home=None)
    job = commands.add_parser("job")  # for the engine, which starts it; no help, so that nobody is offered it
    job.add_argument("uuid")
    job.add_argument("folder", type=Path)
    job.set_defaults(run=_job, home=None)
    for command in (engine, worker, demo):
        command.add_argument("--home", help="the office's folder (default: this system's usual place, or OUTPOST_HOME)")
    return parser


def _engine(_request: argparse.Namespace) -> int:
    from app.bootstrap import EngineProcess  # noqa: PLC0415 - `--help` needs none of it
    from app.process import end_signals, keep_to_one_core  # noqa: PLC0415

    keep_to_one_core()
    settings = Settings.from_environment()
    settings.paths.make()
    set_up_logs(settings.paths, "engine", settings.log_level)
    engine = EngineProcess(settings)
    engine.start()
    keep_what_stays()
    with end_signals() as wait:
        engine.announce()
        sys.stderr.write(f"Outpost is serving {settings.paths.home}. Ctrl-C stops it.\n")
        wait()
    engine.stop()
    return 0


def _worker(request: argparse.Namespace) -> int:
    from app.lock import take_place  # noqa: PLC0415
    from app.process import end_signals, keep_to_one_core  # noqa: PLC0415
    from app.worker import WorkerProcess, counts_of  # noqa: PLC0415

    settings = Settings.from_environment()
    counts = counts_of(request.queues, request.threads)
    number, place = take_place(settings.paths.make().home, "worker")
    keep_to_one_core(number)
    set_up_logs(settings.paths, f"worker-{number}", settings.log_level)
    worker = WorkerProcess(settings, counts)
    worker.start()
    keep_what_stays()
    with end_signals() as wait:
        sys.stderr.write(f"Outpost works at the queues {', '.join(counts)}. Ctrl-C stops it.\n")
        wait()
    worker.stop()
    place.release()
    return 0


def _job(request: argparse.Namespace) -> int:
    from app.job_process import run  # noqa: PLC0415 - nor does an engine need it

    return run(request.uuid, request.folder)


def _modem_rules(request: argparse.Namespace) -> int:
    from bridge.modem import udev  # noqa: PLC0415
    from bridge.modem.detection import usb_ids  # noqa: PLC0415

    if request.modems:
        sys.stdout.write(udev.udev_rules(map(udev.read_pair, request.modems)))
        return 0
    found = [f"{vid:04x}:{pid:04x}" for vid, pid in udev.modems_among(usb_ids())]
    sys.stdout.write(f"Plugged in: {' '.join(found) or 'no modem that Outpost knows'}\n")
    sys.stdout.write("Name those that the office uses for SMS, and no stick that is somebody's internet.\n")
    return 0


def _demo(request: argparse.Namespace) -> int:
    if request.headless:
        with tempfile.TemporaryDirectory(prefix="outpost-demo-", ignore_cleanup_errors=True) as home:
            return _demo_headless(Path(home))
    if request.serve:
        return _demo_serve()
    from ui.__main__ import main as run_window  # noqa: PLC0415

    return int(run_window(["--demo"]))


def _demo_headless(home: Path) -> int:
    """Play the conversation through a throw-away office and print it."""
    from bridge.demo.office import play  # noqa: PLC0415

    settings = Settings(OfficePaths(home), phone_port=0, tls_port=0)
    engine = _start_demo_engine(settings, terminal=False)
    try:
        return 0 if play(engine.services, engine.server.phone_port, engine.core.setup_token or "", print_line) else 1
    finally:
        engine.stop()


def _demo_serve() -> int:
    """Serve the demo office until told to stop, or until the window that holds our standard input is gone.

    The window finds its sign-in in the endpoint file. What is left of the folder is removed: the office is a throw-away.
    """
    from app.process import end_signals  # noqa: PLC0415
    from bridge.demo.office import DemoOffice  # noqa: PLC0415

    environment = {"OUTPOST_PHONE_PORT": "0", "OUTPOST_TLS_PORT": "0", **os.environ}
    settings = Settings.from_environment(environment)
    engine = _start_demo_engine(settings, terminal=True)
    try:
        with end_signals() as wait:
            threading.Thread(target=_end_with_input, name="standard input", daemon=True).start()
            office = DemoOffice(engine.services, engine.server.phone_port)
            login = office.furnish(engine.core.setup_token or "")
            engine.core.setup_token = None
            engine.announce(login)
            office.start_living()
            wait()
        office.stop_living()
    finally:
        engine.stop()
        logging.shutdown()
        shutil.rmtree(settings.paths.home, ignore_errors=True)
    return 0


def _end_with_input() -> None:
    """However the window ends, the system closes its end of the pipe."""
    while sys.stdin.buffer.read(4096):
        continue
    signal.raise_signal(signal.SIGTERM)


def _start_demo_engine(settings: Settings, *, terminal: bool) -> EngineProcess:
    from app.bootstrap import EngineProcess  # noqa: PLC0415

    settings.paths.make()
    set_up_logs(settings.paths, "engine", settings.log_level, terminal=terminal)
    engine = EngineProcess(settings)
    engine.start()
    engine.mark_demo()
    return engine


def print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
