"""The list of flows."""

from __future__ import annotations

import pytest

from app.contracts.base import Actor
from app.errors import Forbidden
from app.services.flows import Flows
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, stock_flow
from tests.app.support import Office


def test_the_list_counts_and_names(office: Office) -> None:
    line = Line(office, office.add_phone())
    stock, other = stock_flow("Stock"), stock_flow("Births")
    import_flows(office, stock, other)
    add_keyword(office, stock["uuid"], "stock", "boxes")
    line.hear("stock", ADA)
    line.hear("stock", BOB)
    line.hear("none", BOB)
    births, shown = Flows(office.core, office.people["viewer"]).all(office.workspace)
    assert (births.name, births.started, births.waiting, births.keywords) == ("Births", 0, 0, [])
    assert (shown.name, shown.type, shown.language, shown.nodes, shown.revision) == ("Stock", "messaging", "eng", 5, 1)
    assert (shown.started, shown.completed, shown.waiting) == (2, 1, 1)
    assert shown.keywords == ["stock", "boxes"]
    assert Flows(office.core, office.admin).all(office.other_workspace) == []


def test_strangers_see_nothing(office: Office) -> None:
    with pytest.raises(Forbidden):
        Flows(office.core, office.people["viewer"]).all(office.other_workspace)
    with pytest.raises(Forbidden):
        Flows(office.core, Actor(1, "Nobody")).all(office.workspace)
