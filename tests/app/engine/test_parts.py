"""Smaller parts: channels for addresses, webhook answers, quick replies, references, times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.asset_types import Channel
from app.engine.channels import channel_for
from app.engine.jsontime import read_time, write_time
from app.engine.messages import QuickReply
from app.engine.refs import contact_id, contact_ref
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
