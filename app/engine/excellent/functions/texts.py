"""Functions on texts. Lengths and positions count characters (code points)."""

from __future__ import annotations

import html
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import re2

from app.engine.envs import Environment
from app.engine.excellent.functions.registry import INTEGER, TEXT, function, too_many_items
from app.engine.excellent.scope import Scope, TooComplex
from app.engine.excellent.types import XArray, XError, XValue, compare
from app.engine.text import split_by, well_formed, word_spans, words

MAX_REPEATED = 10_000
WORDS_WORK = 4
PATTERN_WORK = 10  # to compile each character
MAX_PATTERN_WORK = 100_000_000  # pattern length times text length: under a second
_SPACE = (
    " \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def upper_case(text: str) -> str:
    """Letter by letter: what has no single capital letter (ß) stays, as in Go."""
    if text.isascii():
        return text.upper()
    return "".join([large if len(large := char.upper()) == 1 else char for char in text])


def lower_case(text: str) -> str:
    """Letter by letter, without regard to the end of words."""
    if text.isascii():
        return text.lower()
    return "".join([char.lower()[:1] for char in text])


def title_case(text: str) -> str:
    """Words begin after spaces and, among ASCII, after all but letters, digits and `_`."""
    out, inside = [], False
    for char in lower_case(text):
        title = char.title()
        out.append(char if inside or len(title) != 1 else title)
        inside = char == "_" or char.isalnum() or not (char.isascii() or char in _SPACE)
    return "".join(out)


class BadPattern(ValueError):
    """A regular expression that cannot be used; the message is for flow authors."""


@lru_cache(maxsize=500)
def compile_pattern(pattern: str) -> Any:
    """A regular expression that ignores case and matches by lines; None if it is not valid. Linear in the text (RE2)."""
    try:
        return re2.compile("(?mi)" + well_formed(pattern), _QUIET)
    except re2.error:
        return None


_QUIET = re2.Options()
_QUIET.log_errors = False


def search_pattern(scope: Scope, pattern: str, text: str) -> Any:
    """The first match of a regular expression, None without one. Raises BadPattern."""
    compiled = compile_pattern(pattern)
    if compiled is None:
        raise BadPattern("invalid regular expression")
    if len(pattern) * len(text) > MAX_PATTERN_WORK:
        raise BadPattern("regular expression and text are too long")
    scope.charge(len(pattern) * PATTERN_WORK + len(pattern) * len(text) // 64)
    return compiled.search(well_formed(text))


def cut_words(text: str, delimiters: str) -> list[str]:
    """The words of a text, by the characters given, or by the rules of `app.engine.text` if none are."""
    return split_by(text, delimiters) if delimiters else words(text)


@function("lower", TEXT)
def lower(scope: Scope, env: Environment, text: str) -> XValue:
    return lower_case(text)


@function("upper", TEXT)
def upper(scope: Scope, env: Environment, text: str) -> XValue:
    return upper_case(text)


@function("title", TEXT)
def title(scope: Scope, env: Environment, text: str) -> XValue:
    return title_case(text)


@function("code", TEXT)
def code(scope: Scope, env: Environment, text: str) -> XValue:
    """The number of the first character in Unicode."""
    return Decimal(ord(text[0])) if text else XError("requires a string of at least one character")


@function("char", INTEGER)
def char(scope: Scope, env: Environment, number: int) -> XValue:
    return chr(number) if 0 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"


@function("split", TEXT, TEXT, required=1, work=WORDS_WORK)
def split(scope: Scope, env: Environment, text: str, delimiters: str = "") -> XValue:
    parts = cut_words(text, delimiters)
    return too_many_items(len(parts)) or XArray(parts)


@function("trim", TEXT, TEXT, required=1)
def trim(scope: Scope, env: Environment, text: str, chars: str = "") -> XValue:
    return text.strip(chars or _SPACE)


@function("trim_left", TEXT, TEXT, required=1)
def trim_left(scope: Scope, env: Environment, text: str, chars: str = "") -> XValue:
    return text.lstrip(chars or _SPACE)


@function("trim_right", TEXT, TEXT, required=1)
def trim_right(scope: Scope, env: Environment, text: str, chars: str = "") -> XValue:
    return text.rstrip(chars or _SPACE)


@function("clean", TEXT)
def clean(scope: Scope, env: Environment, text: str) -> XValue:
    """Without what cannot be seen: controls, formats, private characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join([char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")])


@function("word", TEXT, INTEGER, TEXT, required=2, work=WORDS_WORK)
def word(scope: Scope, env: Environment, text: str, index: int, delimiters: str = "") -> XValue:
    """By index from 0, from the end if negative."""
    found = cut_words(text, delimiters)
    if not -len(found) <= index < len(found):
        return XError(f"index {index} is out of range for the number of words {len(found)}")
    return found[index]


@function("remove_first_word", TEXT)
def remove_first_word(scope: Scope, env: Environment, text: str) -> XValue:
    spans = word_spans(text)
    next(spans, None)
    second = next(spans, None)
    return text[second[0] :] if second else ""


@function("word_slice", TEXT, INTEGER, INTEGER, TEXT, required=2, work=WORDS_WORK)
def word_slice(  # noqa: PLR0917
    scope: Scope, env: Environment, text: str, start: int, end: int = -1, delimiters: str = ""
) -> XValue:
    """The words from `start` up to, not including, `end`, with a space between; -1 is all the rest."""
    if start < 0:
        return XError("must start with a positive index")
    if end > 0 and end <= start:
        return XError("must have an end which is greater than the start")
    found = cut_words(text, delimiters)
    return " ".join(found[start:] if end < 0 else found[start:end])


@function("word_count", TEXT, TEXT, required=1, work=WORDS_WORK)
def word_count(scope: Scope, env: Environment, text: str, delimiters: str = "") -> XValue:
    return Decimal(len(cut_words(text, delimiters)))


@function("field", TEXT, INTEGER, TEXT)
def field(scope: Scope, env: Environment, text: str, index: int, delimiter: str) -> XValue:
    """What stands at `index` between delimiters, nothing beyond the last; several spaces count as one."""
    if index < 0:
        return XError("cannot use a negative index to FIELD")
    parts = text.split(delimiter) if delimiter else list(text)
    if delimiter == " ":
        parts = [part for part in parts if part]
    return parts[index] if index < len(parts) else ""


@function("text_slice", TEXT, INTEGER, INTEGER, required=2)
def text_slice(scope: Scope, env: Environment, text: str, start: int, end: int | None = None) -> XValue:
    """From `start` up to, not including, `end`; from the end if negative."""
    return text[start:end]


@function("regex_match", TEXT, TEXT, INTEGER, required=2)
def regex_match(scope: Scope, env: Environment, text: str, pattern: str, group: int = 0) -> XValue:
    """The first match, or a group of it; empty text if there is none."""
    try:
        found = search_pattern(scope, pattern, text)
    except BadPattern as error:
        return XError(str(error))
    if not 0 <= group <= compile_pattern(pattern).groups:
        return XError("invalid regular expression group")
    return (found[group] or "") if found else ""


@function("text_length", TEXT)
def text_length(scope: Scope, env: Environment, text: str) -> XValue:
    return Decimal(len(text))


@function("text_compare", TEXT, TEXT)
def text_compare(scope: Scope, env: Environment, a: str, b: str) -> XValue:
    """-1, 0 or 1, by code points."""
    return Decimal(compare(a, b))


@function("repeat", TEXT, INTEGER)
def repeat(scope: Scope, env: Environment, text: str, count: int) -> XValue:
    if count < 0:
        return XError("must be called with a positive integer")
    if len(text) * count > MAX_REPEATED:
        return XError(f"text is too long, limit is {MAX_REPEATED} characters")
    return text * count


@function("replace", TEXT, TEXT, TEXT, INTEGER, required=3)
def replace(  # noqa: PLR0917
    scope: Scope, env: Environment, text: str, needle: str, new: str, count: int = -1
) -> XValue:
    """The first `count` occurrences, all by default."""
    places = text.count(needle) if count < 0 else min(count, text.count(needle))
    if len(text) + places * len(new) > scope.budget:
        raise TooComplex
    return text.replace(needle, new, count)


@function("url_encode", TEXT)
def url_encode(scope: Scope, env: Environment, text: str) -> XValue:
    """For a part of a web address: spaces become %20."""
    return quote(text, safe="", errors="replace")


@function("html_decode", TEXT)
def html_decode(scope: Scope, env: Environment, text: str) -> XValue:
    """`&lt;` and its kind to characters; spaces that do not break become plain ones."""
    return html.unescape(text).replace("\u00a0", " ")


@function("read_chars", TEXT)
def read_chars(scope: Scope, env: Environment, text: str) -> XValue:
    """For speech: in groups as numbers are told, of 9 by 3, 2, 4, else by threes or fours where they fit, with commas between."""
    text = text.strip(_SPACE).removeprefix("+")
    size = len(text)
    if size == 9:
        groups = [text[:3], text[3:5], text[5:]]
    elif size % 3 == 0 and size >= 3:
        groups = [text[i : i + 3] for i in range(0, size, 3)]
    elif size % 4 == 0:
        groups = [text[i : i + 4] for i in range(0, size, 4)]
    else:
        groups = list(text)
    return " , ".join(" ".join(group) for group in groups)
