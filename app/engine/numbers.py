"""Exact decimal numbers as expressions use them.

Source: GoFlow's published behaviour: at most 36 significant digits, exponents within ±100, division to 16 places with halves
away from zero, numbers never written scientifically.
"""

from __future__ import annotations

import decimal
import re
from decimal import Decimal

MAX_DIGITS = 36
MAX_EXPONENT = 100
DIVISION_PLACES = 16
MAX_PLAIN_LENGTH = 1000

# Wide enough that no operation on two numbers in range is rounded before its own rule is applied.
EXACT = decimal.Context(prec=500, rounding=decimal.ROUND_HALF_UP, Emin=-2000, Emax=2000, traps=[decimal.InvalidOperation])

_PLAIN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_HALF_UP, _CEILING, _FLOOR = decimal.ROUND_HALF_UP, decimal.ROUND_CEILING, decimal.ROUND_FLOOR


class OutOfRange(ArithmeticError):
    """A number that has too many digits or is too large or small. Its text is what flow authors see."""

    def __init__(self) -> None:
        super().__init__("number value out of range")


def in_range(value: Decimal) -> bool:
    """Whether the language can hold this number."""
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return False
    if len(digits) <= MAX_DIGITS and -MAX_EXPONENT <= exponent <= 0:
        return True
    # Zeros at the end say nothing: 10^100 has one digit.
    significant = len("".join(map(str, digits)).rstrip("0"))
    lowest = exponent + len(digits) - significant
    return significant <= MAX_DIGITS and lowest >= -MAX_EXPONENT and value.adjusted() <= MAX_EXPONENT


def checked(value: Decimal) -> Decimal:
    """The number itself; raises OutOfRange."""
    if not in_range(value):
        raise OutOfRange
    return value


def parse_plain(text: str) -> Decimal | None:
    """Digits with an optional sign and point, nothing else; None if it is no number. Raises OutOfRange."""
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        return None
    if len(text) > MAX_PLAIN_LENGTH:
        raise OutOfRange
    return checked(Decimal(text))


def plain_text(value: Decimal) -> str:
    """Without exponent and trailing zeros: 12.50 is `12.5`, 1E+3 is `1000`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def divide(a: Decimal, b: Decimal) -> Decimal:
    """To 16 places; `b` must not be 0."""
    return checked(EXACT.divide(a, b).quantize(Decimal(1).scaleb(-DIVISION_PLACES), context=EXACT))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Exponents up to ±100, whole or not. Raises OutOfRange, also for what is no real number."""
    if abs(exponent) > MAX_EXPONENT:
        raise OutOfRange
    if exponent == 0:
        return Decimal(1)
    if base == 0 and exponent < 0:
        raise OutOfRange
    if exponent == exponent.to_integral_value():
        whole = EXACT.power(base, abs(exponent))
        return checked(whole) if exponent > 0 else divide(Decimal(1), whole)
    try:
        rooted = decimal.Context(prec=60).power(base, exponent)
        return checked(rooted.quantize(Decimal(1).scaleb(-DIVISION_PLACES), context=EXACT))
    except decimal.InvalidOperation:
        raise OutOfRange from None


def remainder(a: Decimal, b: Decimal) -> Decimal:
    """What whole division leaves, with the sign of `a`; `b` must not be 0."""
    return checked(EXACT.remainder(a, b))


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Halves away from zero; negative places round tens, hundreds and so on."""
    return _rounded(value, places, _HALF_UP)


def round_up(value: Decimal, places: int) -> Decimal:
    """Towards positive infinity."""
    return _rounded(value, places, _CEILING)


def round_down(value: Decimal, places: int) -> Decimal:
    """Towards negative infinity."""
    return _rounded(value, places, _FLOOR)


def _rounded(value: Decimal, places: int, rounding: str) -> Decimal:
    if places >= -_exponent(value):
        return value
    if places < -MAX_EXPONENT * 2:
        # Far above the largest number: halves round to 0, and so does all else but away from it, which has no place.
        if rounding == _HALF_UP or value == 0 or (value > 0) == (rounding == _FLOOR):
            return Decimal(0)
        raise OutOfRange
    return checked(value.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=EXACT))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def format_number(value: Decimal, point: str, group: str, places: int = -1, grouped: bool = True) -> str:
    """By the environment's symbols. `places` -1 shows what there is."""
    if places >= 0:
        text = format(value.quantize(Decimal(1).scaleb(-places), rounding=_HALF_UP, context=EXACT), "f")
    else:
        text = plain_text(value)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = text.partition(".")
    if grouped and group:
        whole = group.join(_threes(whole))
    return sign + whole + (point + fraction if fraction else "")


def _threes(digits: str) -> list[str]:
    head = len(digits) % 3
    parts = [digits[:head]] if head else []
    return parts + [digits[i : i + 3] for i in range(head, len(digits), 3)]
