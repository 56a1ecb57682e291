"""What is set before the database is open: by environment, for whoever runs the process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import Invalid
from app.paths import OfficePaths, default_home

PHONE_PORT = 8000  # the Android app appends :8000 to a bare address
TLS_PORT = 8443
# How many tasks of each queue run at a time. Several handlers, because a flow may wait for a slow web service.
WORKERS: Mapping[str, int] = {"handler": 3, "flow": 1, "msgs": 1, "default": 1}
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` empty: SQLite in the office's folder; `redis_url` empty: the queue stands in the database too.

    A port of 0 lets the system choose one. `workers`: the threads of the engine at each queue; 0 where worker processes do it.
    `has_modems`: whether the engine looks for USB modems and uses them.
    """

    paths: OfficePaths
    database_url: str = ""
    redis_url: str = ""
    phone_port: int = PHONE_PORT
    tls_port: int = TLS_PORT
    log_level: str = "INFO"
    workers: Mapping[str, int] = field(default_factory=lambda: dict(WORKERS))
    has_modems: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Settings:
        """Raises Invalid."""
        made = cls(
            paths=OfficePaths(home or default_home()),
            database_url=environ.get("OUTPOST_DATABASE_URL", ""),
            redis_url=environ.get("OUTPOST_REDIS_URL", ""),
            phone_port=_port(environ, "OUTPOST_PHONE_PORT", PHONE_PORT),
            tls_port=_port(environ, "OUTPOST_TLS_PORT", TLS_PORT),
            log_level=environ.get("OUTPOST_LOG_LEVEL", "INFO"),
            workers=_workers(environ.get("OUTPOST_WORKERS", "")),
            has_modems=_switch(environ, "OUTPOST_MODEMS"),
        )
        made.check()
        return made

    @property
    def is_server(self) -> bool:
        """Whether the database is PostgreSQL, where workers can help."""
        return bool(self.database_url)

    @property
    def sqlalchemy_url(self) -> str:
        if not self.database_url:
            return f"sqlite:///{self.paths.database}"
        return "postgresql+psycopg:" + self.database_url.partition(":")[2]

    def check(self) -> None:
        """Raises Invalid where the settings do not go together."""
        scheme = self.database_url.partition(":")[0].partition("+")[0]
        if self.database_url and scheme not in ("postgresql", "postgres"):
            raise Invalid("OUTPOST_DATABASE_URL", "not_postgresql")
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise Invalid("OUTPOST_REDIS_URL", "not_redis")
        if not self.is_server and 0 in self.workers.values():
            raise Invalid("OUTPOST_WORKERS", "nobody_else_works")


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) > 65535:
        raise Invalid(name, "not_a_port", value=text)
    return int(text)


def _switch(environ: Mapping[str, str], name: str) -> bool:
    """`on` (or not set) or `off`."""
    text = environ.get(name, "").casefold() or "on"
    if text not in ("on", "off"):
        raise Invalid(name, "not_on_or_off", value=text)
    return text == "on"


def _workers(text: str) -> dict[str, int]:
    """`handler=3,flow=0` on top of what is usual."""
    found = dict(WORKERS)
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, count = part.partition("=")
        if name not in found:
            raise Invalid("OUTPOST_WORKERS", "not_a_queue", value=name)
        if not count.isdigit() or int(count) > MOST_WORKERS:
            raise Invalid("OUTPOST_WORKERS", "not_a_count", value=count)
        found[name] = int(count)
    return found
