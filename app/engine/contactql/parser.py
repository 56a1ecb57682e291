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
_SIDE_BY_SIDE = "side by side"


def parse_query(text: str, resolver: Resolver | None, env: Environment) -> Node:
    """Raises QueryError. A whole query that is a phone number or a URN looks for that address.

    Without a resolver any name may be a field, and groups and flows are not looked up.
    """
    whole = _whole(text.strip(), env) if len(text) <= MAX_LENGTH else None
    return whole or _Parser(read_tokens(text), resolver, env).parse()


def _whole(text: str, env: Environment) -> Condition | None:
    if env.redacts_urns:
        return None
    urn = _as_urn(text) if " " not in text else None
    if urn:
        return urn
    if _WHOLE_NUMBER.fullmatch(text):
        try:
            return Condition(SCHEME, "tel", "=", phones.parse_number(text, env.default_country, allow_short=False))
        except phones.PhoneError:
            return None
    return None


def _as_urn(text: str) -> Condition | None:
    if not urns.is_valid(text):
        return None
    urn = urns.parse(text)
    return Condition(SCHEME, urn.scheme, "=", urn.path)


class _Level:
    """What stands between two brackets: alternatives, in each of them parts side by side, in each of these parts of an AND.

    `joint` is how the whole is joined to what stands before the bracket.
    """

    def __init__(self, joint: str) -> None:
        self.joint = joint
        self._alternatives: list[list[list[Node]]] = []

    def add(self, node: Node, joint: str) -> None:
        if joint == OR:
            self._alternatives.append([[node]])
        elif joint == AND:
            self._alternatives[-1][-1].append(node)
        else:
            self._alternatives[-1].append([node])

    def node(self) -> Node:
        return combine(OR, [combine(AND, [combine(AND, part) for part in parts]) for parts in self._alternatives])


class _Parser:
    """Without recursion: an operand, then what joins the next one to it, and a stack of open brackets."""

    def __init__(self, tokens: list[Token], resolver: Resolver | None, env: Environment) -> None:
        self._tokens, self._at = tokens, 0
        self._resolver, self._env = resolver, env
        self._levels = [_Level(OR)]
        self._conditions = 0

    def parse(self) -> Node:
        joint = OR
        while True:
            self._operand(joint)
            while self._next.kind == "close":
                self._close()
            if self._next.kind == "end":
                break
            joint = self._take().kind if self._next.kind in (AND, OR) else _SIDE_BY_SIDE
        if len(self._levels) > 1:
            raise QueryError("syntax", "missing ')'")
        return self._levels[0].node()

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _operand(self, joint: str) -> None:
        """Brackets that open, then one condition."""
        token = self._take()
        while token.kind == "open":
            self._levels.append(_Level(joint))
            if len(self._levels) > MAX_DEPTH + 1:
                raise QueryError("too_complex", "query is nested too deeply")
            joint, token = OR, self._take()
        self._levels[-1].add(self._one(token), joint)

    def _close(self) -> None:
        token = self._take()
        if len(self._levels) == 1:
            raise _unexpected(token)
        level = self._levels.pop()
        self._levels[-1].add(level.node(), level.joint)

    def _one(self, token: Token) -> Condition:
        if token.kind not in ("string", "text"):
            raise _unexpected(token)
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise QueryError("too_complex", "query has too many conditions")
        if token.kind == "text" and self._next.kind == "comparator" and PROPERTY.fullmatch(token.value):
            return self._condition(token.value.lower())
        return self._implicit(token.value)

    def _condition(self, name: str) -> Condition:
        operator, value = self._take().value, self._take()
        if value.kind not in ("string", "text"):
            raise _unexpected(value)
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
            urn = _as_urn(value)
            if urn:
                return urn
            if _PART_OF_NUMBER.fullmatch(value):
                return Condition(SCHEME, "tel", "~", value.replace("-", ""))
        return Condition(ATTRIBUTE, "name", "~" if name_parts(value) else "=", value)


def _unexpected(token: Token) -> QueryError:
    return QueryError("syntax", f"unexpected '{token.value}'" if token.value else "unexpected end")
