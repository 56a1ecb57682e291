"""Setting a modem up: commands out, answers in, and what each answer means. Pure: whoever runs it owns the port.

Source: 3GPP TS 27.005 3 (messages), 27.007 (SIM, network); the order and the fall-backs are what real modems need.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from app.errors import OutpostError
from bridge.modem import replies
from bridge.modem.at import Answer, Command
from bridge.modem.makers import Quirks, quirks_of
from bridge.modem.replies import Registration, Store

SIM_WAIT_SECONDS = 30
MIN_PIN_TRIES = 2
# Arrivals as a hint, reports straight, then by hint, then none: many modems offer the first and refuse it.
ARRIVALS = (("2,1,0,1,0", "direct"), ("2,1,0,2,0", "stored"), ("2,1,0,0,0", "none"), ("1,1,0,0,0", "none"))
STORES = ("ME", "MT", "SM")  # the roomiest first
_NO_SIM, _PIN, _PUK, _FAILURE, _BUSY, _WRONG = 10, 11, 12, 13, 14, 15


class ModemTrouble(OutpostError):
    """Why a modem can't work: `modem_mute`, `modem_text_only`, `no_sim`, `sim_failed`, `sim_busy`, `sim_pin` (one is needed),
    `sim_pin_wrong`, `sim_pin_few_tries` (`left`), `sim_puk`; `modem_changed`: another modem answers at this port."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait before the next command."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ModemInfo:
    """What the modem and its SIM are. `readable` are the stores that can be listed;
    `reports` direct, stored or none; `signal` in dBm; `warnings` are stable words:
    `no_service_centre`, `no_arrivals`. `took_pin`: the SIM was locked, and the PIN opened it."""

    maker: str = ""
    model: str = ""
    revision: str = ""
    imei: str = ""
    imsi: str = ""
    iccid: str = ""
    operator: str = ""
    registration: Registration = "unknown"
    signal: int | None = None
    service_centre: str = ""
    store: Store | None = None
    readable: tuple[str, ...] = ()
    reports: str = "none"
    quirks: Quirks = field(default_factory=lambda: quirks_of(""))
    warnings: tuple[str, ...] = ()
    took_pin: bool = False


Procedure = Generator[Command | Pause, Answer | None, ModemInfo]
_Asking = Generator[Command | Pause, Answer | None, Answer]


def set_up(pin: str = "", imei: str = "") -> Procedure:
    """Yields commands and takes their answers; returns what the modem is. Raises ModemTrouble.

    `pin` is tried once at most: not at all when the modem says that fewer than two tries are left, nor on another modem than
    that with the `imei`.
    """
    yield from _greet()
    info = yield from _identify()
    if imei and info.imei != imei:
        raise ModemTrouble("modem_changed" if info.imei else "modem_mute", retryable=True)
    took_pin = yield from _unlock(pin, info.quirks)
    info = yield from _identify_sim(replace(info, took_pin=took_pin))
    yield from _switch_on()
    yield from _choose_pdus()
    info = yield from _choose_store(info)
    info = yield from _ask_for_arrivals(info)
    return (yield from _look_at_network(info))


def ask(text: str, prefix: str = "", timeout: float = 5.0) -> _Asking:
    """One command and its answer."""
    answer = yield Command(text, prefix, timeout)
    assert answer is not None
    if answer.result == "gone":
        raise ModemTrouble("modem_mute", retryable=True)
    return answer


def _ask_twice(text: str, read: Callable[[Sequence[str]], str]) -> Generator[Command | Pause, Answer | None, str]:
    """What names a modem or a SIM must not be misread: two equal answers, or none."""
    said: list[str] = []
    for _ in range(6):
        answer = yield from ask(text)
        if answer.result == "error":
            return ""
        value = read(answer.lines)
        if value and value in said:
            return value
        said.append(value)
    return ""


def _greet() -> Generator[Command | Pause, Answer | None, None]:
    for _ in range(3):
        answer = yield from ask("AT", timeout=1.0)
        if answer.is_ok:
            break
    else:
        raise ModemTrouble("modem_mute", retryable=True)
    yield from ask("ATE0V1")
    yield from ask("AT+CMEE=1")


def _identify() -> Procedure:
    said = []
    for text in ("AT+CGMI", "AT+CGMM", "AT+CGMR"):
        answer = yield from ask(text)
        said.append(replies.bare(answer.lines)[:64])
    maker, model, revision = said
    imei = yield from _ask_twice("AT+CGSN", replies.imei)
    quirks = quirks_of(maker, model)
    for text in quirks.silence:
        yield from ask(text)
    return ModemInfo(maker=maker, model=model, revision=revision, imei=imei, quirks=quirks)


def _unlock(pin: str, quirks: Quirks) -> Generator[Command | Pause, Answer | None, bool]:
    """Whether the PIN was needed."""
    waited = 0
    while True:
        answer = yield from ask("AT+CPIN?", "+CPIN:")
        said = replies.bare(answer.lines) if answer.is_ok else ""
        code = answer.code if answer.kind == "CME" else None
        if said == "READY":
            return False
        if said == "SIM PIN" or code == _PIN:
            yield from _enter_pin(pin, quirks)
            return True
        if said.startswith("SIM PUK") or code == _PUK:
            raise ModemTrouble("sim_puk")
        if code == _NO_SIM:
            raise ModemTrouble("no_sim", retryable=True)
        if code in (_FAILURE, _WRONG) or said.startswith("PH-"):
            raise ModemTrouble("sim_failed")
        if waited >= SIM_WAIT_SECONDS:
            raise ModemTrouble("sim_busy" if code == _BUSY else "sim_failed", retryable=True)
        yield Pause(1.0)
        waited += 1


def _enter_pin(pin: str, quirks: Quirks) -> Generator[Command | Pause, Answer | None, None]:
    if not pin:
        raise ModemTrouble("sim_pin")
    if quirks.pin_tries:
        text, place = quirks.pin_tries
        answer = yield from ask(text, text[2:].partition("?")[0].partition("=")[0] + ":")
        left = next((value for line in answer.lines for value in replies.numbers(line)[place : place + 1]), None)
        if answer.is_ok and left is not None and left < MIN_PIN_TRIES:
            raise ModemTrouble("sim_pin_few_tries", left=left)
    answer = yield from ask(f'AT+CPIN="{pin}"', timeout=20.0)
    if not answer.is_ok:
        raise ModemTrouble("sim_pin_wrong")
    yield Pause(2.0)  # the SIM reads itself in


def _identify_sim(info: ModemInfo) -> Procedure:
    imsi = yield from _ask_twice("AT+CIMI", replies.digits)
    iccid = ""
    for text in info.quirks.iccid:
        iccid = yield from _ask_twice(text, replies.digits)
        if iccid:
            break
    return replace(info, imsi=imsi, iccid=iccid)


def _switch_on() -> Generator[Command | Pause, Answer | None, None]:
    answer = yield from ask("AT+CFUN?", "+CFUN:")
    if answer.is_ok and replies.numbers("".join(answer.lines))[:1] != [1]:
        yield from ask("AT+CFUN=1", timeout=20.0)


def _choose_pdus() -> Generator[Command | Pause, Answer | None, None]:
    yield from ask('AT+CSCS="GSM"')
    yield from ask("AT+CSMS=0", "+CSMS:")  # what is said straight (+CMT, +CDS) then needs no +CNMA
    for _ in range(3):  # a SIM that has just been unlocked may not be ready for messages yet
        answer = yield from ask("AT+CMGF=0")
        if answer.is_ok:
            return
        yield Pause(2.0)
    raise ModemTrouble("modem_text_only", retryable=True)


def _choose_store(info: ModemInfo) -> Procedure:
    """One store for all three uses, so that what arrives is where it is listed."""
    offered = yield from ask("AT+CPMS=?", "+CPMS:")
    lists = replies.choices("".join(offered.lines))
    known = set(chain.from_iterable(lists[2:3])) or set(STORES)
    readable = tuple(dict.fromkeys((*chain.from_iterable(lists[:1]), "SM", "ME")))  # those two also where noise ate their names
    found = None
    for name in (name for name in STORES if name in known):
        text = f'AT+CPMS="{name}","{name}","{name}"'
        answer = yield from ask(text, "+CPMS:", 15.0)
        places = replies.stores("".join(answer.lines)) if answer.is_ok else []
        if places and places[-1].total > 0:
            found = replace(places[-1], name=name)
            break
    return replace(info, store=found, readable=readable)


def _ask_for_arrivals(info: ModemInfo) -> Procedure:
    for text, reports in ARRIVALS:
        answer = yield from ask(f"AT+CNMI={text}")
        if answer.is_ok:
            return replace(info, reports=reports)
    return replace(info, warnings=(*info.warnings, "no_arrivals"))


def _look_at_network(info: ModemInfo) -> Procedure:
    for text in ("AT+CREG=2", "AT+CEREG=2", "AT+CLIP=1", "AT+CUSD=1"):
        yield from ask(text)
    creg = yield from ask("AT+CREG?", "+CREG:")
    state = replies.registration(creg.lines)
    if state not in ("home", "roaming"):
        cereg = yield from ask("AT+CEREG?", "+CEREG:")
        state = replies.registration(cereg.lines) if cereg.is_ok and cereg.lines else state
    cops = yield from ask("AT+COPS?", "+COPS:", 30.0)
    csq = yield from ask("AT+CSQ", "+CSQ:")
    csca = yield from ask("AT+CSCA?", "+CSCA:")
    centre = replies.service_centre(_first(csca.lines))
    return replace(
        info,
        registration=state,
        operator=replies.operator(_first(cops.lines)),
        signal=replies.signal_dbm(_first(csq.lines)),
        service_centre=centre,
        warnings=info.warnings if centre else (*info.warnings, "no_service_centre"),
    )


def _first(lines: Sequence[str]) -> str:
    return lines[0] if lines else ""
