"""The balance in what an operator answers to a USSD code, found by one example that a person gave.

An answer is cut into words, numbers and the marks that part them. The amount is anchored by the words nearest to it (its label,
before it or behind it) and by its currency; what stands further away, other numbers, dates and the form of the number may differ.
Where the words say something else, or two numbers fit, there is no amount: none is better than a wrong one. Hostile texts cost no
more than their length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.errors import Invalid
from app.services.balance_vocabulary import BALANCES, BESIDE, CURRENCIES, THREE_DECIMALS, UNITS, fold

Template = dict[str, Any]

MAX_SAID = 4000  # characters that are looked at; a USSD answer has 182 at most, menus of several pages and SMS some more
MAX_AMOUNT = 100  # characters
MAX_LABEL = 12  # words
MAX_DIGITS = 24
PHONE_DIGITS = 10  # a number so long without groups is a phone's or an account's
NONE, COLON, LINE, END = range(4)  # what stands between two words; END also where the text ends or another number stands

_COLONS = ":=："
_LINES = "\n\r\u2028\u2029\v\f"
_ENDS = ".!?;,|*•·/><。，；！？،؛؟।॥።፣፤၊။"
_DASHES = "-−–—‑"
_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_GROUP_SPACES = " \u00a0\u2007\u2009\u202f"
_POINTS, _GROUPS = ".,٫", ".,'’٬،"
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SPACED_GROUPS = re.compile(rf"[{_GROUP_SPACES}]\d{{3}}(?!\d)")
_PLAIN = re.compile(r"\d+")
_FRACTION = re.compile(rf"\d+[{_POINTS}]\d+")
_GROUPED = re.compile(r"\d{1,3}(?P<sep>[.,'’٬،])\d{3}(?:(?P=sep)\d{3})*(?:(?!(?P=sep))[.,٫]\d+)?")
_LAKHS = re.compile(r"\d{1,2}(?:[,٬]\d\d)+[,٬]\d{3}(?:[.٫]\d+)?")  # 1,25,000.00
_SPACED = re.compile(rf"\d{{1,3}}(?:[{_GROUP_SPACES}]\d{{3}})+(?:[{_POINTS}]\d+)?")
_FORMS = (_PLAIN, _FRACTION, _GROUPED, _LAKHS, _SPACED)
_ENUMERATOR = re.compile(r"\d{1,3}[.):\-]\s*[^\W\d]")


@dataclass(slots=True)
class _Token:
    """`kind` word, number, date (also a time, a code, a phone's number: passed over), edge (`text` is its strength)."""

    kind: str
    text: str
    start: int
    end: int
    strength: int = NONE


@dataclass(frozen=True, slots=True)
class _Place:
    """A number and what stands around it. `left` and `right`: words, nearest first, each with the gap on its far side (`left`)
    or before it (`right`); `before` the clause in front of the label. `start` to `end` is the number, `money_start` to
    `money_end` also its currency."""

    start: int
    end: int
    money_start: int
    money_end: int
    left: list[tuple[str, int]]
    right: list[tuple[str, int]]
    before: list[str]
    currencies: list[str] = field(default_factory=list)
    lead: str = ""  # between the label and the number, without the currency
    tail: str = ""  # the character behind the number

    @property
    def dashes(self) -> int:
        return sum(char in _DASHES for char in self.lead)


def learn(said: str, amount: str) -> Template:
    """A template, as JSON, from an answer and the stretch of it that is the balance, with or without its currency.

    The person may have typed it otherwise than it stands there (`1250.5`): then the one number of that value is meant.
    Errors: `invalid` amount (`not_in_answer`).
    """
    text = said[:MAX_SAID]
    places = list(_places(text))
    place = _named(text, amount.strip()[:MAX_AMOUNT], places)
    if place is None:
        raise Invalid("amount", "not_in_answer")
    template = _template(text, place, amount)
    fitting = [one for one in places if _fits(template, one)]
    if place not in fitting:  # nothing anchors it
        raise Invalid("amount", "not_in_answer")
    template["of"], template["place"] = len(fitting), fitting.index(place)
    return template


def read(template: Template, said: str) -> str | None:
    """The balance as the answer has it (`1,250.50`; with its currency where the example was marked so); None where the answer
    does not fit the example."""
    text = said[:MAX_SAID]
    try:
        fitting = [place for place in _places(text) if _fits(template, place)]
        place = _choose(template, text, fitting)
        return None if place is None else _shown(template, text, place)
    except (KeyError, TypeError, ValueError, IndexError):  # a template that was not made here
        return None


def number_of(amount: str) -> Decimal | None:
    """The value of an amount as `read` gives it, currency and all; None: it holds no number, or several.

    A single separator before exactly three digits parts thousands (`1.250` is 1250), except behind a zero and with currencies
    that have three decimals (`1.250 KWD`).
    """
    text = amount[:MAX_AMOUNT]
    tokens = _tokens(text)
    numbers = [token for token in tokens if token.kind == "number"]
    if len(numbers) != 1 or any(token.kind == "date" for token in tokens):
        return None
    words = {token.text for token in tokens if token.kind == "word"}
    value = _value(text[numbers[0].start : numbers[0].end], has_three=bool(words & THREE_DECIMALS))
    before, after = text[: numbers[0].start], text[numbers[0].end :]
    is_negative = any(char in _DASHES for char in before) or after.strip()[:1] in tuple(_DASHES)
    return -value if is_negative and value else value


# Cutting


def _tokens(text: str) -> list[_Token]:
    tokens = list(_scan(text))
    _mark_enumerators(text, tokens)
    _mark_dates(tokens)
    return tokens


def _scan(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        char = text[at]
        end = at + 1
        if char.isdecimal():
            end, kind = _number_end(text, at)
            yield _Token(kind, "", at, end, END)
        elif _is_letter(char):
            end = _word_end(text, at)
            yield _Token("word", fold(text[at:end]), at, end)
        elif char in "*#" and text[at + 1 : at + 2].isdecimal():
            while end < len(text) and (text[end] in "*#" or text[end].isdecimal()):
                end += 1
            yield _Token("date", "", at, end)
        elif char in _COLONS:
            yield _Token("edge", "", at, end, COLON)
        elif char in _LINES:
            yield _Token("edge", "", at, end, LINE)
        elif char in _ENDS:
            yield _Token("edge", "", at, end, END)
        at = end


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Sc" or char == "%"


def _word_end(text: str, at: int) -> int:
    """Letters with their marks; abbreviations (`ر.س`, `F.C`) and currencies of letters and a sign (`US$`, `S/.`) are one."""
    if unicodedata.category(text[at]) == "Sc" or text[at] == "%":
        return at + 1
    end = at
    while end < len(text) and (unicodedata.category(text[end])[0] in "LM" or text[end] in "\u200c\u200d"):
        end += 1
    if end - at == 1:
        while end + 1 < len(text) and text[end] == "." and _is_lone_letter(text, end + 1):
            end += 2
    for length in (2, 1):
        if end - at <= 3 and fold(text[at : end + length]) in CURRENCIES and len(text) >= end + length:
            return end + length
    return end


def _is_lone_letter(text: str, at: int) -> bool:
    return unicodedata.category(text[at])[0] == "L" and not (at + 1 < len(text) and _is_letter(text[at + 1]))


def _number_end(text: str, at: int) -> tuple[int, str]:
    """Where a run of digits and the marks in it ends, and whether it is a number or a date (time, range, version)."""
    end = at
    while end < len(text) and (text[end].isdecimal() or (text[end] in _GROUPS + "٫/:-" and text[end + 1 : end + 2].isdecimal())):
        end += 1
    if end - at <= 3 and not (text[at].isdecimal() and unicodedata.decimal(text[at]) == 0):
        while match := _SPACED_GROUPS.match(text, end):
            end = match.end()
        while end < len(text) and text[end] in _POINTS and text[end + 1 : end + 2].isdecimal():
            end += 1
            while end < len(text) and text[end].isdecimal():
                end += 1
    run = text[at:end]
    digits = sum(char.isdecimal() for char in run)
    is_number = digits <= MAX_DIGITS and any(form.fullmatch(run) for form in _FORMS)
    is_phone = run.isdecimal() and (digits >= PHONE_DIGITS or (digits >= 7 and unicodedata.decimal(run[0]) == 0))
    return end, "number" if is_number and not is_phone else "date"


def _mark_enumerators(text: str, tokens: Sequence[_Token]) -> None:
    """`1. Balance 2. Bundles`: the numbers of a menu are edges."""
    shaped = [token for token in tokens if token.kind == "number" and _ENUMERATOR.match(text, token.start)]
    for token in shaped:
        before = text[: token.start].rstrip(" \t")
        if not before or before[-1] in _LINES:
            token.kind = "edge"
    for one, two in pairwise(shaped):
        if _plain(text, two) == _plain(text, one) + 1 and text[one.end] == text[two.end]:
            for token in (one, two):
                if text[: token.start].rstrip(" \t")[-1:] not in tuple(_COLONS):
                    token.kind = "edge"


def _plain(text: str, token: _Token) -> int:
    run = text[token.start : token.end]
    return int(run) if run.isdecimal() else -9


def _mark_dates(tokens: Sequence[_Token]) -> None:
    """`3 May 2026`, `May 3, 2026`, `03-May-26`: a day, a word and a year, in any language."""
    for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False):
        kinds = (one.kind, two.kind, three.kind)
        if kinds == ("number", "word", "number") and _digits(one) <= 2 and _is_year(three) and three.start - two.end <= 1:
            one.kind = three.kind = "date"
    parts = [token for token in tokens if token.kind != "edge" or token.strength == LINE]
    for one, two, three in zip(parts, parts[1:], parts[2:], strict=False):
        kinds = (one.kind, two.kind, three.kind)
        is_near = two.start - one.end <= 1 and three.start - two.end <= 2
        if kinds == ("word", "number", "number") and is_near and _digits(two) <= 2 and _digits(three) == 4:
            two.kind = three.kind = "date"


def _digits(token: _Token) -> int:
    return token.end - token.start


def _is_year(token: _Token) -> bool:
    return _digits(token) in (2, 4)


# Around a number


def _places(text: str) -> Iterator[_Place]:
    tokens = _tokens(text)
    for at, token in enumerate(tokens):
        if token.kind == "number":
            yield _place(text, tokens, at)


def _place(text: str, tokens: Sequence[_Token], at: int) -> _Place:
    token = tokens[at]
    currencies: list[str] = []
    first, last, coin = token.start, token.end, None
    left = at - 1
    while (
        left >= 0 and tokens[left].kind == "edge" and tokens[left].strength in (COLON, END) and text[tokens[left].start] in ".:="
    ):
        left -= 1
    if left >= 0 and tokens[left].text in CURRENCIES and not _belongs_to_another(text, tokens, left):
        coin = tokens[left]
        currencies.append(CURRENCIES[coin.text])
        first = coin.start
        left -= 1
    else:
        left = at - 1
    right = at + 1
    while right < len(tokens) and _is_unit_of(text, last, tokens[right]):
        currencies.append(_currency(tokens[right].text))
        last = tokens[right].end
        right += 1
    labels, lead_start, before = _left(tokens, left)
    return _Place(
        *(token.start, token.end, first, last),
        labels,
        _right(text, tokens, right, last),
        before,
        currencies,
        _lead(text, lead_start, token.start, coin),
        text[token.end : token.end + 1],
    )


def _lead(text: str, start: int, end: int, coin: _Token | None) -> str:
    if coin is None:
        return text[start:end]
    behind = text[coin.end : end]
    return text[start : coin.start] + (behind if behind.strip() else "")


def _belongs_to_another(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """`30 RWF 250`: the currency is that of the number before it."""
    if at == 0 or tokens[at - 1].kind != "number":
        return False
    return not text[tokens[at - 1].end : tokens[at].start].strip()


def _is_unit_of(text: str, end: int, word: _Token) -> bool:
    between = text[end : word.start]
    is_near = len(between) <= 5 and not between.strip(_GROUP_SPACES + _BIDI + "-/")
    return is_near and word.kind == "word" and bool(_currency(word.text))


def _currency(word: str) -> str:
    """Its code; of scripts without spaces also where more follows (`元有效期至`). Empty: it is none."""
    if word in CURRENCIES:
        return CURRENCIES[word]
    if _UNSPACED.match(word):
        return next((CURRENCIES[word[:size]] for size in (4, 3, 2, 1) if word[:size] in CURRENCIES), "")
    return ""


def _left(tokens: Sequence[_Token], at: int) -> tuple[list[tuple[str, int]], int, list[str]]:
    """The label, where it ends, and the clause before it."""
    words: list[list[Any]] = []
    end, is_apart = None, False
    while at >= 0 and len(words) < MAX_LABEL:
        token = tokens[at]
        is_apart |= token.kind == "edge" and token.strength == END  # `Bal. 250`; but `30 KES is a gift. 250` ends there
        if token.kind == "number" or (token.kind == "edge" and token.strength == END and words):
            break
        if token.kind == "edge" and words:
            words[-1][1] = max(words[-1][1], token.strength)
        elif token.kind == "word":
            end = token.end if end is None else end
            words.append([token.text, NONE])
        at -= 1
    if words:
        if at >= 0 and tokens[at].kind == "number" and is_apart:
            return [], tokens[at].end, []
        if at >= 0 and tokens[at].kind == "number" and (words[-1][0] in CURRENCIES or words[-1][0] in UNITS):
            words.pop()  # the unit of the number before
        if words:
            words[-1][1] = END
    lead_start = end if end is not None else (tokens[at].end if at >= 0 else 0)
    return [(word, gap) for word, gap in words], lead_start, _header(tokens, at)


def _header(tokens: Sequence[_Token], at: int) -> list[str]:
    """The words of the clause that ends at an edge; empty when it holds a number (then it speaks of that)."""
    words: list[str] = []
    while at >= 0 and tokens[at].kind == "edge":
        at -= 1
    while at >= 0 and len(words) < MAX_LABEL:
        token = tokens[at]
        if token.kind == "number":
            return []
        if token.kind == "edge" and token.strength >= LINE and words:
            break
        if token.kind == "word":
            words.append(token.text)
        at -= 1
    return words


def _right(text: str, tokens: Sequence[_Token], at: int, end: int) -> list[tuple[str, int]]:
    words: list[tuple[str, int]] = []
    gap = NONE
    while at < len(tokens) and len(words) < MAX_LABEL:
        token = tokens[at]
        if token.kind == "number" or (gap == END and words):
            break
        if token.kind in ("edge", "date"):
            gap = max(gap, token.strength if token.kind == "edge" else END)
        else:
            words.append((token.text, gap))
            gap = NONE
        at += 1
    if words and words[0][1] == NONE and text[end : end + 1] == "(":
        words[0] = (words[0][0], COLON)
    return words


# Matching


def _named(text: str, amount: str, places: Sequence[_Place]) -> _Place | None:
    """The place that a person marked: where that stretch stands as a whole number, else the only number of its value."""
    numbers = [token for token in _tokens(amount) if token.kind == "number"]
    if len(numbers) != 1:
        return None
    head, size = numbers[0].start, numbers[0].end - numbers[0].start
    marked = [place for place in places if place.end - place.start == size and text.startswith(amount, place.start - head)]
    if marked:
        return marked[0]
    value = number_of(amount)
    alike = [place for place in places if value is not None and _value(text[place.start : place.end]) == abs(value)]
    return alike[0] if len(alike) == 1 else None


def _template(text: str, place: _Place, amount: str) -> Template:
    has_words = any(token.kind == "word" for token in _tokens(amount))
    is_negative = amount.lstrip(_BIDI + " (")[:1] in tuple(_DASHES)
    return {
        "version": 1,
        "left": [list(word) for word in place.left],
        "right": [list(word) for word in place.right],
        "before": place.before,
        "currencies": place.currencies,
        "dashes": max(0, place.dashes - is_negative),
        "brackets": place.lead.count("("),
        "tail": place.tail in _DASHES,
        "with_currency": has_words and place.money_end - place.money_start > place.end - place.start,
    }


def _fits(template: Template, place: _Place) -> bool:
    """Whether this number stands where the example's amount stood."""
    left = [(word, gap) for word, gap in template["left"]]
    right = [(word, gap) for word, gap in template["right"]]
    if bool(left) != bool(place.left) or not _signs_agree(template, place):
        return False
    is_other = _beside(place.left, place.before, place.right) - _beside(left, template["before"], right)
    if is_other or not _currencies_agree(template["currencies"], right, place):
        return False
    if left:
        return _labels_agree(left, place.left) and (_is_strong(template, place) or _follows(right, place.right))
    if not place.right or not right:
        return not place.right and not right and place.currencies == template["currencies"] and not place.before
    return _labels_agree(_gaps_behind(right), _gaps_behind(place.right))


def _signs_agree(template: Template, place: _Place) -> bool:
    """A dash where the example had none is a minus only when it clings to what follows; else nobody knows."""
    more = place.dashes - template["dashes"]
    if more not in (0, 1) or (place.lead.count("(") > template["brackets"] and place.lead.endswith("(")):
        return False
    if (place.tail in _DASHES and place.tail != "") != template["tail"]:
        return False
    return more == 0 or _clings(place)


def _clings(place: _Place) -> bool:
    lead = place.lead.rstrip(_BIDI)
    return lead[-1:] in tuple(_DASHES) and (len(lead) == 1 or not lead[-2].isalnum())


def _beside(left: Sequence[tuple[str, int]], before: Sequence[str], right: Sequence[tuple[str, int]]) -> set[str]:
    """Words near the number that name something beside the balance: in its label, its heading, or right behind it."""
    words = {*(word for word, _ in left), *before, *(word for word, gap in right[:1] if gap == NONE)}
    return words & BESIDE


def _currencies_agree(known: Sequence[str], right: Sequence[tuple[str, int]], place: _Place) -> bool:
    """A word right behind the number is its unit: one that the example had not makes it another thing."""
    if known and place.currencies and not set(known) & set(place.currencies):
        return False
    unit = place.right[0][0] if place.right and place.right[0][1] == NONE else ""
    usual = right[0][0] if right else ""
    if not unit or place.currencies:
        return not (unit in UNITS and unit != usual and not place.currencies)
    return _alike(unit, usual)


def _alike(one: str, two: str) -> bool:
    """The same word, or forms of one (`unit`, `units`)."""
    if one == two:
        return True
    common = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return common >= max(3, max(len(one), len(two)) - 2)


def _labels_agree(known: Sequence[tuple[str, int]], found: Sequence[tuple[str, int]]) -> bool:
    """Word by word from the number on, until both have come to a gap. A label may be cut short where it is still long."""
    for at in range(max(len(known), len(found))):
        if at >= min(len(known), len(found)):
            gap = (known if at < len(known) else found)[at - 1][1]
            return gap >= LINE or (gap == COLON and at >= 2) or (at >= 3 and at >= len(found))
        if known[at][0] != found[at][0]:
            gap = min(known[at - 1][1], found[at - 1][1]) if at else NONE
            return gap >= LINE or (gap == COLON and at >= 3)
    return True


def _is_strong(template: Template, place: _Place) -> bool:
    """Whether the label alone says that this is the balance: then what follows may differ."""
    return place.lead.strip()[:1] in tuple(_COLONS) or any(word in BALANCES for word, _ in template["left"][:4])


def _follows(known: Sequence[tuple[str, int]], found: Sequence[tuple[str, int]]) -> bool:
    """Whether the same word follows, or nothing does in the same clause."""
    is_known_near = bool(known) and known[0][1] < LINE
    is_found_near = bool(found) and found[0][1] < LINE
    if is_known_near or is_found_near:
        return bool(known) and bool(found) and _alike(known[0][0], found[0][0])
    return True


def _gaps_behind(right: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The words until the clause ends, each with the gap on its far side."""
    words = [word for word, _ in right]
    gaps = [gap for _, gap in right[1:]] + [END]
    size = next((at + 1 for at, gap in enumerate(gaps) if gap == END), len(words))
    return list(zip(words, gaps, strict=True))[:size]


def _choose(template: Template, text: str, fitting: Sequence[_Place]) -> _Place | None:
    """The one that is meant: alone, or of one value, or by the clause before it, or by its order as in the example."""
    near = [place for place in fitting if place.before == template["before"]]
    if len(fitting) < template["of"]:
        fitting = near if template["before"] else []
    if len({text[place.start : place.end] for place in fitting}) == 1:
        return fitting[0]
    if len(near) == 1 and (template["before"] or template["of"] == 1):
        return near[0]
    if template["of"] > 1 and len(fitting) == template["of"] and not template["before"]:
        return fitting[template["place"]]
    return None


def _shown(template: Template, text: str, place: _Place) -> str:
    is_negative = place.dashes > template["dashes"]
    if template["with_currency"]:
        shown = text[place.money_start : place.money_end]
    else:
        shown = text[place.start : place.end]
    sign = place.lead.rstrip(_BIDI)[-1:]
    return f"{sign}{shown}" if is_negative else shown


# Values


def _value(run: str, *, has_three: bool = False) -> Decimal | None:
    """Of digits with their separators."""
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in run)
    marks = [char for char in digits if not char.isdecimal()]
    last = marks[-1] if marks else ""
    whole, _, fraction = digits.rpartition(last) if last else (digits, "", "")
    is_point = bool(last) and last in _POINTS and marks.count(last) == 1
    if is_point and last != "٫" and len(marks) == 1 and len(fraction) == 3 and len(whole) <= 3 and not has_three:
        is_point = whole.strip("0") == ""
    if not is_point:
        whole, fraction = digits, ""
    text = re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None
