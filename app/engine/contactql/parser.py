"""From text to tree: AND binds tightest, then words side by side, then OR."""

from __future__ import annotations

import re

from app.engine import phones, urns
from app.engine.contactql.errors import QueryError
from app.engine.contactql.lexer import MAX_LENGTH, PROPERTY, Token, read_tokens
from app.engine.contactql.nodes import AND, ATTRIBUTE, FIELD, OR, SCHEME, Condition, Node, combine
from app.engine.contactql.resolver import Resolver
from app.engine.contactql.validate import ATTRIBUTES, check, name_parts
from app.engine.envs import Environment
from app.engine.refs import ALPHABET

MAX_DEPTH = 100
MAX_CONDITIONS = 250
_PART_OF_NUMBER = re.compile(r"\+[\d-]{4,}", re.ASCII)
_REF = re.compile(f"[{ALPHABET}]{{6,}}")
_WHOLE_NUMBER = re.compile(r"[+\d][\d\s().-]{6,}|\(\d[\d\s().-]{6,}", re.ASCII)
_URNS, _FIELDS = "urns", "fields"


def parse_query(text: str, resolver: Resolver | None, env: Environment) -> Node:
    """Raises QueryError. A whole query that is a phone number or a URN looks for that address.

    Without a resolver any name may be a field, and groups and flows are not looked up.
    """
    whole = _whole(text.strip(), env) if len(text) <= MAX_LENGTH else None
    return whole or _Parser(read_tokens(text), resolver, env).parse()


def _whole(text: str, env: Environment) -> Condition | None:
    if env.redacts_urns:
        return None
    scheme, colon, path = text.partition(":")
    if colon and scheme in urns.SCHEMES and urns.is_valid(text):
        return Condition(SCHEME, scheme, "=", path)
    if _WHOLE_NUMBER.fullmatch(text):
        try:
            return Condition(SCHEME, "tel", "=", phones.parse_number(text, env.default_country, allow_short=False))
        except phones.PhoneError:
            return None
    return None


class _Parser:
    def __init__(self, tokens: list[Token], resolver: Resolver | None, env: Environment) -> None:
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
        return self._implicit(token.value)

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
        """Kind and key. A bare name is an attribute, else a scheme, else a field."""
        prefix, dot, key = name.rpartition(".")
        if dot and prefix not in (_URNS, _FIELDS):
            raise QueryError("unknown_property_type", f"unknown property type '{prefix}'", {"type": prefix})
        if not dot and key in ATTRIBUTES:
            return ATTRIBUTE, key
        if prefix != _FIELDS and key in urns.SCHEMES:
            return SCHEME, key
        if prefix != _URNS and (self._resolver is None or self._resolver.field(key)):
            return FIELD, key
        message = f"can't resolve '{name}' to attribute, scheme or field"
        raise QueryError("unknown_property", message, {"property": name})

    def _implicit(self, value: str) -> Condition:
        """A value alone: an address, where these may be seen, else a name."""
        if self._env.redacts_urns:
            if _REF.fullmatch(value):
                return Condition(ATTRIBUTE, "ref", "=", value)
        else:
            scheme, colon, path = value.partition(":")
            if colon and scheme in urns.SCHEMES and urns.is_valid(value):
                return Condition(SCHEME, scheme, "=", path)
            if _PART_OF_NUMBER.fullmatch(value):
                return Condition(SCHEME, "tel", "~", value.replace("-", ""))
        return Condition(ATTRIBUTE, "name", "~" if name_parts(value) else "=", value)
