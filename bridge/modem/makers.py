"""What differs between makers of modems, as data.

Source: their AT manuals, ModemManager's and usb_modeswitch's device lists (facts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HUAWEI, ZTE, SIMCOM, QUECTEL = 0x12D1, 0x19D2, 0x1E0E, 0x2C7C
MAKER_NAMES = {HUAWEI: "Huawei", ZTE: "ZTE", SIMCOM: "SIMCom", QUECTEL: "Quectel"}


@dataclass(frozen=True, slots=True)
class Quirks:
    """`silence` commands stop chatter; `iccid` asks for the SIM's number; `pin_tries` for how many tries are left, with the
    place of that number among the answer's values. `packed_ussd`: USSD goes out as packed septets in hexadecimal."""

    name: str
    silence: Sequence[str] = ()
    iccid: Sequence[str] = ("AT+CCID",)
    pin_tries: tuple[str, int] | None = None
    packed_ussd: bool = False


DEFAULT = Quirks("")
_BY_NAME = {
    "huawei": Quirks("huawei", ("AT^CURC=0",), ("AT^ICCID?", "AT+CCID"), ("AT^CPIN?", 3), packed_ussd=True),
    "zte": Quirks("zte", ("AT+ZOPRT=5",), ("AT+ZGETICCID", "AT+CCID")),
    "simcom": Quirks("simcom", (), ("AT+CICCID", "AT+CCID"), ("AT+SPIC", 0)),
    "quectel": Quirks("quectel", (), ("AT+QCCID", "AT+CCID"), ('AT+QPINC="SC"', 1)),
    "sierra": Quirks("sierra", (), ("AT!ICCID?", "AT+CCID")),
    "telit": Quirks("telit", (), ("AT#CCID", "AT+CCID"), ("AT#PCT", 0)),
}


def quirks_of(maker: str, model: str = "") -> Quirks:
    """By what `AT+CGMI` and `AT+CGMM` say."""
    said = f"{maker} {model}".casefold()
    return next((quirks for name, quirks in _BY_NAME.items() if name in said), DEFAULT)


# Detection

# Interface numbers that take commands, by vendor and product; None: any product of the vendor.
COMMAND_INTERFACES: dict[tuple[int, int | None], int] = {
    (SIMCOM, 0x9001): 2,
    (QUECTEL, None): 2,
}
DRIVER_CD = frozenset(((HUAWEI, 0x1446), (HUAWEI, 0x14FE), (HUAWEI, 0x1505), (HUAWEI, 0x1F01), (ZTE, 0x2000)))
NETWORK_CARD = frozenset(((HUAWEI, 0x14DB), (HUAWEI, 0x14DC)))
# Diagnostics and positions: never written to.
MUTE_INTERFACES = frozenset(((SIMCOM, 0x9001, 0), (SIMCOM, 0x9001, 1), (QUECTEL, 0x0125, 0), (QUECTEL, 0x0125, 1)))
