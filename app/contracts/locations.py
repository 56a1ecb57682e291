"""Places: gazetteers of the office by country, and other names of places in a workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, Page, access


@dataclass(frozen=True, slots=True)
class PlacesFile:
    """One file of a gazetteer: `.json`, `.geojson`, `.csv`, or a `.zip` of such."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SkippedPlace:
    """A place of the file that can't come. `reason`: name, name_taken, code, code_taken, parent, level."""

    code: str
    name: str
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlacesReport:
    """What a gazetteer has, and what taking it over changes.

    `levels` is how many places each level has from the country, 0, on. `added`, `changed` (name or place above) and
    `removed`: compared by code with what is there. `aliases_kept` and `aliases_lost` of all workspaces. `skipped` are the first
    100 of `skipped_count`.
    """

    country: str
    name: str
    levels: list[int]
    added: int
    changed: int
    removed: int
    aliases_kept: int
    aliases_lost: int
    skipped_count: int
    skipped: list[SkippedPlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of one country, for all workspaces with that country."""

    country: str
    name: str
    levels: list[int]
    imported_on: dt.datetime
    imported_by: str
    files: list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is the gazetteer's own, `path` as `Rwanda > Kigali City > Gasabo`; `children` how many places are right below."""

    code: str
    name: str
    level: int
    path: str
    children: int
    aliases: list[str]


class Locations(Protocol):
    @access("query", "office", ADMINISTRATOR, EDITOR, VIEWER)
    def gazetteers(self) -> list[Gazetteer]: ...

    @access("query", "office")
    def preview(self, country: str, files: list[PlacesFile]) -> PlacesReport:
        """What `import_places` would do; writes nothing. Errors as there."""
        ...

    @access("command", "office")
    def import_places(self, country: str, files: list[PlacesFile]) -> PlacesReport:
        """Replace the places of a country (two letters), all or nothing. At most 50,000 places, 64 MB unpacked.

        GeoJSON as RapidPro's: a file a level, `…admin<level>….json`, features with `osm_id`, `name` and the place above as
        `parent_id` (older: `is_in_country`, `is_in_state`); or `level` as a property. CSV with columns `code, parent, level,
        name`, or one column a level (`country, state, district, ward`). Shapes are dropped.

        Errors: `places_unreadable` (file), `places_too_large` (limit), `places_too_many` (limit), `places_empty`, `invalid`.
        """
        ...

    @access("command", "office")
    def remove(self, country: str) -> None:
        """Take all places of a country out, with their aliases."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def places(self, workspace: str, parent: str | None = None) -> list[Place]:
        """The places right below one (its code), by name; without `parent` the country itself."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def find(self, workspace: str, text: str, before: str | None = None, limit: int = 50) -> Page[Place]:
        """Places whose name or alias begins with a text, by level and name; case does not count."""
        ...

    @access("command", "workspace", ADMINISTRATOR, EDITOR)
    def set_aliases(self, workspace: str, place: str, aliases: list[str]) -> Place:
        """All other names of a place (its code) in this workspace: at most 25, of at most 64 characters.

        A name that another place of the same level and the same place above has, or has as alias, is refused:
        Errors: `place_name_taken` (alias, path), `invalid`.
        """
        ...
