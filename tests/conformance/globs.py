"""The patterns by which the published cases name URLs: `*` at the start, the end or both stands for anything."""

from __future__ import annotations

from collections.abc import Iterable


def glob_match(text: str, pattern: str) -> bool:
    """A pattern without `*` is the whole text; an empty one matches nothing."""
    starts, ends = pattern.startswith("*"), pattern.endswith("*")
    core = pattern.strip("*")
    if starts and ends:
        return core in text
    if starts or ends:
        return text.endswith(core) if starts else text.startswith(core)
    return bool(pattern) and text == pattern


def glob_select(text: str, patterns: Iterable[str]) -> str:
    """The longest pattern that matches, empty for none."""
    return max((pattern for pattern in patterns if glob_match(text, pattern)), key=len, default="")
