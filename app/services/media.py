"""Files of messages and flows: kept by what is in them, counted by who refers to them, given out by signed links only.

An attachment is `content type:address`, as in RapidPro; the address of a file of ours is `/media/<uuid>.<ending>`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import media as contracts
from app.contracts.base import Page
from app.errors import Invalid, NotFound
from app.ports import Linked
from app.services.base import Core, Service
from app.services.media_files import ENDINGS, MediaFiles, clean_name, sniff
from app.services.media_refs import uuid_of
from app.store import tables
from app.store.database import UnitOfWork

log = logging.getLogger(__name__)

ROUTE = "/media/"
LINK_LASTS = dt.timedelta(hours=1)
KEEP_UNUSED = dt.timedelta(days=1)
MAX_PAGE = 200
BATCH = 200
KEY = "media_key"

_Media, _Use = tables.Media, tables.MediaUse


class Media(Service, contract=contracts.Media):
    """Implements `app.contracts.media.Media`."""

    def add(self, workspace: str, name: str, content: bytes) -> contracts.MediaFile:
        content_type = sniff(content)
        name = clean_name(name, content_type)
        files = media_files(self.core)
        sha256 = files.put(content)
        with self.change("media.add", workspace=workspace, size=len(content), type=content_type) as work:
            space = self.workspace(work.session, workspace)
            if not files.path(sha256).is_file():  # swept away a moment ago
                files.put(content)
            known = select(_Media).where(_Media.workspace_id == space.id, _Media.sha256 == sha256)
            row = work.session.scalar(known) or self._new(
                work, space, sha256=sha256, content_type=content_type, name=name, size=len(content)
            )
            self.note(subject=row.uuid)
            return _shown(row, _uses(work.session, [row.id]).get(row.id, 0))

    def all(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[contracts.MediaFile]:
        limit = max(1, min(limit, MAX_PAGE))
        with self.core.store.read() as session:
            query = select(_Media).where(_Media.workspace_id == self.workspace(session, workspace).id)
            if before is not None:
                query = query.where(_Media.id < _cursor(before))
            rows = session.scalars(query.order_by(_Media.id.desc()).limit(limit + 1)).all()
            uses = _uses(session, [row.id for row in rows])
        shown = [_shown(row, uses.get(row.id, 0)) for row in rows[:limit]]
        return Page(shown, str(rows[limit - 1].id) if len(rows) > limit else None)

    def link(self, workspace: str, address: str) -> contracts.MediaLink:
        uuid = uuid_of(address)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = select(_Media).where(_Media.uuid == uuid, _Media.workspace_id == space.id)
            row = session.scalar(query) if uuid else None
        if row is None:
            raise NotFound("media", address[:100])
        expires_on = self.core.clock.now().replace(microsecond=0) + LINK_LASTS
        expires = int(expires_on.timestamp())
        path = f"{address_of(row)}?expires={expires}&signature={_signature(link_key(self.core), row.uuid, expires)}"
        return contracts.MediaLink(path, row.content_type, row.name, expires_on)

    def _new(
        self, work: UnitOfWork, space: tables.Workspace, *, sha256: str, content_type: str, name: str, size: int
    ) -> tables.Media:
        now = self.core.clock.now()
        row = tables.Media(
            uuid=ids.uuid4(),
            workspace_id=space.id,
            sha256=sha256,
            content_type=content_type,
            size=size,
            name=name,
            created_by=self.actor.name,
            created_on=now,
            unused_since=now,
        )
        work.session.add(row)
        work.session.flush()
        return row


class MediaDesk:
    """Implements `app.ports.MediaDesk`: links are checked here, whoever serves the bytes."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def open(self, uuid: str, expires: str, signature: str) -> Linked | None:
        """None: no such file, or the link is wrong or has run out. All look alike from outside."""
        if not expires.isascii() or not expires.isdigit() or len(expires) > 11:
            return None
        key = _known_key(self._core)
        if key is None:  # no link was ever given; who asks from outside writes nothing
            return None
        left = int(expires) - self._core.clock.now().timestamp()
        wanted = _signature(key, uuid, int(expires))
        is_right = hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
        if not is_right or not 0 < left <= LINK_LASTS.total_seconds() + 1:
            return None
        with self._core.store.read() as session:
            row = session.scalar(select(_Media).where(_Media.uuid == uuid))
        path = media_files(self._core).path(row.sha256) if row else None
        if row is None or path is None or not path.is_file():
            return None
        return Linked(path, row.content_type, row.name)


def media_files(core: Core) -> MediaFiles:
    return MediaFiles(core.settings.paths.media)


def address_of(row: tables.Media) -> str:
    return f"{ROUTE}{row.uuid}.{ENDINGS[row.content_type]}"


def sweep(core: Core) -> int:
    """Remove files that nobody has referred to for a day, and what a kill left in the folder; returns how many rows went."""
    removed = 0
    while batch := _remove_unused(core):
        removed += batch
    _remove_strays(core)
    return removed


def link_key(core: Core) -> bytes:
    """The office's key for links, made when first asked for."""
    known = _known_key(core)
    if known is not None:
        return known
    with core.store.write() as work:
        found = work.session.get(tables.Setting, KEY) or tables.Setting(name=KEY, value=secrets.token_hex(32))
        work.session.add(found)
        work.commit()
    return bytes.fromhex(str(found.value))


def _known_key(core: Core) -> bytes | None:
    with core.store.read() as session:
        found = session.get(tables.Setting, KEY)
    return bytes.fromhex(str(found.value)) if found else None


def _signature(key: bytes, uuid: str, expires: int) -> str:
    return hmac.new(key, f"{uuid}:{expires}".encode(), hashlib.sha256).hexdigest()


def _remove_unused(core: Core) -> int:
    """The rows; their files are strays from then on, unless another workspace has them."""
    before = core.clock.now() - KEEP_UNUSED
    with core.store.write() as work:
        session = work.session
        query = select(_Media.id).where(_Media.unused_since < before).order_by(_Media.id).limit(BATCH)
        found = session.scalars(query).all()
        session.execute(delete(_Media).where(_Media.id.in_(found)))
        work.commit()
    return len(found)


def _remove_strays(core: Core) -> None:
    """Files without a row that are older than a day. While the transaction is open no row is added."""
    before = core.clock.now() - KEEP_UNUSED
    old = [name for name, written in media_files(core).names() if written < before.timestamp()]
    for start in range(0, len(old), BATCH):
        with core.store.write(durable=False) as work:
            _unlink(core, work.session, set(old[start : start + BATCH]))
            work.commit()


def _unlink(core: Core, session: Session, names: set[str]) -> None:
    kept = set(session.scalars(select(_Media.sha256).where(_Media.sha256.in_(names))))
    files = media_files(core)
    for name in sorted(names - kept):
        files.remove(name)


def _uses(session: Session, media_ids: Sequence[int]) -> dict[int, int]:
    query = select(_Use.media_id, func.count()).where(_Use.media_id.in_(media_ids)).group_by(_Use.media_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _shown(row: tables.Media, uses: int) -> contracts.MediaFile:
    return contracts.MediaFile(
        uuid=row.uuid,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        attachment=f"{row.content_type}:{address_of(row)}",
        created_by=row.created_by,
        created_on=row.created_on,
        uses=uses,
    )


def _cursor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("before", "cursor")
    return int(text)
