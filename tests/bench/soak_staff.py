"""The other load of the soak: somebody at the window who starts a flow for a crowd, and sends it news, again and again."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.errors import OutpostError
from tests.bench.flows import says, workspace_file
from tests.support.office import RunningOffice
from ui.client import Client, read_local

CROWD = tuple(f"+2507889{at:05d}" for at in range(25))
REMINDER = "Reminder"
PAUSE = (0.5, 6.0)  # seconds
ENOUGH = 300  # messages that wait for phones


def reminder() -> bytes:
    """One message, each time another: an office stops what repeats itself."""
    return workspace_file(REMINDER, [says(f"{REMINDER} @run.uuid")])


class Staff(threading.Thread):
    """`started` and `sent` are what the engine said it had taken: UUIDs of starts and of broadcasts."""

    def __init__(self, home: Path, seed: int) -> None:
        super().__init__(name="staff")
        self.stopped = threading.Event()
        self.started: list[str] = []
        self.sent: list[str] = []
        self.unanswered = 0
        self._home = home
        self._dice = random.Random(seed)
        self._news = 0

    def furnish(self, office: RunningOffice) -> None:
        """The crowd, its group and its flow."""
        client, self._workspace = office.client, office.workspace
        self._token = client.token
        client.imports.import_file(self._workspace, reminder())
        self._flow = next(flow.uuid for flow in client.flows.all(self._workspace) if flow.name == REMINDER)
        contacts = [client.contacts.create(self._workspace, urns=[f"tel:{number}"]).uuid for number in CROWD]
        self._group = client.groups.create(self._workspace, "Crowd", contacts=contacts).uuid

    def run(self) -> None:
        while not self.stopped.wait(self._dice.uniform(*PAUSE)):
            self._with_client(self._act)

    def queues(self) -> list[tuple[str, int, int, int]]:
        """Name, waiting, working, dead; empty while the engine is away."""
        found: list[tuple[str, int, int, int]] = []

        def ask(client: Client) -> None:
            home = client.office.home(self._workspace)
            found.extend((one.queue, one.waiting, one.working, one.dead) for one in home.queues)

        self._with_client(ask)
        return found

    def _act(self, client: Client) -> None:
        if client.office.home(self._workspace).outbox > ENOUGH:
            return
        to_all = Recipients(groups=[self._group])
        if self._dice.random() < 0.5:
            self.started.append(client.starts.start(self._workspace, self._flow, to_all, Exclusions()).uuid)
        else:
            self._news += 1
            text = {"eng": BroadcastText(f"News {self._news}")}
            self.sent.append(client.broadcasts.send(self._workspace, text, "eng", to_all, Exclusions()).uuid)

    def _with_client(self, act: Callable[[Client], None]) -> None:
        """The engine may be away, or die meanwhile: whether it took what was asked is then not known."""
        known = read_local(self._home)
        if known is None:
            return
        client = Client(known[1])
        client.token = self._token
        try:
            with suppress(FileNotFoundError):
                act(client)
        except OutpostError as trouble:
            assert trouble.retryable, trouble
            self.unanswered += 1
        finally:
            client.close()


def audit_crowd(rows: Callable[[str], list[Any]], staff: Staff, heard: dict[str, list[str]]) -> int:
    """Everybody of the crowd got every start's reminder and every broadcast's news, once; returns how many starts there were."""
    starts = rows("SELECT uuid, state, queued FROM flow_start ORDER BY id")
    broadcasts = rows("SELECT uuid, state, queued FROM broadcast ORDER BY id")
    for uuid, state, queued in [*starts, *broadcasts]:
        assert (state, queued) == ("completed", len(CROWD)), (uuid, state, queued)
    assert set(staff.started) <= {row[0] for row in starts}, "a start was taken, and is not there"
    assert set(staff.sent) <= {row[0] for row in broadcasts}, "a broadcast was taken, and is not there"
    texts = Counter(row[0] for row in rows("SELECT text FROM msg WHERE broadcast_id IS NOT NULL"))
    assert set(texts.values()) <= {len(CROWD)} and len(texts) == len(broadcasts), texts
    for number in CROWD:
        said = Counter(heard.get(number, []))
        assert not said or max(said.values()) == 1, (number, said.most_common(3))
        assert sum(text.startswith(REMINDER) for text in said) == len(starts), (number, len(starts), said)
        assert {text for text in said if not text.startswith(REMINDER)} == set(texts), (number, said)
    assert rows("SELECT DISTINCT state FROM start") in ([], [("done",)])
    return len(starts)
