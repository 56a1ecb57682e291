"""What one person chose on this PC: theme, language, window size, the office's PC. Read once at start, written by a worker."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs


class Remote(msgspec.Struct, frozen=True):
    """The office's PC that this window connects to, and the CA that a person compared."""

    host: str
    port: int
    ca_pem: str


class Preferences(msgspec.Struct, kw_only=True):
    """`language` empty: the system's. `geometry` base64 of QWidget.saveGeometry(). `on_close` ask, keep or stop."""

    theme: Literal["system", "light", "dark"] = "system"
    language: str = ""
    username: str = ""
    workspace: str = ""
    geometry: str = ""
    on_close: Literal["ask", "keep", "stop"] = "ask"
    remote: Remote | None = None

    def set_geometry(self, data: bytes) -> None:
        self.geometry = base64.b64encode(data).decode("ascii")

    def geometry_bytes(self) -> bytes:
        try:
            return base64.b64decode(self.geometry, validate=True)
        except ValueError:
            return b""


def default_file() -> Path:
    return Path(platformdirs.user_config_dir("Outpost", appauthor=False)) / "window.json"


def load(file: Path) -> Preferences:
    """The preferences in `file`; the defaults when it is missing or unreadable."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Preferences)
    except (OSError, msgspec.MsgspecError):
        return Preferences()


def save(file: Path, preferences: bytes) -> None:
    """Write what `encode` gave, whole or not at all. Errors of the disk are no reason to bother anyone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(preferences)
        part.replace(file)
    except OSError:
        return


def encode(preferences: Preferences) -> bytes:
    return msgspec.json.encode(preferences)
