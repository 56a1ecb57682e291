"""Small definitions for tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def uuids(start: int = 1) -> Callable[[], str]:
    """A source of ids that are known beforehand: 00000001-..., 00000002-..."""
    numbers = iter(range(start, start + 100_000))
    return lambda: made_up(next(numbers))


def made_up(number: int) -> str:
    return str(uuid.UUID(int=(number << 96) | (0x4 << 76) | (0x8 << 60)))


FLOW, ASK, END = made_up(0xF10), made_up(0xA5), made_up(0xE0)
SEND, THANK, CASE, YES, OTHER, TO_END, STAY, LEAVE = (made_up(0xB0 + number) for number in range(8))


def question(version: str = "14.4.2") -> Json:
    """Asks for yes; goes to the end, or to nowhere. Has French texts."""
    return {
        "uuid": FLOW,
        "name": "Stock",
        "spec_version": version,
        "language": "eng",
        "type": "messaging",
        "revision": 7,
        "expire_after_minutes": 60,
        "localization": {"fra": {SEND: {"text": ["Encore ?"]}, CASE: {"arguments": ["oui"]}, YES: {"name": ["Oui"]}}},
        "nodes": [
            {
                "uuid": ASK,
                "actions": [{"uuid": SEND, "type": "send_msg", "text": "Any left @contact?", "quick_replies": ["Yes", "No"]}],
                "router": {
                    "type": "switch",
                    "operand": "@input.text",
                    "result_name": "Any Left",
                    "wait": {"type": "msg", "timeout": {"seconds": 600, "category_uuid": OTHER}},
                    "cases": [{"uuid": CASE, "type": "has_any_word", "arguments": ["yes"], "category_uuid": YES}],
                    "categories": [
                        {"uuid": YES, "name": "Yes", "exit_uuid": TO_END},
                        {"uuid": OTHER, "name": "Other", "exit_uuid": STAY},
                    ],
                    "default_category_uuid": OTHER,
                },
                "exits": [{"uuid": TO_END, "destination_uuid": END}, {"uuid": STAY, "destination_uuid": None}],
            },
            {
                "uuid": END,
                "actions": [{"uuid": THANK, "type": "send_msg", "text": "Thanks @fields.village, @results.any_left"}],
                "exits": [{"uuid": LEAVE}],
            },
        ],
        "_ui": {"nodes": {ASK: {"position": {"left": 10, "top": 20}}}, "stickies": {}},
    }
