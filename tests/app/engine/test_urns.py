"""URNs and the phone numbers in them."""

from __future__ import annotations

import pytest

from app.engine import phones, urns


@pytest.mark.parametrize(
    ("text", "country", "urn"),
    [
        ("", "MW", "tel:empty"),
        ("  ", "", "tel:empty"),
        ("+265 991 123 456", "", "tel:+265991123456"),
        ("0991123456", "MW", "tel:+265991123456"),
        ("265991123456", "US", "tel:+265991123456"),
        ("5050", "MW", "tel:5050"),
        ("Airtel", "MW", "tel:airtel"),
        ("M-PESA", "KE", "tel:mpesa"),
        ("TNM 24", "", "tel:tnm24"),
        ("5050", "", "tel:5050"),  # short codes need a country, names of senders do not
        ("0991123456", "", "tel:0991123456"),
        ("00265991123456", "", "tel:00265991123456"),
        ("0050", "MW", "tel:0050"),
        ("*5050#", "MW", "tel:5050"),
        ("50-50", "MW", "tel:5050"),
        ("Mobile Money", "MW", "tel:mobilemoney"),
    ],
)
def test_inbound_senders(text: str, country: str, urn: str) -> None:
    assert urns.from_phone(text, country) == urn
    urns.validate(urn)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("12", "MW", "not_possible"),
        ("+MTN", "MW", "not_possible"),
        ("+0991123456", "MW", "not_possible"),
        ("1" * 200, "MW", "not_possible"),
        ("☺☺☺", "MW", "not_possible"),
        ("0991123456", "XX", "invalid_country"),
    ],
)
def test_senders_that_are_none(text: str, country: str, code: str) -> None:
    with pytest.raises(phones.PhoneError) as raised:
        urns.from_phone(text, country)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+265991123456", "XX", "+265991123456"),  # it needs no country
        ("00265991123456", "MW", "+265991123456"),
        ("(+265) 991 123 456", "US", "+265991123456"),
        ("0991_123*456", "MW", "+265991123456"),
        ("٠٩٩١١٢٣٤٥٦", "MW", "+265991123456"),
        ("\uff0b265 991 123 456", "", "+265991123456"),
        ("17", "FR", "17"),  # as its networks have them
        ("808.0", "EC", "8080"),
        ("265991123456", "US", "+265991123456"),
    ],
)
def test_numbers_and_short_codes(text: str, country: str, number: str) -> None:
    assert phones.parse_number(text, country) == number
    assert phones.parse_number(number, country) == number


@pytest.mark.parametrize(
    ("text", "country", "message"),
    [
        ("0991123456", "", "not a possible number"),
        ("00265991123456", "", "not a possible number"),
        ("0050", "MW", "not a possible number"),
        ("567-1234", "US", "not a possible number"),
        ("MTN", "MW", "not a possible number"),
        ("", "MW", "not a possible number"),
        ("+", "MW", "not a possible number"),
        ("265991123456", "XX", "invalid country code"),
        ("MTN", "XX", "not a possible number"),
        ("+999123456789", "MW", "invalid country code"),
        ("+999123456789", "", "not a possible number"),
    ],
)
def test_what_is_no_number(text: str, country: str, message: str) -> None:
    with pytest.raises(phones.PhoneError, match=message):
        phones.parse_number(text, country)


def test_parts_of_a_urn() -> None:
    urn = urns.parse("telegram:1234?lang=ny#Chisomo")
    assert (urn.scheme, urn.path, urn.query, urn.display) == ("telegram", "1234", "lang=ny", "Chisomo")
    assert urn.params == {"lang": ["ny"]}
    assert str(urn) == "telegram:1234?lang=ny#Chisomo" and urn.identity == "telegram:1234"
    assert urns.identity("telegram:1234?lang=ny#Chisomo") == "telegram:1234"
    assert urns.identity("nothing") == "nothing"


def test_signs_with_a_meaning_are_escaped() -> None:
    urn = urns.URN("ext", "50%#?", display="a#b")
    assert str(urn) == "ext:50%25%23%3F#a%23b"
    assert urns.parse(str(urn)) == urn


def test_people_see_national_numbers_names_or_paths() -> None:
    assert urns.format_urn("tel:+12024561111") == "(202) 456-1111"
    assert urns.format_urn("telegram:1234#Chisomo") == "Chisomo"
    assert urns.format_urn("ext:55") == "55"
    assert urns.format_urn("junk") == ""


def test_stored_urns_are_the_same_however_they_are_written() -> None:
    assert urns.normalize("tel:0991 123 456", "MW") == urns.normalize("tel:+265991123456") == "tel:+265991123456"
    assert urns.normalize("mailto:Chisomo@Example.ORG") == "mailto:chisomo@example.org"
    once = urns.normalize("tel:+82011290")
    assert urns.normalize(once) == once


@pytest.mark.parametrize("scheme", sorted(urns.SCHEMES))
def test_no_scheme_takes_an_empty_path(scheme: str) -> None:
    assert urns.is_scheme(scheme)
    assert not urns.is_valid(f"{scheme}:")
    with pytest.raises(urns.URNError):
        urns.from_parts(scheme, "")


def test_numbers_in_sentences() -> None:
    assert phones.find_number("call me on 0991-123-456 or 5050", "MW") == "+265991123456"
    assert phones.find_number("I have 3 boxes since 2024", "MW") is None
    assert phones.find_number("(0991) 123 456", "MW") == "+265991123456"


def test_countries_of_numbers() -> None:
    assert phones.country_of("+265991123456") == "MW"
    assert phones.country_of("5050") == "" and phones.country_of("+80012345678") == ""
    assert phones.format_national("mtn") == "mtn" and urns.local_phone("tel:+265991123456") == "991123456"
