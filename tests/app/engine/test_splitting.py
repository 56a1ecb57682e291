"""Cutting plain text for channels with a maximum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.splitting import split_text


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("it was a quiet day on the river", 12, ["it was", "a quiet", "day on", "the river"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
        ("aaa bbbbbbbbbbbbbbbb", 10, ["aaa bbbbbb", "bbbbbbbbbb"]),  # the space is too far from the limit
        ("     ", 5, ["     "]),
        ("      ", 5, [""] * 6),
        ("abcdefghij   ", 10, ["abcdefghij", ""]),
        ("abcdefghij klm", 10, ["abcdefghij", "klm"]),
        ("abcdefg hij", 10, ["abcdefg", "hij"]),
        ("abcd efghijk", 10, ["abcd", "efghijk"]),
        ("abc defghijk", 10, ["abc defghi", "jk"]),
        ("one two three", 3, ["one", "", "two", "", "thr", "ee"]),
        ("line\none two", 10, ["line\none", "two"]),
        ("ሰላም ለዓለም ሁሉ", 10, ["ሰላም ለዓለም", "ሁሉ"]),
    ],
)
def test_where_it_is_cut(text: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, limit) == parts


@given(st.text(alphabet="ab é😀", max_size=60), st.integers(1, 12))
def test_no_part_is_too_long_and_no_letter_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
