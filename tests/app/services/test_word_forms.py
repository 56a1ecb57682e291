"""What counts as the same word, in many scripts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.word_forms import MAX_TERMS, holds, index_terms, index_words, read_search, spans

FOUND = [
    ("stock", "The STOCKS are low"),
    ("elodie", "Bonjour Élodie"),
    ("ÉLODIE", "bonjour elodie"),
    ("hauptstrasse", "Hauptstraße 5"),
    ("istanbul", "İSTANBUL"),
    ("olga", "olga ok"),
    ("ОЛЬГА", "здравствуйте, ольга"),
    ("еж", "ёжик"),
    ("امية", "أُمِّيَّة"),
    ("احمد", "السلام يا أحمد"),
    ("على", "علي هنا"),
    ("کتاب", "كتاب"),
    ("محمد", "مـحـمـد"),
    ("ﻣﺤﻤﺪ", "محمد"),
    ("שלום", "שָׁלוֹם"),
    ("ngombe", "ngombe zetu"),
    ("ombe", "ng'ombe zetu"),
    ("dan kasa", "ɗan ƙasa"),
    ("अस्पताल", "सरकारी अस्पताल"),
    ("ሰላም", "ሰላም ነው"),
    ("မာစ", "မြန်မာစာ"),
    ("ผัด", "ข้าวผัดไก่"),
    ("ជំងឺ", "មានជំងឺធ្ងន់"),
    ("ສະບາຍ", "ຂ້ອຍສະບາຍດີ"),
    ("中文", "我学中文很久"),
    ("文", "我学中文很久"),
    ("テスト", "これはﾃｽﾄです"),
    ("한국", "한국어 공부"),
    ("0788", "٠٧٨٨١٢٣"),
    ("12", "１２ boxes"),
    ("👍", "ok 👍🏽"),
    ("👍 ok", "ok👍"),
    ("a", "vitamin a"),
    ("100", "100kg"),
    ("xyz", "我xyz"),
    ("l'hôpital", "à l’hopital"),
]
MISSED = [
    ("tock", "stock"),
    ("a", "vitamin amount"),
    ("文中", "中文"),
    ("中 很x", "我学中文很久"),
    ("低い", "高い"),
    ("stock low", "stock high"),
    ("👎", "👍"),
    ("か", "き"),
]


@pytest.mark.parametrize(("search", "text"), FOUND)
def test_found(search: str, text: str) -> None:
    terms = read_search(search)
    assert terms
    assert holds(text, terms)
    assert spans(text, terms)


@pytest.mark.parametrize(("search", "text"), MISSED)
def test_not_found(search: str, text: str) -> None:
    assert not holds(text, read_search(search))


@pytest.mark.parametrize(
    ("search", "text", "shown"),
    [
        ("elo", "Bonjour É\u0301lodie, elo", ["É\u0301lo", "elo"]),
        ("中文", "学中文,中文", ["中文", "中文"]),
        ("stock lo", "LOW stock", ["LO", "stock"]),
        ("amie", "les amies, mes amis", ["amie"]),
        ("strasse", "Hauptstraße straße", ["straße"]),
        ("👍", "👍🏽!", ["👍🏽"]),
    ],
)
def test_spans_are_of_the_text_as_it_is(search: str, text: str, shown: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, read_search(search))] == shown


@pytest.mark.parametrize("search", ["", "  ", "\"'*()&|!:<->^~", "\0", "\ud800", "---"])
def test_nothing_to_look_for(search: str) -> None:
    assert read_search(search) == []


def test_long_searches_are_cut() -> None:
    assert len(read_search(" ".join(f"word{n}" for n in range(2_000)))) == MAX_TERMS


def in_index(term_text: str, kind: str, words: list[str]) -> bool:
    return any(word == term_text if kind == "word" else word.startswith(term_text) for word in words)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_the_index_holds_whatever_the_text_holds(text: str, search: str) -> None:
    terms = read_search(search)
    words = index_words(text)
    assert all(" " not in word and word for word in words)
    if terms and holds(text, terms):
        assert all(in_index(term.text, term.kind, words) for term in index_terms(terms))
        assert spans(text, terms)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_a_text_holds_itself(text: str) -> None:
    terms = read_search(text)
    assert holds(text, terms)
    places = spans(text, terms)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
