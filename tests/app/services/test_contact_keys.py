"""Keys of field values: their order is the order of the values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.dates import Instant
from app.engine.numbers import in_range
from app.services import contact_keys
from app.services.contact_keys import Change, Keys
from app.store import tables
from tests.app.support import Office

NUMBERS = (
    st.builds(lambda sign, digits, exponent: Decimal((sign, digits, exponent)), st.integers(0, 1),
              st.lists(st.integers(0, 9), min_size=1, max_size=36).map(tuple), st.integers(-100, 100))
    .filter(in_range)
)  # fmt: skip
SECONDS = st.integers(-62_135_596_800 - 86_400, 253_402_300_799 + 86_400)
MOMENTS = st.builds(lambda seconds, nanos: Instant(seconds * 10**9 + nanos), SECONDS, st.integers(0, 10**9 - 1))


@given(NUMBERS, NUMBERS)
def test_number_keys_sort_as_numbers(a: Decimal, b: Decimal) -> None:
    left, right = contact_keys.of_number(a), contact_keys.of_number(b)
    assert left and right
    assert (left.encode() < right.encode(), left == right) == (a < b, a == b)


@given(NUMBERS)
def test_number_keys_are_read_back(number: Decimal) -> None:
    assert contact_keys.number_of(contact_keys.of_number(number) or "") == number


@pytest.mark.parametrize("same", [("1", "1.0", "1.00", "01"), ("0", "-0", "0.00", "0E+5"), ("-2.5", "-2.50"), ("1E+3", "1000")])
def test_equal_numbers_have_one_key(same: tuple[str, ...]) -> None:
    assert len({contact_keys.of_number(Decimal(text)) for text in same}) == 1


def test_neighbours_sort_rightly() -> None:
    order = ["-1E+100", "-10.5", "-10", "-1.5", "-1.05", "-1", "-0.99", "-1E-100", "0", "1E-100", "0.1", "0.11", "0.9", "1",
             "1.0000000000000000000000000000000001", "9", "10", "99999", "1E+100"]  # fmt: skip
    keys = [contact_keys.of_number(Decimal(text)) for text in order]
    assert keys == sorted(keys, key=str) and len(set(keys)) == len(keys)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1E+600", "1E-600"])
def test_what_no_field_holds_has_no_key(text: str) -> None:
    assert contact_keys.of_number(Decimal(text)) is None


@pytest.mark.parametrize("key", ["", "3", "2", "2500", "0499", "0499z", "25001z", "2٣٣٣1"])
def test_what_is_no_number_key(key: str) -> None:
    with pytest.raises(ValueError):
        contact_keys.number_of(key)


@given(MOMENTS, MOMENTS)
def test_moment_keys_sort_as_moments(a: Instant, b: Instant) -> None:
    left, right = contact_keys.of_moment(a), contact_keys.of_moment(b)
    assert (left.encode() < right.encode(), left == right) == (a.ns < b.ns, a.ns == b.ns)


@given(MOMENTS)
def test_moment_keys_are_read_back(moment: Instant) -> None:
    assert contact_keys.moment_of(contact_keys.of_moment(moment)) == moment


@pytest.mark.parametrize("key", ["", "5", "-00000000000000000001", "x" * 21])
def test_what_is_no_moment_key(key: str) -> None:
    with pytest.raises(ValueError):
        contact_keys.moment_of(key)


def test_one_moment_in_two_zones_has_one_key() -> None:
    texts = ["2018-04-09T17:01:30.123456-05:00", "2018-04-10T00:01:30.123456+02:00", "2018-04-09T22:01:30.123456Z"]
    keys = {contact_keys.of_value({"text": "x", "datetime": text}, "datetime").datetime_key for text in texts}
    assert keys == {contact_keys.of_moment(Instant.from_datetime(dt.datetime(2018, 4, 9, 22, 1, 30, 123456, dt.UTC)))}


def test_a_value_has_the_keys_of_what_it_was_read_as() -> None:
    value = {"text": " 12,5 Kg ", "number": 12.5, "state": "Rwanda > Kigali City", "district": "Rwanda > Kigali City > Gasabo"}
    number = contact_keys.of_number(Decimal("12.5"))
    assert contact_keys.of_value(value, "text") == Keys("12,5 kg", number)
    assert contact_keys.of_value(value, "state") == Keys("12,5 kg", number, None, "kigali city")
    assert contact_keys.of_value(value, "district").place_key == "gasabo"
    assert contact_keys.of_value(value, "ward").place_key is None


@pytest.mark.parametrize(
    "value",
    [{"text": "x", "number": "much"}, {"text": "x", "number": True}, {"text": "x", "number": [1]}, {"text": "x", "datetime": 5},
     {"text": "x", "datetime": "soon"}, {"text": "x", "number": "sNaN"}, {"text": "x", "state": {"a": 1}}],
)  # fmt: skip
def test_what_can_not_be_read_has_no_key(value: dict[str, object]) -> None:
    assert contact_keys.of_value(value, "state") == Keys("x")


def test_rows_follow_the_values(office: Office) -> None:
    contact = office.add_contact("Ana")
    with office.store.write() as work:
        field = tables.ContactField(uuid="f-1", workspace_id=contact.workspace_id, key="age", name="Age", type="number")
        work.session.add(field)
        work.session.flush()
        connection = work.session.connection()
        contact_keys.write(connection, contact.id, [Change(field.id, "number", {"text": "9", "number": 9})])
        changed = [
            Change(field.id, "number", {"text": "8", "number": 8}),
            Change(field.id, "number", {"text": "10", "number": 10}),
        ]
        contact_keys.write(connection, contact.id, changed)
        work.commit()
    with office.store.read() as session:
        rows = session.query(tables.ContactValue).all()
        assert [(row.text_key, row.number_key) for row in rows] == [("10", contact_keys.of_number(Decimal(10)))]
    with office.store.write() as work:
        contact_keys.write(work.session.connection(), contact.id, [Change(field.id, "number", None)])
        work.commit()
    with office.store.read() as session:
        assert session.query(tables.ContactValue).all() == []
