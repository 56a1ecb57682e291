"""The stream of changes."""

from __future__ import annotations

import queue
from typing import Any

import pytest

from app.contracts.base import Change
from tests.ui.conftest import StillClock
from tests.ui.rpc_server import RpcServer
from tests.ui.stub_office import StubOffice
from ui.changes import ChangeStream
from ui.client import Client

WAIT = 60.0


class Heard:
    def __init__(self, client: Client) -> None:
        self.changes: queue.Queue[Change] = queue.Queue()
        self.states: queue.Queue[str] = queue.Queue()
        self.stream = ChangeStream(client, StillClock(), self.changes.put, self.states.put)
        self.stream.start()


@pytest.fixture
def heard(direct_client: Client) -> Any:
    made = Heard(direct_client)
    yield made
    made.stream.stop()


def test_changes_come_through(heard: Heard, office: StubOffice) -> None:
    assert heard.states.get(timeout=WAIT) == "connected"
    office.changed("messages", "m1", workspace="w")
    assert heard.changes.get(timeout=WAIT) == Change(1, "messages", "w", ["m1"])


def test_after_a_break_it_asks_from_the_last_number_on(heard: Heard, office: StubOffice, server: RpcServer) -> None:
    assert heard.states.get(timeout=WAIT) == "connected"
    office.changed("messages", "m1")
    office.changed("messages", "m2")
    assert heard.changes.get(timeout=WAIT).seq == 1
    assert heard.changes.get(timeout=WAIT).seq == 2
    server.drop_streams()
    assert [heard.states.get(timeout=WAIT) for _ in range(2)] == ["lost", "connected"]
    assert server.stream_starts == [None, 2]


def test_after_a_break_before_any_news_all_is_read_anew(heard: Heard, server: RpcServer) -> None:
    assert heard.states.get(timeout=WAIT) == "connected"
    server.drop_streams()
    assert [heard.states.get(timeout=WAIT) for _ in range(2)] == ["lost", "connected"]
    change = heard.changes.get(timeout=WAIT)
    assert (change.topic, change.ids) == ("office", [])


def test_a_sign_in_that_ended_ends_the_stream(heard: Heard, office: StubOffice, server: RpcServer) -> None:
    assert heard.states.get(timeout=WAIT) == "connected"
    office.tokens.clear()
    server.drop_streams()
    assert [heard.states.get(timeout=WAIT) for _ in range(2)] == ["lost", "signed_out"]
    heard.stream.join(WAIT)
    assert not heard.stream.is_alive()


def test_stopping_does_not_wait_for_the_next_heartbeat(heard: Heard) -> None:
    assert heard.states.get(timeout=WAIT) == "connected"
    heard.stream.stop()
    assert not heard.stream.is_alive()
    assert heard.states.empty()
