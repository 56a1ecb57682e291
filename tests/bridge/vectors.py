"""Recorded conversations and vectors of the relayer, which stand outside the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).resolve().parent.parent.parent


def folder() -> Path:
    named = os.environ.get("OUTPOST_VECTORS")
    return (Path(named) if named else REPO.parent / "shared" / "conformance") / "relayer"


def names(pattern: str) -> list[Any]:
    """Names for `parametrize`; one that skips where the folder is missing."""
    found = sorted(path.name for path in folder().glob(pattern))
    return found or [pytest.param("", marks=pytest.mark.skip(reason="no vectors: set OUTPOST_VECTORS"))]


def read(name: str) -> Any:
    path = folder() / name
    if not path.is_file():
        pytest.skip("no vectors: set OUTPOST_VECTORS")
    return json.loads(path.read_text(encoding="utf-8"))
