"""Cutting a template into its own text and its expressions.

`@name.path` is an expression where `name` is a top-level name of the context, `@(...)` always is, if its parenthesis is closed;
`@@` is an @.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    BODY = "BODY"
    IDENTIFIER = "IDENTIFIER"
    EXPRESSION = "EXPRESSION"


class Token(NamedTuple):
    """`text` is without `@` and parentheses, except in a body, where escapes are already resolved.

    What follows a single @ as a name is an IDENTIFIER whatever the name; whether the context knows it is asked by `scan`.
    """

    kind: Kind
    text: str

    @property
    def top(self) -> str:
        """The first name of an identifier, in lower case."""
        return self.text.partition(".")[0].lower()

    def source(self) -> str:
        """As it stands in the template."""
        if self.kind is Kind.IDENTIFIER:
            return "@" + self.text
        return f"@({self.text})" if self.kind is Kind.EXPRESSION else self.text


def scan(template: str, top_levels: Collection[str], unescape: bool = True) -> list[Token]:
    """The tokens of a template, given the top-level names (lower case)."""
    return [
        Token(Kind.BODY, "@" + token.text) if token.kind is Kind.IDENTIFIER and token.top not in top_levels else token
        for token in tokenize(template, unescape)
    ]


def tokenize(template: str, unescape: bool = True) -> list[Token]:
    """As `scan`, with every `@name` an identifier."""
    tokens: list[Token] = []
    body: list[str] = []
    position, end = 0, len(template)
    while position < end:
        at = template.find("@", position)
        if at < 0:
            body.append(template[position:])
            break
        body.append(template[position:at])
        token, position = _after_at(template, at, unescape)
        if token.kind is Kind.BODY:
            body.append(token.text)
            continue
        _flush(body, tokens)
        tokens.append(token)
    _flush(body, tokens)
    return tokens


def _flush(body: list[str], tokens: list[Token]) -> None:
    text = "".join(body)
    if text:
        tokens.append(Token(Kind.BODY, text))
    body.clear()


def _after_at(template: str, at: int, unescape: bool) -> tuple[Token, int]:
    """What the @ begins, and where it ends."""
    following = template[at + 1 : at + 2]
    if following == "@":
        return Token(Kind.BODY, "@" if unescape else "@@"), at + 2
    if following == "(":
        close = _closing(template, at + 2)
        if close < 0:
            return Token(Kind.BODY, template[at:]), len(template)
        return Token(Kind.EXPRESSION, template[at + 2 : close]), close + 1
    if following and _begins_name(following):
        end = _end_of_path(template, at + 1)
        return Token(Kind.IDENTIFIER, template[at + 1 : end]), end
    return Token(Kind.BODY, "@"), at + 1


def _closing(template: str, position: int) -> int:
    """Where the parenthesis is closed, texts in quotes apart; -1 if it never is."""
    depth, quoted = 1, False
    while position < len(template):
        char = template[position]
        if quoted:
            if char == "\\":
                position += 1
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return position
        position += 1
    return -1


def _begins_name(char: str) -> bool:
    return char == "_" or char.isalpha()


def is_name_char(char: str) -> bool:
    """Letters and digits of any script, and `_`."""
    return char == "_" or char.isalpha() or char.isdecimal()


def _end_of_path(template: str, position: int) -> int:
    """A dot belongs to the path only if a name character follows."""
    end = len(template)
    while position < end:
        char = template[position]
        if not is_name_char(char) and not (char == "." and position + 1 < end and is_name_char(template[position + 1])):
            break
        position += 1
    return position
