"""What is set before the database is open: by environment, for whoever runs the process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import Invalid
from app.paths import OfficePaths, default_home

PHONE_PORT = 8000  # the Android app appends :8000 to a bare address
TLS_PORT = 8443


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` and `redis_url` empty: SQLite and the queue on SQLite. A port of 0 lets the system choose one."""

    paths: OfficePaths
    database_url: str = ""
    redis_url: str = ""
    phone_port: int = PHONE_PORT
    tls_port: int = TLS_PORT
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Settings:
        return cls(
            paths=OfficePaths(home or default_home()),
            database_url=environ.get("OUTPOST_DATABASE_URL", ""),
            redis_url=environ.get("OUTPOST_REDIS_URL", ""),
            phone_port=_port(environ, "OUTPOST_PHONE_PORT", PHONE_PORT),
            tls_port=_port(environ, "OUTPOST_TLS_PORT", TLS_PORT),
            log_level=environ.get("OUTPOST_LOG_LEVEL", "INFO"),
        )

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.paths.database}"


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) > 65535:
        raise Invalid(name, "not_a_port", value=text)
    return int(text)
