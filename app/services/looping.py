"""Two machines that answer each other: the same text goes to the same contact again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from app.store import tables

# The same text to the same contact so often within so short a time. Source: RapidPro's figures.
COUNT = 20
WINDOW = dt.timedelta(minutes=5)


def is_looping(session: Session, contact_id: int, text: str, now: dt.datetime) -> bool:
    """Whether one more of this text would be one too many. The contact's row need not know its latest message yet."""
    since = now - WINDOW
    nth = session.scalar(_NTH_NEWEST, {"contact_id": contact_id})
    if nth is None or nth <= since:
        return False  # too little was said lately; looking at all that was ever said would cost
    return (session.scalar(_SAME, {"contact_id": contact_id, "since": since, "text": text}) or 0) >= COUNT


def looping(session: Session, texts: Mapping[int, str], now: dt.datetime) -> set[int]:
    """Contacts to whom their text has gone too often. Costs a look at each one's latest message, unless much was said lately."""
    busy = session.scalars(_BUSY, {"keys": list(texts), "since": now - WINDOW}).all()
    return {contact_id for contact_id in busy if is_looping(session, contact_id, texts[contact_id], now)}


_Msg, _Contact = tables.Msg, tables.Contact
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_NTH_NEWEST = (
    select(_Msg.created_on).where(_Msg.contact_id == bindparam("contact_id")).order_by(_Msg.id.desc()).limit(1).offset(COUNT - 1)
)
_BUSY = (
    select(_Contact.id)
    .join(_Msg, _Msg.id == _Contact.last_msg_id)
    .where(_Contact.id.in_(_KEYS), _Msg.created_on > bindparam("since"))
)
_SAME = select(func.count()).where(
    _Msg.contact_id == bindparam("contact_id"),
    _Msg.direction == "out",
    _Msg.created_on > bindparam("since"),
    _Msg.text == bindparam("text"),
)
