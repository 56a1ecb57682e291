"""Lines of modems as values, by table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.modem import replies
from bridge.modem.at import Answer, Command
from bridge.modem.refusals import judge
from bridge.modem.replies import Store, Stored, Ussd


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        (replies.signal_dbm, "+CSQ: 18,99", -77),
        (replies.signal_dbm, "+CSQ: 0,0", -113),
        (replies.signal_dbm, "+CSQ: 99,99", None),
        (replies.signal_dbm, "+CSQ:", None),
        (replies.registration, ["+CREG: 2,1"], "home"),
        (replies.registration, ['+CREG: 2,5,"1A2B","03C4"'], "roaming"),
        (replies.registration, ["+CREG: 1"], "home"),
        (replies.registration, ['+CREG: 2,"1A2B","03C4"'], "searching"),
        (replies.registration, ["+CREG: 0,3"], "denied"),
        (replies.registration, ["+CEREG: 0,6"], "home"),
        (replies.registration, ["nonsense"], "unknown"),
        (replies.operator, '+COPS: 0,0,"MTN, Rwanda",7', "MTN, Rwanda"),
        (replies.operator, "+COPS: 0", ""),
        (replies.service_centre, '+CSCA: "+250788110333",145', "+250788110333"),
        (replies.service_centre, '+CSCA: "002B003200350030",145', "+250"),
        (replies.service_centre, '+CSCA: "",129', ""),
        (replies.stores, '+CPMS: "SM",3,20,"ME",0,100', [Store("SM", 3, 20), Store("ME", 0, 100)]),
        (replies.stores, "+CPMS: 3,20,3,20", [Store("", 3, 20), Store("", 3, 20)]),
        (replies.stores, "+CPMS: x", []),
        (replies.choices, '+CPMS: ("ME","SM"),("SM"),(0-3)', [["ME", "SM"], ["SM"], ["0", "1", "2", "3"]]),
        (replies.arrived, '+CMTI: "SM",3', ("SM", 3)),
        (replies.arrived, '+CMTI: "SM"', None),
        (replies.reference, ["+CMGS: 255"], 255),
        (replies.reference, ["+CMGS: 7,07913"], 7),
        (replies.reference, ["+CMGS: 256"], None),
        (replies.caller, '+CLIP: "250788123456",145,"",0,"",0', "+250788123456"),
        (replies.caller, '+CLIP: "0788123456",129', "0788123456"),
        (replies.caller, '+CLIP: "",128', ""),
        (replies.ussd, '+CUSD: 0,"Your balance, dear, is 120",15', Ussd(0, "Your balance, dear, is 120", 15)),
        (replies.ussd, '+CUSD: 1,"Menu\n1) Balance, etc\n2) Exit",15', Ussd(1, "Menu\n1) Balance, etc\n2) Exit", 15)),
        (replies.ussd, "+CUSD: 4", Ussd(4)),
        (replies.ussd, "+CUSD: 9", None),
        (replies.imei, ["861234567890123"], "861234567890123"),
        (replies.imei, ['+CGSN: "861234567890123"'], "861234567890123"),
        (replies.imei, ["861"], ""),
        (replies.digits, ["+CCID: 89250101234567890123f"], "89250101234567890123"),
        (replies.bare, ["+CGMI: Manufacturer ABC"], "Manufacturer ABC"),
    ],
)
def test_lines(read: Any, said: object, value: object) -> None:
    assert read(said) == value


def test_a_list_of_messages() -> None:
    lines = ["+CMGL: 0,1,,21", "0791AB", "+CMGL: 3,0,,30", "+CMGL: 4,0,,30", "0791CD", "not hex", "+CMGL: x,1", "07"]
    assert list(replies.listed(lines)) == [Stored(0, 1, "0791AB", 21), Stored(4, 0, "0791CD", 30)]


@pytest.mark.parametrize(
    ("kind", "code", "step", "once_more", "may_have_gone"),
    [
        ("CMS", 38, "retry", False, True),
        ("CMS", 500, "check", False, True),
        ("CMS", 515, "check", False, False),
        ("CMS", 21, "fail_watch", True, False),
        ("CMS", 111, "fail", True, False),
        ("CMS", 310, "stop", False, False),
        ("CMS", 304, "ours", False, False),
        ("CMS", 322, "drain", False, False),
        ("CMS", 777, "check", False, False),
        ("CMS", None, "check", False, False),
        ("CME", 10, "stop", False, False),
        ("CME", 100, "check", False, False),
    ],
)
def test_refusals(kind: str, code: int | None, step: str, once_more: bool, may_have_gone: bool) -> None:
    verdict = judge(Answer(Command("AT+CMGS=1"), "error", kind=kind, code=code))
    assert (verdict.step, verdict.once_more, verdict.may_have_gone) == (step, once_more, may_have_gone)


def test_silence_may_have_sent_it() -> None:
    assert judge(Answer(Command("AT+CMGS=1"), "timeout", is_ambiguous=True)).may_have_gone
    assert not judge(Answer(Command("AT+CMGS=1"), "no_prompt")).may_have_gone


LINES = st.text(st.sampled_from('+CMGLREGUSD:",0123456789() -ABF\x00é٣'), max_size=40)


@given(LINES)
def test_nothing_that_is_said_breaks_the_reading(line: str) -> None:
    for read in (replies.signal_dbm, replies.operator, replies.service_centre, replies.stores, replies.choices, replies.arrived):
        read(line)
    for whole in (replies.registration, replies.reference, replies.imei, replies.digits, replies.bare):
        whole([line, line])
    list(replies.listed([line, line]))
    replies.caller(line)
    replies.ussd(line)
