"""Which trigger a message sets off: pure, over what the caller has read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.text import words

KEYWORD, CATCH_ALL = "keyword", "catch_all"
FIRST_WORD, ONLY_WORD = "first_word", "only_word"
MAX_KEYWORD_CHARACTERS = 16

# How much a condition that holds counts. Source: RapidPro's published trigger behaviour.
CHANNEL_SCORE, GROUPS_SCORE, EXCLUDED_SCORE = 4, 2, 1

_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger as matching sees it. `keywords` are folded; no `channel` and no groups: any."""

    id: str
    type: str
    flow_id: int = 0
    keywords: tuple[str, ...] = ()
    match_type: str = FIRST_WORD
    channel: str | None = None
    groups: frozenset[str] = frozenset()
    exclude_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`keyword` is empty for a catch-all."""

    trigger: Candidate
    keyword: str = ""


def fold(text: str) -> str:
    """For comparison: case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def spoken(text: str) -> list[str]:
    """The folded words of a message; what only colours an emoji is no word."""
    return [word for word in words(fold(text)) if not all(_is_modifier(char) for char in word)]


def match_keyword(
    candidates: Iterable[Candidate], text: str, channel: str | None = None, groups: Iterable[str] = ()
) -> Match | None:
    """The keyword trigger that fits best; the first of equals."""
    said = spoken(text)
    if not said:
        return None
    fitting = [one for one in candidates if one.type == KEYWORD and _fits(one, said)]
    best = _best(fitting, channel, frozenset(groups))
    return Match(best, said[0]) if best else None


def match_catch_all(candidates: Iterable[Candidate], channel: str | None = None, groups: Iterable[str] = ()) -> Match | None:
    best = _best([one for one in candidates if one.type == CATCH_ALL], channel, frozenset(groups))
    return Match(best) if best else None


def read_keyword(text: str) -> str | None:
    """A keyword as it is stored, or None: it must be one word of at most 16 characters, or one emoji."""
    said = spoken(text)
    bare = "".join(char for char in fold(text).strip() if not _is_modifier(char) or unicodedata.combining(char))
    if len(said) != 1 or len(said[0]) > MAX_KEYWORD_CHARACTERS or len(bare) != len(said[0]):
        return None
    return said[0]


def _fits(candidate: Candidate, said: list[str]) -> bool:
    return said[0] in candidate.keywords and (candidate.match_type != ONLY_WORD or len(said) == 1)


def _best(fitting: list[Candidate], channel: str | None, groups: frozenset[str]) -> Candidate | None:
    scored = [(score, one) for one in fitting if (score := _score(one, channel, groups)) is not None]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _score(candidate: Candidate, channel: str | None, groups: frozenset[str]) -> int | None:
    """None: a condition does not hold."""
    score = 0
    if candidate.channel is not None:
        if candidate.channel != channel:
            return None
        score += CHANNEL_SCORE
    if candidate.groups:
        if not candidate.groups & groups:
            return None
        score += GROUPS_SCORE
    if candidate.exclude_groups:
        if candidate.exclude_groups & groups:
            return None
        score += EXCLUDED_SCORE
    return score


def _is_modifier(char: str) -> bool:
    """Skin tones, and marks that stand alone such as the emoji style selector."""
    return ord(char) in _SKIN_TONES or unicodedata.category(char) in ("Mn", "Me")
