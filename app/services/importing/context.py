"""What the process of an import stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.store import tables
from app.store.database import Store


@dataclass(frozen=True, slots=True)
class ImportContext:
    """`source` is the file as it was handed in, `path` what is to be made of it. `progress(done, total)` is called often; whoever
    wants the import to end raises from it."""

    store: Store
    clock: Clock
    workspace: tables.Workspace
    params: Mapping[str, Any]
    source: Path
    path: Path
    progress: Callable[[int, int | None], None]
