"""Old templates, `@flow.age` and `@(UPPER(contact))`, in today's expression language.

A hand-written precedence parser that writes the new expression as it reads the old one. Loose to tight: comparison,
`&`, `+ -`, `* /`, `^`, sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.engine.definition.legacy.context import (
    DATE,
    DATE_TEXT,
    DATETIME,
    NUMBER,
    OTHER,
    ROOTS,
    TIME,
    is_path,
    migrate_variable,
)
from app.engine.definition.legacy.functions import PRIMARY, SUM, Argument, Call, LegacyError, migrate_call

MAX_DEPTH = 100
# Each needs the text read to its end: one with more of them is no text a person wrote.
MAX_UNCLOSED = 10

_TOKEN = re.compile(
    r'\s+|(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][\w.]*)|(?P<sign><=|>=|<>|[()=<>,+\-*/^&])',
    re.ASCII,
)
_VARIABLE = re.compile(r"@([A-Za-z]\w*(?:\.\w+)*)", re.ASCII)
_BINDING = {"=": 2, "<>": 2, "<": 2, "<=": 2, ">": 2, ">=": 2, "&": 3, "+": 5, "-": 5, "*": 6, "/": 6, "^": 7}
_SIGN_BINDING = 8


@dataclass(frozen=True, slots=True)
class Options:
    """`default_to_self`: a failing expression gives its own old text. `raw_dates`: dates are compared, not shown."""

    default_to_self: bool = False
    url_encode: bool = False
    raw_dates: bool = False


def migrate_template(template: str, options: Options = Options()) -> str:
    """The template in today's language. What cannot be read stays as it is."""
    found, position, unclosed = [], 0, 0
    while (at := template.find("@", position)) >= 0 and unclosed < MAX_UNCLOSED:
        found.append(template[position:at])
        if template.startswith("@@", at):
            found.append("@@")
            position = at + 2
            continue
        end = _end_of_expression(template, at)
        unclosed += int(template.startswith("@(", at) and end == at + 1)
        found.append(_migrate_one(template[at:end], options))
        position = end
    return "".join([*found, template[position:]])


def _end_of_expression(template: str, at: int) -> int:
    """Where the expression that begins at an @ ends; just after the @ when there is none."""
    if not template.startswith("@(", at):
        match = _VARIABLE.match(template, at)
        return match.end() if match and match[1].partition(".")[0].lower() in ROOTS else at + 1
    depth, quoted = 0, False
    for index in range(at + 1, len(template)):
        char = template[index]
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return index + 1
    return at + 1


def _migrate_one(old: str, options: Options) -> str:
    if old == "@":
        return old
    try:
        is_bare = not old.startswith("@(")
        new = migrate_variable(old[1:], options.raw_dates).text if is_bare else migrate_expression(old[2:-1], options.raw_dates)
    except LegacyError:
        return old
    if new == '""' and not is_bare:
        return ""
    if options.url_encode:
        return f"@(url_encode({new}))"
    if options.default_to_self:
        return f"@(if(is_error({new}), {_quote(old)}, {new}))"
    return f"@{new}" if is_bare and is_path(new) else f"@({new})"


def migrate_expression(old: str, raw_dates: bool = False) -> str:
    """What stands between `@(` and `)`. Raises LegacyError."""
    parser = _Parser(old, raw_dates)
    call = parser.expression(0, 0)
    parser.expect_end()
    return call.text


def migrate_string_literal(literal: str) -> str:
    """A doubled quote in a text is an escaped one now; backslashes stay single."""
    return _quote(literal[1:-1].replace('""', '"'))


def _quote(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


class _Parser:
    def __init__(self, source: str, raw_dates: bool) -> None:
        self._tokens = _tokens(source)
        self._position = 0
        self._raw_dates = raw_dates

    def expression(self, minimum: int, depth: int) -> Call:
        if depth > MAX_DEPTH:
            raise LegacyError("too deep")
        left = self._operand(depth)
        while (binding := _BINDING.get(self._peek(), -1)) > minimum:
            operator = self._next()
            left = self._combine(left, operator, self.expression(binding, depth + 1), binding)
        return left

    def expect_end(self) -> None:
        if self._peek():
            raise LegacyError("more than one expression")

    def _operand(self, depth: int) -> Call:
        word = self._next()
        if word == "-":
            inner = self.expression(_SIGN_BINDING, depth + 1)
            return Call(f"-{inner.text}", inner.kind if inner.kind == NUMBER else OTHER, _SIGN_BINDING)
        if word == "(":
            inner = self.expression(0, depth + 1)
            self._expect(")")
            return Call(f"({inner.text})")
        if word.startswith('"'):
            return Call(migrate_string_literal(word))
        if word[:1].isdigit():
            return Call(word, NUMBER)
        if not word[:1].isalpha():
            raise LegacyError(f"unexpected {word!r}")
        return self._name(word, depth)

    def _name(self, word: str, depth: int) -> Call:
        if self._peek() == "(":
            return migrate_call(word, self._arguments(depth))
        if word.lower() in ("true", "false"):
            return Call(word.lower())
        if word.endswith(".") or ".." in word or word.partition(".")[0].lower() not in ROOTS:
            raise LegacyError(f"unknown variable {word}")
        variable = migrate_variable(word, self._raw_dates)
        return Call(variable.text, variable.kind)

    def _arguments(self, depth: int) -> list[Argument]:
        self._expect("(")
        found: list[Argument] = []
        while self._peek() != ")":
            if found:
                self._expect(",")
            inner = self.expression(0, depth + 1)
            found.append(Argument(inner.text, inner.binding))
        self._expect(")")
        return found

    def _combine(self, left: Call, operator: str, right: Call, binding: int) -> Call:
        if binding == SUM:
            return self._add(left, operator, right)
        sign = "!=" if operator == "<>" else operator
        kind = NUMBER if operator in "*/^" else OTHER
        return Call(f"{_wrap(left, binding - 1)} {sign} {_wrap(right, binding)}", kind, binding)

    def _add(self, left: Call, operator: str, right: Call) -> Call:
        if left.kind == NUMBER == right.kind:
            return Call(f"{_wrap(left, SUM - 1)} {operator} {_wrap(right, SUM)}", NUMBER, SUM)
        if right.kind == TIME and left.kind in (DATE, DATE_TEXT, DATETIME):
            return _add_time(left, operator, right)
        amount = right.text if operator == "+" else _negative(right)
        if right.kind == NUMBER and left.kind in (DATE, DATE_TEXT, DATETIME):
            moved = f'datetime_add({left.text}, {amount}, "D")'
            if left.kind == DATETIME or self._raw_dates:
                return Call(moved, DATETIME)
            return Call(f"format_date({moved})", DATE_TEXT)
        return Call(f"legacy_add({left.text}, {amount})")

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._position += 1
        return token

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise LegacyError(f"expected {token!r}")


def _tokens(source: str) -> list[str]:
    found, position = [], 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise LegacyError(f"unexpected {source[position]!r}")
        if match.lastgroup:
            found.append(match.group())
        position = match.end()
    return found


def _wrap(call: Call, minimum: int) -> str:
    """In brackets if it binds no tighter than this."""
    return call.text if call.binding > minimum else f"({call.text})"


def _negative(call: Call) -> str:
    return f"-{call.text}" if call.binding == PRIMARY else f"-({call.text})"


def _add_time(left: Call, operator: str, right: Call) -> Call:
    if operator == "+" and left.kind == DATE:
        return Call(f"replace_time({left.text}, {right.text})", DATETIME)
    minutes = f'(format_time({right.text}, "tt") * 60 + format_time({right.text}, "m"))'
    sign = "" if operator == "+" else "-"
    return Call(f'datetime_add({left.text}, {sign}{minutes}, "m")', DATETIME)
