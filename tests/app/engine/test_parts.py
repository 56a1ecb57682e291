"""Smaller parts: channels for addresses, webhook answers, quick replies, references, times."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.asset_types import Channel
from app.engine.channels import channel_for
from app.engine.envs import DEFAULT
from app.engine.excellent.types import render
from app.engine.jsontime import read_time, write_time
from app.engine.legacy_extra import legacy_extra
from app.engine.locales import best_locale
from app.engine.locations import Places
from app.engine.messages import QuickReply
from app.engine.phones import find_number
from app.engine.refs import contact_id, contact_ref
from app.engine.run import Result
from app.engine.text import words
from app.engine.universe import HttpRequest, HttpResponse
from app.engine.webhooks import extract_json, is_callable_url, make_request, request_trace, response_trace

KEY = (1, 2, 3, 4)


def channel(name: str, **fields: object) -> Channel:
    defaults = {"schemes": ("tel",), "roles": ("send", "receive"), "country": "RW"}
    return Channel(uuid=name, name=name, **{**defaults, **fields})  # type: ignore[arg-type]


MTN = channel("MTN", address="+250782222222")
AIRTEL = channel("Airtel", address="+250723333333")
ABROAD = channel("Abroad", address="+593971111111", country="EC", allow_international=True)
NOWHERE = channel("Modem", address="", country="")
INBOX = channel("Inbox", address="8080", roles=("receive",))


@pytest.mark.parametrize(
    ("channels", "number", "expected"),
    [
        ([MTN, AIRTEL], "+250723000000", "Airtel"),
        ([MTN, AIRTEL], "+250781000000", "MTN"),
        ([MTN, AIRTEL], "+593971234567", None),
        ([MTN, ABROAD], "+593971234567", "Abroad"),
        ([MTN, ABROAD], "+250781000000", "MTN"),
        ([INBOX], "+250781000000", None),
        ([NOWHERE], "+250781000000", "Modem"),
        ([], "+250781000000", None),
    ],
)
def test_the_channel_that_fits_a_number_best(channels: list[Channel], number: str, expected: str | None) -> None:
    found = channel_for(channels, "tel", number, None, "send")
    assert (found.name if found else None) == expected


def test_an_addresss_own_channel_comes_first_if_it_can() -> None:
    assert channel_for([MTN, AIRTEL], "tel", "+250781000000", AIRTEL, "send") is AIRTEL
    assert channel_for([MTN], "tel", "+250781000000", INBOX, "send") is MTN
    assert channel_for([MTN], "whatsapp", "250781000000", MTN, "send") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": [1, "x"]}', {"a": [1, "x"]}),
        (b' "x" ', "x"),
        (b'{"a": "b\xffc\x00"}', {"a": "bc"}),
        (b'{"a": "b\\u0000c"}', {"a": "bc"}),
        (b"{", None),
        (b"", None),
        (b"NaN", None),
        (b"[1e999]", None),
        (b'{"a": "b\\ud800c \\ud83d\\ude00"}', {"a": "b\ufffdc \U0001f600"}),
        (b"[" * 100_000, None),
        (b'"' + b"x" * 10_000 + b'"', None),
    ],
)
def test_answers_as_json(body: bytes, expected: object) -> None:
    assert extract_json(body, 10_000) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/x?y=1", True),
        ("https://[::1]:8000/", True),
        ("ftp://a.example", False),
        ("http://", False),
        ("a.example", False),
        ("http://a:b:c/", False),
        ("http://[::1", False),
        ("http://a.example/x\r\nHost: b.example", False),
    ],
)
def test_addresses_that_can_be_called(url: str, expected: bool) -> None:
    assert is_callable_url(url) is expected


def test_requests_of_hostile_texts() -> None:
    request = make_request("POST", "http://a.example/caf\u00e9 x?q=%20", {"X-Name": "a\r\nX-Evil: 1"}, "\ud800")
    assert request.url == "http://a.example/caf%C3%A9%20x?q=%20"
    assert request.headers == {"X-Name": "a  X-Evil: 1"}
    assert request.body == b"?"


def test_traces() -> None:
    request = HttpRequest("POST", "http://me:pw@a.example:81/x?q=1", {"x-b": "2", "user-agent": "T"}, b"hi")
    assert request_trace(request) == (
        b"POST /x?q=1 HTTP/1.1\r\nHost: a.example:81\r\nUser-Agent: T\r\nContent-Length: 2\r\nX-B: 2\r\n"
        b"Accept-Encoding: gzip\r\n\r\nhi"
    )
    response = HttpResponse(200, [("b", "2"), ("Content-Length", "2"), ("A", "1")], b"ok", "OK")
    assert response_trace(response) == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: 1\r\nB: 2\r\n\r\nok"
    assert response_trace(HttpResponse(0, error="refused")) == b""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes", QuickReply("text", "Yes")),
        ("<url>Shop<extra>http://x", QuickReply("url", "Shop", "http://x")),
        ("<b>bold", QuickReply("text", "<b>bold")),
        ("<location>", QuickReply("location", "")),
    ],
)
def test_quick_replies(text: str, expected: QuickReply) -> None:
    assert QuickReply.parse(text) == expected


@given(st.integers(1, 2**45))
def test_references_lead_back(number: int) -> None:
    assert contact_id(contact_ref(number, KEY), KEY) == number


def test_references_do_not_count_up() -> None:
    refs = [contact_ref(number, KEY) for number in range(1, 200)]
    assert len(set(refs)) == 199
    assert len({ref[:2] for ref in refs}) > 50
    assert contact_ref(0, KEY) == ""
    assert contact_id("I0!", KEY) == 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2000-01-01T00:00:00.000000000-00:00", "2000-01-01T00:00:00Z"),
        ("2018-10-18T11:30:24.574076-05:00", "2018-10-18T11:30:24.574076-05:00"),
        ("2018-06-20T11:40:30.123456789Z", "2018-06-20T11:40:30.123456789Z"),
    ],
)
def test_times_keep_their_offset_and_nine_digits(text: str, written: str) -> None:
    assert write_time(read_time(text)) == written


@pytest.mark.parametrize(
    ("preferred", "available", "expected"),
    [
        (["spa-CO"], ["eng", "spa-ES", "spa-EC"], "spa-EC"),
        (["spa"], ["es-EC", "es-MX", "es-ES"], "es-ES"),
        (["spa-ES"], ["spa-EC", "spa"], "spa"),
        (["kin-RW", "fra-RW"], ["eng-US", "fra-FR"], "fra-FR"),
        (["por"], ["pt-PT", "pt_BR"], "pt_BR"),
        (["zho-CN"], ["zh-Hant-TW", "zh-Hans-CN"], "zh-Hans-CN"),
        (["kin"], ["eng-US", "fra-FR"], "eng-US"),
        (["kin"], [], None),
    ],
)
def test_the_locale_that_comes_closest(preferred: list[str], available: list[str], expected: str | None) -> None:
    assert best_locale(preferred, available) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+880003147120", "+8803147120"),
        ("+810000000977123456", None),
        ("+81 90 1234 5678", "+819012345678"),
    ],
)
def test_prefixes_before_prefixes_are_no_number(text: str, expected: str | None) -> None:
    assert find_number(text) == expected


PLACES = Places(
    [
        {
            "name": "France",
            "children": [
                {"name": "Île-de-France", "aliases": ["Région parisienne"]},
                {"name": "Bouches-du-Rhône"},
                {"name": "Corse"},
            ],
        }
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'Île-de-France", "France > Île-de-France"),
        ("dans les bouches-du-rhône!", "France > Bouches-du-Rhône"),
        ("la région parisienne, oui", "France > Île-de-France"),
        ("(Corse)", "France > Corse"),
        ("île de France", None),
    ],
)
def test_places_in_texts(text: str, expected: str | None) -> None:
    found = PLACES.find_fuzzy(DEFAULT, text, 1, None)
    assert (found[0].path if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Grady can't $5", ["O'Grady", "can't", "$", "5"]),
        ("émile: 20€, नमस्ते!", ["émile", "20", "€", "नमस्ते"]),
        ("Ⅻ ½ ๓ 👍🏽", ["Ⅻ", "½", "๓", "👍", "🏽"]),
        ("مرحبا،كيف٪", ["مرحبا", "كيف"]),
        ("", []),
    ],
)
def test_words_of_all_scripts(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_legacy_extra_shows_an_answer_as_it_came_until_it_is_saved() -> None:
    when = read_time("2025-05-04T12:00:00Z")
    result = Result("Stock", "200", "Success", "", when, extra={"ok": "true", "n": [1]}, extra_text='{ "ok": "true", "n": [1] }')
    session, run = (
        SimpleNamespace(trigger=SimpleNamespace(params={"ok": "?", "a": 1})),
        SimpleNamespace(results={"stock": result}),
    )
    shown = legacy_extra(session, run)  # type: ignore[arg-type]
    assert render(shown) == '{a: 1, n: [1], ok: true, stock: { "ok": "true", "n": [1] }}'
    run.results["stock"] = Result.read(result.to_json())
    assert render(legacy_extra(session, run)) == '{a: 1, n: [1], ok: true, stock: {"ok":"true","n":[1]}}'  # type: ignore[arg-type]
