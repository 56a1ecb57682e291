"""Keywords by the workspace's input collation."""

from __future__ import annotations

import pytest

from app.services.keywords import CATCH_ALL, ONLY_WORD, Candidate, fold, match_catch_all, match_keyword


@pytest.mark.parametrize(
    ("collation", "keyword", "said", "matches"),
    [
        ("default", "stock", "STOCK", True),
        ("default", "stock", "\u0455tock", False),
        ("confusables", "stock", "\u0455TOCK", True),
        ("confusables", "hello", "he11o", True),
        ("confusables", "yes", "уеѕ", True),
        ("confusables", "no", "yes", False),
        ("arabic_variants", "نعم", "نعم", True),
        ("arabic_variants", "کمک", "كمك", True),
        ("arabic_variants", "احمد", "أحمد", True),
        ("default", "احمد", "أحمد", False),
        ("arabic_variants", "join", "JOIN now", True),
        ("of another version", "join", "join", True),
    ],
)
def test_words_are_compared_as_the_workspace_says(collation: str, keyword: str, said: str, matches: bool) -> None:
    trigger = Candidate("1", "keyword", keywords=("other", fold(keyword)), collation=collation)
    found = match_keyword([trigger], said)
    assert (found is not None) == matches
    if found:
        assert found.keyword == fold(keyword)


def test_workspaces_of_several_collations_side_by_side() -> None:
    plain = Candidate("1", "keyword", keywords=("stock",))
    alike = Candidate("2", "keyword", keywords=("stock",), collation="confusables")
    found = match_keyword([plain, alike], "\u0455tock")
    assert found is not None
    assert found.trigger.id == "2"


def test_keywords_that_collate_alike_give_the_first() -> None:
    trigger = Candidate("1", "keyword", keywords=("l0l", "lol"), collation="confusables")
    found = match_keyword([trigger], "LOL")
    assert found is not None
    assert found.keyword == "l0l"


NURSES, MOTHERS = "nurses", "mothers"
TAKERS = [
    Candidate("anybody", "keyword", keywords=("join",)),
    Candidate("alone", "keyword", keywords=("stop", "join"), match_type=ONLY_WORD, exclude_groups=frozenset({MOTHERS})),
    Candidate("by phone", "keyword", keywords=("join", "start"), channel="phone"),
    Candidate("nurses", "keyword", keywords=("join",), groups=frozenset({NURSES, "others"})),
    Candidate("nurses by modem", "keyword", keywords=("join",), channel="modem", groups=frozenset({NURSES})),
    Candidate("rest by phone", CATCH_ALL, channel="phone"),
    Candidate("rest of mothers", CATCH_ALL, groups=frozenset({MOTHERS}), exclude_groups=frozenset({NURSES})),
]


@pytest.mark.parametrize(
    ("said", "channel", "groups", "taken"),
    [
        ("join", "modem", (), "alone"),
        ("join now", "modem", (), "anybody"),
        ("join", "modem", (MOTHERS,), "anybody"),
        ("join", "phone", (NURSES,), "by phone"),  # a channel counts more than group and exclusion together
        ("join", "modem", (NURSES, MOTHERS), "nurses by modem"),
        ("join", "other", (NURSES, MOTHERS), "nurses"),
        ("join", None, (), "alone"),
        ("join now", None, (), "anybody"),  # no channel is known: the first of equals
        ("start", None, (), "by phone"),
        ("start", "modem", (), None),
        ("stop", "modem", (MOTHERS,), "rest of mothers"),
        ("hello", "phone", (MOTHERS,), "rest by phone"),
        ("hello", None, (MOTHERS,), "rest of mothers"),
        ("hello", None, (), "rest by phone"),
        ("hello", "modem", (NURSES, MOTHERS), None),
    ],
)
def test_the_trigger_that_fits_best(said: str, channel: str | None, groups: tuple[str, ...], taken: str | None) -> None:
    found = match_keyword(TAKERS, said, channel, groups) or match_catch_all(TAKERS, channel, groups)
    assert (found.trigger.id if found else None) == taken
