"""What is left on a SIM: the answer to a USSD code, read by an example that staff gave once for its operator.

Examples stand among the office's settings, by operator; the last answer in the config of the SIM's channel. What was heard just
now is on the board first, and is kept by the next pulse.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.contracts.modems import Balance
from app.services import balance_words, office_settings
from app.services.base import Core
from app.services.modems import sims
from app.store import tables

NETWORK_DIGITS = 5  # of an IMSI: the country and the network. Source: ITU-T E.212
MAX_SAID = 500


@dataclass(frozen=True, slots=True)
class Taught:
    """The code to dial, and how to read what is said to it."""

    code: str
    template: balance_words.Template


def taught_of(session: Session, channel: tables.Channel, operator: str) -> Taught | None:
    found = _all(session).get(_key(channel, operator))
    return Taught(found["code"], found["template"]) if found else None


def teach(session: Session, channel: tables.Channel, operator: str, taught: Taught) -> None:
    of_operator = {"code": taught.code, "template": taught.template}
    office_settings.write(session, office_settings.BALANCES, {**_all(session), _key(channel, operator): of_operator})


def balance_of(core: Core, channel: tables.Channel, imei: str, taught: Taught | None) -> Balance | None:
    """What was heard last; None: nothing that could be read."""
    kept = _kept(channel)
    code, line = core.modems.dialled(imei)
    if taught is None or line is None or code != taught.code or (kept is not None and kept.checked_on >= line.on):
        return kept
    amount = balance_words.read(taught.template, line.text)
    return kept if amount is None else Balance(amount, line.text[:MAX_SAID], line.on)


def keep(channel: tables.Channel, balance: Balance) -> None:
    on = balance.checked_on.isoformat()
    sims.change(channel, balance={"amount": balance.amount, "said": balance.said, "checked_on": on})


def is_kept(channel: tables.Channel, balance: Balance | None) -> bool:
    return balance == _kept(channel)


def _kept(channel: tables.Channel) -> Balance | None:
    kept = (channel.config or {}).get("balance")
    if not kept:
        return None
    return Balance(kept["amount"], kept["said"], dt.datetime.fromisoformat(kept["checked_on"]))


def _all(session: Session) -> dict[str, Any]:
    return dict(office_settings.read(session, office_settings.BALANCES, {}))


def _key(channel: tables.Channel, operator: str) -> str:
    """The network that gave out the SIM, whichever it is in; its name where the SIM can't be read."""
    return sims.sim_of(channel).imsi[:NETWORK_DIGITS] or operator
