"""Which channel serves an address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from app.engine.asset_types import Channel
from app.engine.phones import country_of
from app.engine.text import prefix_overlap


def channel_for(channels: Sequence[Channel], scheme: str, path: str, preferred: Channel | None, role: str) -> Channel | None:
    """The URN's own channel if it can do this, else the best of the workspace's; None where none can.

    Between several channels for phone numbers, those of the number's country (or open to all countries) count, and the one
    whose address or prefix has the most digits in common with the number wins; the last of equals.
    """
    if preferred and preferred.can(role, scheme):
        return preferred
    able = [channel for channel in channels if channel.can(role, scheme)]
    if scheme != "tel":
        return able[0] if able else None
    country = number_country(path)
    # A channel of no country is a modem or phone nobody has described: better than none.
    near = [c for c in able if not country or c.allow_international or c.country == country]
    near = near or [c for c in able if not c.country]
    return max(reversed(near), key=lambda channel: _shared_digits(channel, path), default=None)


@lru_cache(maxsize=4096)
def number_country(number: str) -> str:
    """Country of a phone number in E.164, empty where it is not known. Every message of a session asks."""
    return country_of(number)


def _shared_digits(channel: Channel, path: str) -> int:
    prefixes = channel.match_prefixes or (channel.address,)
    return max(prefix_overlap(prefix.removeprefix("+"), path.removeprefix("+")) for prefix in prefixes)
