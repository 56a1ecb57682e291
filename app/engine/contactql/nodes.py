"""A query as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ATTRIBUTE, SCHEME, FIELD = "attribute", "scheme", "field"
AND, OR = "and", "or"

_PREFIXES = {ATTRIBUTE: "", SCHEME: "urns.", FIELD: "fields."}
_BARE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` is an attribute, a URN scheme or a field, by `kind`; `value` is text, empty for set and unset."""

    kind: str
    key: str
    operator: str
    value: str

    def __str__(self) -> str:
        value = self.value if _BARE.fullmatch(self.value) else quoted(self.value)
        return f"{_PREFIXES[self.kind]}{self.key} {self.operator} {value}"


@dataclass(frozen=True, slots=True)
class Combination:
    """Nodes joined by one word. Those the parser makes have two or more."""

    word: str
    children: tuple[Node, ...]

    def __str__(self) -> str:
        parts = [f"({child})" if isinstance(child, Combination) else str(child) for child in self.children]
        return f" {self.word.upper()} ".join(parts)


Node = Condition | Combination


def combine(word: str, children: Sequence[Node]) -> Node:
    """Combinations of the same word are made one, a single node stays itself, empty combinations count for nothing."""
    flat: list[Node] = []
    for child in children:
        if isinstance(child, Combination):
            flat += child.children if child.word == word or not child.children else [child]
        else:
            flat.append(child)
    return flat[0] if len(flat) == 1 else Combination(word, tuple(flat))


def simplify(node: Node) -> Node:
    """The same query with as few combinations as can be. Parsed queries are simple already, built ones need not be."""
    if isinstance(node, Condition):
        return node
    return combine(node.word, [simplify(child) for child in node.children])


def conditions(node: Node) -> Iterator[Condition]:
    """All conditions, in the order of the text."""
    if isinstance(node, Condition):
        yield node
    else:
        for child in node.children:
            yield from conditions(child)


def quoted(value: str) -> str:
    """A value as it is written in a query."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
