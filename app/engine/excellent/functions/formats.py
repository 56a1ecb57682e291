"""Functions that write values for people."""

from __future__ import annotations

import re
from decimal import Decimal

from app.engine.dates import Instant, LayoutError, XDate, XTime, find_zone, format_instant, format_layout
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    TIME,
    VALUE,
    function,
)
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XValue, format_value, to_text
from app.engine.excellent.weights import weigh

MAX_PLACES = 9
_SLOT = re.compile(r"\{\{\s*\.arg(\d+)\s*\}\}")


@function("format", VALUE)
def format_(scope: Scope, env: Environment, value: XValue) -> XValue:
    """As the environment writes it; arrays and objects over lines."""
    weigh(value)
    return format_value(env, value)


@function("format_date", DATE, TEXT, required=1)
def format_date(scope: Scope, env: Environment, date: XDate, layout: str | None = None) -> XValue:
    try:
        return format_layout(layout or env.date_format, "date", date, locale=env.default_locale)
    except LayoutError as error:
        return XError(str(error))


@function("format_time", TIME, TEXT, required=1)
def format_time(scope: Scope, env: Environment, time: XTime, layout: str | None = None) -> XValue:
    try:
        return format_layout(layout or env.time_format, "time", XDate(), time, locale=env.default_locale)
    except LayoutError as error:
        return XError(str(error))


@function("format_datetime", DATETIME, TEXT, TEXT, required=1)
def format_datetime(
    scope: Scope, env: Environment, instant: Instant, layout: str | None = None, zone: str | None = None
) -> XValue:
    """In the environment's zone or the one named."""
    tz = env.timezone if zone is None else find_zone(zone)
    if tz is None:
        return XError(f"unknown time zone {zone}")
    try:
        return format_instant(instant.in_zone(tz), layout or f"{env.date_format} {env.time_format}", env.default_locale)
    except LayoutError as error:
        return XError(str(error))


@function("format_number", NUMBER, INTEGER, BOOLEAN, required=1)
def format_number(scope: Scope, env: Environment, value: Decimal, places: int | None = None, grouped: bool = True) -> XValue:
    """With as many decimals as there are unless `places` says how many, 0 to 9."""
    if places is not None and not 0 <= places <= MAX_PLACES:
        return XError(f"must take 0-{MAX_PLACES} number of places, got {places}")
    return env.format_number(value, -1 if places is None else places, grouped)


@function("format_location", TEXT)
def format_location(scope: Scope, env: Environment, path: str) -> XValue:
    """The last part of a path: `Rwanda > Kigali` is `Kigali`."""
    return path.rsplit(">", maxsplit=1)[-1].strip()


@function("prompt", TEXT, rest=VALUE)
def prompt(scope: Scope, env: Environment, name: str, *args: XValue) -> XValue:
    """A prompt of the environment with its slots `{{ .arg1 }}`, `{{ .arg2 }}` filled."""
    template = env.llm_prompts.get(name)
    if template is None:
        return XError(f"unknown prompt: {name}")
    texts = [str(to_text(env, arg)) for arg in args]

    def fill(slot: re.Match[str]) -> str:
        number = int(slot[1])
        return texts[number - 1] if 1 <= number <= len(texts) else ""

    return _SLOT.sub(fill, template)
