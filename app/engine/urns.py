"""URNs: how a contact is reached. `scheme:path?query#display`, the display being what people see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from app.engine import phones

MAX_PATH_LENGTH = 200
TEL = "tel"
EMPTY_TEL = "tel:empty"

_DIGITS = r"[0-9]+"
_BSUID = r"[A-Z]{2}\.[A-Za-z0-9]+"
_ANYTHING = r"[\s\S]+"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

# Every scheme there is, with the shape of its path.
SCHEMES: dict[str, re.Pattern[str]] = {
    scheme: re.compile(shape, re.ASCII)
    for scheme, shape in {
        "bsuid": _BSUID,
        "discord": _DIGITS,
        "ext": _ANYTHING,
        "facebook": rf"{_DIGITS}|ref:\S+",
        "fcm": _ANYTHING,
        "freshchat": rf"{_UUID}/{_UUID}",
        "instagram": _DIGITS,
        "jiochat": _DIGITS,
        "line": r"[a-zA-Z0-9_]{1,36}",
        "mailto": r"[^\s@]+@[^\s@]+",
        "rocketchat": _ANYTHING,
        "slack": r"[a-zA-Z0-9_]{1,36}",
        "tel": r"\+?[a-z0-9]{1,64}",
        "telegram": _DIGITS,
        "twitter": r"[a-zA-Z0-9_]{1,15}",
        "twitterid": _DIGITS,
        "viber": r"[a-zA-Z0-9_=/+]{1,24}",
        "vk": _DIGITS,
        "webchat": r"[a-zA-Z0-9]{24}",
        "wechat": _ANYTHING,
        "whatsapp": rf"{_DIGITS}|{_BSUID}",
    }.items()
}

_ESCAPES = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})


class URNError(ValueError):
    """A text that is no URN, or one whose path its scheme does not allow. The message is English, for logs."""


@dataclass(frozen=True, slots=True)
class URN:
    """Parts without escapes; `query` is as it was written."""

    scheme: str
    path: str
    query: str = ""
    display: str = ""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        display = f"#{_escape(self.display)}" if self.display else ""
        return f"{self.scheme}:{_escape(self.path)}{query}{display}"

    @property
    def identity(self) -> str:
        """Scheme and path: what makes two URNs the same."""
        return f"{self.scheme}:{_escape(self.path)}"

    @property
    def params(self) -> dict[str, list[str]]:
        """The query by name, as in web addresses."""
        return parse_qs(self.query, keep_blank_values=True)


def parse(text: str) -> URN:
    """The parts of a URN of any scheme, known or not. Raises URNError for a text that has not the shape."""
    scheme, colon, rest = text.partition(":")
    if not colon:
        raise URNError("path cannot be empty")
    if not scheme:
        raise URNError("scheme cannot be empty")
    rest, _, fragment = rest.partition("#")
    path, _, query = rest.partition("?")
    if "#" in fragment:
        raise URNError("fragment component can only come after path or query components")
    if "?" in query or "?" in fragment:
        raise URNError("query component can only come after path component")
    if not path:
        raise URNError("path cannot be empty")
    return URN(scheme, _unescape(path), query, _unescape(fragment))


def from_parts(scheme: str, path: str, query: str = "", display: str = "") -> URN:
    """A normalised and valid URN. Raises URNError."""
    urn = _normalized(URN(scheme.lower(), path, query, display), "")
    validate(str(urn))
    return urn


def validate(urn: str) -> None:
    """Raises URNError unless the scheme is known and the path has its shape."""
    try:
        parts = parse(urn)
    except URNError as error:
        raise URNError(f"scheme or path cannot be empty: {error}") from None
    shape = SCHEMES.get(parts.scheme)
    if shape is None:
        raise URNError(f"unknown URN scheme: {parts.scheme}")
    if len(_escape(parts.path)) > MAX_PATH_LENGTH:
        raise URNError("path component too long")
    if not shape.fullmatch(parts.path):
        raise URNError(f"invalid path component for scheme {parts.scheme}")


def is_valid(urn: str) -> bool:
    try:
        validate(urn)
    except URNError:
        return False
    return True


def is_scheme(text: str) -> bool:
    return text in SCHEMES


def is_whatsapp_bsuid(urn: str) -> bool:
    """Whether the path of a whatsapp URN is a business-scoped id and not a number."""
    scheme, _, path = urn.partition(":")
    return scheme == "whatsapp" and re.fullmatch(_BSUID, path, re.ASCII) is not None


def normalize(urn: str, country: str = "") -> str:
    """The URN as it is stored: numbers in E.164 by `country`, addresses in lower case. Not a URN: as it came."""
    try:
        return str(_normalized(parse(urn), country))
    except URNError:
        return urn


def _normalized(urn: URN, country: str) -> URN:
    path = urn.path.strip()
    if urn.scheme == TEL:
        path = _normalized_phone(path, country)
    elif urn.scheme == "twitter":
        path = path.removeprefix("@").lower()
    elif urn.scheme in ("twitterid", "telegram"):
        path = path.removeprefix("@")
    elif urn.scheme == "mailto":
        path = path.lower()
    elif urn.scheme in ("bsuid", "whatsapp") and path[2:3] == ".":
        path = path[:2].upper() + path[2:]
    return URN(urn.scheme, path, urn.query, urn.display)


def _normalized_phone(path: str, country: str) -> str:
    try:
        return phones.parse_number(path, country, allow_short=True, allow_sender_id=True)
    except phones.PhoneError:
        return path.lower()


def from_phone(text: str, country: str) -> str:
    """The tel URN of an inbound SMS or call: a number, a short code or a sender's name (`tel:mtn`); `tel:empty` for none.

    Raises phones.PhoneError for what can be none of these. Source: RapidPro's relayer endpoints.
    """
    if not text.strip():
        return EMPTY_TEL
    return f"{TEL}:{phones.parse_number(text, country, allow_short=True, allow_sender_id=True)}"


def format_urn(urn: str) -> str:
    """For people: `tel:+12024561111` is `(202) 456-1111`; others their display, else their path. Not a URN: empty."""
    try:
        parts = parse(urn)
    except URNError:
        return ""
    if parts.scheme == TEL:
        return phones.format_national(parts.path)
    return parts.display or parts.path


def identity(urn: str) -> str:
    """Scheme and path of a URN, without query and display. Not a URN: as it came."""
    try:
        return parse(urn).identity
    except URNError:
        return urn


def local_phone(urn: str, country: str = "") -> str:
    """The national number of a tel URN, digits only: `788123123`."""
    return phones.local_number(parse(urn).path, country)


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _unescape(text: str) -> str:
    return text.replace("%3F", "?").replace("%3f", "?").replace("%23", "#").replace("%25", "%")
