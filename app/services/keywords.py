"""Which trigger a message, or something else that happened on a channel, sets off: pure, over what the caller has read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.engine.envs import arabic_base
from app.engine.lookalikes import skeleton
from app.engine.text import words

KEYWORD, CATCH_ALL, REFERRAL, CLOSED_TICKET = "keyword", "catch_all", "referral", "closed_ticket"
FIRST_WORD, ONLY_WORD = "first_word", "only_word"
MAX_KEYWORD_CHARACTERS = 16

# How much a condition that holds counts. Source: RapidPro's published trigger behaviour.
CHANNEL_SCORE, GROUPS_SCORE, EXCLUDED_SCORE = 4, 2, 1

# How two words are found to be the same, by the workspace's input collation.
_COLLATIONS: Mapping[str, Callable[[str], str]] = {"confusables": skeleton, "arabic_variants": arabic_base}

_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger as matching sees it. `keywords` are folded; no `channel` and no groups: any; no `referrer`: whoever refers.

    `collation` is the workspace's: default, confusables or arabic_variants. `row_id` is the trigger's row.
    """

    id: str
    type: str
    flow_id: int = 0
    keywords: tuple[str, ...] = ()
    match_type: str = FIRST_WORD
    channel: str | None = None
    groups: frozenset[str] = frozenset()
    exclude_groups: frozenset[str] = frozenset()
    collation: str = "default"
    referrer: str = ""
    row_id: int = 0
    collated: Mapping[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """`collated`: each keyword by what it is compared as."""
        by = {collate(word, self.collation): word for word in reversed(self.keywords)}
        object.__setattr__(self, "collated", by)


@dataclass(frozen=True, slots=True)
class Match:
    """`keyword` is the trigger's own, empty for a catch-all."""

    trigger: Candidate
    keyword: str = ""


def fold(text: str) -> str:
    """For comparison: case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def collate(word: str, collation: str) -> str:
    """A folded word as words are compared in a workspace. Others than the known collations compare words as they are."""
    by = _COLLATIONS.get(collation)
    return fold(by(word)) if by else word


def spoken(text: str) -> list[str]:
    """The folded words of a message; what only colours an emoji is no word."""
    return [word for word in words(fold(text)) if not all(_is_modifier(char) for char in word)]


def match_keyword(
    candidates: Iterable[Candidate], text: str, channel: str | None = None, groups: Iterable[str] = ()
) -> Match | None:
    """The keyword trigger that fits best; the first of equals."""
    fitting, forms = _saying(candidates, text)
    best = _best(fitting, channel, frozenset(groups))
    return Match(best, best.collated[forms[best.collation]]) if best else None


def says_keyword(candidates: Iterable[Candidate], text: str) -> bool:
    """Whether some trigger would take the text, on its channel and from its groups."""
    return bool(_saying(candidates, text)[0])


def match_catch_all(candidates: Iterable[Candidate], channel: str | None = None, groups: Iterable[str] = ()) -> Match | None:
    best = _best([one for one in candidates if one.type == CATCH_ALL], channel, frozenset(groups))
    return Match(best) if best else None


def match_event(
    candidates: Iterable[Candidate], kind: str, channel: str | None = None, groups: Iterable[str] = (), referrer: str = ""
) -> Candidate | None:
    """The trigger of this type that fits best, the first of equals. Conditions are as for messages.

    A referral is taken by a trigger that names its referrer, whatever the case of letters; else by one that names none.
    Source: RapidPro's published trigger behaviour.
    """
    member, mine = frozenset(groups), [one for one in candidates if one.type == kind]
    if kind != REFERRAL:
        return _best(mine, channel, member)
    named = [one for one in mine if one.referrer and same_referrer(one.referrer, referrer)]
    return _best(named, channel, member) or _best([one for one in mine if not one.referrer], channel, member)


def same_referrer(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def read_keyword(text: str) -> str | None:
    """A keyword as it is stored, or None: it must be one word of at most 16 characters, or one emoji.

    Nothing else may stand beside it: of `covid-19` a message says two words, so it would never be heard. RapidPro takes no such
    keyword either.
    """
    said = spoken(text)
    if len(said) != 1 or len(said[0]) > MAX_KEYWORD_CHARACTERS:
        return None
    beside = fold(text).strip().replace(said[0], "", 1)
    return said[0] if all(_is_modifier(char) for char in beside) else None


def _saying(candidates: Iterable[Candidate], text: str) -> tuple[list[Candidate], dict[str, str]]:
    """The keyword triggers whose word is said, and the first word in each collation (nearly always one)."""
    forms: dict[str, str] = {}
    said = spoken(text)
    if not said:
        return [], forms
    return [one for one in candidates if one.type == KEYWORD and _fits(one, said, forms)], forms


def _fits(candidate: Candidate, said: list[str], forms: dict[str, str]) -> bool:
    form = forms.get(candidate.collation)
    if form is None:
        form = forms[candidate.collation] = collate(said[0], candidate.collation)
    return form in candidate.collated and (candidate.match_type != ONLY_WORD or len(said) == 1)


def _best(fitting: list[Candidate], channel: str | None, groups: frozenset[str]) -> Candidate | None:
    scored = [(found, one) for one in fitting if (found := score(one, channel, groups)) is not None]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def score(candidate: Candidate, channel: str | None, groups: frozenset[str]) -> int | None:
    """How well a trigger fits place and contact; None: a condition does not hold.

    What came by no channel, as a closed ticket, is of any: then the trigger's channel counts nothing. Source: RapidPro.
    """
    found = 0
    if candidate.channel is not None and channel is not None:
        if candidate.channel != channel:
            return None
        found += CHANNEL_SCORE
    if candidate.groups:
        if not candidate.groups & groups:
            return None
        found += GROUPS_SCORE
    if candidate.exclude_groups:
        if candidate.exclude_groups & groups:
            return None
        found += EXCLUDED_SCORE
    return found


def _is_modifier(char: str) -> bool:
    """Skin tones, and marks that stand alone such as the emoji style selector."""
    return ord(char) in _SKIN_TONES or unicodedata.category(char) in ("Mn", "Me")
