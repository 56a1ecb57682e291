"""Messages to many in words, and what people paste as numbers."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.contracts.broadcasts import (
    Broadcast,
    Estimate,
    Exclusions,
    LanguageEstimate,
    Named,
    PhoneEstimate,
    Progress,
    ShownRecipients,
)
from app.errors import Invalid, NotFound, OutpostError
from tests.ui.stub_office import NOW
from ui import estimate_texts, sending_errors
from ui import sending_texts as words
from ui.models.progress import LIVELY, MOST_ASKED, progress_of
from ui.models.recipients import read_numbers, unreadable
from ui.texts import soon

KIGALI = ZoneInfo("Africa/Kigali")
PHONE = PhoneEstimate("p", "Reception", 40, 40, 0, 1.0, 45, NOW + dt.timedelta(minutes=45), NOW)


def broadcast(**more: Any) -> Broadcast:
    made = Broadcast(
        "b",
        "completed",
        "Hello",
        "eng",
        ["eng"],
        ShownRecipients(1, 0, [], ""),
        Exclusions(),
        4,
        4,
        None,
        None,
        None,
        "Amina",
        NOW,
    )
    return dataclasses.replace(made, **more)


def estimate(**more: Any) -> Estimate:
    made = Estimate(40, True, 40, 40, 40, 1, 0, [LanguageEstimate("eng", 40, 40, 1)], [PHONE], PHONE.done_on, False, False)
    return dataclasses.replace(made, **more)


@pytest.mark.parametrize(
    ("state", "progress", "word", "text"),
    [
        ("pending", Progress(), "Waiting to begin", "0 of 4 sent"),
        ("started", Progress(waiting=1, sent=1), "Sending", "1 of 4 sent"),
        ("completed", Progress(waiting=1, sent=1, delivered=2), "Sending", "3 of 4 sent"),
        ("completed", Progress(sent=2, delivered=2), "Done", "4 of 4 sent"),
        ("completed", Progress(sent=3, failed=1), "Done", "3 of 4 sent · 1 not sent"),
        ("completed", Progress(failed=4), "Not sent", "0 of 4 sent · 4 not sent"),
        ("completed", None, "Done", "4 messages"),
        ("interrupting", Progress(waiting=3, sent=1), "Being stopped", "1 of 4 sent"),
        ("interrupted", Progress(sent=1, taken_back=3), "Stopped", "1 of 1 sent"),
        ("failed", Progress(), "Failed", "No messages"),
    ],
)
def test_how_far_a_broadcast_is(state: Any, progress: Progress | None, word: str, text: str, outpost_app) -> None:
    row = broadcast(state=state)
    assert (words.broadcast_sign(row, progress).word, words.progress_text(row, progress)) == (word, text)


def test_a_total_that_is_not_known_yet_is_not_told(outpost_app) -> None:
    row = broadcast(state="started", total=None)
    assert words.progress_text(row, Progress(waiting=5, sent=3)) == "3 sent so far"
    assert words.total_of(broadcast(state="started", total=2), Progress(sent=3)) == 3


@pytest.mark.parametrize(
    ("state", "progress", "can"),
    [
        ("started", None, True),
        ("completed", Progress(waiting=1), True),
        ("completed", Progress(handed=1), False),
        ("completed", None, False),
        ("interrupting", Progress(waiting=1), False),
        ("failed", Progress(waiting=1), False),
    ],
)
def test_what_can_be_stopped(state: Any, progress: Progress | None, can: bool) -> None:
    assert words.can_interrupt(broadcast(state=state), progress) is can


def test_who_gets_it_and_who_does_not(outpost_app) -> None:
    to = ShownRecipients(3, 1, [Named("g", "Mothers")], "age > 18")
    assert words.recipients_text(to) == "Mothers, Search: \u2066age > 18\u2069, 3 contacts, 1 phone number"
    assert words.exclusions_lines(Exclusions(True, True, True, 90)) == [
        "Blocked, stopped and archived contacts",
        "Who is in a flow",
        "Who was in this flow before",
        "Not heard of for 90 days",
    ]
    assert words.recipients_text(ShownRecipients(0, 0, [], "")) == "–"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("nobody", "Everybody whom it was for is gone."),
        ("flow:missing", "The flow is no longer here. Restore it, then try again."),
        ("query:syntax", "The search that says who gets it can't be used. Make it anew with another search."),
    ],
)
def test_why_one_failed(error: str, text: str, outpost_app) -> None:
    assert words.failed_text(error) == text


def test_an_estimate_is_told(outpost_app) -> None:
    assert estimate_texts.estimate_text(estimate()) == "40 contacts, 40 messages, 40 SMS"
    assert estimate_texts.estimate_text(estimate(contacts=1180, sampled=200)).startswith("About 1,180 contacts, ")
    assert estimate_texts.done_text(estimate(), NOW, KIGALI) == "Done by about 12:15\u202fPM (45 min)"
    assert (
        estimate_texts.done_text(estimate(phones=[dataclasses.replace(PHONE, minutes=1)]), NOW, KIGALI) == "Sent within a minute"
    )
    assert "sixty days" in estimate_texts.done_text(estimate(done_on=None), NOW, KIGALI)
    assert estimate_texts.languages_text([LanguageEstimate("eng", 30, 30, 1), LanguageEstimate("kin", 10, 10, 1)]) == (
        "English 30 · Ikinyarwanda 10"
    )


@pytest.mark.parametrize(
    ("more", "said", "is_grave"),
    [
        ({}, [], False),
        ({"contacts": 0, "messages": 0}, ["Nobody would get it"], True),
        ({"phones": [], "unreachable": 40, "messages": 0}, ["No phone or modem could send it"], True),
        ({"unreachable": 1}, ["1 contact can't be reached"], False),
        ({"is_too_late": True, "is_partial": True}, ["more than seven days", "asks a web service"], False),
        ({"is_complete": False}, ["Counting took too long"], False),
        (
            {"phones": [dataclasses.replace(PHONE, last_seen_on=NOW - dt.timedelta(hours=3))]},
            ["Reception was last heard of"],
            False,
        ),
        ({"phones": [dataclasses.replace(PHONE, last_seen_on=None)]}, ["never"], False),
    ],
)
def test_what_people_should_know_before_they_send(more: dict[str, Any], said: list[str], is_grave: bool, outpost_app) -> None:
    found = estimate_texts.cautions(estimate(**more), NOW, KIGALI)
    assert len(found) == len(said)
    assert all(part in caution.text for part, caution in zip(said, found, strict=True))
    assert any(caution.is_grave for caution in found) is is_grave


@pytest.mark.parametrize(
    ("after", "text"),
    [
        ({"hours": 5}, "4:30\u202fPM"),
        ({"hours": 15}, "Tomorrow, 2:30\u202fAM"),
        ({"days": 4}, "Monday, 11:30\u202fAM"),
        ({"days": 9}, "3/14/26, 11:30\u202fAM"),
    ],
)
def test_a_time_to_come(after: dict[str, int], text: str, outpost_app) -> None:
    assert soon(NOW + dt.timedelta(**after), NOW, KIGALI) == text


@pytest.mark.parametrize(
    ("error", "place", "text"),
    [
        (Invalid("text", "empty"), "text", "Write a message first."),
        (Invalid("base_language", "missing"), "text", "Write the message in the base language first."),
        (Invalid("query", "unknown_property", property="shoe"), "query", "There is no contact field “shoe”."),
        (Invalid("query", "syntax"), "query", "This search can't be understood."),
        (Invalid("query", "invalid_number"), "query", "This search can't be understood."),
        (Invalid("urns", "unknown", which="foo"), "urns", "No phone numbers: foo"),
        (Invalid("urns", "unknown"), "urns", "One of these is no phone number."),
        (Invalid("recipients", "too_many"), "recipients", "These are too many to name one by one."),
        (Invalid("not_seen_since_days", "range"), "days", "Days are a number"),
        (NotFound("group", "g"), "recipients", "One of the groups or contacts is no longer there."),
        (NotFound("broadcast", "b"), "", "This is no longer here."),
        (OutpostError("busy"), "", "The office is very busy"),
    ],
)
def test_errors_have_their_place_and_their_sentence(error: OutpostError, place: str, text: str, outpost_app) -> None:
    assert sending_errors.place_of(error) == place
    assert sending_errors.sending_error(error).startswith(text)


def test_letters_that_make_an_sms_short_are_named(outpost_app) -> None:
    assert words.wide_letters_text("“Carşamba” ığ") == "With ş ı ğ an SMS holds 70 characters, without them 160."
    assert words.wide_letters_text("ሰላም ለሁላችሁ") == "In these letters an SMS holds 70 characters."
    assert words.too_long_text(640, 640) == ""
    assert words.too_long_text(641, 640) == "Too long: 641 characters. A message may have 640."


@pytest.mark.parametrize(
    ("code", "name"), [("eng", "English"), ("fra", "Français"), ("kin", "Ikinyarwanda"), ("und", "Any language"), ("swh", "swh")]
)
def test_languages_are_called_as_their_people_call_them(code: str, name: str, outpost_app) -> None:
    assert words.language_name(code) == name


def test_numbers_are_pasted_in_any_manner() -> None:
    assert read_numbers(" 0788 123 456\n\n+250 788-123-457, 0788123458;0788 123 456\t0722") == [
        "0788 123 456",
        "+250 788-123-457",
        "0788123458",
        "0722",
    ]
    assert read_numbers("\n ,;") == []


def test_what_is_no_number_is_found() -> None:
    good = ["0788 123 456", "+250788123457", "tel:+250788123458", "(0788) 12.34.56", "٠٧٨٨١٢٣٤٥٦"]
    assert unreadable([*good, "Jean", "12", "tel:", "0788 Jean"], "RW") == ["Jean", "12", "tel:", "0788 Jean"]


def test_only_what_can_be_under_way_is_asked_for() -> None:
    old = broadcast(uuid="old", created_on=NOW - LIVELY)
    known = broadcast(uuid="known")
    many = [broadcast(uuid=f"b{at}") for at in range(MOST_ASKED + 5)]
    asked: list[str] = []

    def ask(uuid: str) -> Progress:
        asked.append(uuid)
        return Progress(waiting=1)

    found = progress_of([known, *many, old], {"known": Progress(sent=4)}, NOW, ask)
    assert asked == [f"b{at}" for at in range(MOST_ASKED)]
    assert found == {"known": Progress(sent=4)} | dict.fromkeys(asked, Progress(waiting=1))
