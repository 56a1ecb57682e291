"""Reading gazetteers: GeoJSON as RapidPro takes it, and CSV; and putting their places together."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.contracts.locations import PlacesFile, SkippedPlace
from app.engine.locations import SEPARATOR
from app.errors import Invalid, OutpostError
from app.store.folding import fold_name

MAX_PLACES = 50_000
MAX_BYTES = 64 * 1024 * 1024  # unpacked
MAX_FILES = 50
MAX_NAME, MAX_CODE = 128, 64
LEVELS = 4
ENDINGS = (".json", ".geojson", ".csv")

# Source: RapidPro's import of boundaries.
_LEVEL_IN_NAME = re.compile(r"admin(?:_level_)?([0-3])(?!\d)", re.IGNORECASE)
_ABOVE = (None, "is_in_country", "is_in_state", "is_in_district")
_COLUMNS = (
    ("country", "admin0"),
    ("state", "admin1", "province", "region"),
    ("district", "admin2"),
    ("ward", "admin3"),
)
_MARK = SEPARATOR.strip()


@dataclass(frozen=True, slots=True)
class RawPlace:
    """As a file has it; `above` is the code of the place above."""

    code: str
    above: str
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One that fits: the place above is there, and no other of its name is below the same. `key` is the folded name."""

    code: str
    above: str
    level: int
    name: str
    key: str
    path: str


@dataclass(slots=True)
class NewPlaces:
    """All that fit by code, from the country on, and what does not."""

    places: dict[str, NewPlace] = field(default_factory=dict)
    skipped: list[SkippedPlace] = field(default_factory=list)

    @property
    def levels(self) -> list[int]:
        found = [0] * LEVELS
        for place in self.places.values():
            found[place.level] += 1
        while found and not found[-1]:
            found.pop()
        return found

    @property
    def name(self) -> str:
        """The country's."""
        return next(iter(self.places.values())).name


def read_places(files: Sequence[PlacesFile]) -> NewPlaces:
    """Raises OutpostError `places_unreadable` (file), `places_too_large`, `places_too_many` (limit) or
    `places_empty`, and Invalid files `too_many`."""
    raw: list[RawPlace] = []
    for name, content in _unpack(files):
        try:
            for place in _read_csv(content) if name.lower().endswith(".csv") else _read_geojson(name, content):
                raw.append(place)
                if len(raw) > MAX_PLACES:
                    raise OutpostError("places_too_many", limit=MAX_PLACES)
        except (ValueError, csv.Error, RecursionError, msgspec.MsgspecError):
            raise _unreadable(name) from None
    made = _join(raw)
    if not made.places:
        raise OutpostError("places_empty")
    return made


def _unreadable(name: str) -> OutpostError:
    return OutpostError("places_unreadable", file=name[:100])


# Files


def _unpack(files: Sequence[PlacesFile]) -> Iterator[tuple[str, bytes]]:
    left = MAX_BYTES
    _check_count(len(files))
    for file in files:
        packed = [(file.name, file.content)] if not file.name.lower().endswith(".zip") else _unzip(file, left)
        for name, content in packed:
            left -= len(content)
            if left < 0:
                raise _too_large()
            if not name.lower().endswith(ENDINGS):
                raise _unreadable(name)
            yield name, content


def _unzip(file: PlacesFile, left: int) -> Iterator[tuple[str, bytes]]:
    """Never unpacks more than `left` bytes, whatever the archive says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            infos = [info for info in archive.infolist() if _is_wanted(info.filename)]
            _check_count(len(infos))
            for info in infos:
                with archive.open(info) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_large()
                yield info.filename, content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _unreadable(file.name) from None


def _check_count(files: int) -> None:
    if not files:
        raise OutpostError("places_empty")
    if files > MAX_FILES:
        raise Invalid("files", "too_many", most=MAX_FILES)


def _is_wanted(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith("__MACOSX/")


def _too_large() -> OutpostError:
    return OutpostError("places_too_large", limit=MAX_BYTES)


# GeoJSON


class _Feature(msgspec.Struct, gc=False):
    """The shape is passed over without being kept."""

    properties: dict[str, Any] | None = None


class _Collection(msgspec.Struct, gc=False):
    features: list[_Feature]


def _read_geojson(name: str, content: bytes) -> Iterator[RawPlace]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.count(b'"properties"') > MAX_PLACES:
        raise OutpostError("places_too_many", limit=MAX_PLACES)
    named = _LEVEL_IN_NAME.search(name.rsplit("/", 1)[-1])
    for feature in msgspec.json.decode(content, type=_Collection).features:
        properties = feature.properties or {}
        level = int(named[1]) if named else _number(properties.get("level"))
        yield RawPlace(_code(properties.get("osm_id")), _above(properties, level), level, _name_of(properties, level))


def _above(properties: Mapping[str, Any], level: int) -> str:
    older = _ABOVE[level] if 0 <= level < LEVELS else None
    for key in ("parent_id", "parent_osm_id", older or ""):
        if code := _code(properties.get(key)):
            return code
    return ""


def _name_of(properties: Mapping[str, Any], level: int) -> str:
    """RapidPro calls countries by their English name."""
    own, english = _text(properties.get("name")), _text(properties.get("name_en"))
    return (english or own) if level == 0 else (own or english)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and value.strip() != "None" else ""


def _code(value: Any) -> str:
    """OpenStreetMap's ids come as numbers, texts, and numbers with a fraction of zero."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _text(str(value))


def _number(value: Any) -> int:
    text = _code(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


# CSV


def _read_csv(content: bytes) -> Iterator[RawPlace]:
    text = content.decode("utf-8-sig")
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [cell.strip().lower() for cell in next(rows, [])]
    if {"name", "level"} <= set(header):
        yield from _listed(header, rows)
    else:
        yield from _in_columns(header, rows)


def _listed(header: Sequence[str], rows: Iterator[list[str]]) -> Iterator[RawPlace]:
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        above = row.get("parent") or row.get("parent_code") or ""
        yield RawPlace(row.get("code") or "", above, _number(row.get("level")), row.get("name") or "")


def _in_columns(header: Sequence[str], rows: Iterator[list[str]]) -> Iterator[RawPlace]:
    """One place a cell; a code is made of the names from the country on."""
    at = [next((header.index(name) for name in names if name in header), None) for names in _COLUMNS]
    if at[0] is None:
        raise ValueError("no column of the country")
    seen: set[str] = set()
    for cells in rows:
        above = ""
        for level, column in enumerate(at):
            name = cells[column].strip() if column is not None and column < len(cells) else ""
            if not name:
                break
            code = f"{above}/{fold_name(name)}" if above else fold_name(name)
            if code not in seen:
                seen.add(code)
                yield RawPlace(code, above, level, name)
            above = code


# Putting together


def _join(raw: Sequence[RawPlace]) -> NewPlaces:
    made, taken = NewPlaces(), set[tuple[str, str]]()
    for place in sorted(raw, key=lambda one: one.level):
        name = unicodedata.normalize("NFC", " ".join(place.name.split()))
        key = fold_name(name)
        reason = _why_not(place, name, key, made, taken)
        if reason:
            made.skipped.append(SkippedPlace(place.code[:MAX_CODE], name[:MAX_NAME], place.level, reason))
            continue
        above = made.places.get(place.above) if place.level else None
        path = f"{above.path}{SEPARATOR}{name}" if above else name
        made.places[place.code] = NewPlace(place.code, place.above if above else "", place.level, name, key, path)
        taken.add((above.code if above else "", key))
    return made


def _why_not(place: RawPlace, name: str, key: str, made: NewPlaces, taken: set[tuple[str, str]]) -> str | None:
    """The reasons of the contract, in their order of importance."""
    if not 0 <= place.level < LEVELS or (place.level == 0 and made.places):
        return "level"
    if not key or len(name) > MAX_NAME or _MARK in name or not name.isprintable():
        return "name"
    if not place.code or not place.code.isprintable() or (len(place.code) > MAX_CODE and "/" not in place.code):
        return "code"
    if place.code in made.places:
        return "code_taken"
    above = made.places.get(place.above)
    if place.level and (above is None or above.level != place.level - 1):
        return "parent"
    if (above.code if above and place.level else "", key) in taken:
        return "name_taken"
    return None
