"""Options of the whole test command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.postgresql import VARIABLE
from tests.support.servers import fresh_database

# Of several test processes each has a database of its own, as the tests empty it again and again. Here, before other modules read
# the variable.
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (server := os.environ.get(VARIABLE)):
    os.environ[VARIABLE] = fresh_database(server, worker)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--vectors", metavar="DIR", help="folder of conformance vectors (also OUTPOST_VECTORS)")


def pytest_configure(config: pytest.Config) -> None:
    named = config.getoption("--vectors")
    if named:
        os.environ["OUTPOST_VECTORS"] = str(Path(named).resolve())
