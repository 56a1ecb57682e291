"""Cutting a text for channels that take plain text of a limited length, and do the rest themselves."""

from __future__ import annotations

WORD_REACH = 6  # among so many last characters of a part, a space ends it; with none there, words are torn


def split_text(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` characters (code points), without the space around them; a text that fits stays as it is.

    A part ends at the first space among its last characters; one that is nothing but space is empty, for the sender to leave
    out. Source: what RapidPro's gateways do; they count bytes, so that both agree on ASCII only.
    """
    if len(text) <= limit:
        return [text]
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = min(start + limit, len(text))
        space = text.find(" ", start + max(0, limit - WORD_REACH), end)
        end = space + 1 if space >= 0 else end
        parts.append(text[start:end].strip())
        start = end
    return parts
