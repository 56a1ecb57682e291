"""Phone numbers as they come from SIM cards and people, by the rules of libphonenumber (offline data)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

# Without a plus, this many digits may be an international number whose plus got lost.
MIN_INTERNATIONAL_DIGITS = 11
MAX_RAW_LENGTH = 64
MAX_PREFIXES = 3
MAX_SEARCHED_LENGTH = 2000

_SHORT_CODE = re.compile(r"[0-9]{3,6}", re.ASCII)
_CANDIDATE = re.compile(r"\+?\(?[0-9][0-9 ().\-]{3,40}[0-9]", re.ASCII)
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+", re.ASCII)
_SENDER_ID = re.compile(r"(?=[0-9]*[a-z])[0-9a-z]{3,64}", re.ASCII)


class PhoneError(ValueError):
    """Not a phone number. `code` is `not_possible` or `invalid_country`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_number(raw: str, country: str = "", *, allow_short: bool = True, allow_sender_id: bool = False) -> str:
    """A number in E.164 (`+250788123123`), a short code (`8080`) or a sender's name in lower case (`mtn`).

    `country` is the ISO 3166 code that national numbers are read by, empty for none; short codes need one.
    Raises PhoneError.
    """
    raw = raw.strip()
    country = country.upper()
    if country and country not in phonenumbers.SUPPORTED_REGIONS:
        raise PhoneError("invalid_country", "invalid country code")
    number = _parse_possible(raw, country)
    if number is not None:
        return _settled(number)
    if allow_short and country and _SHORT_CODE.fullmatch(raw):
        return raw
    if allow_sender_id:
        name = _NOT_ALPHANUMERIC.sub("", raw.lower())
        if _SENDER_ID.fullmatch(name):
            return name
    raise PhoneError("not_possible", "not a possible number")


def _parse_possible(raw: str, country: str) -> PhoneNumber | None:
    """As a number of the country, else as an international one without its plus."""
    if len(raw) > MAX_RAW_LENGTH:
        return None
    attempts = [raw]
    if not raw.startswith("+") and sum(char.isalnum() for char in raw) >= MIN_INTERNATIONAL_DIGITS:
        attempts.append("+" + raw)
    for attempt in attempts:
        number = _parse(attempt, country)
        if number is not None and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
            return number
    return None


def _settled(number: PhoneNumber) -> str:
    """E.164 that reads as itself: a prefix that only shows once the country is in front is taken off too.

    Raises PhoneError where one prefix stands behind another, as in a row of zeros: nobody can be called by that.
    """
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    for _ in range(MAX_PREFIXES):
        again = _parse(text, "")
        if again is None:
            return text
        before, text = text, phonenumbers.format_number(again, PhoneNumberFormat.E164)
        if text == before:
            return text
    raise PhoneError("not_possible", "not a possible number")


def _parse(raw: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(raw, country or None)
    except NumberParseException:
        return None


def find_number(text: str, country: str = "") -> str | None:
    """The first phone number inside a text, in E.164, no short codes; None without one. What the test has_phone finds."""
    for candidate in _CANDIDATE.finditer(text[:MAX_SEARCHED_LENGTH]):
        try:
            return parse_number(candidate.group(), country, allow_short=False)
        except PhoneError:
            continue
    return None


def format_national(number: str) -> str:
    """`+250788383383` as people of that country write it, `0788 383 383`; anything else comes back as it is."""
    parsed = _parse(number, "")
    return number if parsed is None else phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)


def local_number(number: str, country: str = "") -> str:
    """The number without country code and national prefix; anything else comes back as it is."""
    parsed = _parse(number, country)
    return number if parsed is None else phonenumbers.national_significant_number(parsed)


def country_of(number: str) -> str:
    """ISO 3166 code of the country an E.164 number belongs to, empty when none or several could be meant."""
    parsed = _parse(number, "")
    region = phonenumbers.region_code_for_number(parsed) if parsed is not None else None
    return region if region and len(region) == 2 and region.isalpha() else ""
