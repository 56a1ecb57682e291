"""How names are compared and sorted, the same on both databases and in every process."""

from __future__ import annotations

import unicodedata


def fold_name(name: str) -> str:
    """Case, composition, width and outer or repeated spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())
