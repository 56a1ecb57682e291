"""Conversations with modems as dialogues: `>` what we write, `<` what the modem says, `=` what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.modem.at import Answer, Command, Event, Mute, Restarted, Talk, Unsolicited

CMGS = Command("AT+CMGS=21", "+CMGS:", timeout=120, data="0011000B91")
CSQ = Command("AT+CSQ", "+CSQ:")
MODEL = Command("AT+CGMM")


class Dialogue:
    def __init__(self) -> None:
        self.talk = Talk()
        self.now = 0.0
        self.events: list[Event] = []

    def ask(self, *commands: Command) -> bytes:
        for command in commands:
            self.talk.ask(command, self.now)
        return self.talk.output()

    def hear(self, text: str) -> bytes:
        self.events += self.talk.feed(text.encode("latin-1"), self.now)
        return self.talk.output()

    def wait(self, seconds: float) -> bytes:
        self.now += seconds
        self.events += self.talk.tick(self.now)
        return self.talk.output()

    @property
    def answers(self) -> list[Answer]:
        return [event for event in self.events if isinstance(event, Answer)]

    @property
    def heard(self) -> list[Unsolicited]:
        return [event for event in self.events if isinstance(event, Unsolicited)]


def test_one_command_at_a_time() -> None:
    dialogue = Dialogue()
    assert dialogue.ask(Command("AT"), CSQ) == b"AT\r"
    assert dialogue.hear("\r\nOK\r\n") == b"AT+CSQ\r"
    assert dialogue.hear("\r\n+CSQ: 18,99\r\n\r\nOK\r\n") == b""
    assert [(answer.result, answer.lines) for answer in dialogue.answers] == [("ok", ()), ("ok", ("+CSQ: 18,99",))]
    assert dialogue.talk.is_idle


@pytest.mark.parametrize(
    ("line", "kind", "code", "detail"),
    [
        ("ERROR", "", None, "ERROR"),
        ("+CMS ERROR: 330", "CMS", 330, "330"),
        ("+CME ERROR: SIM not inserted", "CME", None, "SIM not inserted"),
        ("+CME ERROR: 10", "CME", 10, "10"),
        ("COMMAND NOT SUPPORT", "", None, "COMMAND NOT SUPPORT"),
        ("+CMS ERROR: 99999999999", "CMS", None, "99999999999"),
    ],
)
def test_errors(line: str, kind: str, code: int | None, detail: str) -> None:
    dialogue = Dialogue()
    dialogue.ask(CSQ)
    dialogue.hear(f"\r\r\n{line}\r\n")
    [answer] = dialogue.answers
    assert (answer.result, answer.kind, answer.code, answer.detail) == ("error", kind, code, detail)


def test_a_line_that_begins_with_ok_ends_nothing() -> None:
    dialogue = Dialogue()
    dialogue.ask(MODEL)
    dialogue.hear("\r\nOKAPI 3G\r\nERRORLESS\r\n\r\nOK\r\n")
    assert dialogue.answers[0].lines == ("OKAPI 3G", "ERRORLESS")


def test_sending_waits_for_the_prompt() -> None:
    dialogue = Dialogue()
    assert dialogue.ask(CMGS) == b"AT+CMGS=21\r"
    assert dialogue.hear("AT+CMGS=21\r\r\n") == b""
    assert dialogue.hear("> ") == b"0011000B91\x1a"
    assert dialogue.hear("0011000B91\x1a\r\n+CMGS: 7\r\n\r\nOK\r\n") == b""
    [answer] = dialogue.answers
    assert (answer.result, answer.lines) == ("ok", ("+CMGS: 7",))


def test_a_prompt_that_comes_with_something_else() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS)
    assert dialogue.hear('\r\n> \r\n+CMTI: "SM",3\r\n') == b"0011000B91\x1a"
    assert dialogue.heard == [Unsolicited('+CMTI: "SM",3')]


def test_a_stray_ok_before_the_prompt_sends_nothing() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS)
    assert dialogue.hear("\r\nOK\r\n") == b""
    assert dialogue.answers == []
    assert dialogue.hear("\r\n> ") == b"0011000B91\x1a"


def test_a_refusal_in_place_of_the_prompt() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS, CSQ)
    assert dialogue.hear("\r\n+CMS ERROR: 310\r\n") == b"AT+CSQ\r"
    assert (dialogue.answers[0].code, dialogue.answers[0].is_ambiguous) == (310, False)


def test_no_prompt_is_cancelled_and_the_conversation_proved() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS, CSQ)
    assert dialogue.wait(10) == b"\x1b\x1b\rAT+CMEE?\r"
    assert dialogue.answers[0].result == "no_prompt"
    assert not dialogue.answers[0].is_ambiguous
    assert dialogue.hear("\r\nOK\r\n\r\n+CMEE: 1\r\n\r\nOK\r\n") == b"AT+CSQ\r"


def test_silence_after_the_data_is_ambiguous() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS)
    dialogue.hear("\r\n> ")
    dialogue.wait(120)
    [answer] = dialogue.answers
    assert (answer.result, answer.is_ambiguous) == ("timeout", True)


def test_a_late_answer_is_nobody_else_s() -> None:
    dialogue = Dialogue()
    dialogue.ask(CSQ, MODEL)
    assert dialogue.wait(5) == b"\x1b\rAT+CMEE?\r"
    assert dialogue.hear("\r\n+CSQ: 3,99\r\n\r\nOK\r\n") == b""
    assert dialogue.hear("\r\n+CMEE: 1\r\n\r\nOK\r\n") == b"AT+CGMM\r"
    dialogue.hear("\r\nE220\r\n\r\nOK\r\n")
    assert [(answer.result, answer.lines) for answer in dialogue.answers] == [("timeout", ()), ("ok", ("E220",))]


def test_a_modem_that_answers_nothing_is_mute() -> None:
    dialogue = Dialogue()
    dialogue.ask(CSQ, MODEL)
    dialogue.wait(5)
    assert dialogue.wait(3) == b"\x1b\rAT+CMEE?\r"
    assert dialogue.wait(3) == b"\x1b\rAT+CMEE?\r"
    assert dialogue.wait(3) == b""
    assert [type(event) for event in dialogue.events] == [Answer, Answer, Mute]
    assert [answer.result for answer in dialogue.answers] == ["timeout", "gone"]


@pytest.mark.parametrize("reply", ["+CMEE: 0", "AT+CMEE?\r\n+CMEE: 1"])
def test_a_modem_that_has_started_anew_is_noticed(reply: str) -> None:
    dialogue = Dialogue()
    dialogue.talk.is_set_up = True
    dialogue.ask(CSQ)
    dialogue.wait(5)
    dialogue.hear(f"\r\n{reply}\r\n\r\nOK\r\n")
    assert [event for event in dialogue.events if isinstance(event, Restarted)] == [Restarted()]
    assert not dialogue.talk.is_set_up


def test_a_report_has_two_lines() -> None:
    dialogue = Dialogue()
    dialogue.hear("\r\n+CDS: 25\r\n0006070B91\r\n\r\n+CMT: ,24\r\n07911234\r\n")
    assert dialogue.heard == [Unsolicited("+CDS: 25", "0006070B91"), Unsolicited("+CMT: ,24", "07911234")]


def test_a_report_whose_second_line_was_lost_costs_nothing_else() -> None:
    dialogue = Dialogue()
    dialogue.ask(CSQ)
    dialogue.hear("\r\n+CDS: 25\r\n\r\n+CSQ: 9,99\r\n\r\nOK\r\n")
    assert dialogue.heard == [Unsolicited("+CDS: 25")]
    assert dialogue.answers[0].lines == ("+CSQ: 9,99",)


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        '"Menu\r\n1) Balance\r\n2) Exit",15',
        '"Menu\n\n1) Say "yes" first\n2) Exit", 15',
        '"\nMenu\nOK then"',
        '"Menu",15',
        '"",15',
        '"\n",15',
    ],
)
def test_a_ussd_text_keeps_its_line_breaks(text: str, is_asked: bool) -> None:
    dialogue = Dialogue()
    if is_asked:
        dialogue.ask(Command('AT+CUSD=1,"*182#",15'))
    dialogue.hear(f"\r\n+CUSD: 1,{text}\r\n\r\nOK\r\n\r\nRING\r\n")
    said = "\n".join(line for line in f"+CUSD: 1,{text}".splitlines() if line)
    assert [event.line for event in dialogue.heard] == [said, *([] if is_asked else ["OK"]), "RING"]
    assert [answer.is_ok for answer in dialogue.answers] == [True] * is_asked


def test_a_ussd_text_whose_end_was_lost_holds_up_nothing() -> None:
    dialogue = Dialogue()
    dialogue.ask(CSQ)
    dialogue.hear('\r\n+CUSD: 1,"Menu\r\n1) Bal\r\n+CSQ: 18,99\r\n\r\nOK\r\n')
    assert [answer.result for answer in dialogue.answers] == ["ok"]
    dialogue.hear('\r\n+CUSD: 1,"Menu\r\n1) Bal\r\n+CUSD: 2\r\n')
    assert [event.line for event in dialogue.heard[-2:]] == ['+CUSD: 1,"Menu\n1) Bal', "+CUSD: 2"]
    dialogue.hear('\r\n+CUSD: 1,"Menu' + "\r\n1) Balance" * 100 + "\r\nRING\r\n")
    assert dialogue.heard[-1].line == "RING"


def test_a_list_keeps_its_pdus_and_lets_others_through() -> None:
    dialogue = Dialogue()
    dialogue.ask(Command("AT+CMGL=4", "+CMGL:"))
    dialogue.hear("\r\n+CMGL: 0,1,,21\r\n0791AB\r\n^RSSI:17\r\n+CMGL: 1,0,,30\r\n0791CD\r\n\r\nOK\r\n")
    assert dialogue.answers[0].lines == ("+CMGL: 0,1,,21", "0791AB", "+CMGL: 1,0,,30", "0791CD")
    assert dialogue.heard == [Unsolicited("^RSSI:17")]


ANSWER = "\r\nE220\r\n\r\nOK\r\n"
BREAKS = [at for at in range(len(ANSWER) + 1) if at in (0, len(ANSWER)) or ANSWER[at - 1] == "\n"]


@pytest.mark.parametrize("at", BREAKS)
@pytest.mark.parametrize("line", ["^RSSI:17", "+CREG: 1", '+CMTI: "SM",0', "RING", "NO CARRIER"])
def test_something_unsolicited_between_the_lines_of_an_answer(at: int, line: str) -> None:
    dialogue = Dialogue()
    dialogue.ask(MODEL)
    dialogue.hear(f"{ANSWER[:at]}\r\n{line}\r\n{ANSWER[at:]}")
    assert dialogue.answers == [Answer(MODEL, "ok", ("E220",))]
    assert dialogue.heard == [Unsolicited(line)]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_reads_may_be_cut_anywhere(size: int) -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS, CSQ)
    said = '\r\n> \r\n+CMTI: "SM",3\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n\r\n+CSQ: 9,99\r\n\r\nOK\r\n'
    for at in range(0, len(said), size):
        dialogue.hear(said[at : at + size])
    assert [answer.lines for answer in dialogue.answers] == [("+CMGS: 7",), ("+CSQ: 9,99",)]
    assert dialogue.heard == [Unsolicited('+CMTI: "SM",3')]


def test_a_call_ends_with_no_carrier_only_for_who_dialled() -> None:
    dialogue = Dialogue()
    dialogue.ask(Command("ATD*100#;", is_call=True))
    dialogue.hear("\r\nNO CARRIER\r\n")
    assert dialogue.answers[0].result == "error"


def test_unplugged() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS, CSQ)
    dialogue.hear("\r\n> ")
    events = dialogue.talk.close()
    assert [(event.result, event.is_ambiguous) for event in events if isinstance(event, Answer)] == [
        ("gone", True),
        ("gone", False),
    ]
    assert dialogue.ask(CSQ) == b""


def test_unplugged_before_the_data_is_not_ambiguous() -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS)
    assert [event.is_ambiguous for event in dialogue.talk.close() if isinstance(event, Answer)] == [False]


def test_a_line_without_end_is_dropped() -> None:
    dialogue = Dialogue()
    for _ in range(100):
        dialogue.hear("x" * 1000)
    dialogue.ask(CSQ)
    dialogue.hear("\r\n+CSQ: 9,99\r\n\r\nOK\r\n")
    assert dialogue.answers[0].lines == ("+CSQ: 9,99",)


@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from([b"\r\nOK\r\n", b"> ", b"\r\n+CMEE: 1\r\n", b"\r\n+CDS: 1\r\n"]), max_size=30
    )
)
def test_whatever_is_heard_every_command_gets_one_answer(said: list[bytes]) -> None:
    dialogue = Dialogue()
    dialogue.ask(CMGS, CSQ, MODEL)
    for octets in said:
        dialogue.events += dialogue.talk.feed(octets, dialogue.now)
    for _ in range(20):
        dialogue.wait(121)
    answered = [answer.command for answer in dialogue.answers]
    assert answered == [CMGS, CSQ, MODEL]
