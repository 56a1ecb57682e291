"""The GSM alphabet: what fits and how many SMS it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import gsm7


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("ŵ" * 134, 2),
        ("ŵ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("“Zikomo” – thanks…" * 8, 1),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert gsm7.segments(text) == count


def test_no_escape_and_no_surrogate_pair_is_torn() -> None:
    assert [len(part) for part in gsm7.split("a" * 152 + "€" + "a" * 100)] == [152, 101]
    assert [len(part) for part in gsm7.split("😀" * 36)] == [33, 3]


@given(st.text(max_size=400))
def test_parts_make_the_whole(text: str) -> None:
    parts = gsm7.split(text)
    assert "".join(parts) in (text, gsm7.substitute(text))
    assert len(parts) == gsm7.segments(text)


@given(st.text(alphabet=sorted(gsm7._ENCODE), max_size=200))
def test_the_alphabet_comes_back(text: str) -> None:
    assert gsm7.is_gsm7(text)
    assert gsm7.decode(gsm7.encode(text)) == text


def test_other_characters_are_refused() -> None:
    assert not gsm7.is_gsm7("ŵ")
    with pytest.raises(ValueError, match="ŵ"):
        gsm7.encode("ŵ")


def test_an_unknown_escape_is_a_space() -> None:
    assert gsm7.decode(b"\x1b\x01a") == " a" and gsm7.decode(b"a\x1b") == "a "
