"""What machine this is, for the results."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil

from app.clock import SystemClock


def describe() -> dict[str, object]:
    """Processor, cores, memory in GiB, system and Python; when."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "on": SystemClock().now().date().isoformat(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
