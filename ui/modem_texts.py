"""Words for what modems say by stable codes: states, troubles, warnings, obstacles, the network's errors, and what to do."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.modems import Balance, Modem, Obstacle, TestSms, UssdState, UssdTalk
from ui.texts import Sign, ago, ltr, number

# Received power in dBm that fills one, two, three and four bars: 2G to 4G sticks report -113 to -51 (3GPP TS 27.007 8.5).
BARS = (-113, -95, -85, -75)
MODEM_MANAGER = "ModemManager"
RULES_SCRIPT = "install-modem-rules.sh"
_PAUSES = ("credit", "sim_barred")
_BUSY = "sim_busy"  # goes by itself within half a minute


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def bars(self, count: int) -> str:
        return self.tr("%n of 4 bars", "", count)


def modem_name(modem: Modem) -> str:
    """As staff named it, else maker and model, else its IMEI."""
    return modem.name or f"{modem.maker} {modem.model}".strip() or ltr(modem.imei)


def is_used(modem: Modem) -> bool:
    return modem.channel is not None


def is_paused(modem: Modem) -> bool:
    """Until somebody says that it sends again."""
    return modem.trouble in _PAUSES


def wants_pin(modem: Modem) -> bool:
    return modem.trouble in ("sim_pin", "sim_pin_wrong")


def needs_attention(modem: Modem) -> bool:
    """The office uses it, and it can't do its work until a person has done something."""
    if not is_used(modem) or modem.is_ignored:
        return False
    return modem.state == "away" or modem.trouble not in ("", _BUSY)


def modem_sign(modem: Modem) -> Sign:
    """The state in one or two words."""
    translate = QCoreApplication.translate
    if modem.is_ignored:
        return Sign("stop", translate("modems", "Left alone"), "idle")
    if modem.state == "away":
        return Sign("alert" if is_used(modem) else "stop", translate("modems", "Away"), "bad" if is_used(modem) else "idle")
    if modem.trouble:
        return _trouble_sign(modem.trouble)
    if modem.state == "starting":
        return Sign("clock", translate("modems", "Starting"), "info")
    if modem.state == "stopped":
        return Sign("stop", translate("modems", "Stopped"), "idle")
    if not is_used(modem):
        return Sign("plus", translate("modems", "New"), "info")
    if "not_registered" in modem.warnings:
        return Sign("alert", translate("modems", "No network"), "warn")
    return Sign("check", translate("modems", "Ready"), "good")


def _trouble_sign(trouble: str) -> Sign:
    translate = QCoreApplication.translate
    known = {
        "sim_pin": Sign("key", translate("modems", "Needs the PIN"), "warn"),
        "sim_pin_wrong": Sign("key", translate("modems", "Wrong PIN"), "bad"),
        "sim_pin_few_tries": Sign("key", translate("modems", "Last PIN try"), "bad"),
        "sim_puk": Sign("key", translate("modems", "Needs the PUK"), "bad"),
        "no_sim": Sign("alert", translate("modems", "No SIM card"), "bad"),
        "sim_failed": Sign("alert", translate("modems", "SIM card fails"), "bad"),
        _BUSY: Sign("clock", translate("modems", "SIM card is busy"), "info"),
        "modem_mute": Sign("alert", translate("modems", "Not answering"), "bad"),
        "modem_text_only": Sign("alert", translate("modems", "Can't be used"), "bad"),
        "port_busy": Sign("alert", translate("modems", "Port is taken"), "bad"),
        "port_gone": Sign("alert", translate("modems", "Port is gone"), "bad"),
        "no_permission": Sign("alert", translate("modems", "Not allowed"), "bad"),
        "credit": Sign("stop", translate("modems", "Paused: no credit?"), "warn"),
        "sim_barred": Sign("stop", translate("modems", "Paused: barred?"), "warn"),
    }
    return known.get(trouble, Sign("alert", trouble.replace("_", " "), "bad"))


def trouble_text(modem: Modem) -> str:
    """What is wrong and what to do; empty when all is well."""
    if modem.is_ignored:
        return QCoreApplication.translate("modems", "Outpost does not touch it. Somebody here uses it for something else.")
    if modem.state == "away":
        if is_used(modem):
            return QCoreApplication.translate("modems", "It is unplugged. Plug it in again; what waits for it is kept.")
        return QCoreApplication.translate("modems", "It is unplugged.")
    if modem.trouble == "port_busy":
        return busy_text(modem.holder)
    return _troubles().get(modem.trouble, modem.trouble.replace("_", " "))


def _troubles() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "sim_pin": translate("modems", "The SIM card asks for its PIN. Enter it here; Outpost keeps it for later starts."),
        "sim_pin_wrong": translate(
            "modems", "The PIN was wrong. Look it up before you enter it again: after three wrong ones the SIM card locks itself."
        ),
        "sim_pin_few_tries": translate(
            "modems",
            "The SIM card has fewer than two tries left, so Outpost tries no PIN. Put it into a phone, enter the PIN there, and "
            "put it back.",
        ),
        "sim_puk": translate(
            "modems",
            "The SIM card locked itself after wrong PINs. Put it into a phone and enter the PUK there. It stands in the papers "
            "of the SIM card; the operator knows it too.",
        ),
        "no_sim": translate(
            "modems", "There is no SIM card in it. Unplug the modem, put the card in, and plug the modem in again."
        ),
        "sim_failed": translate(
            "modems", "The SIM card does not work. Take it out, wipe its contacts and put it back; try it in a phone."
        ),
        _BUSY: translate("modems", "The SIM card is not ready yet. This takes up to half a minute."),
        "modem_mute": translate(
            "modems",
            "It no longer answers. Unplug it, wait ten seconds and plug it in again, into another USB socket if it stays.",
        ),
        "modem_text_only": translate(
            "modems", "It can't send and receive messages in the way that Outpost needs (PDU mode). Take another modem."
        ),
        "port_gone": translate("modems", "The connection broke. Look whether the plug is loose; Outpost tries again by itself."),
        "no_permission": permission_text(),
        "credit": translate(
            "modems",
            "The network refused three messages running, to three people. Most often the credit is used up. Top it up, then "
            "choose “Send again”. What waits is kept.",
        ),
        "sim_barred": translate(
            "modems",
            "The network refuses messages of this SIM card. Ask the operator whether it is barred, then choose “Send again”. "
            "What waits is kept.",
        ),
        "": "",
    }


def busy_text(holder: str) -> str:
    """Another program has the port."""
    translate = QCoreApplication.translate
    if holder == MODEM_MANAGER:
        text = translate(
            "modems",
            "ModemManager, a service of Linux for going online, has its port. The script {script} in Outpost's folder keeps it "
            "away from modems of the office. If nobody goes online by a modem here, the command switches it off altogether.",
        )
        return text.format(script=ltr(RULES_SCRIPT))
    if holder:
        text = translate("modems", "{program} has its port. Close {program}; Outpost then takes the modem by itself.")
        return text.format(program=holder)
    return translate("modems", "Another program has its port. Close it; Outpost then takes the modem by itself.")


def permission_text() -> str:
    return QCoreApplication.translate(
        "modems",
        "The account under which Outpost runs may not use serial ports. Put it into the group dialout, and log out and in again.",
    )


def warning_text(warning: str) -> str:
    """What does not stop the modem, and what to do."""
    translate = QCoreApplication.translate
    known = {
        "no_service_centre": translate(
            "modems",
            "The SIM card knows no service centre, so that nothing can be sent. Put it into a phone, enter the operator's "
            "service centre in the settings for messages, and put it back.",
        ),
        "no_arrivals": translate(
            "modems", "It does not say when a message comes in. Outpost looks by itself, so that messages come a little later."
        ),
        "not_registered": translate(
            "modems", "It is in no network. Put it nearer to a window, and ask the operator whether the SIM card is active."
        ),
        "store_nearly_full": translate(
            "modems", "Its store for messages is nearly full. If this stays, unplug it and plug it in again."
        ),
        "roaming": translate("modems", "It is in another operator's network: messages may cost more."),
    }
    return known.get(warning, warning.replace("_", " "))


def registration_text(registration: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "home": translate("modems", "In its own network"),
        "roaming": translate("modems", "Roaming"),
        "searching": translate("modems", "Searching"),
        "denied": translate("modems", "Refused by the network"),
        "none": translate("modems", "In no network"),
        "unknown": translate("modems", "unknown"),
    }
    return known.get(registration, registration)


def operator_text(modem: Modem) -> str:
    """The network that it is in, and whether that is another operator's."""
    if modem.state == "away" or not modem.operator:
        return "–"
    if modem.registration == "roaming":
        return QCoreApplication.translate("modems", "{operator}, roaming").format(operator=ltr(modem.operator))
    return modem.operator


def signal_bars(signal: int | None) -> int:
    """None to four, of dBm."""
    return 0 if signal is None else sum(signal >= least for least in BARS)


def signal_text(signal: int | None) -> str:
    """As a screen reader and a tooltip say it."""
    if signal is None:
        return QCoreApplication.translate("modems", "unknown")
    text = QCoreApplication.translate("modems", "{bars}, {power}")
    return text.format(bars=_Counts().bars(signal_bars(signal)), power=power_text(signal))


def power_text(signal: int) -> str:
    return ltr(f"\u2212{abs(signal)} dBm" if signal < 0 else f"{signal} dBm")


def sent_text(modem: Modem) -> str:
    """Parts sent today, of how many."""
    if not is_used(modem):
        return "–"
    text = QCoreApplication.translate("modems", "{sent} of {limit}")
    return text.format(sent=number(modem.sent_today), limit=number(modem.daily_limit))


def balance_text(balance: Balance | None) -> str:
    return ltr(balance.amount) if balance is not None else "–"


def balance_when(balance: Balance | None, now: dt.datetime, zone: dt.tzinfo) -> str:
    return ago(balance.checked_on, now, zone) if balance is not None else "–"


# What stands in the way


def obstacle_title(obstacle: Obstacle) -> str:
    translate = QCoreApplication.translate
    known = {
        "driver_cd": translate("modems", "{device} shows itself as a CD drive"),
        "network_card": translate("modems", "{device} is a network card"),
        "port_busy": translate("modems", "{device} is taken"),
        "no_permission": translate("modems", "{device} may not be used"),
    }
    return known.get(obstacle.kind, "{device}").format(device=ltr(obstacle.device))


def obstacle_text(obstacle: Obstacle) -> str:
    """What it means and what to do."""
    translate = QCoreApplication.translate
    if obstacle.kind == "port_busy":
        return busy_text(obstacle.holder)
    known = {
        "driver_cd": translate(
            "modems",
            "A stick like this becomes a modem when its driver is there. On Linux install usb-modeswitch, on Windows the maker's "
            "driver from that drive; then unplug the stick and plug it in again.",
        ),
        "network_card": translate(
            "modems",
            "It is a HiLink stick: it goes online, but has no serial port by which messages could be sent. Take another stick, "
            "or have one who knows how put its other firmware (“stick”) on it.",
        ),
        "no_permission": permission_text(),
    }
    return known.get(obstacle.kind, obstacle.kind.replace("_", " "))


def obstacle_command(kind: str, holder: str = "") -> str:
    """What an administrator of a Linux PC types into a terminal; empty where no command helps."""
    if kind == "driver_cd":
        return "sudo apt install usb-modeswitch"
    if kind == "no_permission":
        return "sudo usermod -aG dialout $USER"
    if kind == "port_busy" and holder == MODEM_MANAGER:
        return "sudo systemctl disable --now ModemManager"
    return ""


def grouped(obstacles: list[Obstacle]) -> list[Obstacle]:
    """One of each kind and holder, with all its devices."""
    found: dict[tuple[str, str], list[Obstacle]] = {}
    for obstacle in obstacles:
        found.setdefault((obstacle.kind, obstacle.holder), []).append(obstacle)
    return [Obstacle(group[0].kind, ", ".join(one.device for one in group), group[0].holder) for group in found.values()]


# Messages for trying, codes of the network


def trial_sign(test: TestSms) -> Sign:
    translate = QCoreApplication.translate
    known = {
        "sending": Sign("clock", translate("modems", "Sending"), "info"),
        "sent": Sign("check", translate("modems", "Sent"), "good"),
        "delivered": Sign("check_double", translate("modems", "Delivered"), "good"),
        "failed": Sign("alert", translate("modems", "Not sent"), "bad"),
        "uncertain": Sign("question", translate("modems", "Perhaps sent"), "warn"),
    }
    return known.get(test.state, Sign("info", test.state, "idle"))


def trial_text(test: TestSms) -> str:
    """What the state means."""
    translate = QCoreApplication.translate
    if test.state == "failed":
        return refusal_text(test.code)
    known = {
        "sending": translate("modems", "The modem has it. This can take up to two minutes."),
        "sent": translate("modems", "The network took it. Whether it arrived is said later, where the operator tells it."),
        "delivered": translate("modems", "It arrived on the phone."),
        "uncertain": translate("modems", "The modem gave no clear answer. Look at the phone whether it arrived."),
    }
    text = known.get(test.state, "")
    return f"{text} {refusal_text(test.code)}" if test.state == "uncertain" and test.code is not None else text


def refusal_text(code: int | None) -> str:
    """Why the network or the modem refused a message (`+CMS ERROR`), and what to do.

    Source: 3GPP TS 24.011 annex E-2, TS 27.005 3.2.5; what networks mean by them is experience.
    """
    translate = QCoreApplication.translate
    if code is None:
        return translate("modems", "The modem refused it without saying why. Try again.")
    for codes, text in _refusals():
        if code in codes:
            return text
    return translate("modems", "The network refused it (error {code}). Ask the operator what this means.").format(code=code)


def _refusals() -> list[tuple[frozenset[int] | range, str]]:
    translate = QCoreApplication.translate
    return [
        (frozenset((1, 28, 30)), translate("modems", "Nobody has this number. Look whether it is right.")),
        (
            frozenset((8, 10, 21, 193)),
            translate("modems", "The network refuses messages of this SIM card: no credit, or barred. Check the balance."),
        ),
        (frozenset((27, 194, 195)), translate("modems", "The other phone can't be reached just now. Try again later.")),
        (
            frozenset((17, 22, 38, 41, 42, 47, 98, 192)),
            translate("modems", "The network is too busy. Try again in some minutes."),
        ),
        (frozenset((29, 50, 69)), translate("modems", "The SIM card may not send SMS. Ask the operator to allow it.")),
        (
            frozenset((81, 95, 96, 97, 99, 111, 127, 196, 197)),
            translate("modems", "The network does not understand the message."),
        ),
        (frozenset((300, 301, 314, 500, *range(512, 516))), translate("modems", "The modem could not send it. Try again.")),
        (frozenset((302, 303, 304, 305, 340)), translate("modems", "The modem does not accept this message.")),
        (frozenset((310,)), translate("modems", "There is no SIM card in the modem.")),
        (frozenset((311, 312, 316, 317, 318)), translate("modems", "The SIM card is locked. Enter its PIN.")),
        (frozenset((313, 315)), translate("modems", "The SIM card does not work. Try it in a phone.")),
        (frozenset((320, 321, 322)), translate("modems", "The modem's store for messages is full or broken. Plug it in anew.")),
        (
            frozenset((330,)),
            translate("modems", "The SIM card knows no service centre. Set it with a phone; the operator knows its number."),
        ),
        (frozenset((331, 332)), translate("modems", "The modem is in no network. Look at its signal, then try again.")),
    ]


# Talking with the network


def ussd_text(state: UssdState) -> str:
    """What goes on in a dialogue, and what to do next."""
    translate = QCoreApplication.translate
    known = {
        "none": translate("modems", "Type a code of the operator, for example {code} for the balance."),
        "waiting": translate("modems", "Waiting for the network. This can take a minute; no messages are sent meanwhile."),
        "asks": translate("modems", "The network waits for your reply."),
        "ended": translate("modems", "The dialogue is over."),
        "failed": translate("modems", "The network gave no answer. Look whether the code is right, then try again."),
    }
    return known.get(state, "").format(code=ltr("*100#"))


_CODE = re.compile(r"[*#][\d*#]*#")
# A number with its thousands and decimals, and the currency at either side of it, where there is one.
_AMOUNT = re.compile(
    r"(?:\b[A-Z]{2,4}\s?|[€$£₦₹]\s?)?\d+(?:[.,\u202f\u00a0 ]\d{3})*(?:[.,]\d{1,2})?(?:\s?(?:[A-Z]{2,4}\b|[€$£₦₹]))?"
)


def teachable(talk: UssdTalk) -> tuple[str, str] | None:
    """The last code that was answered straight, and the answer: only such a code can be dialled by itself later."""
    for asked, said in reversed(list(zip(talk.lines, talk.lines[1:], strict=False))):
        if asked.by == "office" and said.by == "network" and _CODE.fullmatch(asked.text.strip()):
            return asked.text.strip(), said.text
    return None


def likely_amount(said: str) -> tuple[int, int]:
    """Where in an answer the amount most likely stands, as start and end; (0, 0) when there is no number in it."""
    found = [match for match in _AMOUNT.finditer(said) if any(sign.isdecimal() for sign in match[0])]
    best = next((match for match in found if not match[0].strip()[0].isdecimal() or not match[0].strip()[-1].isdecimal()), None)
    chosen = best or (found[0] if found else None)
    if chosen is None:
        return 0, 0
    return chosen.start(), chosen.start() + len(chosen[0].rstrip())


def note_text(note: str) -> str:
    """A note in a modem's log."""
    translate = QCoreApplication.translate
    known = {
        "opened": translate("modems", "Port opened"),
        "closed": translate("modems", "Port closed"),
        "ready": translate("modems", "Ready"),
        "restarted": translate("modems", "Restarted"),
        "stopped": translate("modems", "Stopped"),
    }
    sign = _trouble_sign(note)
    return known.get(note) or sign.word


def log_author(by: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "office": translate("modems", "Outpost"),
        "modem": translate("modems", "Modem"),
        "note": translate("modems", "Note"),
    }
    return known.get(by, by)
