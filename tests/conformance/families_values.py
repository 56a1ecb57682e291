"""Router tests, environments, dates by layout, words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.engine import dates, envs, phones, text
from app.engine.cases import CASES
from app.engine.cases.numbers import NumberTrouble, parse_number
from app.engine.date_names import date_names
from app.engine.envs import Environment, NumberFormat
from app.engine.excellent.functions import FUNCTIONS
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XObject, XValue, render
from app.engine.locations import SEPARATOR, Places
from app.engine.lookalikes import skeleton
from app.engine.webhooks import extract_json
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json
from tests.conformance.xvalues import read_date, read_instant, read_time, read_values, value_differs

Case = dict[str, Any]
FIXED_NS = read_instant("2018-04-11T13:24:30.123456Z").ns


def _universe(now: str | None = None) -> MockUniverse:
    return MockUniverse(start_ns=read_instant(now.split(" ")[0]).ns if now else FIXED_NS, step_ns=0)


def _file(folder: str, name: str, check_case: Callable[[Case, Path], str | None]) -> Family:
    def family(root: Path) -> Iterator[CaseResult]:
        path = root / "goflow" / folder
        for case in cases(path / name):
            yield check(case["id"], lambda case=case: check_case(case, path))  # type: ignore[misc]

    return family


# cases

_NO_MATCH = {"x": "object", "v": {"match": {"x": "text", "v": ""}}, "default": {"x": "boolean", "v": False}}


def check_test(case: Case, folder: Path) -> str | None:
    session = read_json(folder / "tests.json")["session_env"]
    env = Environment.read({**session, **(case.get("env") or {})})
    places = Places(read_json(folder / "_assets.json")["locations"])
    result = CASES[case["name"]](Scope(_universe(), places), env, *read_values(case["args"]))
    expected = case["expected"]
    if result is False:
        return differs(_NO_MATCH, expected)
    return value_differs(expected, result)


def check_has_phone(case: Case, folder: Path) -> str | None:
    args = [case["text"]] if case["country"] is None else [case["text"], case["country"]]
    return differs(case["match"], _match("has_phone", Environment.read(case["env"]), *args))


def check_number_formats(case: Case, folder: Path) -> str | None:
    env = Environment.read({"number_format": case["number_format"]})
    return differs(case["match"], _match("has_number", env, case["text"]))


def _match(name: str, env: Environment, *args: XValue) -> str | None:
    result = CASES[name](Scope(_universe()), env, *args)
    return render(result.get("match")) if isinstance(result, XObject) else None


def check_parse_number(case: Case, folder: Path) -> str | None:
    found = parse_number(case["input"], NumberFormat(**case["format"]))
    return value_differs({"x": "number", "v": str(case["expected"].get("v", case["expected"]))}, found)


def check_parse_number_error(case: Case, folder: Path) -> str | None:
    try:
        return f"parsed as {parse_number(case['args'][0], NumberFormat(**case['args'][1]))}"
    except NumberTrouble as error:
        return differs(case["error"], str(error))


# environments


def check_env_date(case: Case, folder: Path) -> str | None:
    found = Environment.read(case["env"]).parse_date(case["text"], _universe().now)
    return differs(None if case.get("error") else read_date(case["expected"]["date"]), found)


_EXPECTED = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d) ")


def check_env_datetime(case: Case, folder: Path) -> str | None:
    now = read_json(folder / "parse_datetime.json")["now"]
    env = Environment.read(case["env"])
    found = env.parse_datetime(case["text"], _universe(now).now, case["fill_time"])
    if case.get("error"):
        return differs(None, found)
    parts = _EXPECTED.match(case["expected"])
    assert parts
    day, month, year, time, hours, minutes = parts.groups()
    return differs(read_instant(f"{year}-{month}-{day}T{time}{hours}:{minutes}", None), found)


def check_env_time(case: Case, folder: Path) -> str | None:
    expected = None if case.get("error") else read_time(case["expected"]["tod"])
    return differs(expected, envs.find_time(case["text"]))


def check_environment(case: Case, folder: Path) -> str | None:
    try:
        env = Environment.read(case["environment"])
    except envs.InvalidEnvironment as error:
        return str(error) if case["valid"] else None
    if not case["valid"]:
        return "read without complaint"
    return differs(env, Environment.read(env.to_json()))


def check_collation(case: Case, folder: Path) -> str | None:
    env = Environment(input_collation=case["collation"])
    same = {other: env.same_text(case["input"], other) for other in case["equals"]}
    return differs((case.get("transform"), case["equals"]), (env.collate(case["input"]), same))


def check_location_path(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], SEPARATOR.strip() in case["args"][0])


# dates


def check_calendar(case: Case, folder: Path) -> str | None:
    date = read_date(case["date"])
    actual = {"weekday": date.weekday(), "week_number": date.week_number(), "year_day": date.year_day()}
    return differs({name: case[name] for name in actual}, actual)


def check_date_format(case: Case, folder: Path) -> str | None:
    instant = read_instant(case["value"]["time"], case["value"]["tz"])
    try:
        found = dates.format_instant(instant, case["layout"], case["locale"])
    except dates.LayoutError as error:
        return differs(case.get("error"), str(error))
    return differs(case.get("expected"), found)


def check_date_names(case: Case, folder: Path) -> str | None:
    names = date_names(case["locale"])
    actual = {
        "sun": names.short_days[0],
        "sunday": names.days[0],
        "jan": names.short_months[0],
        "january": names.months[0],
        "am": names.halves[0],
    }
    return differs({name: case[name] for name in actual}, actual)


def check_dates_misc(case: Case, folder: Path) -> str | None:
    def instants() -> list[dates.Instant]:
        return [read_instant(arg["time"], arg.get("tz")) for arg in case["args"]]

    do: dict[str, Callable[[], object]] = {
        "FormatISO": instants()[0].iso,
        "DaysBetween": lambda: dates.days_from_civil(*instants()[0].date()) - dates.days_from_civil(*instants()[1].date()),
    }
    return differs(case["expected"], do[case["kind"]]())


def check_parse_layout(kind: str) -> Callable[[Case, Path], str | None]:
    def check_case(case: Case, folder: Path) -> str | None:
        try:
            found = _parse(kind, case)
        except dates.LayoutError as error:
            return differs(case.get("error"), str(error))
        expected = case.get("expected")
        if expected is None:
            return f"no error, but {found}"
        read: dict[str, Callable[[Any], object]] = {"date": read_date, "tod": read_time}
        name = next(iter(expected))
        return differs(read_instant(expected["time"]) if name == "time" else read[name](expected[name]), found)

    return check_case


def _parse(kind: str, case: Case) -> object:
    if kind == "date":
        return dates.parse_date(case["layout"], case["value"])
    if kind == "time":
        return dates.parse_time(case["layout"], case["value"])
    zone = dates.find_zone(case["timezone"])
    assert zone is not None
    return dates.parse_datetime(case["layout"], case["value"], zone)


# words

_TEXT: dict[str, Callable[..., object]] = {
    "PrefixOverlap": text.prefix_overlap,
    "StringSlices": lambda whole, spans: [whole[a:b] for a, b in zip(spans[::2], spans[1::2], strict=True)],
    "StringSliceContains": lambda items, wanted, exact: any(
        item == wanted if exact else item.lower() == wanted.lower() for item in items or ()
    ),
    "Indent": text.indent,
    "NestingDepthExceeds": text.nesting_exceeds,
    "Truncate": text.truncate,
    "TruncateEllipsis": text.truncate_ellipsis,
    "Snakify": text.snakify,
}


def check_text(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], _TEXT[case["kind"]](*case["args"]))


_STRINGS: dict[str, Callable[..., object]] = {
    "Skeleton": skeleton,
    "Confusable": lambda a, b: skeleton(a) == skeleton(b),
    "Truncate": text.truncate,
    "TruncateEllipsis": text.truncate_ellipsis,
}


def check_strings(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], _STRINGS[case["kind"]](*case["args"]))


def check_snakify(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], text.snakify(case["input"]))


def check_tokenize(case: Case, folder: Path) -> str | None:
    return differs(case["tokens"], text.words(case["text"]))


def check_tokenize_by_chars(case: Case, folder: Path) -> str | None:
    return differs(case["tokens"], text.split_by(case["text"], case["chars"]))


def check_tokenize_unicode(case: Case, folder: Path) -> str | None:
    return differs(case["tokens"], text.search_words(case["text"]))


def check_extract_json(case: Case, folder: Path) -> str | None:
    expected = None if case["json"] is None else json.loads(case["json"])
    return differs(expected, extract_json(case["body"].encode(), 100_000))


def check_phone(case: Case, folder: Path) -> str | None:
    raw, country = case["args"]
    if case["kind"] == "FindPhoneNumbers":
        return differs(case["expected"][:1], [found] if (found := phones.find_number(raw, country)) else [])
    try:
        return differs(case["expected"], phones.parse_number(raw, country, allow_short=False))
    except phones.PhoneError:
        return differs(case["expected"], "")


def check_attachment(case: Case, folder: Path) -> str | None:
    scope = Scope(_universe())
    parts = FUNCTIONS["attachment_parts"].call(scope, Environment(), case["attachment"])
    assert isinstance(parts, XObject)
    return differs((case["content_type"], case["url"]), (parts.get("content_type"), parts.get("url")))


FAMILIES: dict[str, Family] = {
    "cases/tests": _file("cases", "tests.json", check_test),
    "cases/has_phone": _file("cases", "has_phone.json", check_has_phone),
    "cases/has_number_formats": _file("cases", "has_number_formats.json", check_number_formats),
    "cases/parse_number": _file("cases", "parse_number.json", check_parse_number),
    "cases/parse_number_errors": _file("cases", "parse_number_errors.json", check_parse_number_error),
    "envs/parse_date": _file("envs", "parse_date.json", check_env_date),
    "envs/parse_datetime": _file("envs", "parse_datetime.json", check_env_datetime),
    "envs/parse_time": _file("envs", "parse_time.json", check_env_time),
    "envs/read_environment": _file("envs", "read_environment.json", check_environment),
    "envs/collation": _file("envs", "collation.json", check_collation),
    "envs/locations": _file("envs", "locations.json", check_location_path),
    "gocommon/calendar": _file("gocommon", "calendar.json", check_calendar),
    "gocommon/date_format": _file("gocommon", "date_format.json", check_date_format),
    "gocommon/date_names": _file("gocommon", "date_names.json", check_date_names),
    "gocommon/dates_misc": _file("gocommon", "dates_misc.json", check_dates_misc),
    "gocommon/parse_date": _file("gocommon", "parse_date.json", check_parse_layout("date")),
    "gocommon/parse_datetime": _file("gocommon", "parse_datetime.json", check_parse_layout("datetime")),
    "gocommon/parse_time": _file("gocommon", "parse_time.json", check_parse_layout("time")),
    "gocommon/strings": _file("gocommon", "strings.json", check_strings),
    "utils/attachments": _file("utils", "attachments.json", check_attachment),
    "utils/extract_json": _file("utils", "extract_json.json", check_extract_json),
    "utils/phone": _file("utils", "phone.json", check_phone),
    "utils/snakify": _file("utils", "snakify.json", check_snakify),
    "utils/text": _file("utils", "text.json", check_text),
    "utils/tokenize": _file("utils", "tokenize.json", check_tokenize),
    "utils/tokenize_by_chars": _file("utils", "tokenize_by_chars.json", check_tokenize_by_chars),
    "utils/tokenize_unicode": _file("utils", "tokenize_unicode.json", check_tokenize_unicode),
}
