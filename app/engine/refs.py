"""Short references of contacts for workspaces that hide addresses: `K7Q2MX` instead of a number that can be counted.

Numbers go by length of code, six characters for the first 2^30, seven for the next 2^34 and so on. Within a length they are
shuffled by a Feistel network of four rounds, one for each number of the key. Found by fitting such networks to published pairs
of number and code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_BITS = 5  # a character
_SHORTEST, _LONGEST = 6, 12
_FACTOR = 0x45D9F3B  # of a well-known hash of integers


def contact_ref(number: int, key: Sequence[int]) -> str:
    """Six letters and digits for ids below 2^30, more above; empty for no id. `key` is four numbers of 32 bits."""
    if number <= 0:
        return ""
    for length in range(_SHORTEST, _LONGEST + 1):
        half = length * _BITS // 2
        if number < 1 << 2 * half:
            return _encode(_shuffle(number, half, key), length)
        number -= 1 << 2 * half
    return ""


def contact_id(ref: str, key: Sequence[int]) -> int:
    """The id that a reference stands for, 0 where it is none."""
    ref, length = ref.upper(), len(ref)
    if not _SHORTEST <= length <= _LONGEST or any(char not in ALPHABET for char in ref):
        return 0
    value, half = 0, length * _BITS // 2
    for char in ref:
        value = value << _BITS | ALPHABET.index(char)
    if value >= 1 << 2 * half:
        return 0
    before = sum(1 << 2 * (shorter * _BITS // 2) for shorter in range(_SHORTEST, length))
    return before + _unshuffle(value, half, key)


def _shuffle(value: int, half: int, key: Iterable[int]) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in key:
        left, right = right, left ^ (_mixed(right, number) & mask)
    return left << half | right


def _unshuffle(value: int, half: int, key: Sequence[int]) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in reversed(key):
        left, right = right ^ (_mixed(left, number) & mask), left
    return left << half | right


def _mixed(value: int, key: int) -> int:
    product = ((value ^ key) * _FACTOR) & 0xFFFFFFFFFFFFFFFF
    return product ^ (product >> 16)


def _encode(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range((length - 1) * _BITS, -1, -_BITS))
