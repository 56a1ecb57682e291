"""Places of a workspace, found by name: country, state, district, ward."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.engine.text import words

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets
    from app.engine.envs import Environment
    from app.engine.excellent.scope import Location

SEPARATOR = " > "
_NOT_WORD = re.compile(r"\W+")
_HYPHENATED = re.compile(r"\b\w+(?:-\w+)+")


@dataclass(slots=True, eq=False)
class Place:
    """`level` 0 is the country, 1 a state, 2 a district, 3 a ward."""

    name: str
    level: int
    parent: Place | None = None
    aliases: tuple[str, ...] = ()
    children: list[Place] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"{self.parent.path}{SEPARATOR}{self.name}" if self.parent else self.name


class Places:
    """All places of a workspace, by path and by name."""

    def __init__(self, trees: Sequence[Mapping[str, Any]]) -> None:
        self._by_path: dict[str, Place] = {}
        self._by_name: dict[tuple[int, str], list[Place]] = {}
        for tree in trees:
            for place in _read(tree, 0, None):
                self._by_path[place.path.lower()] = place
                for name in (place.name, *place.aliases):
                    self._by_name.setdefault((place.level, name.lower()), []).append(place)

    def lookup(self, path: str) -> Location | None:
        """By whole path, case ignored."""
        return self._by_path.get(path.strip().lower())

    def find(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        """By name or alias, or by whole path; below `parent` where one is given."""
        if SEPARATOR.strip() in text:
            place = self._by_path.get(text.strip().lower())
            return [place] if place and place.level == level else []
        found = self._by_name.get((level, text.strip().lower()), ())
        return [place for place in found if parent is None or place.parent is parent]

    def find_fuzzy(self, env: Environment, text: str, level: int, parent: Location | None) -> Sequence[Location]:
        """As `find`; then without punctuation; then by the text's words, one and two at a time; then by those with hyphens."""
        found = self.find(env, text, level, parent)
        if found:
            return found
        stripped = _NOT_WORD.sub(" ", text).strip()
        found = self.find(env, stripped, level, parent)
        if found:
            return found
        parts = words(text)
        tries = [" ".join(parts[start : start + size]) for size in (1, 2) for start in range(len(parts) - size + 1)]
        for words_together in (*tries, *_HYPHENATED.findall(text)):
            found = self.find(env, words_together, level, parent)
            if found:
                return found
        return []


def _read(tree: Mapping[str, Any], level: int, parent: Place | None) -> Iterator[Place]:
    place = Place(tree["name"], level, parent, tuple(tree.get("aliases") or ()))
    if parent:
        parent.children.append(place)
    yield place
    for child in tree.get("children") or ():
        yield from _read(child, level + 1, place)


def locations_of(assets: SessionAssets) -> Places | None:
    """None where the workspace has no places."""
    return assets.derived("places", lambda: Places(assets.locations()) if assets.locations() else None)
