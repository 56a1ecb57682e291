"""The language by example: every row of the JSON tables here is a template and what becomes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.engine.excellent.evaluator import ALL_FUNCTIONS
from tests.app.engine.excellent.support import evaluate

HERE = Path(__file__).parent


def rows() -> Iterator[Any]:
    for path in sorted(HERE.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield pytest.param(row, id=f"{path.stem}: {row['template']}")


@pytest.mark.parametrize("row", list(rows()))
def test_template(row: dict[str, Any]) -> None:
    found = evaluate(row["template"])
    actual = {"template": row["template"], "text": found.text}
    if found.errors:
        actual["errors"] = [error.message for error in found.errors]
    if found.warnings:
        actual["warnings"] = found.warnings
    assert actual == row


def test_every_function_has_an_example() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.json"))
    # What rand and rand_between draw is told apart in test_evaluator.py; prompts need an environment of their own.
    others = {"rand", "rand_between", "prompt", "has_value", "has_intent"}
    missing = [name for name in ALL_FUNCTIONS if name not in others and not re.search(rf"\b{name}\b", text)]
    assert missing == []
