"""Which program has a serial port, where the system tells (Linux).

Lock files name their owner to everybody; the open files of a process are to be seen by its own user and by root.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

PROC = Path("/proc")
LOCKS = (Path("/run/lock"), Path("/var/lock"))
MAX_PROCESSES = 5000
MAX_FILES = 2000  # of one process
# Programs that take modems for themselves and run as root: seen running, but not what they have open.
USUAL = ("ModemManager", "pppd", "smsd", "gammu-smsd", "wvdial", "brltty")


def holder_of(path: str, proc: Path = PROC, locks: tuple[Path, ...] = LOCKS) -> str:
    """The program's name, or empty."""
    device = os.path.realpath(path)
    named = _by_lock(device, proc, locks)
    if named:
        return named
    hidden = []
    for process in _processes(proc):
        opened = _has_open(process, device)
        if opened:
            return _name(process)
        if opened is None:
            hidden.append(_name(process))
    return next((name for name in USUAL if name in hidden), "")


def _by_lock(device: str, proc: Path, locks: tuple[Path, ...]) -> str:
    """Source: Filesystem Hierarchy Standard 5.9: `LCK..ttyS0` holds the process id."""
    for folder in locks:
        try:
            pid = (folder / f"LCK..{Path(device).name}").read_text(errors="replace").split()[0]
        except (OSError, IndexError):
            continue
        if pid.isdigit() and int(pid) != os.getpid() and (name := _name(proc / pid)):
            return name
    return ""


def _processes(proc: Path) -> Iterator[Path]:
    try:
        names = [entry.name for entry in proc.iterdir()]
    except OSError:
        return
    own = str(os.getpid())
    for name in islice((name for name in names if name.isdigit() and name != own), MAX_PROCESSES):
        yield proc / name


def _has_open(process: Path, device: str) -> bool | None:
    """None: it is not for us to see."""
    try:
        for file in islice((process / "fd").iterdir(), MAX_FILES):
            with contextlib.suppress(OSError):
                if str(file.readlink()) == device:
                    return True
    except PermissionError:
        return None
    except OSError:
        return False
    return False


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(errors="replace").strip()
    except OSError:
        return ""
