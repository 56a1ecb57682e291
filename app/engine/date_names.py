"""Names of days and months, and the halves of the day, by locale.

Source: the locale data of glibc 2.36 (`date_names.json`), which is what RapidPro's date formatting uses, not CLDR.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple


class DateNames(NamedTuple):
    """`days` begin with Sunday; `halves` are those of the morning and the afternoon, in the locale's own case."""

    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    halves: tuple[str, ...]


@lru_cache(maxsize=200)
def date_names(locale: str) -> DateNames:
    """For `eng-US` or `eng`: the locale's own, else its language's, else English of the United States."""
    data = _data()
    places = data["locales"]
    found = places.get(locale, places.get(locale[:3], places["eng"]))
    return DateNames(*(tuple(part) for part in data["names"][found]))


@lru_cache(maxsize=1)
def _data() -> Any:
    return json.loads(resources.files("app.engine").joinpath("date_names.json").read_text(encoding="utf-8"))
