"""How a process of the office hears that it is to end."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import signal, sys
from app.process import end_signals
with end_signals() as wait:
    for name in sys.argv[1:]:
        signal.raise_signal(signal.Signals[name])
    wait()
print("in order")
"""


def run(*signals: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *signals], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize("signals", [("SIGTERM",), ("SIGINT",), ("SIGINT", "SIGTERM")])
def test_a_signal_that_comes_before_anybody_waits_is_heard(signals: tuple[str, ...]) -> None:
    assert run(*signals) == (0, "in order")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no exit by a signal")
def test_the_same_again_ends_it_as_it_stands() -> None:
    assert run("SIGTERM", "SIGTERM") == (-signal.SIGTERM, "")
