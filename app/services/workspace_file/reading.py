"""A workspace file, read: any version from 3 on, its flows in the newest spec. Hostile until proven otherwise.

Source of the format: RapidPro's exports, versions 3 to 14, whose flows may be of other versions than their file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app.engine.actions import check_action
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import Inspection, inspect_flow
from app.engine.definition.legacy import upgrade_export
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from app.engine.text import well_formed
from app.errors import OutpostError

MAX_BYTES = 10 * 1024 * 1024  # of the file as it comes
MAX_UNPACKED_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 64
MAX_ITEMS = 5_000  # of one section
MAX_FLOW_NAME_CHARACTERS = 128
OLDEST, TOO_NEW = (3, 0), (15, 0)
FIRST_WITH_NEW_EXPRESSIONS = (13, 0)

SECTIONS = ("fields", "groups", "flows", "campaigns", "triggers")
EXTRAS = "outpost"
EXTRAS_VERSION = 1
_SCALARS = ("version", "site", "exported_on", "exported_by", EXTRAS)

_VERSION = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?(?:\.\d{1,3})?")
_MAX_INTEGER = 2**63 - 1

NewUuid = Callable[[], str]
Progress = Callable[[int, int | None], None]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileFlow:
    """A flow of the file and what it uses."""

    flow: Flow
    inspection: Inspection


@dataclass(frozen=True, slots=True)
class ImportFile:
    """`sections` and `extras` hold lists only, of anything. `has_old_expressions`: texts beside the flows are of before 13."""

    version: str
    site: str
    flows: tuple[FileFlow, ...]
    sections: Mapping[str, list[Any]]
    extras: Mapping[str, Any]
    has_old_expressions: bool

    def section(self, name: str) -> list[Any]:
        return self.sections.get(name) or []

    def our_own(self, name: str) -> list[Any]:
        found = self.extras.get(name)
        return found if isinstance(found, list) else []

    def uuids(self) -> frozenset[str]:
        """Everything in the file that looks like the UUID of an object of its own."""
        return frozenset(_uuids([*self.sections.values(), *self.extras.values()])) | _needed(self.flows)


def read_file(content: bytes, progress: Progress | None = None) -> ImportFile:
    """Read a file: JSON, or JSON packed by gzip or alone in a zip. `progress` is told how many of its flows are read.

    Errors: `import_not_json`, `import_too_large`, `import_too_old`, `import_too_new`, `import_invalid` (with `path`, `reason`).
    """
    data = _with_version(_read_json(_unpacked(content)))
    version, number = _read_version(data)
    _check_sections(data)
    upgraded = _upgraded(data)
    read = tuple(_read_flows(upgraded["flows"], progress or _nobody))
    if len({one.flow.uuid for one in read}) != len(read):
        raise _invalid("flows", "uuid_twice")
    site = data.get("site")
    return ImportFile(
        version=version,
        site=site[:255] if isinstance(site, str) else "",
        flows=read,
        sections={name: value or [] for name, value in upgraded.items() if name not in _SCALARS},
        extras=_extras(data),
        has_old_expressions=number < FIRST_WITH_NEW_EXPRESSIONS,
    )


# Bytes

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


def is_packed(content: bytes) -> bool:
    """Whether it may be far larger than it looks."""
    return content.startswith((_GZIP, _ZIP))


def _unpacked(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise _too_large()
    try:
        if content[:2] == _GZIP:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                return _within(stream.read(MAX_UNPACKED_BYTES + 1))
        if content[:4] == _ZIP:
            return _within(_from_zip(content))
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise OutpostError("import_not_json") from None
    return content


def _from_zip(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if name.lower().endswith(".json")]
        if len(names) != 1:
            raise OutpostError("import_not_json")
        with packed.open(names[0]) as stream:
            return stream.read(MAX_UNPACKED_BYTES + 1)


def _within(content: bytes) -> bytes:
    if len(content) > MAX_UNPACKED_BYTES:
        raise _too_large()
    return content


def _too_large() -> OutpostError:
    return OutpostError("import_too_large", most=MAX_BYTES)


# JSON


def _read_json(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, parse_constant=_no_constant, parse_float=_finite, parse_int=_bounded)
    except (ValueError, RecursionError):
        raise OutpostError("import_not_json") from None
    if not isinstance(data, dict):
        raise _invalid("")
    if _is_deeper(data, MAX_DEPTH):
        raise _invalid("", "too_deep")
    return _clean(data) if _is_unclean(text) else data


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text[:20])
    return value


def _bounded(text: str) -> int:
    value = int(text)
    if abs(value) > _MAX_INTEGER:
        raise ValueError(text[:20])
    return value


def _is_deeper(data: Any, limit: int) -> bool:
    level = [data]
    for _ in range(limit):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _is_unclean(text: str) -> bool:
    """Whether some text may hold what no database stores: a NUL, or half of a surrogate pair, written as an escape."""
    lowered = text.lower() if "\\u" in text.lower() else ""
    return "\\u0000" in lowered or "\\ud" in lowered


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return well_formed(value.replace("\0", ""))
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


# The container


def _read_version(data: Json) -> tuple[str, tuple[int, int]]:
    version = data.get("version")
    text = str(version) if isinstance(version, str | int | float) and not isinstance(version, bool) else ""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise _invalid("version")
    number = (int(match[1]), int(match[2] or 0))
    if number < OLDEST:
        raise OutpostError("import_too_old", version=text)
    if number >= TOO_NEW:
        raise OutpostError("import_too_new", version=text)
    return text, number


def _with_version(data: dict[str, Any]) -> dict[str, Any]:
    """A bare list of flows says no version; those of spec 13 and newer say their own."""
    flows = data.get("flows")
    is_bare = isinstance(flows, list) and flows and all(isinstance(one, dict) and "spec_version" in one for one in flows)
    return {"version": "13", **data} if is_bare else data


def _check_sections(data: Json) -> None:
    if not isinstance(data.get("flows"), list):
        raise _invalid("flows")
    for section, value in data.items():
        if section in _SCALARS:
            continue
        if not isinstance(value, list | None):
            raise _invalid(section[:50])
        if value and len(value) > MAX_ITEMS:
            raise _invalid(section[:50], "too_many")
    for index, item in enumerate(data["flows"]):
        if not isinstance(item, dict):
            raise _invalid(f"flows[{index}]")


def _extras(data: Json) -> Json:
    """Our own key; of a later version, or nothing of ours: left alone."""
    found = data.get(EXTRAS)
    if not isinstance(found, dict) or found.get("version") != EXTRAS_VERSION:
        return {}
    for section, value in found.items():
        if isinstance(value, list) and len(value) > MAX_ITEMS:
            raise _invalid(f"{EXTRAS}.{section[:50]}", "too_many")
    return {section: value for section, value in found.items() if section != "version"}


def _upgraded(data: Json) -> dict[str, Any]:
    """Exports of version 3 to 10 in the shape of 11, where every reference has a UUID."""
    try:
        return dict(upgrade_export(data, new_uuid=_steady_uuids(data)))
    except DefinitionError as error:
        if error.code == "too_old":
            raise OutpostError("import_too_old", version=str(data.get("version"))) from error
        raise _invalid("flows", error.code, error.message[:300]) from error


def _nobody(_done: int, _total: int | None) -> None:
    """Is told nothing."""


def _read_flows(items: list[Any], progress: Progress) -> Iterator[FileFlow]:
    for index, item in enumerate(items):
        progress(index, len(items))
        yield _read_flow(item, index)


def _read_flow(item: Any, index: int) -> FileFlow:
    path = f"flows[{index}]"
    try:
        flow = read_flow(item, new_uuid=_steady_uuids(item), check_action=check_action)
    except DefinitionError as error:
        if error.code in ("too_old", "too_new"):
            raise OutpostError(f"import_{error.code}", path=path) from error
        raise _invalid(path, error.code, error.message[:300]) from error
    if len(flow.name) > MAX_FLOW_NAME_CHARACTERS:
        raise _invalid(path, "name_too_long")
    return FileFlow(flow, inspect_flow(flow))


def _steady_uuids(definition: Json) -> NewUuid:
    """UUIDs for what migrations add: the same for the same definition, so that a file imported again changes nothing."""
    numbers = itertools.count()
    seed = ""

    def new_uuid() -> str:
        nonlocal seed
        seed = seed or hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
        return str(uuid5(NAMESPACE_OID, f"{seed}:{next(numbers)}"))

    return new_uuid


def _invalid(path: str, reason: str = "malformed", detail: str = "") -> OutpostError:
    return OutpostError("import_invalid", path=path, reason=reason, detail=detail)


# UUIDs


def _uuids(sections: list[Any]) -> Iterator[str]:
    """Of the items, of their events, and of what they name."""
    level = [section for section in sections if isinstance(section, dict | list)]
    for _ in range(4):
        found = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
        yield from (item["uuid"] for item in found if isinstance(item, dict) and isinstance(item.get("uuid"), str))
        level = [child for child in found if isinstance(child, dict | list)]


def _needed(flows: tuple[FileFlow, ...]) -> frozenset[str]:
    return frozenset(one.flow.uuid for one in flows) | frozenset(
        dependency.reference.identity for one in flows for dependency in one.inspection.dependencies
    )
