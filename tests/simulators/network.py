"""The mobile network behind a simulated modem: what becomes of an SMS by its recipient, USSD codes and menus, credit, calls.

Source: 3GPP TS 24.011 annex E (causes), TS 23.040 9.2.3.15 (statuses of reports), TS 22.030 and 27.007 (+CUSD).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

SEND_SECONDS = 0.05
REPORT_SECONDS = 0.1
MENU_SECONDS = 30.0  # a question that nobody answers
NO_CREDIT = 21  # what most networks say: "short message transfer rejected"
ENDED, ASKS, BY_NETWORK, TIMED_OUT = 0, 1, 2, 5  # +CUSD's <m>


@dataclass(frozen=True, slots=True)
class Recipient:
    """What happens to what is sent to a number.

    `refusal`: the +CMS ERROR. `answer_seconds` until the modem hears of it. `is_silent`: it goes, and no answer ever comes.
    `reports`: seconds after the answer and TP-ST of each report, `((5, 0x20), (60, 0))` for one that is delivered late; empty:
    none ever comes, though it was asked for; None: one, at once, as the modem's `report_status` has it.
    """

    refusal: int | None = None
    answer_seconds: float = SEND_SECONDS
    is_silent: bool = False
    reports: tuple[tuple[float, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """What a USSD code brings: an answer, or a question where there are `replies`; that of `*` is for any other reply.
    `{balance}` in a text is the credit."""

    text: str
    replies: dict[str, Menu] = field(default_factory=dict)


MOBILE_MONEY = Menu(
    "Mobile money\n1) Send money\n2) My account\n0) Exit",
    {
        "1": Menu("Enter number", {"*": Menu("Enter amount", {"*": Menu("Sent. Your balance is {balance} RWF")})}),
        "2": Menu("My account\n1) Balance\n2) Change PIN", {"1": Menu("Your balance is {balance} RWF"), "2": Menu("Not now")}),
        "0": Menu("Goodbye"),
    },
)
BALANCES = {
    "en": "Your balance is {balance} RWF",
    "long": "Dear customer, your balance is {balance} RWF, valid until 03/05/2026. Bonus: 30 RWF, data 200 MB. Dial *182#",
    "fr": "Votre solde principal est de {balance} F CFA valable jusqu'au 03/05/2026. Solde bonus: 250 F",
    "ar": "رصيدك الحالي هو {balance} جنيه صالح حتى ٠٣/٠٥/٢٠٢٦",
    "my": "လက်ကျန်ငွေ - {balance} ကျပ် ။ သက်တမ်းကုန်ဆုံးရက် ၀၃/၀၅/၂၀၂၆",
}


class Network:
    """`recipients` by number, that of `` (empty) for all others. `price` of a part is taken off `balance`. `answers` are USSD
    answers (<m> and text; None: silence) by code or reply, before `menus`; any other code is answered with `balance_text`."""

    def __init__(self) -> None:
        self.recipients: dict[str, Recipient] = {"": Recipient()}
        self.balance, self.price = Decimal(120), Decimal(0)
        self.balance_text = BALANCES["en"]
        self.answers: dict[str, tuple[int, str] | None] = {}
        self.menus: dict[str, Menu] = {"*182#": MOBILE_MONEY}
        self.menu_seconds = MENU_SECONDS
        self._open: Menu | None = None
        self._question = 0

    def recipient(self, number: str) -> Recipient:
        return self.recipients.get(number) or self.recipients[""]

    def charge(self) -> bool:
        """Whether there was credit for a part."""
        if self.balance < self.price:
            return False
        self.balance -= self.price
        return True

    def ussd(self, text: str) -> tuple[int, str] | None:
        """What a code, or a reply to the question that is open, brings."""
        if text in self.answers:
            return self.answers[text]
        if self._open is not None:
            menu = self._open.replies.get(text) or self._open.replies.get("*")
            if menu is None:
                return self._ask(self._open, "Invalid choice\n")
        elif text in self.menus:
            menu = self.menus[text]
        else:
            menu = Menu(self.balance_text)
        return self._ask(menu) if menu.replies else self._end(menu)

    def end(self) -> bool:
        """Whether a question was open."""
        was_open, self._open = self._open is not None, None
        return was_open

    @property
    def question(self) -> int | None:
        """The number of the question that is open."""
        return self._question if self._open is not None else None

    def _ask(self, menu: Menu, before: str = "") -> tuple[int, str]:
        self._open = menu
        self._question += 1
        return ASKS, before + self._written(menu)

    def _end(self, menu: Menu) -> tuple[int, str]:
        self._open = None
        return ENDED, self._written(menu)

    def _written(self, menu: Menu) -> str:
        return menu.text.replace("{balance}", str(self.balance))
