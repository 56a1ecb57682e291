"""Words in messages: the same results on both databases, indexed or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.contracts.messages import FoundMsg, MsgFilters
from app.errors import Invalid, NotFound
from app.services import msg_search, word_forms
from app.services.messages import Messages
from app.store import tables
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def messages(office: Office) -> Messages:
    return Messages(office.core, office.people["viewer"])


def found(office: Office, messages: Messages, words: str, limit: int = 50, **filters: Any) -> list[str]:
    return [one.msg.text for one in everything(office, messages, words, limit, **filters)]


def everything(office: Office, messages: Messages, words: str, limit: int = 50, **filters: Any) -> list[FoundMsg]:
    rows: list[FoundMsg] = []
    cursor = None
    while True:
        page = messages.search(office.workspace, words, MsgFilters(**filters), cursor, limit)
        assert len(page.rows) <= limit
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def index_all(office: Office, batch: int = 500) -> None:
    while msg_search.index_some(office.core, batch):
        pass


def texts(office: Office, *what: str, name: str = "Amina", **values: Any) -> list[tables.Msg]:
    contact = office.add_contact(name)
    return [office.add_msg(contact, one, **values) for one in what]


WORLD = (
    "The stocks are low",
    "Élodie est arrivée",
    "أُمِّيَّة هنا",
    "မြန်မာစာ ဖတ်",
    "ข้าวผัดไก่",
    "我学中文很久",
    "中文和很",
    "ok 👍🏽",
    "٠٧٨٨ 100kg",
    "AND OR NOT NEAR",
    'o\'brien "quoted" 50% a_b \\ :*',
)


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stock", [0]),
        ("STOCK low", [0]),
        ("st", [0]),
        ("tock", []),
        ("elodie", [1]),
        ("اميه", [2]),
        ("မာစ", [3]),
        ("ผัด", [4]),
        ("中文", [6, 5]),
        ("文", [6, 5]),
        ("学中文", [5]),
        ("中文很", [5]),
        ("👍", [7]),
        ("0788", [8]),
        ("not", [9]),
        ("near and", [9]),
        ("o'brien", [10]),
        ('"quoted" (*', [10]),
        ('"quoted" OR x', []),
        ("50%", [10]),
        ("b a", [10]),
        ("\\ : * ' -- ;", []),
        ("", []),
        ("msg_words", []),
    ],
)
def test_scripts_and_hostile_searches(
    office: Office, messages: Messages, words: str, expected: list[int], is_indexed: bool
) -> None:
    texts(office, *WORLD)
    texts(office, *WORLD, name="Other", direction="out", visibility="deleted")
    elsewhere = office.add_contact("Else", workspace_id=office.other_workspace_id)
    for one in WORLD:
        office.add_msg(elsewhere, one)
    if is_indexed:
        index_all(office, batch=7)
    assert found(office, messages, words) == [WORLD[number] for number in expected]


@pytest.mark.parametrize(
    "words", ["x" * 10_000, "word " * 2_000, "\0\ud800\uffff", "'" * 500, "(" * 500, '"*' * 500, "中" * 5_000]
)
def test_no_search_fails(office: Office, messages: Messages, words: str) -> None:
    texts(office, "hello")
    index_all(office)
    assert found(office, messages, words) == []


def test_half_indexed_is_one_result_newest_first(office: Office, messages: Messages) -> None:
    texts(office, *(f"report {number}" for number in range(6)))
    msg_search.index_some(office.core, 4)
    assert found(office, messages, "report", limit=2) == [f"report {number}" for number in reversed(range(6))]


def test_where_the_words_are(office: Office, messages: Messages) -> None:
    texts(office, "Ça va Élodie? elodie!")
    (one,) = everything(office, messages, "elod")
    assert [one.msg.text[span.start : span.end] for span in one.spans] == ["Élod", "elod"]
    assert (one.msg.name, one.msg.folder, one.msg.labels) == ("Amina", "inbox", [])


@pytest.mark.parametrize("is_indexed", [False, True])
def test_filters(office: Office, messages: Messages, is_indexed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    old = dt.datetime(2026, 3, 31, 21, 59, 59, tzinfo=dt.UTC)  # in Kigali the last second of March
    (first,) = texts(office, "fever old", created_on=old)
    texts(office, "fever april", name="Brice", created_on=old + dt.timedelta(seconds=1), visibility="archived")
    texts(office, "fever june", name="Chantal", direction="out", status="failed")
    if is_indexed:
        index_all(office)
        monkeypatch.setattr(msg_search, "LOOKED_AT", msg_search.CHUNK)
    with office.store.read() as session:
        amina = session.get_one(tables.Contact, first.contact_id).uuid
    assert found(office, messages, "fever") == ["fever june", "fever april", "fever old"]
    assert found(office, messages, "fever", folder="archived") == ["fever april"]
    assert found(office, messages, "fever", folder="failed") == ["fever june"]
    assert found(office, messages, "fever", contact=amina) == ["fever old"]
    assert found(office, messages, "june", contact=amina) == []
    assert found(office, messages, "fever", until=dt.date(2026, 3, 31)) == ["fever old"]
    assert found(office, messages, "fever", after=dt.date(2026, 4, 1)) == ["fever june", "fever april"]
    april = {"after": dt.date(2026, 4, 1), "until": dt.date(2026, 4, 30)}
    assert found(office, messages, "fever", **april) == ["fever april"]
    assert found(office, messages, "fever", after=dt.date.min, until=dt.date.max) == ["fever june", "fever april", "fever old"]
    assert found(office, messages, "fever", after=dt.date(2026, 6, 2), until=dt.date(2026, 6, 1)) == []


def test_filters_that_are_none(office: Office, messages: Messages) -> None:
    with pytest.raises(Invalid):
        messages.search(office.workspace, "x", MsgFilters(folder="trash"))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        messages.search(office.workspace, "x", MsgFilters(contact="nobody"))
    with pytest.raises(Invalid):
        messages.search(office.workspace, "x", before="x")


def test_a_rare_match_is_reached_by_cursors(office: Office, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(msg_search, "LOOKED_AT", 4)
    monkeypatch.setattr(msg_search, "CHUNK", 2)
    texts(office, "中文", *["文中中"] * 5, "中文", *["中 文"] * 6, "文中中", "中文")
    for is_indexed in (False, True):
        if is_indexed:
            index_all(office, 3)
        assert found(office, messages, "中文", limit=1) == ["中文"] * 3


def test_deleted_texts_leave_the_index(office: Office) -> None:
    messages = Messages(office.core, office.people["editor"])
    gone, kept = texts(office, "secret fever", "open fever")
    index_all(office)
    messages.delete(office.workspace, [gone.uuid])
    assert found(office, messages, "secret") == []
    assert indexed(office, "secret") == []
    assert indexed(office, "fever") == [kept.id]


def test_deleted_before_it_was_indexed(office: Office) -> None:
    messages = Messages(office.core, office.people["editor"])
    (gone,) = texts(office, "secret fever")
    messages.delete(office.workspace, [gone.uuid])
    index_all(office)
    assert indexed(office, "fever") == []


def test_deleted_while_it_was_being_indexed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = Messages(office.core, office.people["editor"])
    gone, kept = texts(office, "secret fever", "open fever")
    cut = msg_search.entry_of

    def cut_and_delete(row: Any) -> Any:
        entry = cut(row)
        if row.id == kept.id:
            messages.delete(office.workspace, [gone.uuid])
        return entry

    monkeypatch.setattr(msg_search, "entry_of", cut_and_delete)
    msg_search.index_some(office.core)
    assert indexed(office, "fever") == [kept.id]


def test_two_indexers_at_once_index_once(office: Office, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    texts(office, "fever")
    cut = msg_search.entry_of

    def cut_after_another(row: Any) -> Any:
        monkeypatch.setattr(msg_search, "entry_of", cut)
        msg_search.index_some(office.core)
        return cut(row)

    monkeypatch.setattr(msg_search, "entry_of", cut_after_another)
    msg_search.index_some(office.core)
    assert found(office, messages, "fever") == ["fever"]


def test_a_batch_that_breaks_leaves_nothing(office: Office, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    texts(office, "fever one", "fever two")

    class PowerCutError(Exception):
        pass

    def fail(*_args: Any) -> None:
        raise PowerCutError

    with monkeypatch.context() as broken, pytest.raises(PowerCutError):
        broken.setattr(msg_search, "_MOVE_MARK", None)
        broken.setattr(msg_search.words, "add", fail)
        msg_search.index_some(office.core)
    assert found(office, messages, "fever") == ["fever two", "fever one"]
    index_all(office)
    assert found(office, messages, "fever") == ["fever two", "fever one"]


def test_other_rules_make_the_index_anew(office: Office, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    texts(office, "fever")
    index_all(office)
    monkeypatch.setattr(word_forms, "VERSION", word_forms.VERSION + 1)
    monkeypatch.setattr(msg_search, "_MOVE_MARK", msg_search._MOVE_MARK.values(version=word_forms.VERSION))
    assert found(office, messages, "fever") == ["fever"]
    index_all(office)
    assert indexed(office, "fever") != []
    assert found(office, messages, "fever") == ["fever"]


def test_rebuild(office: Office, messages: Messages) -> None:
    texts(office, "fever")
    index_all(office)
    msg_search.rebuild(office.core)
    assert indexed(office, "fever") == []
    assert found(office, messages, "fever") == ["fever"]
    index_all(office)
    assert len(indexed(office, "fever")) == 1


def test_the_task_is_queued_while_messages_wait(office: Office) -> None:
    assert not msg_search.queue_indexing(office.core)
    texts(office, "fever")
    assert msg_search.queue_indexing(office.core)
    assert [task.name for task in office.queue.drain()] == ["index_words"]
    assert not msg_search.index_for(office.core, 1)
    assert not msg_search.queue_indexing(office.core)


def test_the_index_does_not_read_from_end_to_end(office: Office, messages: Messages) -> None:
    """However many messages there are: the rows are found by id, a contact's or folder's by its index."""
    if not office.store.is_sqlite:
        pytest.skip("plans of SQLite")
    (msg,) = texts(office, "fever")
    index_all(office)
    texts(office, "fever too")
    with office.store.read() as session:
        contact = session.get_one(tables.Contact, msg.contact_id).uuid
    seen: list[tuple[str, Any]] = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    for filters in (MsgFilters(), MsgFilters(folder="inbox"), MsgFilters(contact=contact)):
        messages.search(office.workspace, "fever", filters)
    with office.store.engine.connect() as connection:
        plans = [
            (sql, row[3])
            for sql, values in list(seen)
            if sql.startswith("SELECT")
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, values)
        ]
    assert any("VIRTUAL TABLE INDEX" in plan for _, plan in plans)
    assert [plan for plan in plans if plan[1].startswith("SCAN msg ") or plan[1] == "SCAN msg"] == []
    assert not any("ix_msg_workspace" in plan or ("TEMP B-TREE" in plan and "msg_words" in sql) for sql, plan in plans)
    assert any("ix_msg_inbox" in plan for _, plan in plans)
    assert any("ix_msg_contact_id" in plan for _, plan in plans)


def indexed(office: Office, word: str) -> list[int]:
    """What the index itself says, whatever the rows say."""
    with office.store.read() as session:
        wanted = msg_search.Wanted(office.workspace_id, [word], [])
        return sorted(msg_search.words.find(session.connection(), wanted, before=msg_search.END, limit=100))
