"""Where the conformance vectors lie; they are not part of the product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def vector(*parts: str) -> Path:
    """The file, or a skip that says what is missing."""
    folder = Path(os.environ.get("OUTPOST_VECTORS", ROOT.parent / "shared" / "conformance"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"conformance vectors are not here: {path}")
    return path
