"""Words of texts in all scripts, as they are compared: case, accents and the many forms of one letter do not count.

Scripts that put no spaces between words (Burmese, Thai, Khmer, Lao, Chinese, Japanese ...) are cut into overlapping pairs of
characters, and a part of such a run is found anywhere in it. Emoji are words of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

VERSION = 1  # raise it with every change of what `index_words` gives: the index is then made anew
MAX_WORD = 40  # characters that count
MAX_TERMS = 64  # of one search

_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u070f\u0711\u0730-\u074a\u08d3-\u08ff\u093c\u09bc\u0a3c\u0abc\u0b3c"
    "\u0cbc\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)
_ALIKE = {
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ىیېۍے", "ي"),
    **dict.fromkeys("کڪګ", "ك"),
    **dict.fromkeys("ةہھەۃ", "ه"),
    **{"ɓ": "b", "ɗ": "d", "đ": "d", "ð": "d", "ɛ": "e", "ħ": "h", "ı": "i", "ƙ": "k", "ł": "l", "ŋ": "n", "ɲ": "n", "ø": "o"},
    **{"ɔ": "o", "ƴ": "y", "ʋ": "v", "æ": "ae", "œ": "oe", "þ": "th"},
}
_RUN_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"
    "\u3400-\u9fff\ua980-\ua9ff\uaa60-\uaadf\U00020000-\U0003ffff"
)
_PIECES = re.compile(f"[{_RUN_SIGNS}]+|[^{_RUN_SIGNS}\\s]+")
_HAS_RUN = re.compile(f"[{_RUN_SIGNS}]")
_ASCII_WORDS = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """What to look for. `kind` word: a word that is so; prefix: one that begins so; run: a part of a run without spaces."""

    text: str
    kind: str


def index_words(text: str) -> list[str]:
    """What stands in the index for this text: its words, and of runs without spaces the pairs of characters, each once."""
    found: dict[str, None] = {}
    for piece, is_run in _pieces(text):
        if is_run:
            found.update(dict.fromkeys(_pairs(piece)))
        else:
            found[piece[:MAX_WORD]] = None
    return list(found)


def read_search(search: str) -> list[Term]:
    """The terms of what a person typed; whatever is no letter, number or emoji only parts words."""
    found: dict[Term, None] = {}
    for piece, is_run in _pieces(search):
        if is_run:
            found[Term(piece, "run")] = None
        else:
            is_short = len(piece) == 1
            found[Term(piece[:MAX_WORD], "word" if is_short else "prefix")] = None
        if len(found) >= MAX_TERMS:
            break
    return list(found)


def index_terms(terms: Sequence[Term]) -> list[Term]:
    """The terms as the index knows them: it holds every text that the terms are in, and for runs perhaps some more."""
    found: dict[Term, None] = {}
    for term in terms:
        if term.kind != "run":
            found[term] = None
        elif len(term.text) == 1:
            found[Term(term.text, "prefix")] = None
        else:
            found.update(dict.fromkeys(Term(pair, "word") for pair in _pairs(term.text)[:-1]))
    return list(found)


def holds(text: str, terms: Sequence[Term]) -> bool:
    """Whether every term is in the text."""
    pieces = [(piece[:MAX_WORD] if not is_run else piece, is_run) for piece, is_run in _pieces(text)]
    return all(any(_is_in(term, piece, is_run) for piece, is_run in pieces) for term in terms)


def spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms are: start and end (behind the last) in characters of the text, in order, without overlaps."""
    folded, places = _fold_with_places(text)
    found: list[tuple[int, int]] = []
    for piece in _PIECES.finditer(folded):
        is_run = _HAS_RUN.match(piece[0]) is not None
        for term in terms:
            for start in _starts(term, piece[0], is_run):
                first = piece.start() + start
                found.append((places[first], _end(text, places[first + len(term.text) - 1])))
    return _joined(found)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Words and runs, folded."""
    if text.isascii():
        for word in _ASCII_WORDS.findall(text.lower()):
            yield word, False
        return
    folded = text.translate(_FOLD)
    if _HAS_RUN.search(folded) is None:
        for word in folded.split():
            yield word, False
        return
    for piece in _PIECES.findall(folded):
        yield piece, _HAS_RUN.match(piece) is not None


def _pairs(run: str) -> list[str]:
    """Every two neighbours, and the last character alone, so that each character begins something."""
    return [*(run[at : at + 2] for at in range(len(run) - 1)), run[-1]]


def _is_in(term: Term, piece: str, is_run: bool) -> bool:
    if is_run or term.kind == "run":
        return is_run and term.kind == "run" and term.text in piece
    return piece == term.text if term.kind == "word" else piece.startswith(term.text)


def _starts(term: Term, piece: str, is_run: bool) -> Iterator[int]:
    if not _is_in(term, piece if is_run else piece[:MAX_WORD], is_run):
        return
    start = piece.find(term.text)
    while start >= 0:
        yield start
        start = piece.find(term.text, start + 1) if is_run else -1


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and of each of its characters the place it came from."""
    parts: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        folded = _FOLD[ord(char)]
        parts.append(folded)
        places += [place] * len(folded)
    return "".join(parts), places


def _end(text: str, last: int) -> int:
    """Behind the last character and the marks upon it."""
    end = last + 1
    while end < len(text) and not _FOLD[ord(text[end])]:
        end += 1
    return end


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class _Fold(dict[int, str]):
    """What each character becomes, found when first met: nothing, a space, or what it is compared as."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_FOLD = _Fold()


def _fold(char: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(_fold_plain(one) for one in plain)


def _fold_plain(char: str) -> str:
    if _DROPPED.match(char):
        return ""
    if char in _ALIKE:
        return _ALIKE[char]
    category = unicodedata.category(char)
    if category == "So":
        return f" {char} "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    is_sign = category[0] in "LN" or category in ("Mn", "Mc")
    return char if (is_sign and category != "Lm") or char in "ーๆໆ々" else " "
