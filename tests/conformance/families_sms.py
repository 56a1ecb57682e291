"""What an SMS costs, where plain text is cut, and what is a phone number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from app.engine import gsm7, phones
from app.engine.splitting import split_text
from tests.conformance.vectors import CaseResult, Family, cases, check, differs

Case = dict[str, Any]


def _family(name: str, run: Callable[[Case], str | None]) -> Family:
    def family(folder: Path) -> Iterator[CaseResult]:
        for index, case in enumerate(cases(folder / f"{name}.json")):
            yield check(f"{name}/{index}", partial(run, case))

    return family


def _segments(case: Case) -> str | None:
    return differs(case["segments"], gsm7.segments(case["text"]))


def _split(case: Case) -> str | None:
    return differs(case["parts"], split_text(case["text"], case["max"]))


def _phone(case: Case) -> str | None:
    allowed = {"allow_short": case["allow_short"], "allow_sender_id": case["allow_sender_id"]}
    try:
        found = f"tel:{phones.parse_number(case['input'], case['country'], **allowed)}"
    except phones.PhoneError as error:
        return differs(case["error"], str(error))
    return differs((case["urn"], case["error"]), (found, None))


FAMILIES: dict[str, Family] = {
    "other/gsm7_segments": _family("other/gsm7_segments", _segments),
    "other/phone_urns": _family("other/phone_urns", _phone),
    "other/split_text": _family("other/split_text", _split),
}
