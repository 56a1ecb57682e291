"""Short references of contacts for workspaces that hide addresses: `K7Q2MX` instead of a number that can be counted."""

from __future__ import annotations

from collections.abc import Sequence

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HALF_BITS, _ROUNDS = 15, 4
_MASK = (1 << _HALF_BITS) - 1
_BLOCK = 1 << (2 * _HALF_BITS)


def contact_ref(number: int, key: Sequence[int]) -> str:
    """Six letters and digits for ids below 2^30, more above; empty for no id. `key` is four numbers of 32 bits."""
    if number <= 0:
        return ""
    high, low = divmod(number, _BLOCK)
    code = _encode(_mix(low, key, range(_ROUNDS)))
    return code if not high else _encode_high(high) + code


def contact_id(ref: str, key: Sequence[int]) -> int:
    """The id that a reference stands for, 0 where it is none."""
    ref = ref.upper()
    if len(ref) < 6 or any(char not in ALPHABET for char in ref):
        return 0
    value = 0
    for char in ref:
        value = value * 32 + ALPHABET.index(char)
    high, low = divmod(value, _BLOCK)
    return high * _BLOCK + _unmix(low, key)


def _mix(value: int, key: Sequence[int], rounds: Sequence[int]) -> int:
    left, right = value >> _HALF_BITS, value & _MASK
    for number in rounds:
        left, right = right, left ^ _scramble(right, key[number % len(key)], number)
    return left << _HALF_BITS | right


def _unmix(value: int, key: Sequence[int]) -> int:
    left, right = value >> _HALF_BITS, value & _MASK
    for number in reversed(range(_ROUNDS)):
        left, right = right ^ _scramble(left, key[number % len(key)], number), left
    return left << _HALF_BITS | right


def _scramble(half: int, key: int, number: int) -> int:
    mixed = (half * 0x9E3779B1 + key + number * 0x85EBCA77) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 13)) & _MASK


def _encode(value: int) -> str:
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(25, -5, -5))


def _encode_high(value: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, 32)
        digits = ALPHABET[digit] + digits
    return digits
