"""All steps in order, and the run through them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.definition.errors import DefinitionError
from app.engine.definition.limits import CURRENT_SPEC
from app.engine.definition.migrations import (
    v13_1_0,
    v13_2_0,
    v13_3_0,
    v13_4_0,
    v13_5_0,
    v13_6_0,
    v13_6_1,
    v14_0_0,
    v14_1_0,
    v14_2_0,
    v14_3_0,
    v14_3_1,
    v14_4_0,
    v14_4_1,
    v14_4_2,
)
from app.engine.definition.migrations.base import Config
from app.engine.definition.tree import Obj
from app.engine.definition.versions import Version, check_shape, check_supported, format_version, parse_version

Step = Callable[[Obj, Config], None]

STEPS: tuple[tuple[Version, Step], ...] = (
    ((13, 1, 0), v13_1_0.migrate),
    ((13, 2, 0), v13_2_0.migrate),
    ((13, 3, 0), v13_3_0.migrate),
    ((13, 4, 0), v13_4_0.migrate),
    ((13, 5, 0), v13_5_0.migrate),
    ((13, 6, 0), v13_6_0.migrate),
    ((13, 6, 1), v13_6_1.migrate),
    ((14, 0, 0), v14_0_0.migrate),
    ((14, 1, 0), v14_1_0.migrate),
    ((14, 2, 0), v14_2_0.migrate),
    ((14, 3, 0), v14_3_0.migrate),
    ((14, 3, 1), v14_3_1.migrate),
    ((14, 4, 0), v14_4_0.migrate),
    ((14, 4, 1), v14_4_1.migrate),
    ((14, 4, 2), v14_4_2.migrate),
)


def spec_version(data: Mapping[str, Any]) -> Version:
    """Version a definition says it has. Raises DefinitionError when it says none."""
    value = data.get("spec_version")
    if not isinstance(value, str):
        raise DefinitionError("malformed", "unable to read flow header: field 'spec_version' is required")
    return parse_version(value)


def migrate(data: Mapping[str, Any], config: Config, to: Version = CURRENT_SPEC) -> Obj:
    """A copy of the definition in spec `to`; one that is newer already comes back unchanged.

    Raises DefinitionError `too_old`, `too_new` or `malformed`.
    """
    check_shape(data)
    version = spec_version(data)
    check_supported(version)
    flow: Obj = copy.deepcopy(dict(data))
    for target, step in STEPS:
        if version < target <= to:
            step(flow, config)
            flow["spec_version"] = format_version(target)
    return flow
