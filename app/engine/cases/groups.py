"""Tests on objects of the context: groups of a contact, results, and what old flows asked of classifiers."""

from __future__ import annotations

from app.engine.cases.results import case, matched
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import ARRAY, NUMBER, OBJECT, TEXT
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XArray, XError, XObject, XValue


@case("has_group", ARRAY, TEXT, TEXT, required=2)
def has_group(scope: Scope, env: Environment, groups: XArray, uuid: str, name: str = "") -> XValue:
    """By UUID; the name is for readers only."""
    for group in groups:
        if isinstance(group, XObject) and "uuid" in group and group.get("uuid") == uuid:
            return matched(group)
    return False


@case("has_category", OBJECT, TEXT, rest=TEXT)
def has_category(scope: Scope, env: Environment, result: XObject, *categories: str) -> XValue:
    """Whether a result is in one of the categories."""
    category = result.get("category") if "category" in result else None
    if not isinstance(category, str):
        return XError("must be called with a result")
    return matched(category) if category in categories else False


@case("has_intent", OBJECT, TEXT, NUMBER)
def has_intent(scope: Scope, env: Environment, result: XObject, name: str, confidence: object) -> XValue:
    """Classifiers are no more: never."""
    return False


@case("has_top_intent", OBJECT, TEXT, NUMBER)
def has_top_intent(scope: Scope, env: Environment, result: XObject, name: str, confidence: object) -> XValue:
    """Classifiers are no more: never."""
    return False
