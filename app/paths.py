"""Where an office keeps its files."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

ENV_HOME = "OUTPOST_HOME"


@dataclass(frozen=True, slots=True)
class OfficePaths:
    """All files of one office stand below `home`."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / "office.db"

    @property
    def lock(self) -> Path:
        return self.home / "engine.lock"

    @property
    def endpoint(self) -> Path:
        """JSON for a window on this PC: ports, process id, CA fingerprint, set-up token. Readable by its owner only."""
        return self.home / "engine.json"

    @property
    def tls(self) -> Path:
        return self.home / "tls"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def packs(self) -> Path:
        """Message packs for Android phones, `<number>.apk`, where the office has them."""
        return self.home / "packs"

    @property
    def media(self) -> Path:
        """Files that messages and flows refer to, by the SHA-256 of their bytes."""
        return self.home / "media"

    @property
    def exports(self) -> Path:
        """Files that jobs made for people, kept for some weeks."""
        return self.home / "exports"

    @property
    def imports(self) -> Path:
        """Files that are being imported, until that has ended."""
        return self.home / "imports"

    @property
    def high_water(self) -> Path:
        """The highest id ever given to a phone; stands outside the database, so that a restored backup jumps ahead."""
        return self.home / "phone-ids.txt"

    @property
    def mark(self) -> Path:
        """By which a worker process sees that this folder is its engine's too."""
        return self.home / "office.mark"

    def make(self) -> OfficePaths:
        """Create the folders, for their owner only."""
        for folder in (self.home, self.tls, self.logs, self.media):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def default_home() -> Path:
    named = os.environ.get(ENV_HOME)
    return Path(named).expanduser().resolve() if named else Path(platformdirs.user_data_dir("Outpost", appauthor=False))


def engine_command(*args: str) -> list[str]:
    """The command that runs `app` with `args`, from the sources or from the bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *args]
    return [sys.executable, "-m", "app", *args]
