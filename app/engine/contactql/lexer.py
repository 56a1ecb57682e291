"""A query's words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.engine.contactql.errors import QueryError

MAX_LENGTH = 10_000

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        (?P<comparator>!=|>=|<=|=|~|>|<) |
        (?P<string>"(?:\\.|[^"\\])*") |
        (?P<text>[^\s()=!~<>"]+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"and": "and", "or": "or", "has": "comparator", "is": "comparator"}
_OPERATORS = {"has": "~", "is": "="}
# What bare text may hold besides letters and digits: the signs of numbers, dates, addresses and names.
_SIGNS = frozenset("_.-+/:@'’\u200c\u200d")
_ESCAPE = re.compile(r'\\(["\\])')
PROPERTY = re.compile(r"(?:[^\W\d_]+\.)?[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is open, close, comparator, string, text, and, or, end."""

    kind: str
    value: str


def read_tokens(query: str) -> list[Token]:
    """Raises QueryError `syntax` or `too_complex`."""
    if len(query) > MAX_LENGTH:
        raise QueryError("too_complex", "query is too long")
    tokens: list[Token] = []
    at, query = 0, query.strip()
    while at < len(query):
        found = _TOKEN.match(query, at)
        if not found:
            raise QueryError("syntax", f"unexpected '{query[at:].lstrip()[:1]}'")
        tokens.append(_token(str(found.lastgroup), found.group(str(found.lastgroup))))
        at = found.end()
    return [*tokens, Token("end", "")]


def _token(kind: str, value: str) -> Token:
    if kind == "string":
        return Token(kind, _ESCAPE.sub(r"\1", value[1:-1]))
    if kind == "text":
        word = value.lower()
        if word in _WORDS:
            return Token(_WORDS[word], _OPERATORS.get(word, word))
        if not all(map(_may_be_bare, value)):
            raise QueryError("syntax", f"unexpected '{value}'")
    return Token(kind, value)


def _may_be_bare(char: str) -> bool:
    """Letters, digits and marks of any script, and a few signs."""
    return char.isalnum() or char in _SIGNS or unicodedata.category(char)[0] == "M"
