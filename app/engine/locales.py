"""Locales, `spa-EC` or `es-EC`, and which of those on offer comes closest to one that is wished for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.definition.languages import short_code

# Where most speakers of a language live, for languages spoken in several countries. Source: CLDR's likely subtags.
_HOMES = {
    "ar": "EG", "bn": "BD", "de": "DE", "en": "US", "es": "ES", "fa": "IR", "fr": "FR", "ha": "NG", "it": "IT", "ko": "KR",
    "ms": "MY", "nl": "NL", "om": "ET", "pa": "IN", "ps": "AF", "pt": "BR", "ru": "RU", "so": "SO", "sv": "SE", "sw": "TZ",
    "ta": "IN", "ti": "ET", "tr": "TR", "ur": "PK", "yo": "NG", "zh": "CN",
}  # fmt: skip
# The Spanish of these countries is closer to each other's than to Spain's. Source: CLDR, region 419.
_LATIN_AMERICA = frozenset(
    ("AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "US", "UY", "VE")
)


class Locale(NamedTuple):
    """`language` in two letters where it has them, `country` two letters or empty."""

    language: str
    country: str


def read_locale(text: str) -> Locale:
    """From `eng`, `eng-US`, `en-US` or `en_US`; a script between language and country does not count."""
    language, *rest = text.replace("_", "-").split("-")
    country = next((part.upper() for part in rest if len(part) == 2), "")
    return Locale(short_code(language.lower()), country)


def best_locale(preferred: Sequence[str], available: Sequence[str]) -> str | None:
    """The one on offer for the first wish whose language is there at all; the first on offer otherwise.

    Of one language the wished country comes first, then one whose usage is close, then where most speakers live.
    """
    for wish in map(read_locale, preferred):
        same = [one for one in available if read_locale(one).language == wish.language]
        if same:
            return min(same, key=lambda one: _distance(wish, read_locale(one)))
    return available[0] if available else None


def _distance(wish: Locale, offer: Locale) -> int:
    home = _HOMES.get(wish.language, "")
    wished, offered = wish.country or home, offer.country or home
    if wished == offered:
        return 0 if wish.country == offer.country else 1
    if wish.language == "es" and wished in _LATIN_AMERICA and offered in _LATIN_AMERICA:
        return 2
    return 3 if offered == home else 4
