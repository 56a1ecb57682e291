"""Keywords by the workspace's input collation."""

from __future__ import annotations

import pytest

from app.services.keywords import Candidate, fold, match_keyword


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
