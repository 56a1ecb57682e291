"""The office in memory offers what windows call, each as its contract says."""

from __future__ import annotations

import inspect

import pytest

from app.contracts.registry import CONTRACTS
from tests.ui.stub_office import StubOffice


@pytest.mark.parametrize("name", StubOffice().services)
def test_what_it_offers_is_as_in_its_contract(name: str) -> None:
    service = type(StubOffice().services[name])
    contract = {key: value for key, value in vars(CONTRACTS[name]).items() if hasattr(value, "__access__")}
    offered = {key: value for key, value in vars(service).items() if not key.startswith("_")}
    assert offered
    for method, function in offered.items():
        assert method in contract, f"{name}.{method}"
        assert list(inspect.signature(function).parameters) == list(inspect.signature(contract[method]).parameters), method
