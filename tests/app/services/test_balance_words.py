"""Balances read by example. The table holds answers of operators, and later ones; none is better than a wrong one."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import SystemClock
from app.errors import Invalid
from app.services.balance_words import MAX_SAID, learn, number_of, read

CASES = json.loads((Path(__file__).parent / "balance_answers.json").read_text(encoding="utf-8"))
LATER = [(case["said"], case["amount"], said, amount) for case in CASES for said, amount in case["later"]]
RWANDA = CASES[0]


def taught(case: dict[str, Any]) -> Any:
    """Through JSON, as it is kept."""
    return json.loads(json.dumps(learn(case["said"], case["amount"])))


@pytest.mark.parametrize("case", CASES, ids=[case["where"] for case in CASES])
def test_the_example_itself_is_read(case: dict[str, Any]) -> None:
    assert read(taught(case), case["said"]) == case["amount"]


@pytest.mark.parametrize(("said", "amount", "later", "expected"), LATER)
def test_later_answers(said: str, amount: str, later: str, expected: str | None) -> None:
    assert read(learn(said, amount), later) == expected


def test_another_operators_answer_never_gives_another_number() -> None:
    for one in CASES:
        template = learn(one["said"], one["amount"])
        for other in CASES:
            for said, amount in ([other["said"], other["amount"]], *other["later"]):
                found = read(template, said)
                assert found is None or (amount is not None and number_of(found) == number_of(amount)), (one["where"], said)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("Your balance is 1,250.50 RWF", "99"),
        ("Your balance is 1,250.50 RWF", ""),
        ("Your balance is 1,250.50 RWF", "balance"),
        ("Your balance is 1,250.50 RWF", "250"),
        ("Your balance is 1,250.50 RWF until 03/05/2026", "03/05/2026"),
        ("Your balance is 1,250.50 RWF, bonus 20 RWF", "1,250.50 RWF, bonus 20"),
        ("", "1"),
        ("x" * MAX_SAID + " Balance: 5 RWF", "5"),
    ],
)
def test_what_is_no_amount_is_not_learned(said: str, amount: str) -> None:
    with pytest.raises(Invalid) as caught:
        learn(said, amount)
    assert caught.value.params == {"field": "amount", "reason": "not_in_answer"}


@pytest.mark.parametrize("amount", ["1250.5", "1250,50", "1 250.50", " 1,250.50 ", "1,250.50 RWF", "١٢٥٠٫٥"])
def test_an_amount_may_be_typed_otherwise(amount: str) -> None:
    assert number_of(read(learn(RWANDA["said"], amount), RWANDA["said"]) or "") == Decimal("1250.50")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("Balance: -30 RWF", "-30"),
        ("Balance: RWF -30", "-30"),
        ("Balance: -RWF 30", "-30"),
        ("Balance: −30 RWF", "−30"),
        ("Balance: - 30 RWF", None),
        ("Balance: (30) RWF", None),
        ("Balance: 30- RWF", None),
    ],
)
def test_a_minus_is_sure_or_there_is_no_amount(later: str, expected: str | None) -> None:
    assert read(learn("Balance: 250 RWF", "250"), later) == expected
    dashed = learn("Balance - 250 RWF", "250")
    assert (read(dashed, "Balance - 30 RWF"), read(dashed, "Balance - -30 RWF")) == ("30", "-30")


def test_an_amount_marked_with_its_currency_is_read_with_it() -> None:
    template = learn("Balance: 1,250.50 RWF. Bonus 20 RWF", "1,250.50 RWF")
    assert read(template, "Balance: RWF 30. Bonus 1 RWF") == "RWF 30"
    assert read(template, "Balance: 30.") == "30"


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("1'250.00", "1250.00"),
        ("1,250", "1250"),
        ("1.250", "1250"),
        ("1.250 KWD", "1.250"),
        ("0.125", "0.125"),
        ("12,50", "12.50"),
        ("1,25,430.25", "125430.25"),
        ("1.012.500", "1012500"),
        ("١٬٢٥٠٫٧٥", "1250.75"),
        ("२५०.५०", "250.50"),
        ("۱۲۰", "120"),
        ("1250", "1250"),
        ("-35.20", "-35.20"),
        ("−₦50.00", "-50.00"),
        ("Rs.1,25,430.25/-", "125430.25"),
        ("GH¢5.20", "5.20"),
        ("0", "0"),
        ("-0", "0"),
        ("RWF", None),
        ("", None),
        ("1,250 and 30", None),
        ("03/05/2026", None),
        ("1.2.3", None),
        ("9" * 50, None),
    ],
)
def test_values(amount: str, value: str | None) -> None:
    assert number_of(amount) == (None if value is None else Decimal(value))


def shown(value: int, form: str) -> str:
    grouped = f"{value / 100:,.2f}"
    digits = {"ar": "٠١٢٣٤٥٦٧٨٩", "hi": "०१२३४५६७८९"}.get(form, "0123456789")
    swapped = {"eu": grouped.translate(str.maketrans(",.", ".,")), "fr": grouped.translate(str.maketrans(",.", " ,"))}
    return swapped.get(form, grouped).translate(str.maketrans("0123456789", digits))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CASES), st.integers(0, 99_999_999), st.sampled_from(["en", "eu", "fr", "ar", "hi"]))
def test_any_amount_in_the_same_answer(case: dict[str, Any], value: int, form: str) -> None:
    amount, said = shown(value, form), case["said"]
    bare = next(run for run in (case["amount"].lstrip("TSHRs.$ "),) if run in said)
    later = said.replace(bare, amount, 1)
    found = read(learn(said, case["amount"]), later)
    assert found is not None
    assert number_of(found) == Decimal(value) / 100


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_an_answer_that_breaks_off_gives_no_other_number(case: dict[str, Any], data: st.DataObject) -> None:
    said = case["said"]
    found = read(learn(said, case["amount"]), said[: data.draw(st.integers(0, len(said)))])
    assert found is None or case["amount"].startswith(found)


ANYTHING = st.text(st.sampled_from("0123456789.,:;-+()/*# \n\u200f٠٥२Rsbalnce RWF₦元") | st.characters(), max_size=120)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, ANYTHING, st.sampled_from(CASES))
def test_rubbish_is_refused_or_read_from_the_text(said: str, amount: str, case: dict[str, Any]) -> None:
    found = read(learn(case["said"], case["amount"]), said)
    assert found is None or found.lstrip("-−–—‑") in said
    number_of(said)
    try:
        template = learn(said, amount)
    except Invalid:
        return
    assert read(json.loads(json.dumps(template)), said) is not None


@pytest.mark.parametrize("template", [{}, {"version": 1}, {"left": 3, "right": None}, {"left": [["a"]], "right": [], "of": 1}])
def test_a_template_made_elsewhere_reads_nothing(template: dict[str, Any]) -> None:
    assert read(template, RWANDA["said"]) is None


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1,", "1.111 ", "a ", "a1 ", ". ", "1. a ", "-", "(", "\n1", "RWF 1 ", "*1#", "1/1 ", "元", "ر.", "balance is "],
)
def test_huge_answers_cost_little(piece: str) -> None:
    huge, clock = piece * (2_000_000 // len(piece)), SystemClock()
    template = taught(RWANDA)
    began = clock.monotonic()
    read(template, huge)
    number_of(huge)
    with pytest.raises(Invalid):
        learn(huge, "98765")
    assert clock.monotonic() - began < 20.0, "as its square"
