"""What is set by environment, and what does not go together."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from app.errors import Invalid
from app.ports import QueueName
from app.settings import WORKERS, Settings


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({f"OUTPOST_{name}": value for name, value in environ.items()}, tmp_path)


def test_an_office_on_one_pc(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert not settings.is_server
    assert settings.sqlalchemy_url == f"sqlite:///{tmp_path / 'office.db'}"
    assert settings.workers == WORKERS
    assert set(WORKERS) == set(get_args(QueueName))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_office_on_a_server(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, DATABASE_URL=f"{scheme}://ada:p%40ss@db/office?sslmode=require", WORKERS="handler=0, flow=2")
    assert settings.is_server
    assert settings.sqlalchemy_url == "postgresql+psycopg://ada:p%40ss@db/office?sslmode=require"
    assert settings.workers == {**WORKERS, "handler": 0, "flow": 2}


@pytest.mark.parametrize(("said", "has_modems"), [("", True), ("on", True), ("OFF", False)])
def test_modems_may_be_left_alone(tmp_path: Path, said: str, has_modems: bool) -> None:
    assert read(tmp_path, MODEMS=said).has_modems is has_modems


def test_redis_may_stand_beside_sqlite(tmp_path: Path) -> None:
    assert read(tmp_path, REDIS_URL="redis://localhost/0").redis_url


@pytest.mark.parametrize(
    ("environ", "field", "reason"),
    [
        ({"DATABASE_URL": "mysql://db/office"}, "OUTPOST_DATABASE_URL", "not_postgresql"),
        ({"REDIS_URL": "localhost:6379"}, "OUTPOST_REDIS_URL", "not_redis"),
        ({"WORKERS": "handler=0"}, "OUTPOST_WORKERS", "nobody_else_works"),
        ({"WORKERS": "bulk=1"}, "OUTPOST_WORKERS", "not_a_queue"),
        ({"WORKERS": "flow"}, "OUTPOST_WORKERS", "not_a_count"),
        ({"WORKERS": "flow=-1"}, "OUTPOST_WORKERS", "not_a_count"),
        ({"WORKERS": "flow=1000"}, "OUTPOST_WORKERS", "not_a_count"),
        ({"MODEMS": "maybe"}, "OUTPOST_MODEMS", "not_on_or_off"),
        ({"PHONE_PORT": "99999"}, "OUTPOST_PHONE_PORT", "not_a_port"),
    ],
)
def test_what_cannot_be(tmp_path: Path, environ: dict[str, str], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as told:
        read(tmp_path, **environ)
    assert (told.value.params["field"], told.value.params["reason"]) == (field, reason)
