"""What a migration step gets besides the definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`new_uuid` draws a version 4 UUID; `media_url` goes in front of the relative paths of old recordings."""

    new_uuid: Callable[[], str]
    media_url: str = ""
