"""Spec versions: three numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.engine.definition.errors import DefinitionError
from app.engine.definition.limits import CURRENT_SPEC, MAX_NESTING
from app.engine.definition.tree import is_too_deep

Version = tuple[int, int, int]

OLDEST_SPEC: Version = (11, 0, 0)
FIRST_UNKNOWN_SPEC: Version = (CURRENT_SPEC[0], CURRENT_SPEC[1] + 1, 0)

_VERSION = re.compile(r"(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?\Z")


def parse_version(value: str) -> Version:
    """`13.1` is 13.1.0. Raises DefinitionError `malformed`."""
    match = _VERSION.match(value)
    if not match:
        raise DefinitionError("malformed", f"not a spec version: {value[:20]!r}")
    major, minor, patch = (int(part or 0) for part in match.groups())
    return major, minor, patch


def check_shape(data: object) -> None:
    """That it is an object, not nested too deep. Raises DefinitionError `malformed`."""
    if not isinstance(data, Mapping):
        raise DefinitionError("malformed", "unable to read flow header: must be an object")
    if is_too_deep(data, MAX_NESTING):
        raise DefinitionError("malformed", "unable to read flow header: nested too deep")


def format_version(version: Version) -> str:
    return ".".join(str(part) for part in version)


def is_supported(version: Version) -> bool:
    """Whether a definition of this version can be read, by migrating it where it is older."""
    return OLDEST_SPEC <= version < FIRST_UNKNOWN_SPEC


def check_supported(version: Version) -> None:
    """Raises DefinitionError `too_old` or `too_new`."""
    if version < OLDEST_SPEC:
        raise DefinitionError("too_old", f"spec version {format_version(version)} is too old")
    if version >= FIRST_UNKNOWN_SPEC:
        raise DefinitionError("too_new", f"spec version {format_version(version)} is newer than this engine knows")
