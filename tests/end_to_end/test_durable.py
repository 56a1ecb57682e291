"""A power cut after the acknowledgement: what the kernel was told to put on the disk before the 200 left.

SIGKILL proves nothing here, because the page cache outlives the process; the system calls do.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.office import RunningOffice, wait_until

pytestmark = [
    pytest.mark.real_process,
    pytest.mark.skipif(sys.platform != "linux" or shutil.which("strace") is None, reason="strace is not here"),
]

TRACED = "trace=fsync,fdatasync,recvfrom,sendto,read,write"
MARK = "wanted-on-disk"


def test_fsync_of_the_database_before_the_200(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    wrap = ("strace", "-f", "-y", "-e", TRACED, "-s", "4096", "-o", str(trace))
    office = RunningOffice(tmp_path / "office", wrap=wrap)
    with office:
        office.set_up()
        phone = office.pair()
        phone.receive_sms("+250788123456", MARK)
        wait_until(lambda: phone.sync().is_fine and not phone.queued, "the acknowledgement")
    lines = trace.read_text(errors="replace").splitlines()
    asked = next(at for at, line in enumerate(lines) if MARK in line and _is_socket_read(line))
    answered = next(at for at in range(asked, len(lines)) if "HTTP/1.1 200" in lines[at] and r"\"ack\"" in _following(lines, at))
    synced = [at for at in range(asked, answered) if re.search(r"f(data)?sync\(\d+<[^>]*office\.db(-wal)?>", lines[at])]
    assert synced, "\n".join(lines[asked : answered + 1])


def _is_socket_read(line: str) -> bool:
    return bool(re.search(r"(recvfrom|read)\(\d+<(TCP|socket)", line)) or "recvfrom resumed" in line or "read resumed" in line


def _following(lines: list[str], at: int) -> str:
    """The answer may leave in one write or in two."""
    return "".join(lines[at : at + 6])
