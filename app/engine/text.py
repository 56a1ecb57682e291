"""Words, cuts and quotes, as GoFlow's published behaviour has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_SNAKE = re.compile(r"[^a-z0-9_]+")
# A word: letters, digits and marks of any script, `_` and apostrophes; or one symbol (currency, mathematical, emoji).
_ASCII_WORD = re.compile(r"[A-Za-z0-9_']+|[$+<=>^`|~]")
# Where marks and symbols stand: the rest of Unicode is ideographs, private or empty.
_CATEGORIZED = (*range(0x3400), *range(0x4DC0, 0x4E00), *range(0xA490, 0xAC00), *range(0xFB00, 0x20000), *range(0xE0100, 0xE01F0))
_OPENING, _CLOSING = "([{", ")]}"


def quote(text: str) -> str:
    """As a literal of the expression language, which is also JSON's."""
    out = ['"']
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char in _ESCAPES:
            out.append(_ESCAPES[char])
        else:
            out.append(char if char >= " " and char != "\x7f" else f"\\x{ord(char):02x}")
    out.append('"')
    return "".join(out)


_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


def indent(text: str, prefix: str) -> str:
    """Put `prefix` before every line that has something."""
    return "\n".join(prefix + line if line else line for line in text.split("\n"))


def snakify(text: str) -> str:
    """A name as a key: `Favorite Color` is `favorite_color`."""
    return _SNAKE.sub("_", text.strip().lower())


def well_formed(text: str) -> str:
    """The same length, with what no encoding can hold (halves of surrogate pairs, from broken JSON) replaced by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def words(text: str) -> list[str]:
    """The words of a text: `O'Grady can't $5` has `O'Grady`, `can't`, `$` and `5`."""
    return [text[start:end] for start, end in word_spans(text)]


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends."""
    if text.isascii():
        return (found.span() for found in _ASCII_WORD.finditer(text))
    return (found.span() for found in _word().finditer(text))


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    marks, symbols = (_char_class(kind) for kind in "MS")
    return re.compile(rf"[\w'{marks}]+|[{symbols}]")


def _char_class(kind: str) -> str:
    """The characters of a Unicode category as ranges for `re`, which has no such classes; RE2 has, and is slow where texts
    are not ASCII.
    """
    found = [code for code in _CATEGORIZED if unicodedata.category(chr(code))[0] == kind]
    starts = [code for code, before in zip(found, [-2, *found], strict=False) if code != before + 1]
    ends = [code for code, after in zip(found, [*found[1:], -2], strict=True) if code != after - 1]
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in zip(starts, ends, strict=True))


def split_by(text: str, chars: str) -> list[str]:
    """Cut at any of the characters; no empty parts."""
    wanted = set(chars)
    parts, current = [], []
    for char in text:
        if char not in wanted:
            current.append(char)
        elif current:
            parts.append("".join(current))
            current = []
    if current:
        parts.append("".join(current))
    return parts


def truncate(text: str, limit: int) -> str:
    """At most so many characters."""
    return text[: max(limit, 0)]


def truncate_ellipsis(text: str, limit: int) -> str:
    """At most so many characters, the last three of them dots where something was cut and there is room."""
    if len(text) <= limit:
        return text
    return text[: limit - 3] + "..." if limit > 3 else truncate(text, limit)


def prefix_overlap(a: str, b: str) -> int:
    """How many characters the two have in common at the beginning."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def nesting_exceeds(text: str, limit: int) -> bool:
    """Whether brackets of any kind are nested deeper than the limit, whatever they stand in."""
    depth = 0
    for char in text:
        if char in _OPENING:
            depth += 1
            if depth > limit:
                return True
        elif char in _CLOSING and depth:
            depth -= 1
    return False


def search_words(text: str) -> list[str]:
    """The words of a text by Unicode's default word boundaries, for search: those with a letter or digit.

    Source: UAX 29, rules WB4 to WB13, without dictionaries: ideographs and Thai count one by one.
    """
    out: list[str] = []
    start, previous = -1, ""
    for i, char in enumerate(text):
        kind = _break_class(char)
        if kind == "X" and start >= 0:
            continue
        if start >= 0 and not _joined(text, start, i, previous, kind):
            out.append(text[start:i])
            start = -1
        if start < 0 and kind in "ANKIU":
            start = i
        previous = kind
    if start >= 0:
        out.append(text[start:])
    return [word.rstrip("_") if word.strip("_") != word else word for word in out if any(map(str.isalnum, word))]


def _break_class(char: str) -> str:
    """A letter, N number, K katakana, I on its own, U underscore, X extending, m between letters, n between numbers, b both."""
    if char == "_":
        return "U"
    if char in "'.’":
        return "b"
    if char in ":·״׳":
        return "m"
    if char in ",;٬":
        return "n"
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf":
        return "X"
    if category == "Nd":
        return "N"
    if category[0] in "LN":
        return _letter_class(ord(char)) if category[0] == "L" or category == "Nl" else "I"
    return "o"


def _letter_class(code: int) -> str:
    if 0x30A1 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF or 0xFF66 <= code <= 0xFF9D:
        return "K"
    for low, high in _ALONE:
        if low <= code <= high:
            return "I"
    return "A"


# Thai, Lao, Burmese, Khmer, Hiragana, ideographs.
_ALONE = [
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3041, 0x309F),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
]


def _joined(text: str, start: int, i: int, previous: str, kind: str) -> bool:
    """Whether the character at `i` continues the word that began at `start`."""
    if kind in "mnb":
        following = _break_class(text[i + 1]) if i + 1 < len(text) else "o"
        letters = previous == "A" and following == "A" and kind in "mb"
        return letters or (previous == "N" and following == "N" and kind in "nb")
    if previous in "mnb":
        return True
    if previous == "K" or kind == "K":
        return {previous, kind} <= set("KU")
    return previous in "ANU" and kind in "ANU"
