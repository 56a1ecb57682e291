"""Office-wide values by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.services.base import LOOPBACK
from app.store import tables

OFFICE = "office"
BIND = "bind"
DEMO = "demo"
MODEM_PORTS = "modem_ports"  # serial ports that staff say are modems
BALANCES = "balances"  # how operators tell the balance: by operator the code to dial and the words


def read(session: Session, name: str, default: Any = None) -> Any:
    """The value, or `default` where it was never set."""
    row = session.get(tables.Setting, name)
    return default if row is None else row.value


def write(session: Session, name: str, value: Any) -> None:
    session.merge(tables.Setting(name=name, value=value))


def office(session: Session) -> dict[str, str]:
    """`name`, `country`, `timezone`; empty before the first start."""
    return dict(read(session, OFFICE, {}))


def bind(session: Session) -> str:
    """The address to listen on: this PC only, until staff choose."""
    return str(read(session, BIND, LOOPBACK))


def forget(session: Session, name: str) -> None:
    """As if it had never been set."""
    row = session.get(tables.Setting, name)
    if row is not None:
        session.delete(row)
