"""Definitions of before spec 13: action sets and rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.definition.errors import DefinitionError
from app.engine.definition.legacy.flow import migrate_flow
from app.engine.definition.legacy.old import FIRST_WITH_UUIDS, upgrade_export, upgrade_flow
from app.engine.definition.migrations import Config
from app.engine.definition.versions import check_shape, check_supported, parse_version

__all__ = ["is_legacy", "migrate_legacy", "upgrade_export"]


def is_legacy(data: Mapping[str, Any]) -> bool:
    """Whether this is a definition of action sets and rule sets."""
    return "spec_version" not in data and any(key in data for key in ("action_sets", "rule_sets", "definition"))


def migrate_legacy(data: Mapping[str, Any], config: Config) -> dict[str, Any]:
    """The definition in spec 13.0. One that does not say its version counts as version 11.

    Those of version 3 to 10 came in exports, where only the export says the version: see `upgrade_export`.
    Raises DefinitionError `too_old` or `too_new`.
    """
    check_shape(data)
    old = dict(data)
    if "definition" in old and "version" not in old:
        raise DefinitionError("too_old", "a definition of version 3 or 4 can only be read as part of its export")
    if "version" in old:
        version = parse_version(str(old["version"]))
        if version < FIRST_WITH_UUIDS:
            old = upgrade_flow(old, new_uuid=config.new_uuid)
        check_supported(parse_version(str(old["version"])))
    return migrate_flow(old, config)
