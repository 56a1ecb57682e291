"""The rules that let a Linux PC leave an office's modems to Outpost.

ModemManager takes every modem it knows for a way to the internet and holds its ports; and only members of a group may use them.
The rules name models, by vendor and product, that a person chose: a maker's other sticks may well be somebody's internet.

Source: ModemManager's documentation ("Filter policies": `ID_MM_DEVICE_IGNORE`, honoured by all of them since 1.12), udev(7),
systemd's 70-uaccess.rules and 73-seat-late.rules (a tag `uaccess` counts only when it is set before those).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.errors import OutpostError
from bridge.modem.detection import MAKERS
from bridge.modem.makers import DRIVER_CD, NETWORK_CARD

RULES_NAME = "70-outpost-modems.rules"
Pair = tuple[int, int]  # vendor and product

_HEAD = """\
# Modems that Outpost works with: ModemManager leaves them alone, and whoever is signed in at this PC may use their ports.
# Written by `outpost modem-rules`; it belongs in /etc/udev/rules.d. Deleting it undoes it.
ACTION!="add|change|move|bind", GOTO="outpost_modems_end"
"""
_RULES = """\
SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", ATTR{{idVendor}}=="{vid:04x}", ATTR{{idProduct}}=="{pid:04x}", \
ENV{{ID_MM_DEVICE_IGNORE}}="1"
SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ATTRS{{idVendor}}=="{vid:04x}", ATTRS{{idProduct}}=="{pid:04x}", TAG+="uaccess"
"""
_TAIL = """\
LABEL="outpost_modems_end"
"""
_PAIR = re.compile(r"(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})", re.IGNORECASE)


def read_pair(text: str) -> Pair:
    """Of `12d1:1506`, as lsusb and the window write it. Errors: `not_a_model`."""
    match = _PAIR.fullmatch(text.strip())
    if match is None:
        raise OutpostError("not_a_model", value=text[:40])
    return int(match[1], 16), int(match[2], 16)


def udev_rules(pairs: Iterable[Pair]) -> str:
    """The text of the rules' file for these models, each once, in order. Errors: `not_a_model` for numbers
    that are no vendor or product."""
    wanted = sorted(set(pairs))
    for vid, pid in wanted:
        if not (0 < vid <= 0xFFFF and 0 <= pid <= 0xFFFF):
            raise OutpostError("not_a_model", value=f"{vid:x}:{pid:x}")
    return _HEAD + "".join(_RULES.format(vid=vid, pid=pid) for vid, pid in wanted) + _TAIL


def modems_among(plugged: Iterable[Pair]) -> Sequence[Pair]:
    """Of what is plugged in, what could be a modem by its maker; without sticks that can't be used as they are."""
    return sorted({pair for pair in plugged if pair[0] in MAKERS and pair not in DRIVER_CD and pair not in NETWORK_CARD})
