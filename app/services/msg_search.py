"""Words in messages: keeping the index, and finding with it.

The index follows the messages at a distance: a mark says how far it has come, and what is newer is read itself, so that a
result is exact at any moment and an SMS pays nothing for it. Whatever the index says, the row's text has the last word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, TextClause, bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from app.contracts.base import Page
from app.contracts.messages import FoundMsg, MsgFilters, Span
from app.ports import TaskRef
from app.services import word_forms
from app.services.base import Core
from app.services.conversation_rows import Window, find_contact
from app.services.folders import check_folder, count_folders, is_of, read_listed
from app.services.word_forms import Term
from app.store import tables, words
from app.store.database import Store, UnitOfWork
from app.store.folders import in_folder
from app.store.words import Entry, Wanted

MARK = "msg"
BATCH = 500  # messages of one transaction of the index
LOOKED_AT = 3_000  # messages that one page of a search looks at
CHUNK = 100
MAX_INDEXED_TERMS = 8  # of a search; the rows are judged by all
MAX_MONTHS = 36
SHOWN = ("visible", "archived")
END = 2**31 - 1  # ids are below it

_Msg, _Mark = tables.Msg, tables.WordsMark


# Finding


def search(session: Session, space: tables.Workspace, typed: str, filters: MsgFilters, window: Window) -> Page[FoundMsg]:
    """Raises Invalid and NotFound."""
    conditions = _conditions(session, space, filters)
    terms = word_forms.read_search(typed)
    if not terms:
        return Page([])
    return _Search(session, space, terms, filters, conditions).page(END if window.before is None else window.before, window.limit)


@dataclass(slots=True)
class _Search:
    session: Session
    space: tables.Workspace
    terms: Sequence[Term]
    filters: MsgFilters
    conditions: list[ColumnElement[bool] | TextClause]

    def page(self, top: int, limit: int) -> Page[FoundMsg]:
        """Looks at so many candidates; then the cursor says where to go on."""
        found: list[int] = []
        looked = 0
        candidates = self._candidates(top)
        while ids := list(islice(candidates, CHUNK)):
            looked += len(ids)
            found += self._holding(ids)
            if len(found) > limit:
                return Page(self._shown(found[:limit]), str(found[limit - 1]))
            if looked >= LOOKED_AT:
                return Page(self._shown(found), str(ids[-1]))
        return Page(self._shown(found))

    def _candidates(self, top: int) -> Iterator[int]:
        """Ids below `top`, the newest first, among them all that are looked for; at most so many as a page looks at."""
        if self._is_few():
            query = select(_Msg.id).where(_Msg.id < top, *self._few())
            yield from self.session.scalars(query.order_by(_Msg.id.desc()).limit(LOOKED_AT))
            return
        mark = indexed_to(self.session)
        unindexed = select(_Msg.id).where(_Msg.id > mark, _Msg.id < top, is_of(self.space))
        left = LOOKED_AT
        for msg_id in self.session.scalars(unindexed.order_by(_Msg.id.desc()).limit(LOOKED_AT)):
            left -= 1
            yield msg_id
        if left > 0:
            yield from words.find(self.session.connection(), self._wanted(), before=min(top, mark + 1), limit=LOOKED_AT)

    def _is_few(self) -> bool:
        """Whether the filters leave so little that reading it is less than what the index may say of a common word."""
        if self.filters.contact is not None:
            return True
        folder = self.filters.folder
        return folder is not None and count_folders(self.session, self.space.id).get(check_folder(folder), 0) <= LOOKED_AT

    def _few(self) -> list[ColumnElement[bool] | TextClause]:
        """What one index can answer: a contact's messages, or a folder's."""
        if self.filters.contact is not None:
            return [_Msg.contact_id == find_contact(self.session, self.space.id, self.filters.contact).id]
        assert self.filters.folder is not None
        return [in_folder(self.filters.folder), _Msg.workspace_id == self.space.id]

    def _holding(self, ids: Sequence[int]) -> list[int]:
        """Those that really have the words, in the same order."""
        query = select(_Msg.id, _Msg.text).where(
            _Msg.id.in_(ids), is_of(self.space), _Msg.visibility.in_(SHOWN), *self.conditions
        )
        rows = self.session.execute(query.order_by(_Msg.id.desc()))
        return [msg_id for msg_id, msg_text in rows if word_forms.holds(msg_text, self.terms)]

    def _shown(self, ids: Sequence[int]) -> list[FoundMsg]:
        listed = read_listed(self.session, self.space, ids)
        shown = [listed[msg_id] for msg_id in ids if msg_id in listed]
        return [FoundMsg(msg, [Span(*span) for span in word_forms.spans(msg.text, self.terms)]) for msg in shown]

    def _wanted(self) -> Wanted:
        """The longest terms choose best."""
        known = sorted(word_forms.index_terms(self.terms), key=lambda term: -len(term.text))[:MAX_INDEXED_TERMS]
        return Wanted(
            self.space.id,
            [term.text for term in known if term.kind == "word"],
            [term.text for term in known if term.kind == "prefix"],
            _months(self.space, self.filters),
        )


def _conditions(session: Session, space: tables.Workspace, filters: MsgFilters) -> list[ColumnElement[bool] | TextClause]:
    conditions: list[ColumnElement[bool] | TextClause] = []
    if filters.folder is not None:
        conditions.append(in_folder(check_folder(filters.folder)))
    if filters.contact is not None:
        conditions.append(_Msg.contact_id == find_contact(session, space.id, filters.contact).id)
    start, end = _moments(space, filters)
    if start is not None:
        conditions.append(_Msg.created_on >= start)
    if end is not None:
        conditions.append(_Msg.created_on < end)
    return conditions


def _moments(space: tables.Workspace, filters: MsgFilters) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The first moment and the one behind the last."""
    zone = ZoneInfo(space.timezone)
    start = dt.datetime.combine(filters.after, dt.time(), zone) if filters.after and filters.after > dt.date.min else None
    is_bounded = filters.until is not None and filters.until < dt.date.max - dt.timedelta(days=1)
    end = dt.datetime.combine(filters.until + dt.timedelta(days=1), dt.time(), zone) if filters.until and is_bounded else None
    return start, end


def _months(space: tables.Workspace, filters: MsgFilters) -> list[tuple[int, int]]:
    """The months (UTC) that the days lie in; empty: too many to name, or no end."""
    start, end = _moments(space, filters)
    if start is None or end is None or end <= start:
        return []
    first, last = start.astimezone(dt.UTC), (end - dt.timedelta(microseconds=1)).astimezone(dt.UTC)
    low, high = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(at // 12, at % 12 + 1) for at in range(low, high + 1)] if high - low < MAX_MONTHS else []


# Keeping the index


def indexed_to(session: Session) -> int:
    """Messages up to this id are in the index; 0 while it is being made by other rules."""
    mark = session.execute(_READ_MARK).first()
    return mark.indexed_to if mark is not None and mark.version == word_forms.VERSION else 0


def queue_indexing(core: Core) -> bool:
    """Add the task when messages wait to be indexed. Called every minute; costs two reads of a key."""
    with core.store.read() as session:
        is_behind = indexed_to(session) < (session.execute(_NEWEST).scalar() or 0)
    if is_behind:
        with core.store.write(durable=False) as work:
            core.queue.add(work, indexing_task())
            work.commit()
    return is_behind


def indexing_task() -> TaskRef:
    return TaskRef("default", "index_words", (), owner="office", key="index_words")


def index_for(core: Core, seconds: float) -> bool:
    """Index batch by batch for about so long; True when there is more to do."""
    until = core.clock.monotonic() + seconds
    while index_some(core):
        if core.clock.monotonic() >= until:
            return True
    return False


def index_some(core: Core, batch: int = BATCH) -> int:
    """Index the next messages in one transaction with the mark; returns how many were looked at.

    Words are cut outside the transaction. What is deleted meanwhile stays out.
    """
    top = _settled(core.store)
    with core.store.read() as session:
        mark = indexed_to(session)
        rows = session.execute(_NEXT.where(_Msg.id > mark, _Msg.id <= top).limit(batch)).all() if top > mark else []
    if not rows:
        return 0
    entries = [entry_of(row) for row in rows]
    with core.store.write(durable=False) as work:
        if _claim(work.session, core.store) == mark:
            gone = set(work.session.scalars(_DELETED.where(_Msg.id >= rows[0].id, _Msg.id <= rows[-1].id)))
            words.add(work.session.connection(), [entry for entry in entries if entry.msg_id not in gone])
            work.session.execute(_MOVE_MARK, {"to": rows[-1].id})
        work.commit()
    return len(rows)


def rebuild(core: Core) -> None:
    """Forget the index; from now on it is made anew, batch by batch."""
    with core.store.write() as work:
        _claim(work.session, core.store)
        _reset(work.session)
        work.commit()


def forget(work: UnitOfWork, store: Store, rows: Sequence[Any]) -> None:
    """Take these messages (id, workspace_id, created_on, text as they were) out, in the transaction that wipes them."""
    mark = _claim(work.session, store)
    words.remove(work.session.connection(), [entry_of(row) for row in rows if row.id <= mark])


def entry_of(row: Any) -> Entry:
    return Entry(row.id, row.workspace_id, row.created_on, word_forms.index_words(row.text))


def _settled(store: Store) -> int:
    """The highest message id below which none can appear any more.

    Elsewhere than on SQLite, where writers take turns, a lower id may be committed after a higher one: who waits for the table
    a moment has seen them all.
    """
    if store.is_sqlite:
        with store.read() as session:
            return session.execute(_NEWEST).scalar() or 0
    with store.write(durable=False) as work:
        work.session.execute(text("LOCK TABLE msg IN SHARE MODE"))
        top = work.session.execute(_NEWEST).scalar() or 0
        work.commit()
    return top


def _claim(session: Session, store: Store) -> int:
    """The mark, held until the end of the transaction; a new index when there is none by these rules."""
    query = _READ_MARK if store.is_sqlite else _READ_MARK.with_for_update()
    mark = session.execute(query).first()
    if mark is None:
        session.execute(insert(_Mark), {"name": MARK, "version": word_forms.VERSION, "indexed_to": 0})
        return 0
    if mark.version != word_forms.VERSION:
        _reset(session)
        return 0
    return int(mark.indexed_to)


def _reset(session: Session) -> None:
    words.clear(session.connection())
    session.execute(_MOVE_MARK, {"to": 0})


# Made once: putting a statement together costs more than running it.
_READ_MARK = select(_Mark.version, _Mark.indexed_to).where(_Mark.name == MARK)
_MOVE_MARK = (
    update(_Mark)
    .where(_Mark.name == MARK)
    .values(version=word_forms.VERSION, indexed_to=bindparam("to"))
    .execution_options(synchronize_session=False)
)
_NEWEST = select(_Msg.id).order_by(_Msg.id.desc()).limit(1)
_NEXT = select(_Msg.id, _Msg.workspace_id, _Msg.created_on, _Msg.text).order_by(_Msg.id)
_DELETED = select(_Msg.id).where(_Msg.visibility.in_(("deleted", "deleted_by_sender")))
