"""The tests' own PostgreSQL: it comes, works, and leaves nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there it is not started", allow_module_level=True)

from tests.support import postgresql

ASK = "import os; print('URL', os.environ.get('OUTPOST_TEST_POSTGRESQL')); raise SystemExit(3)"


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgresql.VARIABLE, raising=False)


def test_a_command_has_a_server_while_it_runs(capfd: pytest.CaptureFixture[str]) -> None:
    if postgresql.find_programs() is None:
        pytest.skip("no PostgreSQL is installed")
    there = Path(tempfile.gettempdir())
    before = set(there.glob("outpost-postgresql-*"))
    ask = (
        "import os; from sqlalchemy import create_engine as c;"
        "print('SAID', c(os.environ['OUTPOST_TEST_POSTGRESQL']).connect().exec_driver_sql('SHOW fsync').scalar());"
        "raise SystemExit(3)"
    )
    assert postgresql.main(["-c", ask]) == 3
    assert "SAID off" in capfd.readouterr().out
    assert set(there.glob("outpost-postgresql-*")) <= before


def test_one_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(postgresql.VARIABLE, "named")
    assert postgresql.main(["-c", ASK]) == 3
    assert "URL named" in capfd.readouterr().out


def test_without_one_it_is_said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(postgresql, "find_programs", lambda: None)
    assert postgresql.main(["-c", ASK]) == 3
    assert "are skipped: no PostgreSQL is installed" in capfd.readouterr().out


def test_why_it_does_not_start_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "initdb"
    broken.write_text("#!/bin/sh\necho out of order >&2\nexit 1\n")
    broken.chmod(0o755)
    if os.geteuid() == 0:
        monkeypatch.setattr(postgresql, "_other_user", lambda: None)
    monkeypatch.setattr(postgresql, "find_programs", lambda: tmp_path)
    assert postgresql.main(["-c", ASK]) == 3
    out = capfd.readouterr().out
    assert "out of order" in out and "URL None" in out
