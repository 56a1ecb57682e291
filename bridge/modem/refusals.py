"""What a refused SMS means: try again, give up, look after the modem, or call a person.

Source: 3GPP TS 27.005 3.2.5, TS 24.011 annex E (RP causes), TS 23.040 9.2.3.22; what networks really mean by them is experience.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bridge.modem.at import Answer

Step = Literal["retry", "check", "fail", "fail_watch", "stop", "ours", "drain", "gone"]

BACK_OFF = (30, 120, 600, 1800)  # seconds before each further try
_TABLE: dict[Step, frozenset[int]] = {
    "retry": frozenset((17, 22, 27, 38, 41, 42, 47, 98, 192, 194)),
    "check": frozenset((300, 301, 314, 331, 332, 500, *range(512, 516))),
    "fail": frozenset((1, 28, 29, 30, 50, 69, 81, 95, 96, 97, 99, 111, 127, 195, 196, 197)),
    "fail_watch": frozenset((8, 10, 21, 193)),
    "stop": frozenset((302, *range(310, 314), *range(315, 319), 330)),
    "ours": frozenset((303, 304, 305, 340)),
    "drain": frozenset((320, 321, 322)),
}
_STEPS: dict[int, Step] = {code: step for step, codes in _TABLE.items() for code in codes}
_ONCE_MORE = frozenset((21, 111, 127))
_MAY_HAVE_GONE = frozenset((38, 332, 500))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`step`:

    retry after `BACK_OFF`; check the SIM and the registration, then retry; fail this message; fail_watch: fail it, and after
    three recipients in a row pause the SIM (credit, or barred); stop the modem and tell staff; ours: our own mistake, fail;
    drain the store, then retry; gone: the port went before anything was handed over, send it when it is back.

    `once_more`: one further try before failing. `may_have_gone`: the SMS may be on its way all the same.
    """

    step: Step
    code: int | None
    once_more: bool = False
    may_have_gone: bool = False


def judge(answer: Answer) -> Verdict:
    """Of an answer to `AT+CMGS` that is no success. An error without number, or an unknown one, is looked into."""
    if answer.result == "gone" and not answer.is_ambiguous:
        return Verdict("gone", None)
    if answer.result != "error":
        return Verdict("check", None, may_have_gone=answer.is_ambiguous)
    if answer.kind == "CME":
        return Verdict("stop" if answer.code in (10, 11, 12, 13, 15, 16) else "check", answer.code)
    code = answer.code
    if code is None:
        return Verdict("check", None)
    return Verdict(_STEPS.get(code, "check"), code, code in _ONCE_MORE, code in _MAY_HAVE_GONE)
