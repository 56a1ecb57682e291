"""The values of expressions.

Text, numbers, booleans and null are Python's own (`str`, `Decimal`, `bool`, `None`), under the names XText, XNumber, XBoolean;
a datetime is an `Instant`. The rest are classes here. Errors are values too: they spread through operators and functions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from app.engine.dates import Instant, XDate, XTime
from app.engine.numbers import OutOfRange, checked
from app.engine.text import well_formed

XText = str
XNumber = Decimal
XBoolean = bool
XDateTime = Instant

DEFAULT_KEY = "__default__"
MAX_JSON_DEPTH = 100


@dataclass(frozen=True, slots=True)
class XError:
    """What went wrong, in words for flow authors. `code` is that of the error event."""

    message: str
    code: str = "expression"


class XFunction:
    """Something that can be called. `call` takes scope, environment and the arguments, and never raises.

    `work` is what the budget is charged for each character or item handed in.
    """

    __slots__ = ("call", "name", "work")

    def __init__(self, name: str, call: Callable[..., XValue], work: int = 1) -> None:
        self.name = name
        self.call = call
        self.work = work

    def describe(self) -> str:
        return self.name or "<anon>"


class XArray:
    """An ordered list; `values` may be a callable, which is then called once, at first use."""

    __slots__ = ("_source", "_values", "lazy", "weight")

    def __init__(self, values: Sequence[XValue] | Callable[[], Sequence[XValue]] = ()) -> None:
        self._source: Callable[[], Sequence[XValue]] | None = None
        self._values: Sequence[XValue] = ()
        self.weight = -1  # see weights.py
        self.lazy = callable(values)
        if callable(values):
            self._source = values
        else:
            self._values = values

    @property
    def values(self) -> Sequence[XValue]:
        if self._source is not None:
            source, self._source = self._source, None
            self._values = source()
        return self._values

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[XValue]:
        return iter(self.values)

    def __getitem__(self, index: int) -> XValue:
        return self.values[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, XArray) and equals(self, other)

    def __hash__(self) -> int:
        return hash(("array", len(self)))


class Deprecated(NamedTuple):
    """A property that still works, with a warning: `message` is what the flow author is told."""

    value: XValue
    message: str


class XObject:
    """Named properties; names ignore case.

    `properties` may be a callable, and so may each property: it is called once, at first use. `default` is what the object
    stands for in text, number and boolean position; a property `__default__` says the same and may be null. The default is
    no property, and is part of the JSON only with `marshal_default`.
    """

    __slots__ = ("_default", "_folded", "_has_default", "_properties", "_source", "lazy", "marshal_default", "weight")

    def __init__(
        self,
        properties: Mapping[str, Property] | Callable[[], Mapping[str, Property]] | None = None,
        default: XValue = None,
        marshal_default: bool = False,
    ) -> None:
        self._source: Mapping[str, Property] | Callable[[], Mapping[str, Property]] | None = properties or {}
        self._properties: dict[str, Property] = {}
        self._folded: dict[str, str] | None = None
        self._default: Property = default
        self._has_default = default is not None
        self.marshal_default = marshal_default
        self.weight = -1  # see weights.py
        self.lazy = callable(properties) or any(map(callable, (properties or {}).values()))

    def _load(self) -> dict[str, Property]:
        if self._source is not None:
            source, self._source = self._source, None
            self._properties = dict(source() if callable(source) else source)
            if DEFAULT_KEY in self._properties:
                self._default = self._properties.pop(DEFAULT_KEY)
                self._has_default = True
        return self._properties

    @property
    def has_default(self) -> bool:
        self._load()
        return self._has_default

    @property
    def default(self) -> XValue:
        """What the object stands for; itself if it has no default."""
        self._load()
        if not self._has_default:
            return self
        if callable(self._default):
            self._default = self._default()
        return self._default.value if type(self._default) is Deprecated else self._default  # type: ignore[return-value]

    def raw(self, name: str) -> XValue | Deprecated:
        """As `get`, but a deprecated property comes with its warning. Raises KeyError."""
        properties = self._load()
        if name not in properties:
            name = self._fold()[name.lower()]
        value = properties[name]
        if callable(value):
            value = properties[name] = value()
        return value

    def get(self, name: str) -> XValue:
        """Raises KeyError if there is no such property."""
        value = self.raw(name)
        return value.value if type(value) is Deprecated else value  # type: ignore[return-value]

    def _fold(self) -> dict[str, str]:
        if self._folded is None:
            self._folded = {name.lower(): name for name in self._properties}
        return self._folded

    def __contains__(self, name: str) -> bool:
        return name in self._load() or name.lower() in self._fold()

    def __len__(self) -> int:
        return len(self._load())

    def keys(self) -> list[str]:
        """Sorted."""
        return sorted(self._load())

    def items(self) -> Iterator[tuple[str, XValue]]:
        """Sorted by name."""
        return ((name, self.get(name)) for name in self.keys())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, XObject) and equals(self, other)

    def __hash__(self) -> int:
        return hash(("object", len(self)))


XValue: TypeAlias = str | Decimal | bool | XDate | XTime | Instant | XArray | XObject | XFunction | XError | None
Property: TypeAlias = XValue | Deprecated | Callable[[], XValue | Deprecated]


def to_xvalue(value: Any, depth: int = 0) -> XValue:
    """From decoded JSON. Numbers out of range and what is nested over MAX_JSON_DEPTH deep become errors."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, (dict, list, tuple)) and depth >= MAX_JSON_DEPTH:
        return XError("value is nested too deeply")
    if isinstance(value, dict):
        return XObject({well_formed(name): to_xvalue(item, depth + 1) for name, item in value.items()})
    if isinstance(value, (list, tuple)):
        return XArray([to_xvalue(item, depth + 1) for item in value])
    try:
        return checked(value if isinstance(value, Decimal) else Decimal(str(value)))
    except (OutOfRange, ArithmeticError):
        return XError(str(OutOfRange()))


def parse_json(text: str) -> XValue:
    """From JSON text, numbers exact; an error value if it is none."""
    try:
        return to_xvalue(json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse))
    except (ValueError, ArithmeticError, RecursionError):
        return XError("unable to parse JSON")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def equals(a: XValue, b: XValue) -> bool:
    """Same type and same content."""
    if a is None or b is None:
        return a is b
    if isinstance(a, XArray):
        return isinstance(b, XArray) and len(a) == len(b) and all(map(equals, a, b))
    if isinstance(a, XObject):
        return isinstance(b, XObject) and _same_objects(a, b)
    if isinstance(a, XFunction):
        return isinstance(b, XFunction) and (a is b or (bool(a.name) and a.name == b.name))
    return type(a) is type(b) and a == b


def _same_objects(a: XObject, b: XObject) -> bool:
    if a.has_default != b.has_default or (a.has_default and not equals(a.default, b.default)):
        return False
    return a.keys() == b.keys() and all(equals(value, b.get(name)) for name, value in a.items())
