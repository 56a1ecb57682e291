"""Options of the whole test command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--vectors", metavar="DIR", help="folder of conformance vectors (also OUTPOST_VECTORS)")


def pytest_configure(config: pytest.Config) -> None:
    named = config.getoption("--vectors")
    if named:
        os.environ["OUTPOST_VECTORS"] = str(Path(named).resolve())
