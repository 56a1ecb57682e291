"""A large office for the benchmark of the store: rows made in bulk, from a seed.

The triggers and indexes of `msg` are put aside meanwhile and put back at the end; the counts come from a recount.
"""

from __future__ import annotations

import bisect
import datetime as dt
import json
import random
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.clock import DrivenClock, SystemClock
from app.ids import uuid7
from app.paths import OfficePaths
from app.ports import InboundSms
from app.services import msg_search
from app.services.base import Core
from app.services.changes import ChangeHub
from app.services.conversations import Conversations
from app.services.imports import Imports
from app.services.inbox import Inbox
from app.services.messages import Messages
from app.services.triggers import Triggers
from app.settings import Settings
from app.store import tables, triggers
from app.store.database import Store
from app.store.migrate import upgrade
from tests.app.support import MemoryQueue, Office, set_up
from tests.bench.path import FLOW, KEYWORD

SHARES = (0.7, 0.2, 0.07, 0.025, 0.005)  # of the messages, by workspace
LABELS = 6
BATCH = 20_000
YEARS = 3
RECENT = 200_000  # of the newest messages have their attempts and SMS as they came, as far as the office keeps those
LANGUAGES = {
    "english": ("the to is of and we stock low please send clinic report medicine child fever today", "abcdeiklmnoprstu"),
    "french": ("le la de et est nous stock médicament clinique enfant fièvre aujourd'hui merci", "aàbcdeéèilmnoprstuç"),
    "kinyarwanda": ("ni mu ku na kandi umwana imiti umuriro murakoze neza uyu munsi ntabwo", "abeghijkmnorstuwy"),
    "swahili": ("na ya kwa ni mtoto dawa homa asante leo kituo hakuna watu habari", "abdefghijklmnopstuwyz"),
    "arabic": ("في من على هذا الطفل الدواء حمى اليوم شكرا العيادة تقرير", "ابتثجحدرسشصطعفقكلمنهوي"),
    "amharic": ("ነው እና ልጅ መድሃኒት ትኩሳት ዛሬ አመሰግናለሁ ክሊኒክ", "ለመረሰበተነከወዘየደገጠፈ"),
    "burmese": ("ကလေး ဆေး ဖျား ဒီနေ့ ကျေးဇူး ဆေးခန်း", "ကခဂစဆဇညတထဒနပဖမယရလဝသဟအာိီုေ"),
}


@dataclass(frozen=True, slots=True)
class Size:
    messages: int
    sessions: int
    contacts: int
    repeats: int


@dataclass(slots=True)
class Built:
    """An office full of rows. `people` are (contact id, UUID, URN id, number) by workspace."""

    office: Office
    size: Size
    spaces: list[tables.Workspace]
    channel: int
    people: list[list[tuple[int, str, int, str]]] = field(default_factory=list)
    flows: list[int] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)

    @property
    def core(self) -> Core:
        return self.office.core

    def messages(self) -> Messages:
        return Messages(self.core, self.office.admin)


def build(home: Path, size: Size, *, words: bool = True) -> Built:
    """`words` False: without the word index, which takes two thirds of the time."""
    paths = OfficePaths(home).make()
    clock, changes = DrivenClock.create(home / "clock", SystemClock().now()), ChangeHub()
    settings = Settings(paths)
    store = Store(settings.sqlalchemy_url, clock, changes)
    upgrade(store)
    core = Core(store, clock, MemoryQueue(), settings, changes, clock.now(), version="bench")
    built = _set_up(core, size)
    raw = sqlite3.connect(paths.database, isolation_level=None)
    try:
        raw.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;")
        for name, step in (
            ("contacts", _add_contacts),
            ("sessions", _add_sessions),
            ("messages", _add_messages),
        ):
            _timed(built, name, lambda step=step: step(built, raw))  # type: ignore[misc]
    finally:
        raw.close()
    if words:
        _timed(built, "word_index", lambda: _index(built))
    return built


def _timed(built: Built, name: str, step: Callable[[], object]) -> None:
    begun = time.perf_counter()
    step()
    built.took[name] = round(time.perf_counter() - begun, 1)
    print(f"{name}: {built.took[name]} s", flush=True)


def _set_up(core: Core, size: Size) -> Built:
    """Workspaces with a phone and a flow that asks, each with a session of its own to copy."""
    office = set_up(core)
    now = core.clock.now()
    with core.store.write() as work:
        session = work.session
        for number in range(2, len(SHARES)):
            space = tables.Workspace(
                uuid=uuid7(now),
                name=f"Programme {number}",
                country="RW",
                timezone="Africa/Kigali",
                languages=["eng"],
                created_on=now,
            )
            session.add(space)
            session.flush()
            office.admin.roles[space.uuid] = "administrator"
        channel = tables.Channel(uuid=uuid7(now), state="active", name="Phone", country="RW", secret="s" * 64, registered_on=now)
        session.add(channel)
        session.flush()
        spaces = list(session.scalars(select(tables.Workspace).order_by(tables.Workspace.id)))
        for at, space in enumerate(spaces):
            session.add(tables.ChannelWorkspace(channel_id=channel.id, workspace_id=space.id, is_default=at == 0))
            for number in range(LABELS):
                label = {"name": f"Label {number}", "created_on": now, "modified_on": now}
                session.add(tables.Label(uuid=uuid7(now), workspace_id=space.id, **label))
        work.commit()
    return Built(office, size, spaces, channel.id)


def _add_contacts(built: Built, raw: sqlite3.Connection) -> None:
    rng = random.Random(1)
    now = _text_time(built.core.clock.now())
    contact_id = urn_id = 0
    raw.execute("BEGIN")
    for space, share in zip(built.spaces, SHARES, strict=True):
        people: list[tuple[int, str, int, str]] = []
        for _ in range(max(2, round(built.size.contacts * share))):
            contact_id, urn_id = contact_id + 1, urn_id + 1
            number = f"+2507{contact_id:08d}"
            name = f"{_name(rng)} {_name(rng)}"
            uuid = _uuid(contact_id, 4)
            people.append((contact_id, uuid, urn_id, number))
            _insert(
                raw,
                "contact",
                id=contact_id,
                uuid=uuid,
                workspace_id=space.id,
                name=name,
                name_key=name.casefold(),
                language="",
                timezone="",
                status="active",
                fields="{}",
                created_on=now,
                modified_on=now,
                revision=1,
            )
            _insert(
                raw,
                "contact_urn",
                id=urn_id,
                workspace_id=space.id,
                contact_id=contact_id,
                identity=f"tel:{number}",
                scheme="tel",
                path=number,
                display="",
                priority=1000,
                channel_id=built.channel,
            )
        built.people.append(people)
    raw.execute("COMMIT")


def _add_sessions(built: Built, raw: sqlite3.Connection) -> None:
    """One real conversation a workspace, brought to its question; its rows are copied for the others."""
    content = json.dumps({"version": "13", "site": "bench", "flows": [FLOW], "triggers": [], "campaigns": []}).encode()
    for at, space in enumerate(built.spaces):
        Imports(built.core, built.office.admin).import_file(space.uuid, content)
        with built.core.store.read() as session:
            flow = session.scalars(select(tables.Flow).where(tables.Flow.workspace_id == space.id)).one()
        built.flows.append(flow.id)
        word = f"{KEYWORD}{at}"
        Triggers(built.core, built.office.admin).create_keyword(space.uuid, flow.uuid, [word])
        people = built.people[at]
        hear(built, people[0][3], word)()
        _copy_session(built, raw, at, round(built.size.sessions * SHARES[at]))


def _copy_session(built: Built, raw: sqlite3.Connection, at: int, count: int) -> None:
    """To the contacts after the first. Their runs are counted as the first one's is."""
    space, people = built.spaces[at], built.people[at]
    raw.row_factory = sqlite3.Row
    first = dict(raw.execute("SELECT * FROM session WHERE contact_id = ?", (people[0][0],)).fetchone())
    run = dict(raw.execute("SELECT * FROM run WHERE session_id = ?", (first["id"],)).fetchone())
    timers = [dict(row) for row in raw.execute("SELECT * FROM fire WHERE session_id = ?", (first["id"],))]
    waits = raw.execute("SELECT current_flow_id FROM contact WHERE id = ?", (people[0][0],)).fetchone()[0]
    state = zlib.decompress(first["state"]).decode()
    session_id = raw.execute("SELECT max(id) FROM session").fetchone()[0]
    raw.execute("BEGIN")
    for contact_id, uuid, urn_id, number in people[1:count]:
        session_id += 1
        names = {first["uuid"]: _uuid(session_id, 7), run["uuid"]: _uuid(2**40 + session_id, 7)}
        names |= {people[0][1]: uuid, people[0][3]: number}
        own = state
        for old, new in names.items():
            own = own.replace(old, new)
        packed = zlib.compress(own.encode(), 1)
        _insert(
            raw, "session", **{**first, "id": session_id, "uuid": names[first["uuid"]], "contact_id": contact_id, "state": packed}
        )
        _insert(raw, "run", **{**run, "id": None, "uuid": names[run["uuid"]], "session_id": session_id, "contact_id": contact_id})
        for timer in timers:
            _insert(raw, "fire", **{**timer, "id": None, "session_id": session_id, "msg_id": None})
        raw.execute("UPDATE contact SET current_flow_id = ? WHERE id = ?", (waits, contact_id))
        del urn_id
    scope = f"flow:{built.flows[at]}:%"
    raw.execute(
        "UPDATE tally SET count = count * ? WHERE workspace_id = ? AND scope LIKE ?", (len(people[1:count]) + 1, space.id, scope)
    )
    raw.execute("COMMIT")
    raw.row_factory = None


def _add_messages(built: Built, raw: sqlite3.Connection) -> None:
    before = built.size.messages
    dropped = [
        row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type='index' AND tbl_name='msg' AND sql NOT NULL")
    ]
    for sql in dropped:
        raw.execute("DROP INDEX " + re.findall(r'INDEX "?(\w+)', sql)[0])
    rules = [(row[0], row[1]) for row in raw.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")]
    rules = [rule for rule in rules if re.search(r'ON "?(msg|msg_label|contact)"?\s', rule[1])]
    for name, _ in rules:
        raw.execute(f"DROP TRIGGER {name}")
    first = (raw.execute("SELECT max(id) FROM msg").fetchone()[0] or 0) + 1
    last_of: dict[int, int] = {}
    rows = _message_rows(built, first, last_of)
    names = _MSG_COLUMNS
    insert = f"INSERT INTO msg ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    begun = time.perf_counter()
    while batch := list(islice(rows, BATCH)):
        raw.execute("BEGIN")
        raw.executemany(insert, batch)
        raw.execute("COMMIT")
    built.took["message_rows"] = round(time.perf_counter() - begun, 1)
    begun = time.perf_counter()
    for sql in dropped:
        raw.execute(sql)
    built.took["message_indexes"] = round(time.perf_counter() - begun, 1)
    raw.execute("BEGIN")
    raw.executemany("UPDATE contact SET last_msg_id = ? WHERE id = ?", ((msg, contact) for contact, msg in last_of.items()))
    _add_around(raw, built, first, before)
    raw.execute("DELETE FROM tally WHERE scope IN ('msgs', 'contacts', 'label')")
    for (scope, space_id, key), count in recount(raw).items():
        _insert(raw, "tally", workspace_id=space_id, scope=scope, key=key, count=count)
    for _, sql in rules:
        raw.execute(sql)
    raw.execute("COMMIT")


def _add_around(raw: sqlite3.Connection, built: Built, first: int, count: int) -> None:
    """Labels on one incoming message in thirty; attempts and SMS as they came of the newest."""
    labels = {
        space.id: raw.execute("SELECT min(id) FROM label WHERE workspace_id=?", (space.id,)).fetchone()[0]
        for space in built.spaces
    }
    on = (
        (labels[space_id] + msg_id // 30 % LABELS, msg_id)
        for msg_id, space_id in raw.execute("SELECT id, workspace_id FROM msg WHERE direction = 'in' AND id % 30 = 0").fetchall()
    )
    raw.executemany("INSERT INTO msg_label (label_id, msg_id) VALUES (?, ?)", on)
    newest = first + count - min(RECENT, count)
    raw.execute(
        "INSERT INTO attempt (id, msg_id, channel_id, state, segments, handed_on)"
        " SELECT id, id, channel_id, 'sent', 1, created_on FROM msg"
        " WHERE id >= ? AND direction = 'out' AND status IN ('sent', 'delivered')",
        (newest,),
    )
    raw.execute(
        "INSERT INTO inbound"
        " (uuid, channel_id, dedupe_key, address, text, sent_on, received_on, state, error_count, msg_id, routing)"
        " SELECT uuid, channel_id, hex(id), 'tel:' || id, text, created_on, created_on, 'handled', 0, id, 'session'"
        " FROM msg WHERE id >= ? AND direction = 'in'",
        (newest,),
    )


_MSG_COLUMNS = (
    *("id", "uuid", "workspace_id", "contact_id", "urn_id", "channel_id", "flow_id", "direction", "text", "locale", "status"),
    *("visibility", "priority", "segments", "error_count", "failed_reason", "created_on", "modified_on", "sent_on"),
)


def _message_rows(built: Built, first: int, last_of: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    """Incoming and outgoing by turns, spread over three years up to now; written as SQLite keeps them."""
    rng = random.Random(2)
    pool = _texts(rng, min(150_000, max(2_000, built.size.messages // 20)))
    weights = list(accumulate(SHARES))
    now = built.core.clock.now()
    step = YEARS * 365 * 24 * 3600 / built.size.messages
    begin = now - dt.timedelta(days=365 * YEARS)
    fresh = first + built.size.messages * 0.9995
    for number in range(first, first + built.size.messages):
        at = min(bisect.bisect(weights, rng.random()), len(SHARES) - 1)
        people = built.people[at]
        contact_id, _, urn_id, _ = people[int(rng.random() * len(people))]
        chance = rng.random()
        if number % 50 == 1 or chance < 0.3:
            words_of = f"{pool[int(chance * 1e6) % len(pool)]} {int(rng.random() * 100_000)}"
        else:
            words_of = pool[int(rng.random() * len(pool))]
        when = _text_time(begin + dt.timedelta(seconds=(number - first) * step))
        flow = built.flows[at] if chance < 0.6 else None
        last_of[contact_id] = number
        if number % 2:
            kind: tuple[Any, ...] = (
                "in",
                words_of,
                "",
                "handled",
                "archived" if chance > 0.93 else "visible",
                1,
                1,
                0,
                None,
                when,
                when,
                when,
            )
        else:
            status = (
                "failed"
                if chance > 0.96
                else "queued"
                if number > fresh and chance > 0.7
                else "delivered"
                if chance > 0.5
                else "sent"
            )
            reason = "error_limit" if status == "failed" else None
            kind = ("out", words_of, "", status, "visible", 1, 1, 0, reason, when, when, when)
        yield (number, _uuid(number, 7), built.spaces[at].id, contact_id, urn_id, built.channel, flow, *kind)


def _texts(rng: random.Random, count: int) -> list[str]:
    """Sentences of made-up words, some of them very common, in seven languages; English is the most frequent."""
    made: list[str] = []
    vocabularies = {name: _vocabulary(rng, *spec) for name, spec in LANGUAGES.items()}
    names = [*LANGUAGES, "english", "english", "kinyarwanda", "swahili"]
    for _ in range(count):
        name = names[int(rng.random() * len(names))]
        known = vocabularies[name]
        chosen = [known[min(int(len(known) * rng.random() ** 4), len(known) - 1)] for _ in range(3 + int(rng.random() * 15))]
        made.append(("" if name == "burmese" else " ").join(chosen)[:300].capitalize())
    return made


def _vocabulary(rng: random.Random, common: str, letters: str) -> list[str]:
    made = ["".join(rng.choices(letters, k=2 + int(rng.random() * 8))) for _ in range(4_000)]
    return [*common.split(), *made]


def _index(built: Built) -> None:
    """By the office's own pass, in larger batches than it takes beside its work."""
    while msg_search.index_some(built.core, BATCH // 2):
        pass


def hear(built: Built, number: str, what: str) -> Callable[[], None]:
    """Take an SMS in; what is returned answers it."""
    Inbox(built.core).receive(built.channel, [InboundSms(number, what, built.core.clock.now())])
    return lambda: Conversations(built.core).handle_inbound(built.channel, f"tel:{number}")


def recount(raw: sqlite3.Connection) -> dict[tuple[str, int, str], int]:
    """What the counters of messages, labels and contacts should be: (scope, workspace, key)."""
    folder = triggers.FOLDER.format(row="msg")
    found: dict[tuple[str, int, str], int] = {}
    for scope, sql in (
        ("msgs", f"SELECT workspace_id, {folder}, count(*) FROM msg GROUP BY 1, 2"),
        ("contacts", "SELECT workspace_id, status, count(*) FROM contact WHERE NOT is_deleted GROUP BY 1, 2"),
        (
            "label",
            "SELECT msg.workspace_id, CAST(label_id AS VARCHAR), count(*) FROM msg_label JOIN msg ON msg.id = msg_id"
            " WHERE visibility = 'visible' GROUP BY 1, 2",
        ),
    ):
        found |= {(scope, row[0], row[1]): row[2] for row in raw.execute(sql) if row[1] is not None}
    return found


def _insert(raw: sqlite3.Connection, table: str, **values: Any) -> None:
    marks = ", ".join("?" * len(values))
    raw.execute(f'INSERT INTO "{table}" ({", ".join(values)}) VALUES ({marks})', tuple(values.values()))


def _name(rng: random.Random) -> str:
    return "".join(rng.choices("abeghikmnoruwy", k=3 + int(rng.random() * 5))).title()


def _uuid(number: int, version: int) -> str:
    text_of = f"{number:024x}"
    return f"{text_of[:8]}-{text_of[8:12]}-{version}{text_of[12:15]}-8{text_of[15:18]}-000000{text_of[18:]}"


def _text_time(moment: dt.datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
