"""Phone numbers as they come from SIM cards and people, by the rules of libphonenumber (offline data)."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

# Without a plus, a text of so many characters may be an international number whose plus got lost.
MIN_INTERNATIONAL_LENGTH = 11
MAX_LENGTH = 64
MAX_PREFIXES = 3
MAX_SEARCHED_LENGTH = 2000

_SHORT_CODE = re.compile(r"[1-9][0-9]{2,5}", re.ASCII)
_CANDIDATE = re.compile(r"\+?\(?[0-9][0-9 ().\-]{3,40}[0-9]", re.ASCII)
_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Za-z]+", re.ASCII)
_PLUS_IN_FRONT = re.compile(r"[^0-9A-Za-z]*[+\uff0b]", re.ASCII)
_SENDER_ID = re.compile(r"[0-9A-Za-z]{3,64}", re.ASCII)


class PhoneError(ValueError):
    """Not a phone number. `code` is `not_possible` or `invalid_country`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_number(raw: str, country: str = "", *, allow_short: bool = True, allow_sender_id: bool = False) -> str:
    """A number in E.164 (`+250788123123`), a short code (`8080`) or a sender as networks name it (`mtn`, `08001234`).

    Only letters, digits and a plus in front count. `country` is the ISO 3166 code that national numbers are read by, empty for
    none; short codes need one: those that its networks may have, and any of 3 to 6 digits without a zero in front.
    Raises PhoneError. Source: what RapidPro takes for a phone number.
    """
    text, country = _cleaned(raw), country.upper()
    parsed = _parse_first(text, country)
    found = _e164(parsed)
    if found is None and len(text) >= MIN_INTERNATIONAL_LENGTH and not text.startswith("0"):
        found = _e164(_parse("+" + text, country))
    if found is None and allow_short and country and parsed is not None:
        found = _short_code(parsed, text, country)
    if found is None and allow_sender_id and _SENDER_ID.fullmatch(text):
        found = text.lower()
    if found is None:
        raise PhoneError("not_possible", "not a possible number")
    return found


def _cleaned(raw: str) -> str:
    """The letters and digits, those of other scripts as ASCII, and the plus where it stands before them."""
    if not raw.isascii():
        raw = "".join(str(unicodedata.decimal(char, char)) for char in raw)
    text = _NOT_ALPHANUMERIC.sub("", raw)
    return "+" + text if _PLUS_IN_FRONT.match(raw) else text


def _parse_first(text: str, country: str) -> PhoneNumber | None:
    """Raises PhoneError for a number that needs a country, where that is none, and for one of a country code that is none."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        return phonenumbers.parse(text, country or None)
    except NumberParseException as error:
        if country and error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            code = "not_possible" if country in phonenumbers.SUPPORTED_REGIONS else "invalid_country"
            raise PhoneError(code, "invalid country code") from None
        return None


def _e164(number: PhoneNumber | None) -> str | None:
    """E.164 that reads as itself: a prefix that only shows once the country is in front is taken off too.

    None for what nobody can be called by: no possible number, or one prefix behind another, as in a row of zeros.
    """
    before = None
    for _ in range(MAX_PREFIXES + 1):
        if number is None or phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
            return None
        text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if text == before:
            return text
        before, number = text, _parse(text, "")
    return None


def _short_code(number: PhoneNumber, text: str, country: str) -> str | None:
    if phonenumbers.is_possible_short_number_for_region(number, country):
        return phonenumbers.national_significant_number(number)
    return text if _SHORT_CODE.fullmatch(text) else None


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
