"""Expressions to trees: a hand-written Pratt parser.

Binding, tight to loose: unary minus, `^`, `* /`, `+ -`, `< <= > >=`, `= !=`, `&`, `(x) => body`. All operators are left
associative. Names and true, false, null ignore case. Lookups and calls follow names, calls, lookups and parentheses, not
literals.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from app.engine.excellent import tree
from app.engine.excellent.tree import Node
from app.engine.numbers import OutOfRange, checked
from app.engine.text import nesting_exceeds

MAX_NESTING = 100
MAX_SUFFIXES = 100  # lookups and calls in a row
_CONTEXT_CHARS = 10  # of the text that a syntax error shows

_TOKEN = re.compile(
    r"""[ \t\r\n\u00a0]*(?:
    (?P<text>"(?:[^"\\]|\\.)*")
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>=>|!=|<=|>=|[-+*/^&=<>().,\[\]])
    )""",
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(r"[ \t\r\n\u00a0]*")
_LOOKUP = re.compile(r"[^\W\d]\w*|[0-9]+")

_BINDING = {"&": 1, "=": 2, "!=": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "+": 4, "-": 4, "*": 5, "/": 5, "^": 6}
_UNARY = 7


class SyntaxTrouble(ValueError):
    """The text is no expression. The message is for flow authors."""


@lru_cache(maxsize=1000)
def parse(text: str) -> Node:
    """Raises SyntaxTrouble."""
    if nesting_exceeds(text, MAX_NESTING):
        raise SyntaxTrouble("expression is nested too deeply")
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.start = self.end = 0
        self.kind: str | None = None
        self.symbol = ""
        self.minuses = 0
        self.advance()

    def advance(self) -> None:
        """Read the next token; its kind is None at the end."""
        found = _TOKEN.match(self.text, self.end)
        if found:
            self.kind = found.lastgroup
            self.symbol = found[found.lastindex or 0]
            self.start, self.end = found.start(found.lastindex or 0), found.end()
            return
        space = _SPACE.match(self.text, self.end)
        self.start = self.end = space.end() if space else self.end
        self.kind, self.symbol = None, ""
        if self.start < len(self.text):
            raise self.trouble()

    def trouble(self) -> SyntaxTrouble:
        line = self.text[self.start :].partition("\n")[0]
        return SyntaxTrouble(f"syntax error at {line[:_CONTEXT_CHARS]}")

    def expect(self, mark: str) -> None:
        if self.kind != "mark" or self.symbol != mark:
            raise self.trouble()
        self.advance()

    def at(self, mark: str) -> bool:
        return self.kind == "mark" and self.symbol == mark

    def whole(self) -> Node:
        node = self.expression(0)
        if self.kind is not None:
            raise self.trouble()
        return node

    def expression(self, binding: int) -> Node:
        left = self.prefix()
        while self.kind == "mark":
            power = _BINDING.get(self.symbol, 0)
            if power <= binding:
                break
            operator = self.symbol
            self.advance()
            left = tree.BinaryOperation(operator, left, self.expression(power))
        return left

    def prefix(self) -> Node:
        if self.kind == "text":
            return self.literal(tree.TextLiteral(unquote(self.symbol)))
        if self.kind == "number":
            return self.literal(tree.NumberLiteral(_number(self.symbol)))
        if self.kind == "name":
            return self.name()
        if self.at("-"):
            return self.negation()
        if self.at("("):
            return self.function() or self.parentheses()
        raise self.trouble()

    def literal(self, node: Node) -> Node:
        self.advance()
        return node

    def name(self) -> Node:
        name = self.symbol.lower()
        if name in ("true", "false"):
            return self.literal(tree.BooleanLiteral(name == "true"))
        if name == "null":
            return self.literal(tree.NullLiteral())
        self.advance()
        return self.suffixes(tree.ContextReference(name))

    def negation(self) -> Node:
        self.minuses += 1
        if self.minuses > MAX_NESTING:
            raise SyntaxTrouble("expression is nested too deeply")
        self.advance()
        return tree.Negation(self.expression(_UNARY))

    def parentheses(self) -> Node:
        self.advance()
        inner = self.expression(0)
        self.expect(")")
        return self.suffixes(tree.Parentheses(inner))

    def function(self) -> Node | None:
        """`(a, b) => body`, or None with nothing read."""
        start, end, kind, symbol = self.start, self.end, self.kind, self.symbol
        args = self.arguments()
        if args is not None:
            return tree.AnonFunction(tuple(args), self.expression(0))
        self.start, self.end, self.kind, self.symbol = start, end, kind, symbol
        return None

    def arguments(self) -> list[str] | None:
        args: list[str] = []
        try:
            while not args or self.at(","):
                self.advance()
                if self.kind != "name" or self.symbol.lower() in ("true", "false", "null"):
                    return None
                args.append(self.symbol.lower())
                self.advance()
            if not self.at(")"):
                return None
            self.advance()
        except SyntaxTrouble:
            return None
        if not self.at("=>"):
            return None
        self.advance()
        return args

    def suffixes(self, node: Node) -> Node:
        for _ in range(MAX_SUFFIXES):
            if self.kind != "mark":
                return node
            if self.symbol == ".":
                node = self.dot(node)
            elif self.symbol == "[":
                self.advance()
                node = tree.ArrayLookup(node, self.expression(0))
                self.expect("]")
            elif self.symbol == "(":
                node = tree.FunctionCall(node, tuple(self.parameters()))
            else:
                return node
        raise SyntaxTrouble("expression is nested too deeply")

    def dot(self, node: Node) -> Node:
        """What follows a dot is a name or an index: `a.0.1` has two indexes, not the number 0.1."""
        space = _SPACE.match(self.text, self.end)
        start = space.end() if space else self.end
        found = _LOOKUP.match(self.text, start)
        if not found:
            self.advance()
            raise self.trouble()
        self.end = found.end()
        self.advance()
        return tree.DotLookup(node, found[0])

    def parameters(self) -> list[Node]:
        self.advance()
        params: list[Node] = []
        while not self.at(")"):
            if params:
                self.expect(",")
            params.append(self.expression(0))
        self.advance()
        return params


def _number(text: str) -> Decimal:
    try:
        return checked(Decimal(text))
    except OutOfRange:
        raise SyntaxTrouble(f"number {text} is out of range") from None


_ESCAPE = re.compile(
    r'\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))', re.DOTALL
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


def unquote(literal: str) -> str:
    r"""The text of a literal with its quotes. Escapes are Go's; one that is none (`"\d+"`) leaves all as they are written."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    try:
        if "\n" in inner:
            raise ValueError
        return _ESCAPE.sub(_unescape, inner).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except ValueError:
        return inner


def _unescape(found: re.Match[str]) -> str:
    simple, byte, short, long, octal, bad = found.groups()
    if bad is not None:
        raise ValueError
    if simple:
        return _SIMPLE[simple]
    if byte or octal:
        return bytes([int(byte, 16) if byte else int(octal, 8)]).decode("ascii", "surrogateescape")
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError
    return chr(code)
