"""A plan on its way between two processes: whole and as it was, or not taken at all."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from app.engine.envs import Environment
from app.ids import uuid4
from app.services.workspace_file.known import Known
from app.services.workspace_file.planner import make_plan
from app.services.workspace_file.reading import read_file
from app.services.workspace_file.ready import PlanUnreadable, plan_lines, read_plan, read_report, ready_plan
from tests.app.services.conversing import stock_flow
from tests.app.services.test_import import container, trigger
from tests.app.support import START

ROOM = dict.fromkeys(("fields", "groups", "labels", "topics", "globals", "templates"), 10)


def lines(*flows: dict[str, Any], **sections: Any) -> list[bytes]:
    file = read_file(container(*flows, **sections))
    return list(plan_lines(file, make_plan(file, Known(Environment(), room=ROOM), uuid4, START)))


def told(line: bytes) -> Any:
    return json.loads(line)


def said(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def test_it_comes_as_it_went() -> None:
    made = stock_flow('A \\ " é مرحبا 👍\u2028')
    sections: dict[str, Any] = {
        "triggers": [
            trigger(made, groups=[{"uuid": uuid4(), "name": "Old"}]),
            {
                "trigger_type": "S",
                "flow": {"uuid": made["uuid"], "name": made["name"]},
                "groups": [{"uuid": uuid4(), "name": "Young"}],
                "schedule": {
                    "repeat": "weekly",
                    "hour": 9,
                    "minute": 5,
                    "days_of_week": "MW",
                    "next_fire": "2027-01-01T09:05:00Z",
                },
            },
        ],
        "fields": [{"key": "age", "name": "Age", "type": "number"}],
        "groups": [{"uuid": uuid4(), "name": "Grown", "query": "age > 17"}],
        "outpost": {
            "version": 1,
            "templates": [
                {"uuid": uuid4(), "name": "T", "translations": [{"n": 1.5, "deep": [None, True, {"x": -(2**63) + 1}]}]}
            ],
            "globals": [{"key": "fee", "name": "Fee", "value": "5"}],
            "settings": [{"name": "languages", "value": ["eng", "kin"]}],
        },
    }
    file = read_file(container(made, **sections))
    plan = make_plan(file, Known(Environment(), room=ROOM), uuid4, START)
    found = read_plan(plan_lines(file, plan))
    assert found == ready_plan(file, plan)
    assert len(found.plan.triggers) == 2
    assert read_report(plan_lines(file, plan)) == found.report()
    [flow] = found.flows
    stored = json.loads(zlib.decompress(flow.definition))
    assert stored == {**plan.flows[0].raw, "revision": flow.revision}


def test_each_flow_has_its_line() -> None:
    assert len(lines(*(stock_flow(str(n)) for n in range(5)))) == 6
    assert read_plan(lines()).flows == ()


@pytest.mark.parametrize(
    "harm",
    [
        lambda all_lines: [],
        lambda all_lines: [b"\n"],
        lambda all_lines: all_lines[:-1],
        lambda all_lines: all_lines[1:],
        lambda all_lines: [*all_lines, all_lines[-1]],
        lambda all_lines: [*all_lines[:-1], all_lines[-1][:-20]],
        lambda all_lines: [*all_lines[:-1], all_lines[1]],
        lambda all_lines: [b"\0" * len(line) for line in all_lines],
        lambda all_lines: [b"\xff" + line for line in all_lines],
        lambda all_lines: [b"[" * 100_000],
        lambda all_lines: [all_lines[0], *(b"{}\n" for _ in all_lines[1:])],
    ],
)
def test_less_or_more_than_it_said(harm: Callable[[list[bytes]], list[bytes]]) -> None:
    with pytest.raises(PlanUnreadable):
        read_plan(harm(lines(stock_flow("A"), stock_flow("B"))))


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "nonsense"},
        {"uuid": uuid4()},
        {"name": ""},
        {"name": "Another"},
        {"type": "survey"},
        {"revision": 7},
        {"revision": -1},
        {"revision": None},
        {"nodes": 99},
        {"definition": ""},
        {"definition": "bm90IHppcHBlZA=="},
        {"attachments": [5]},
        {"is_new": "yes"},
    ],
)
def test_a_flow_that_is_not_what_it_says(change: dict[str, Any]) -> None:
    head, flow = lines(stock_flow())
    with pytest.raises(PlanUnreadable):
        read_plan([head, said({**told(flow), **change})])


def test_a_definition_that_never_ends() -> None:
    head, flow = lines(stock_flow())
    bomb = base64.b64encode(zlib.compress(b" " * (65 * 1024 * 1024))).decode()
    with pytest.raises(PlanUnreadable):
        read_plan([head, said({**told(flow), "definition": bomb})])


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"flows": -1},
        {"flows": 10**9},
        {"plan": None},
        {"plan": {"revision": "x"}},
        {"plan": {"revision": 0, "groups": [{"uuid": "x", "name": "G", "query": None}]}},
        {"plan": {"revision": 0, "triggers": [{"flow_uuid": "x", "new": {"type": 5}}]}},
    ],
)
def test_a_head_that_is_not_ours(change: dict[str, Any]) -> None:
    head, flow = lines(stock_flow())
    changed = said({**told(head), **change})
    with pytest.raises(PlanUnreadable):
        read_plan([changed, flow])
    with pytest.raises(PlanUnreadable):
        read_report([changed])
