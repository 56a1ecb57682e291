"""Simulated modems by hand: `python -m tests.simulators.modem --profile huawei`.

The terminal's path (what a program opens) is printed first, one line a modem; with `--link FOLDER` a link `modem1`, `modem2` ...
leads there and survives pulling the plug. Then lines of the input are obeyed, and what they ask for is printed. A number in
front names the modem (`2 deliver +250788123456 Hello`); without one it is the first.

  deliver NUMBER TEXT     an SMS comes; \\n in the text is a line break. NUMBER may be a name (MTN)
  flash NUMBER TEXT       one of class 0, shown at once and never stored
  many COUNT NUMBER TEXT  as many, numbered
  ring NUMBER             one ring; without a number it is withheld
  call NUMBER [RINGS]     rings every three seconds until it is hung up here (ATH, +CHUP) or the caller gives up
  hangup                  the caller hangs up
  ussd TEXT               the network says something by itself; `ask TEXT` wants a reply
  answer CODE TEXT        what a USSD code (or reply) brings from now on; without a text: silence
  balance AMOUNT [PRICE]  the credit, and what a part of an SMS costs
  words NAME              how the balance is told: en, long, fr, ar, my; or any text with {balance}
  recipient NUMBER WORDS  what becomes of SMS to it (`*`: to all others): refuse=21 wait=5 silent report=none report=0x46
                          report=5:0x20,60:0 (after five seconds still trying, after sixty delivered)
  refuse CODE...          errors of the next sends: refuse 38 500
  swallow N, cut N, noprompt N    the next N sends are never answered; the plug is pulled behind them; no prompt comes
  mute on|off|heal        it answers nothing (heal: until AT+CFUN=1,1)
  noise LIKELIHOOD        of each octet to be followed by rubbish (0.001); flood OCTETS a second
  signal RSSI, home, roaming, searching, denied, none     as in +CSQ and +CREG; lte STATUS as in +CEREG
  chatter SECONDS         it says by itself what its maker's modems say
  fill                    its store is full: what comes is held back by the network
  reference N             the last TP-MR; 254 wraps soon
  pin PIN [TRIES]         the SIM is locked from the next start; sim out, sim in
  centre NUMBER           the service centre; without one: none
  restart, unplug, plug   the modem starts anew; the plug
  sent, codes, stores, calls      what it was given to send, what was dialled, what is stored, calls hung up here (JSON)
  help, quit

USSD: *131# and any unknown code tell the balance, *182# is a menu of three levels.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.simulators.modem import ALL_PROFILES, IMEI, Entry, ModemCore, PtyModem
from tests.simulators.network import BALANCES, Recipient
from tests.simulators.tpdu import deliver

STATUSES = {"none": 0, "home": 1, "searching": 2, "denied": 3, "roaming": 5}
Act = Callable[[ModemCore, list[str]], object]


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    profiles = options.profile or ["quectel"]
    modems = [_make(options, profiles[at % len(profiles)], at) for at in range(max(options.count, len(profiles)))]
    for modem in modems:
        print(modem.path, flush=True)
    try:
        for line in sys.stdin:
            if not obey(modems, line.strip()):
                break
    finally:
        for modem in modems:
            modem.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulators.modem", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", choices=sorted(ALL_PROFILES), action="append", help="the maker; several for several modems")
    parser.add_argument("--count", type=int, default=1, help="how many modems")
    parser.add_argument("--link", type=Path, metavar="FOLDER", help="make links modem1, modem2 ... there")
    parser.add_argument("--pin", default="", help="the SIM is locked with it")
    parser.add_argument("--tries", type=int, default=3, help="tries of the PIN that are left; 0: it asks for the PUK 12345678")
    parser.add_argument("--registration", choices=sorted(STATUSES), default="home")
    parser.add_argument("--signal", type=int, default=17, metavar="RSSI")
    parser.add_argument("--ussd", choices=("plain", "packed", "ucs2"), help="the shape of USSD texts; usually the maker's")
    parser.add_argument("--noise", type=float, default=0.0, metavar="LIKELIHOOD")
    parser.add_argument("--seed", type=int, default=0, help="of noise and chatter")
    parser.add_argument("--do", action="append", default=[], metavar="LINE", help="a line to begin with, as of the input")
    return parser


def _make(options: argparse.Namespace, profile: str, at: int) -> PtyModem:
    """Each has a number of its own, and a SIM of its own."""
    link = options.link / f"modem{at + 1}" if options.link else None
    modem = PtyModem(ALL_PROFILES[profile], options.seed + at, link, _imei(at))
    with modem.lock:
        core = modem.core
        core.sim = replace(core.sim, imsi=str(int(core.sim.imsi) + at).zfill(15), iccid=str(int(core.sim.iccid) + at))
        core.registration, core.signal, core.faults.noise = STATUSES[options.registration], options.signal, options.noise
        core.ussd_shape = options.ussd or core.ussd_shape
        if options.pin:
            core.sim.pin, core.sim.tries, core.sim.is_unlocked = options.pin, options.tries, False
        core.restart()
    for line in options.do:
        obey([modem], line)
    return modem


def _imei(at: int) -> str:
    """Valid numbers, one after the other. Source: 3GPP TS 23.003 annex B (the last digit checks)."""
    body = str(int(IMEI[:14]) + at)
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def obey(modems: Sequence[PtyModem], line: str) -> bool:
    """Do what a line says; False: no more."""
    words = line.split()
    modem = modems[0]
    if words and words[0].isdigit() and 1 <= int(words[0]) <= len(modems):
        modem = modems[int(words.pop(0)) - 1]
    if not words:
        return True
    word, *rest = words
    if word in ("help", "?"):
        print(__doc__, flush=True)
    elif word in ("plug", "unplug"):
        getattr(modem, word)()
        if word == "plug":
            print(modem.path, flush=True)
    elif word in _ACTS:
        _act(modem, _ACTS[word], rest)
    elif word != "quit":
        print(f"What is {word!r}? Type help.", flush=True)
    return word != "quit"


def _act(modem: PtyModem, act: Act, words: list[str]) -> None:
    said: list[object] = []
    try:
        modem.do(lambda core: said.append(act(core, words)))
    except (ValueError, IndexError, ArithmeticError) as error:
        print(f"That needs something else: {error}. Type help.", flush=True)
        return
    if said[0] is not None:
        print(json.dumps(said[0], ensure_ascii=False), flush=True)


def _text(words: Sequence[str]) -> str:
    return " ".join(words).replace("\\n", "\n")


def _many(core: ModemCore, words: list[str]) -> None:
    for at in range(int(words[0])):
        core.deliver(words[1], f"{_text(words[2:])} {at + 1}".strip())


def _mute(core: ModemCore, words: list[str]) -> None:
    core.faults.is_mute, core.faults.heals = words[0] != "off", words[0] == "heal"


def _balance(core: ModemCore, words: list[str]) -> None:
    core.network.balance = Decimal(words[0])
    core.network.price = Decimal(words[1]) if len(words) > 1 else core.network.price


def _words(core: ModemCore, words: list[str]) -> None:
    core.network.balance_text = BALANCES.get(words[0]) or _text(words)


def _answer(core: ModemCore, words: list[str]) -> None:
    core.network.answers[words[0]] = (0, _text(words[1:])) if len(words) > 1 else None


def _recipient(core: ModemCore, words: list[str]) -> None:
    number, *settings = words
    made = Recipient()
    for setting in settings:
        name, _, value = setting.partition("=")
        if name == "refuse":
            made = replace(made, refusal=int(value))
        elif name == "wait":
            made = replace(made, answer_seconds=float(value))
        elif name == "silent":
            made = replace(made, is_silent=True)
        elif name == "report":
            made = replace(made, reports=_reports(value))
        else:
            raise ValueError(setting)
    core.network.recipients["" if number == "*" else number] = made


def _reports(value: str) -> tuple[tuple[float, int], ...]:
    """`none`; `0x46`; `5:0x20,60:0`."""
    if value == "none":
        return ()
    found = []
    for part in value.split(","):
        seconds, _, status = part.rpartition(":")
        found.append((float(seconds or 0.1), int(status, 0)))
    return tuple(found)


def _fill(core: ModemCore, _words: list[str]) -> None:
    """Its stores hold messages that nobody fetched."""
    for store, places in core.profile.places.items():
        first = core.profile.first[store]
        for place in range(first, first + places):
            if store != "SR" and place not in core.stores[store]:
                [pdu] = deliver("+250788000000", f"{store} {place}", core.now())
                core.stores[store][place] = Entry(pdu)


def _pin(core: ModemCore, words: list[str]) -> None:
    core.sim.pin, core.sim.tries = words[0], int(words[1]) if len(words) > 1 else 3
    core.sim.is_unlocked = False


def _count(name: str) -> Act:
    return lambda core, words: setattr(core.faults, name, int(words[0]))


def _register(status: int) -> Act:
    return lambda core, _words: core.register(status)


_ACTS: dict[str, Act] = {
    "deliver": lambda core, words: core.deliver(words[0], _text(words[1:])),
    "flash": lambda core, words: core.flash(words[0], _text(words[1:])),
    "many": _many,
    "ring": lambda core, words: core.ring(words[0] if words else ""),
    "call": lambda core, words: core.call(words[0], int(words[1]) if len(words) > 1 else 5),
    "hangup": lambda core, _words: core.hang_up(),
    "ussd": lambda core, words: core.push_ussd(_text(words)),
    "ask": lambda core, words: core.push_ussd(_text(words), 1),
    "answer": _answer,
    "balance": _balance,
    "words": _words,
    "recipient": _recipient,
    "refuse": lambda core, words: core.faults.refusals.extend(map(int, words)),
    "swallow": _count("swallow"),
    "cut": _count("cuts"),
    "noprompt": _count("no_prompts"),
    "mute": _mute,
    "noise": lambda core, words: setattr(core.faults, "noise", float(words[0])),
    "flood": _count("flood"),
    "signal": lambda core, words: core.change_signal(int(words[0])),
    **{name: _register(status) for name, status in STATUSES.items()},
    "lte": lambda core, words: core.register(core.registration, int(words[0])),
    "chatter": lambda core, words: core.chatter(float(words[0])),
    "fill": _fill,
    "reference": lambda core, words: setattr(core, "last_reference", int(words[0])),
    "pin": _pin,
    "sim": lambda core, words: setattr(core.sim, "is_in", words[0] == "in"),
    "centre": lambda core, words: setattr(core, "centre", words[0] if words else ""),
    "restart": lambda core, _words: core.restart(),
    "sent": lambda core, _words: [[one.to, one.text] for one in core.sent],
    "codes": lambda core, _words: core.codes,
    "stores": lambda core, _words: {name: sorted(places) for name, places in core.stores.items()},
    "calls": lambda core, _words: core.hung_up,
}
