"""The GSM 7-bit default alphabet: what fits, how many SMS a text takes, where it is cut.

Source: 3GPP TS 23.038 6.2.1 (alphabet and its extension), TS 23.040 9.2.3.24.1 (concatenated messages: a part has
153 septets or 67 UTF-16 units, a single message 160 or 70).
"""

from __future__ import annotations

SINGLE_SEPTETS = 160
PART_SEPTETS = 153
SINGLE_UNITS = 70
PART_UNITS = 67

_ESCAPE = 0x1B
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip

_ENCODE = {char: bytes([code]) for code, char in enumerate(_BASIC) if code != _ESCAPE}
_ENCODE.update({char: bytes([_ESCAPE, code]) for char, code in _EXTENDED.items()})
_DECODE_EXTENDED = {code: char for char, code in _EXTENDED.items()}

# Typing programs put these in; the alphabet has something that reads the same.
_SUBSTITUTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•", "-"),
        **dict.fromkeys("\t\u00a0\u202f\u205f\u3000", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("\u200b\ufeff", ""),
        "‹": "<",
        "›": ">",
        "…": "...",
    }
)


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet or its extension."""
    return all(char in _ENCODE for char in text)


def substitute(text: str) -> str:
    """The text with typographic quotes, dashes and spaces made plain, so that it may fit the alphabet."""
    return text.translate(_SUBSTITUTES)


def encode(text: str) -> bytes:
    """Septets, one a byte, not packed. Raises ValueError for a character that is not in the alphabet."""
    try:
        return b"".join(_ENCODE[char] for char in text)
    except KeyError as error:
        raise ValueError(f"not in the GSM alphabet: {error.args[0]!r}") from None


def decode(septets: bytes) -> str:
    """Text of unpacked septets. An escape before an unknown code is a space, as the standard says."""
    found = []
    codes = iter(septets)
    for code in codes:
        if code == _ESCAPE:
            found.append(_DECODE_EXTENDED.get(next(codes, _ESCAPE), " "))
        else:
            found.append(_BASIC[code & 0x7F])
    return "".join(found)


def segments(text: str) -> int:
    """How many SMS a text takes, after `substitute`; an empty one takes 1."""
    return len(split(text))


def split(text: str) -> list[str]:
    """The text as its SMS, after `substitute` when that makes it fit the alphabet. No character is torn in two."""
    plain = substitute(text)
    if is_gsm7(plain):
        return _cut(plain, [len(_ENCODE[char]) for char in plain], SINGLE_SEPTETS, PART_SEPTETS)
    return _cut(text, [2 if ord(char) > 0xFFFF else 1 for char in text], SINGLE_UNITS, PART_UNITS)


def _cut(text: str, widths: list[int], single: int, part: int) -> list[str]:
    if sum(widths) <= single:
        return [text]
    parts, start, used = [], 0, 0
    for index, width in enumerate(widths):
        if used + width > part:
            parts.append(text[start:index])
            start, used = index, 0
        used += width
    parts.append(text[start:])
    return parts
