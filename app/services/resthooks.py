"""Named events of flows that programs subscribe to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import resthooks as contracts
from app.errors import Invalid, NotFound, OutpostError
from app.services import limits, objects, uses
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork

_Hook, _Subscriber = tables.Resthook, tables.ResthookSubscriber
TOPIC = "resthooks"

# Source: RapidPro's slugs and addresses of resthooks.
MAX_SLUG, MAX_URL = 50, 255
MAX_SUBSCRIBERS = 25  # a flow that calls the event waits for each
_SLUG = re.compile(r"[a-z0-9_-]+")


class Resthooks(Service, contract=contracts.Resthooks):
    """Implements `app.contracts.resthooks.Resthooks`."""

    def all(self, workspace: str) -> list[contracts.Resthook]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            used = uses.by_object(session, self.core.store, space.id, "resthook")
            rows = sorted(objects.active(session, _Hook, space.id), key=lambda row: row.slug)
            return [_shown(session, row, used.get(row.slug, ())) for row in rows]

    def deleted(self, workspace: str) -> list[contracts.Resthook]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return [_shown(session, row, ()) for row in objects.deleted(session, _Hook, space.id)]

    def create(self, workspace: str, slug: str) -> contracts.Resthook:
        slug = check_slug(slug)
        with self.change("resthooks.create", workspace=workspace, subject=slug) as work:
            space, now = self.workspace(work.session, workspace), self.core.clock.now()
            limits.check(work.session, space, "resthooks")
            objects.claim(work.session, _Hook, space.id, "slug", slug, field="slug")
            row = _Hook(uuid=ids.uuid4(), workspace_id=space.id, slug=slug, is_active=True, created_on=now, modified_on=now)
            work.session.add(row)
            work.session.flush()
            return self._told(work, workspace, row)

    def subscribe(self, workspace: str, slug: str, url: str) -> contracts.Resthook:
        url = check_url(url)
        with self.change("resthooks.subscribe", workspace=workspace, subject=slug) as work:
            row = self._find(work, workspace, slug)
            known = subscribers(work.session, row.id)
            if any(one.target_url == url for one in known):
                raise Invalid("url", "taken")
            if len(known) >= MAX_SUBSCRIBERS:
                raise OutpostError("limit_reached", kind="subscribers", limit=MAX_SUBSCRIBERS)
            made = _Subscriber(
                resthook_id=row.id, target_url=url, is_active=True, created_by=self.actor.name, created_on=self.core.clock.now()
            )
            work.session.add(made)
            work.session.flush()
            self.note(subscriber=made.id)
            return self._told(work, workspace, row)

    def unsubscribe(self, workspace: str, slug: str, subscriber: int) -> contracts.Resthook:
        with self.change("resthooks.unsubscribe", workspace=workspace, subject=slug, subscriber=subscriber) as work:
            row = self._find(work, workspace, slug)
            gone = next((one for one in subscribers(work.session, row.id) if one.id == subscriber), None)
            if gone is None:
                raise NotFound("subscriber", subscriber)
            gone.is_active = False
            work.session.flush()
            return self._told(work, workspace, row)

    def delete(self, workspace: str, slug: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("resthooks.delete", workspace=workspace, subject=slug) as work:
            row = self._find(work, workspace, slug)
            uses.refuse_used("resthook", row.slug, uses.flows_using(work.session, store, row.workspace_id, "resthook", row.slug))
            objects.delete(work.session, row, self.core.clock.now())
            work.publish(TOPIC, workspace, row.uuid)

    def restore(self, workspace: str, uuid: str) -> contracts.Resthook:
        with self.change("resthooks.restore", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Hook, space.id, "resthook", is_active=False, uuid=uuid)
            objects.restore(work.session, space, row, "resthooks", self.core.clock.now(), unique=[("slug", "slug")])
            self.note(subject=row.slug)
            return self._told(work, workspace, row)

    def _find(self, work: UnitOfWork, workspace: str, slug: str) -> tables.Resthook:
        return objects.find(work.session, _Hook, self.workspace(work.session, workspace).id, "resthook", slug=slug)

    def _told(self, work: UnitOfWork, workspace: str, row: tables.Resthook) -> contracts.Resthook:
        work.publish(TOPIC, workspace, row.uuid)
        flows = uses.flows_using(work.session, self.core.store, row.workspace_id, "resthook", row.slug)
        return _shown(work.session, row, flows)


def check_slug(slug: str) -> str:
    """Raises Invalid slug `empty`, `too_long` or `characters`."""
    slug = slug[: 4 * MAX_SLUG].strip().lower()
    if not slug:
        raise Invalid("slug", "empty")
    if len(slug) > MAX_SLUG:
        raise Invalid("slug", "too_long", limit=MAX_SLUG)
    if not _SLUG.fullmatch(slug):
        raise Invalid("slug", "characters")
    return slug


def check_url(url: str) -> str:
    """Raises Invalid url `too_long` or `not_http`."""
    if len(url) > MAX_URL:
        raise Invalid("url", "too_long", limit=MAX_URL)
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or any(char <= " " or char >= "\x7f" for char in url):
        raise Invalid("url", "not_http")
    return url


def subscribers(session: Session, resthook_id: int) -> list[tables.ResthookSubscriber]:
    """Those that are still called, oldest first."""
    query = select(_Subscriber).where(_Subscriber.resthook_id == resthook_id, _Subscriber.is_active)
    return list(session.scalars(query.order_by(_Subscriber.id)))


def _shown(session: Session, row: tables.Resthook, flows: Sequence[str]) -> contracts.Resthook:
    known = [contracts.Subscriber(one.id, one.target_url, one.created_by, one.created_on) for one in subscribers(session, row.id)]
    return contracts.Resthook(row.uuid, row.slug, known, list(flows))
