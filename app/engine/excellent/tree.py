"""The syntax tree of an expression: evaluation, printing, and the paths of the context it touches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.engine.envs import Environment
from app.engine.excellent.operators import BINARY, negate
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import (
    Deprecated,
    XArray,
    XError,
    XFunction,
    XObject,
    XValue,
    cost_of,
    describe,
    to_integer,
    to_text,
)
from app.engine.excellent.weights import render_cost
from app.engine.numbers import plain_text
from app.engine.text import quote

# In units of the budget: what evaluating a node takes besides the values in it.
OPERATION_COST, LITERAL_COST = 10, 3
DIVISION_COST = 30  # exact decimals to 16 places; powers are as dear


class Frame:
    """The names an expression sees: arguments of the functions around it, then the context, then the functions."""

    __slots__ = ("_functions", "_outer", "_root", "_values")

    def __init__(
        self,
        root: XObject,
        functions: dict[str, XFunction],
        outer: Frame | None = None,
        values: dict[str, XValue] | None = None,
    ) -> None:
        self._root, self._functions, self._outer, self._values = root, functions, outer, values or {}

    def inner(self, values: dict[str, XValue]) -> Frame:
        return Frame(self._root, self._functions, self, values)

    def find(self, name: str) -> XValue | Deprecated:
        """By name in lower case. Raises KeyError."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame._values:
                return frame._values[name]
            frame = frame._outer
        try:
            return self._root.raw(name)
        except KeyError:
            return self._functions[name]


class Node(ABC):
    """A part of an expression."""

    __slots__ = ()

    @abstractmethod
    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        """Errors are values; raises TooComplex only."""

    @abstractmethod
    def children(self) -> Sequence[Node]: ...

    @abstractmethod
    def __str__(self) -> str:
        """As an expression, in one normal form."""

    def visit(self) -> Iterator[Node]:
        """This node after all below it, from left to right."""
        stack: list[tuple[Node, bool]] = [(self, False)]
        while stack:
            node, opened = stack.pop()
            if opened:
                yield node
                continue
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children()))

    def path(self) -> tuple[str, ...] | None:
        """The path of the context this node reads, in lower case, if it is one that can be told from the text."""
        return None


def _plain(scope: Scope, value: XValue | Deprecated) -> XValue:
    """A value found by name: tell of its being deprecated, and charge for it."""
    if type(value) is Deprecated:
        scope.warnings.append(value.message)
        value = value.value
    if type(value) is str:
        scope.charge(cost_of(value))
    return value  # type: ignore[return-value]


@dataclass(slots=True)
class ContextReference(Node):
    """A name, in lower case: of the context, an argument or a function."""

    name: str

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST)
        try:
            return _plain(scope, frame.find(self.name))
        except KeyError:
            return XError(f"context has no property '{self.name}'")

    def children(self) -> Sequence[Node]:
        return ()

    def path(self) -> tuple[str, ...]:
        return (self.name,)

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class DotLookup(Node):
    """`container.name` or `container.0`; a missing property is an error."""

    container: Node
    lookup: str

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        names = [self.lookup]
        inner = self.container
        while type(inner) is DotLookup:
            names.append(inner.lookup)
            inner = inner.container
        value = inner.evaluate(scope, env, frame)
        for name in reversed(names):
            value = _look_up(scope, env, value, name, missing_ok=False)
        return value

    def children(self) -> Sequence[Node]:
        return (self.container,)

    def path(self) -> tuple[str, ...] | None:
        return _extended(self, self.lookup)

    def __str__(self) -> str:
        return f"{self.container}.{self.lookup}"


@dataclass(slots=True)
class ArrayLookup(Node):
    """`container[expression]`; a missing property is null."""

    container: Node
    lookup: Node

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        container = self.container.evaluate(scope, env, frame)
        return _look_up(scope, env, container, self.lookup.evaluate(scope, env, frame), missing_ok=True)

    def children(self) -> Sequence[Node]:
        return (self.container, self.lookup)

    def path(self) -> tuple[str, ...] | None:
        if isinstance(self.lookup, TextLiteral):
            return _extended(self, self.lookup.value)
        return _extended(self, str(self.lookup)) if isinstance(self.lookup, NumberLiteral) else None

    def __str__(self) -> str:
        return f"{self.container}[{self.lookup}]"


def _extended(node: DotLookup | ArrayLookup, name: str) -> tuple[str, ...] | None:
    path = node.container.path()
    return None if path is None else (*path, name.lower())


def _look_up(scope: Scope, env: Environment, container: XValue, lookup: XValue, missing_ok: bool) -> XValue:
    scope.charge(OPERATION_COST)
    if isinstance(container, XError):
        return container
    if isinstance(lookup, XError):
        return lookup
    if isinstance(container, XObject):
        name = to_text(env, lookup)
        try:
            return _plain(scope, container.raw(str(name)))
        except KeyError:
            return None if missing_ok else XError(f"object has no property '{name}'")
    if not isinstance(container, XArray):
        return XError(f"{describe(container)} doesn't support lookups")
    index = to_integer(env, lookup)
    if isinstance(index, XError):
        return index
    if not -len(container) <= index < len(container):
        return XError(f"index {index} out of range for {len(container)} items")
    return container[index]


@dataclass(slots=True)
class FunctionCall(Node):
    function: Node
    params: tuple[Node, ...]

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        function = self.function.evaluate(scope, env, frame)
        if not isinstance(function, XFunction):
            if isinstance(function, XError) and not isinstance(self.function, ContextReference):
                return function
            return XError(f"{self.function} is not a function")
        args = [param.evaluate(scope, env, frame) for param in self.params]
        return scope.call(env, function, args)

    def children(self) -> Sequence[Node]:
        return (self.function, *self.params)

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.params))})"


@dataclass(slots=True)
class AnonFunction(Node):
    """`(a, b) => body`; names in lower case. Missing arguments are an error, as with any function."""

    args: tuple[str, ...]
    body: Node

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        def call(scope: Scope, env: Environment, *values: XValue) -> XValue:
            if len(values) != len(self.args):
                return XError(f"need {len(self.args)} argument(s), got {len(values)}")
            return self.body.evaluate(scope, env, frame.inner(dict(zip(self.args, values, strict=True))))

        return XFunction("", call)

    def children(self) -> Sequence[Node]:
        return (self.body,)

    def __str__(self) -> str:
        return f"({', '.join(self.args)}) => {self.body}"


@dataclass(slots=True)
class BinaryOperation(Node):
    operator: str
    exp1: Node
    exp2: Node

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        # Long chains lean to the left: they are walked, not recursed into.
        pending = [self]
        first = self.exp1
        while type(first) is BinaryOperation:
            pending.append(first)
            first = first.exp1
        value = first.evaluate(scope, env, frame)
        while pending:
            node = pending.pop()
            second = node.exp2.evaluate(scope, env, frame)
            own = DIVISION_COST if node.operator in ("/", "^") else OPERATION_COST
            scope.charge(own + render_cost(value) + render_cost(second))
            value = BINARY[node.operator](env, value, second)
            scope.charge(cost_of(value))
        return value

    def children(self) -> Sequence[Node]:
        return (self.exp1, self.exp2)

    def __str__(self) -> str:
        parts: list[str] = []
        node: Node = self
        while type(node) is BinaryOperation:
            parts.append(f" {node.operator} {node.exp2}")
            node = node.exp1
        return str(node) + "".join(reversed(parts))


@dataclass(slots=True)
class Negation(Node):
    exp: Node

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(OPERATION_COST)
        return negate(env, self.exp.evaluate(scope, env, frame))

    def children(self) -> Sequence[Node]:
        return (self.exp,)

    def __str__(self) -> str:
        return f"-{self.exp}"


@dataclass(slots=True)
class Parentheses(Node):
    exp: Node

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST)
        return self.exp.evaluate(scope, env, frame)

    def children(self) -> Sequence[Node]:
        return (self.exp,)

    def __str__(self) -> str:
        return f"({self.exp})"


class _Literal(Node):
    __slots__ = ()

    def children(self) -> Sequence[Node]:
        return ()


@dataclass(slots=True)
class TextLiteral(_Literal):
    value: str

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST + len(self.value))
        return self.value

    def __str__(self) -> str:
        return quote(self.value)


@dataclass(slots=True)
class NumberLiteral(_Literal):
    value: Decimal

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST)
        return self.value

    def __str__(self) -> str:
        return plain_text(self.value)


@dataclass(slots=True)
class BooleanLiteral(_Literal):
    value: bool

    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST)
        return self.value

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(slots=True)
class NullLiteral(_Literal):
    def evaluate(self, scope: Scope, env: Environment, frame: Frame) -> XValue:
        scope.charge(LITERAL_COST)
        return None

    def __str__(self) -> str:
        return "null"


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """A tree with `change` applied to every node after those below it; the given tree stays as it is."""
    done: dict[int, Node] = {}
    for below in node.visit():
        done[id(below)] = change(_with_children(below, [done[id(child)] for child in below.children()]))
    return done[id(node)]


def _with_children(node: Node, below: list[Node]) -> Node:
    match node:
        case DotLookup():
            return DotLookup(below[0], node.lookup)
        case ArrayLookup():
            return ArrayLookup(below[0], below[1])
        case FunctionCall():
            return FunctionCall(below[0], tuple(below[1:]))
        case AnonFunction():
            return AnonFunction(node.args, below[0])
        case BinaryOperation():
            return BinaryOperation(node.operator, below[0], below[1])
        case Negation():
            return Negation(below[0])
        case Parentheses():
            return Parentheses(below[0])
        case _:
            return node
