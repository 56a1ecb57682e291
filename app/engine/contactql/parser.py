"""From text to tree: AND binds tightest, then words side by side, then OR."""

from __future__ import annotations

import re
from typing import Protocol

from app.engine import phones, urns
from app.engine.asset_types import Field, Group
from app.engine.contactql.errors import QueryError
from app.engine.contactql.lexer import PROPERTY, Token, read_tokens
from app.engine.contactql.nodes import AND, ATTRIBUTE, FIELD, OR, SCHEME, Condition, Node, combine
from app.engine.contactql.validate import ATTRIBUTES, check
from app.engine.envs import Environment

MAX_DEPTH = 100
MAX_CONDITIONS = 250
_PART_OF_NUMBER = re.compile(r"\+[\d-]{4,}", re.ASCII)
_REF = re.compile(r"[A-Z2-9]{6,}", re.ASCII)


class Resolver(Protocol):
    """What a query may name. SessionAssets is one."""

    def field(self, key: str) -> Field | None: ...

    def group_named(self, name: str) -> Group | None: ...


def parse_query(text: str, resolver: Resolver, env: Environment) -> Node:
    """Raises QueryError. A whole query that is a phone number or a URN looks for that address."""
    whole = _whole(text.strip(), env)
    return whole or _Parser(read_tokens(text), resolver, env).parse()


def _whole(text: str, env: Environment) -> Condition | None:
    if env.redacts_urns:
        return None
    scheme, colon, path = text.partition(":")
    if colon and scheme in urns.SCHEMES and urns.is_valid(text):
        return Condition(SCHEME, scheme, "=", path)
    if re.fullmatch(r"[+\d][\d\s().-]{6,}|\(\d[\d\s().-]{6,}", text, re.ASCII):
        try:
            return Condition(SCHEME, "tel", "=", phones.parse_number(text, env.default_country, allow_short=False))
        except phones.PhoneError:
            return None
    return None


class _Parser:
    def __init__(self, tokens: list[Token], resolver: Resolver, env: Environment) -> None:
        self._tokens, self._at = tokens, 0
        self._resolver, self._env = resolver, env
        self._depth = self._conditions = 0

    def parse(self) -> Node:
        node = self._either()
        if self._next.kind != "end":
            raise QueryError("syntax", f"unexpected '{self._next.value}'")
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _either(self) -> Node:
        children = [self._side_by_side()]
        while self._next.kind == "or":
            self._take()
            children.append(self._side_by_side())
        return combine(OR, children)

    def _side_by_side(self) -> Node:
        children = [self._both()]
        while self._next.kind in ("open", "string", "text"):
            children.append(self._both())
        return combine(AND, children)

    def _both(self) -> Node:
        children = [self._one()]
        while self._next.kind == "and":
            self._take()
            children.append(self._one())
        return combine(AND, children)

    def _one(self) -> Node:
        token = self._take()
        if token.kind == "open":
            return self._group()
        if token.kind not in ("string", "text"):
            raise QueryError("syntax", f"unexpected '{token.value}'" if token.value else "unexpected end")
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise QueryError("too_complex", "query has too many conditions")
        if token.kind == "text" and self._next.kind == "comparator" and PROPERTY.fullmatch(token.value):
            return self._condition(token.value.lower())
        return self._implicit(token)

    def _group(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("too_complex", "query is nested too deeply")
        node = self._either()
        if self._take().kind != "close":
            raise QueryError("syntax", "missing ')'")
        self._depth -= 1
        return node

    def _condition(self, name: str) -> Condition:
        operator, value = self._take().value, self._take()
        if value.kind not in ("string", "text"):
            raise QueryError("syntax", f"unexpected '{value.value}'" if value.value else "unexpected end")
        kind, key = self._resolve(name)
        condition = Condition(kind, key, operator, value.value)
        check(condition, self._resolver, self._env)
        return condition

    def _resolve(self, name: str) -> tuple[str, str]:
        prefix, dot, key = name.rpartition(".")
        if dot:
            known = self._resolver.field(key) if prefix == "fields" else key in urns.SCHEMES
            if known:
                return (FIELD if prefix == "fields" else SCHEME), key
        elif name in ATTRIBUTES:
            return ATTRIBUTE, name
        elif name in urns.SCHEMES:
            return SCHEME, name
        elif self._resolver.field(name):
            return FIELD, name
        message = f"can't resolve '{name}' to attribute, scheme or field"
        raise QueryError("unknown_property", message, {"property": name})

    def _implicit(self, token: Token) -> Condition:
        value = token.value
        if self._env.redacts_urns:
            if token.kind == "text" and _REF.fullmatch(value):
                return Condition(ATTRIBUTE, "ref", "=", value)
        elif token.kind == "text":
            scheme, colon, path = value.partition(":")
            if colon and scheme in urns.SCHEMES and urns.is_valid(value):
                return Condition(SCHEME, scheme, "=", path)
            if _PART_OF_NUMBER.fullmatch(value):
                return Condition(SCHEME, "tel", "~", value.replace("-", ""))
        long_enough = any(len(word) >= 2 for word in value.split())
        return Condition(ATTRIBUTE, "name", "~" if long_enough else "=", value)
