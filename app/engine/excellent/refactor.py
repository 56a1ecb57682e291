"""What templates touch, and how to rename it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from app.engine.excellent.parser import SyntaxTrouble, parse
from app.engine.excellent.scanner import Kind, Token, scan
from app.engine.excellent.tree import ContextReference, DotLookup, Node, rewrite


def find_context_refs(template: str, top_levels: Collection[str]) -> list[tuple[str, ...]]:
    """Every path of the context that the template reads, each with its beginnings, in order of appearance, in lower case.

    `@foo.bar` gives `("foo",)` and `("foo", "bar")`. Names of functions that are called are none. Expressions that cannot be
    parsed have none.
    """
    found: list[tuple[str, ...]] = []
    for token in scan(template, top_levels):
        node = _parsed(token)
        if node is not None:
            found.extend(path for below in _reading(node) if (path := below.path()) is not None)
    return found


def _reading(node: Node) -> Iterator[Node]:
    """The nodes below that may read the context, without the names of functions that are called."""
    called = {id(part.children()[0]) for part in node.visit() if type(part).__name__ == "FunctionCall"}
    return (part for part in node.visit() if not (id(part) in called and isinstance(part, ContextReference)))


def rename_context(template: str, top_levels: Collection[str], old: Sequence[str], new: Sequence[str]) -> str:
    """The template with a path of the context replaced; expressions that do not touch it stay as they are written."""
    wanted = tuple(name.lower() for name in old)

    def change(node: Node) -> Node:
        return _path_node(new) if node.path() == wanted else node

    def rename(node: Node) -> Node | None:
        if not any(below.path() == wanted for below in node.visit()):
            return None
        return rewrite(node, change)

    return refactor_template(template, top_levels, rename)


def refactor_template(template: str, top_levels: Collection[str], change: Callable[[Node], Node | None] | None = None) -> str:
    """Every expression printed in normal form, after `change`, where that is given; those it returns None for, and those that
    cannot be parsed, stay as they are written.
    """
    out = []
    for token in scan(template, top_levels, unescape=False):
        node = _parsed(token)
        changed = change(node) if node is not None and change else node
        out.append(token.source() if changed is None else _printed(token, changed))
    return "".join(out)


def _printed(token: Token, node: Node) -> str:
    if token.kind is Kind.IDENTIFIER and isinstance(node, (ContextReference, DotLookup)):
        return f"@{node}"
    return f"@({node})"


def has_expressions(template: str, top_levels: Collection[str]) -> bool:
    """Whether the template has any expression at all."""
    return any(token.kind is not Kind.BODY for token in scan(template, top_levels))


def _parsed(token: Token) -> Node | None:
    if token.kind is Kind.BODY:
        return None
    try:
        return parse(token.text)
    except (SyntaxTrouble, RecursionError):
        return None


def _path_node(path: Sequence[str]) -> Node:
    node: Node = ContextReference(path[0].lower())
    for name in path[1:]:
        node = DotLookup(node, name)
    return node
