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


def hears(result: str) -> dict[str, Any]:
    """A node that waits for an answer. One of its own: the wait of a flow's first node takes the message that started it."""
    category, way_out = ids.uuid4(), ids.uuid4()
    router = {
        "type": "switch",
        "operand": "@input.text",
        "wait": {"type": "msg"},
        "result_name": result,
        "cases": [],
        "categories": [{"uuid": category, "name": "All Responses", "exit_uuid": way_out}],
        "default_category_uuid": category,
    }
    return {"uuid": ids.uuid4(), "actions": [], "router": router, "exits": [{"uuid": way_out}]}


def workspace_file(name: str, nodes: Sequence[dict[str, Any]]) -> bytes:
    """With one flow, whose nodes follow each other."""
    for node, following in pairwise(nodes):
        node["exits"][0]["destination_uuid"] = following["uuid"]
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
