"""Definitions come from strangers: whatever is in them, the only complaint is a DefinitionError."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.definition.cloning import clone
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow, localizables
from app.engine.definition.legacy import upgrade_export
from app.engine.definition.reader import read_flow
from app.engine.definition.rebasing import change_language
from tests.app.engine.definition.flows import question, uuids
from tests.app.engine.definition.test_legacy import clinic, survey

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(["@(", "@contact."])
)
JUNK = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every key of every object and every index of every list."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [found for key in keys for found in [(value, key), *places(value[key])]]


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    whole = copy.deepcopy(draw(st.sampled_from([question("13.0.0"), question(), survey(), survey(version=7), clinic()])))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(places(whole)))
        if key in (holder if isinstance(holder, dict) else range(len(holder))):
            holder[key] = draw(JUNK)
    return whole


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_only_definition_errors(data: Any) -> None:
    try:
        export = upgrade_export(data, new_uuid=uuids()) if "flows" in data else {"flows": [data]}
        for one in export["flows"]:
            flow = read_flow(one, new_uuid=uuids())
            inspect_flow(flow)
            localizables(flow)
            clone(flow.raw, new_uuid=uuids())
            change_language(flow, "spa")
    except DefinitionError:
        return
