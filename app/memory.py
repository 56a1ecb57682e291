"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys

# Source: glibc's malloc.h and mallopt(3).
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
ARENAS = 2
LARGE_BYTES = 512 * 1024


def return_freed_memory() -> None:
    """Call before threads start. glibc otherwise keeps what each thread freed: files of 11 MB, imported again and again, were
    seen to take half a gigabyte for good. Elsewhere there is nothing to do."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, ARENAS)
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)


def keep_what_stays() -> None:
    """Call when everything is loaded: the garbage collector then passes over what lives as long as the process. A full pass over
    it was seen to hold every thread for 130 ms."""
    gc.collect()
    gc.freeze()
