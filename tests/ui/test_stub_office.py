"""The office in memory offers what the contracts say, no more and no less."""

from __future__ import annotations

import inspect

import pytest

from app.contracts.registry import CONTRACTS
from tests.ui.stub_office import StubOffice


@pytest.mark.parametrize("name", CONTRACTS)
def test_each_contract_is_met(name: str) -> None:
    service = type(StubOffice().services[name])
    wanted = {key: value for key, value in vars(CONTRACTS[name]).items() if hasattr(value, "__access__")}
    assert wanted
    for method, function in wanted.items():
        offered = getattr(service, method, None)
        assert offered is not None, f"{name}.{method}"
        assert list(inspect.signature(offered).parameters) == list(inspect.signature(function).parameters), f"{name}.{method}"
    others = {key for key in vars(service) if not key.startswith("_")}
    assert others <= set(wanted)
