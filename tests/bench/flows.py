"""Flows for benchmarks, as in workspace files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app import ids


def says(what: str) -> dict[str, Any]:
    """A node that sends a message."""
    action = {"uuid": ids.uuid4(), "type": "send_msg", "text": what}
    return {"uuid": ids.uuid4(), "actions": [action], "exits": [{"uuid": ids.uuid4()}]}


def hears(result: str, timeout: int | None = None) -> dict[str, Any]:
    """A node that waits for an answer, or for so many seconds. One of its own: the wait of a flow's first node takes the message
    that started it."""
    names = ["All Responses"] if timeout is None else ["All Responses", "No Response"]
    categories = [{"uuid": ids.uuid4(), "name": name, "exit_uuid": ids.uuid4()} for name in names]
    wait: dict[str, Any] = {"type": "msg"}
    if timeout is not None:
        wait["timeout"] = {"seconds": timeout, "category_uuid": categories[-1]["uuid"]}
    router = {
        "type": "switch",
        "operand": "@input.text",
        "wait": wait,
        "result_name": result,
        "cases": [],
        "categories": categories,
        "default_category_uuid": categories[0]["uuid"],
    }
    return {"uuid": ids.uuid4(), "actions": [], "router": router, "exits": [{"uuid": one["exit_uuid"]} for one in categories]}


def workspace_file(name: str, nodes: Sequence[dict[str, Any]]) -> bytes:
    """With one flow, whose nodes follow each other."""
    for node, following in pairwise(nodes):
        for way_out in node["exits"]:
            way_out["destination_uuid"] = following["uuid"]
    flow = {
        "uuid": ids.uuid4(),
        "name": name,
        "spec_version": "14.4.2",
        "language": "eng",
        "type": "messaging",
        "revision": 1,
        "expire_after_minutes": 600,
        "localization": {},
        "nodes": list(nodes),
    }
    return json.dumps({"version": "13", "site": "bench", "flows": [flow], "triggers": [], "campaigns": []}).encode()
