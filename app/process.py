"""What a process of the office does with itself: which core it runs on, and when it ends."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


def keep_to_one_core(place: int = 0) -> None:
    """Run this process on one processor core, where the system lets us (Linux). The engine has place 0, workers 1, 2, …

    Python runs one thread at a time. On two cores its threads hand the interpreter lock to and fro across them at every call
    of SQLite, which costs more than it brings: at 35 SMS a second an answer took 1,160 ms on two cores and 10 ms on one.
    The other core is left to the window; whatever needs both runs in processes of its own.
    """
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0), reverse=True)
        os.sched_setaffinity(0, {cores[place % len(cores)]})


def end_this_process() -> None:
    """From any thread: as if it had been asked to end, so that what is in hand is finished."""
    signal.raise_signal(signal.SIGTERM)


@contextmanager
def end_signals() -> Iterator[Callable[[], object]]:
    """Hear SIGTERM and Ctrl-C from here on. What is yielded blocks until one has come, also before it was called: whoever is told
    that the process runs may end it at once. A second signal ends the process as it stands.

    The main thread waits on a socket that the signal itself writes to: a signal may be delivered to any thread, and one that
    sleeps in a lock would not hear of it (nor, on Windows, of Ctrl-C).
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        before = signal.set_wakeup_fd(theirs.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _next_one_ends)
        try:
            yield lambda: ours.recv(1)
        finally:
            signal.set_wakeup_fd(before)


def _next_one_ends(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
