"""Functions of old expressions in today's words. A template's `{0}` is the first argument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.engine.definition.legacy.context import DATE, DATETIME, NUMBER, OTHER, TIME

# How tightly the outcome of a call binds, so that brackets can be put round it.
PRIMARY, POWER, PRODUCT, SUM, JOIN = 9, 7, 6, 5, 3


@dataclass(frozen=True, slots=True)
class Call:
    text: str
    kind: str = OTHER
    binding: int = PRIMARY


@dataclass(frozen=True, slots=True)
class Argument:
    """`text` is the migrated argument; `binding` says how tightly it binds."""

    text: str
    binding: int


class LegacyError(ValueError):
    """An old expression that cannot be read; its template stays as it is."""


Build = Callable[[Sequence[Argument]], Call]


def _named(name: str, kind: str = OTHER) -> Build:
    return lambda arguments: Call(f"{name}({_list(arguments)})", kind)


def _shaped(shape: str, kind: str = OTHER) -> Build:
    return lambda arguments: Call(shape.format(*(argument.text for argument in arguments)), kind)


def _joined(operator: str, binding: int, kind: str = OTHER) -> Build:
    def build(arguments: Sequence[Argument]) -> Call:
        parts = [a.text if a.binding > binding else f"({a.text})" for a in arguments]
        return Call(f" {operator} ".join(parts), kind, binding if len(parts) > 1 else arguments[0].binding)

    return build


def _list(arguments: Sequence[Argument]) -> str:
    return ", ".join(argument.text for argument in arguments)


def _from_zero(argument: Argument) -> str:
    """Positions counted from 1 are counted from 0 now; those from the end stay."""
    try:
        value = int(argument.text)
    except ValueError:
        return f"{argument.text} - 1"
    return str(value - 1 if value > 0 else value)


def _separators(arguments: Sequence[Argument], index: int) -> list[str]:
    """The argument that said whether words are separated by spaces only."""
    if len(arguments) <= index:
        return []
    return ['" \\t"' if arguments[index].text == "true" else "NULL"]


def _if(arguments: Sequence[Argument]) -> Call:
    given = [argument.text for argument in arguments]
    return Call(f"if({', '.join([*given, *['0', 'false'][len(given) - 1 :]])})")


def _fixed(arguments: Sequence[Argument]) -> Call:
    places = arguments[1].text if len(arguments) > 1 else "2"
    commas = {"true": ", false", "false": ", true"}.get(arguments[2].text, "") if len(arguments) > 2 else ""
    return Call(f"format_number({arguments[0].text}, {places}{commas})")


def _field(arguments: Sequence[Argument]) -> Call:
    separator = arguments[2].text if len(arguments) > 2 else '" "'
    return Call(f"field({arguments[0].text}, {_from_zero(arguments[1])}, {separator})")


def _word(arguments: Sequence[Argument]) -> Call:
    return Call(f"word({', '.join([arguments[0].text, _from_zero(arguments[1]), *_separators(arguments, 2)])})")


def _word_slice(arguments: Sequence[Argument]) -> Call:
    given = [arguments[0].text, _from_zero(arguments[1])]
    separators = _separators(arguments, 3)
    stop = arguments[2] if len(arguments) > 2 else None
    if stop is not None and stop.text != "0":
        given.append(_from_zero(stop))
    elif separators:
        given.append("-1")
    return Call(f"word_slice({', '.join([*given, *separators])})")


def _word_count(arguments: Sequence[Argument]) -> Call:
    return Call(f"word_count({', '.join([arguments[0].text, *_separators(arguments, 1)])})", NUMBER)


def _weekday(arguments: Sequence[Argument]) -> Call:
    return Call(f"weekday({arguments[0].text}) + 1", NUMBER, SUM)


def _exp(arguments: Sequence[Argument]) -> Call:
    return _joined("^", POWER, NUMBER)([Argument("2.718281828459045", PRIMARY), *arguments])


def _constant(text: str, kind: str = OTHER) -> Build:
    return lambda arguments: Call(text, kind)


# name: fewest arguments, most arguments (None: any number), how to write it now
FUNCTIONS: dict[str, tuple[int, int | None, Build]] = {
    "abs": (1, 1, _named("abs", NUMBER)),
    "and": (1, None, _named("and")),
    "average": (1, None, _named("mean", NUMBER)),
    "char": (1, 1, _named("char")),
    "clean": (1, 1, _named("clean")),
    "code": (1, 1, _named("code", NUMBER)),
    "concatenate": (1, None, _joined("&", JOIN)),
    "date": (3, 3, _named("date_from_parts", DATE)),
    "datedif": (3, 3, _named("datetime_diff", NUMBER)),
    "datevalue": (1, 1, _named("date", DATE)),
    "day": (1, 1, _shaped('format_date({0}, "D")')),
    "days": (2, 2, _shaped('datetime_diff({1}, {0}, "D")', NUMBER)),
    "edate": (2, 2, _shaped('datetime_add({0}, {1}, "M")', DATETIME)),
    "epoch": (1, 1, _named("epoch", NUMBER)),
    "exp": (1, 1, _exp),
    "false": (0, 0, _constant("false")),
    "field": (2, 3, _field),
    "first_word": (1, 1, _shaped("word({0}, 0)")),
    "fixed": (1, 3, _fixed),
    "format_date": (1, 2, _named("format_datetime")),
    "format_location": (1, 1, _named("format_location")),
    "hour": (1, 1, _shaped('format_datetime({0}, "tt")')),
    "if": (1, 3, _if),
    "int": (1, 1, _named("round_down", NUMBER)),
    "left": (2, 2, _shaped("text_slice({0}, 0, {1})")),
    "len": (1, 1, _named("text_length", NUMBER)),
    "lower": (1, 1, _named("lower")),
    "max": (1, None, _named("max", NUMBER)),
    "min": (1, None, _named("min", NUMBER)),
    "minute": (1, 1, _shaped('format_datetime({0}, "m")')),
    "mod": (2, 2, _named("mod", NUMBER)),
    "month": (1, 1, _shaped('format_date({0}, "M")')),
    "now": (0, 0, _named("now", DATETIME)),
    "or": (1, None, _named("or")),
    "percent": (1, 1, _named("percent")),
    "power": (2, 2, _joined("^", POWER, NUMBER)),
    "proper": (1, 1, _named("title")),
    "rand": (0, 0, _named("rand", NUMBER)),
    "randbetween": (2, 2, _named("rand_between", NUMBER)),
    "read_digits": (1, 1, _named("read_chars")),
    "regex_group": (2, 3, _named("regex_match")),
    "remove_first_word": (1, 1, _named("remove_first_word")),
    "rept": (2, 2, _named("repeat")),
    "right": (2, 2, _shaped("text_slice({0}, -{1})")),
    "round": (1, 2, _named("round", NUMBER)),
    "rounddown": (1, 2, _named("round_down", NUMBER)),
    "roundup": (1, 2, _named("round_up", NUMBER)),
    "second": (1, 1, _shaped('format_datetime({0}, "s")')),
    "substitute": (3, 4, _named("replace")),
    "sum": (1, None, _joined("+", SUM, NUMBER)),
    "time": (3, 3, _named("time_from_parts", TIME)),
    "timevalue": (1, 1, _named("time", TIME)),
    "today": (0, 0, _named("today", DATE)),
    "true": (0, 0, _constant("true")),
    "trunc": (1, 2, _named("round_down", NUMBER)),
    "unichar": (1, 1, _named("char")),
    "unicode": (1, 1, _named("code", NUMBER)),
    "upper": (1, 1, _named("upper")),
    "weekday": (1, 1, _weekday),
    "word": (2, 3, _word),
    "word_count": (1, 2, _word_count),
    "word_slice": (2, 4, _word_slice),
    "year": (1, 1, _shaped('format_date({0}, "YYYY")')),
}


def migrate_call(name: str, arguments: Sequence[Argument]) -> Call:
    """Raises LegacyError for an unknown function or a wrong number of arguments."""
    found = FUNCTIONS.get(name.lower())
    if found is None:
        raise LegacyError(f"unknown function {name}")
    fewest, most, build = found
    if len(arguments) < fewest or (most is not None and len(arguments) > most):
        raise LegacyError(f"wrong number of arguments for {name}")
    return build(arguments)
