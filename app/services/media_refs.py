"""Who refers to which file: rows of messages, broadcasts and flows, kept in their own transactions.

An attachment is `content type:address`, as in RapidPro; the address of a file of ours is `/media/<uuid>.<ending>`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from app.store import tables

MSG, BROADCAST, FLOW = "msg", "broadcast", "flow"

_ADDRESS = re.compile(r"(?:/media/)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\.\w{1,5})?")
_Media, _Use = tables.Media, tables.MediaUse


def uuid_of(address: str) -> str | None:
    """The UUID in an address of ours, or the UUID itself; None: it is somebody else's address."""
    match = _ADDRESS.fullmatch(address)
    return match[1] if match else None


def uuids_in(attachments: Iterable[str]) -> list[str]:
    """The files of ours among attachments (`content type:address`), each once."""
    found = (uuid_of(text.partition(":")[2]) for text in attachments if isinstance(text, str))
    return list(dict.fromkeys(uuid for uuid in found if uuid))


def use(session: Session, workspace_id: int, attachments: Iterable[str], *, kind: str, row_id: int, now: dt.datetime) -> None:
    """This row refers to these attachments, and no longer to what it referred to before."""
    uuids = uuids_in(attachments)
    query = select(_Media.id).where(_Media.workspace_id == workspace_id, _Media.uuid.in_(uuids))
    wanted = set(session.scalars(query)) if uuids else set()
    had = set(session.scalars(select(_Use.media_id).where(_Use.kind == kind, _Use.row_id == row_id)))
    if wanted - had:
        session.add_all([tables.MediaUse(media_id=media_id, kind=kind, row_id=row_id) for media_id in sorted(wanted - had)])
        session.flush()
        session.execute(update(_Media).where(_Media.id.in_(wanted)).values(unused_since=None))
    if had - wanted:
        _drop(session, kind, [row_id], had - wanted, now)


def release(session: Session, kind: str, row_ids: Sequence[int], now: dt.datetime) -> None:
    """These rows refer to nothing any more."""
    had = set(session.scalars(select(_Use.media_id).where(_Use.kind == kind, _Use.row_id.in_(row_ids))))
    if had:
        _drop(session, kind, row_ids, had, now)


def hold(session: Session, workspace_id: int, attachments: Iterable[str], *, kind: str, row_id: int, now: dt.datetime) -> None:
    """As `use`, and what the row referred to before is kept too: earlier revisions of a flow can come back."""
    named = [f"file:{uuid}" for uuid in uuids_in(attachments)]
    if not named:
        return
    had = select(_Media.uuid).join(_Use, _Use.media_id == _Media.id).where(_Use.kind == kind, _Use.row_id == row_id)
    before = [f"file:{uuid}" for uuid in session.scalars(had)]
    use(session, workspace_id, [*named, *before], kind=kind, row_id=row_id, now=now)


def in_definition(raw: Any) -> Iterator[str]:
    """The attachments that a flow's definition names, translations too."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key == "attachments" and isinstance(value, list):
                yield from (item for item in value if isinstance(item, str))
            else:
                yield from in_definition(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from in_definition(item)


def _drop(session: Session, kind: str, row_ids: Sequence[int], media_ids: set[int], now: dt.datetime) -> None:
    gone = (_Use.kind == kind, _Use.row_id.in_(row_ids), _Use.media_id.in_(media_ids))
    session.execute(delete(_Use).where(*gone))
    unused = ~exists().where(_Use.media_id == _Media.id)
    session.execute(update(_Media).where(_Media.id.in_(media_ids), unused).values(unused_since=now))
