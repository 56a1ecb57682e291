"""The whole way with real processes: phone, HTTP, database, queue, flow, outbox, and back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.demo.phone import Generation
from tests.support.office import ROOT, RunningOffice, wait_until
from tests.support.vectors import vector

pytestmark = pytest.mark.real_process

NURSE = "+250788123456"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with RunningOffice(tmp_path / "office") as office:
        office.set_up()
        yield office


@pytest.mark.parametrize("generation", ["1.9", "2.1"])
def test_a_real_export_is_answered_to_its_end(office: RunningOffice, generation: Generation) -> None:
    content = vector("real_flows", "rapidpro_favorites.v13.json").read_bytes()
    report = office.client.imports.import_file(office.workspace, content)
    assert [(line.kind, line.name, line.outcome) for line in report.lines] == [("flow", "Favorites", "created")]
    flow = office.client.flows.all(office.workspace)[0]
    office.client.triggers.create_keyword(office.workspace, flow.uuid, ["favorites"])
    phone = office.pair(generation=generation)
    talk = [
        ("Favorites", "What is your favorite color?"),
        ("purple", "I don't know that color. Try again."),
        ("RED please", "Good choice, I like Red too! What is your favorite beer?"),
        ("water", "I don't know that one, try again please."),
        (
            "turbo king",
            "Mmmmm... delicious Turbo King. If only they made red Turbo King! Lastly, what is your name?",
        ),
        ("Ngabo", "Thanks Ngabo, we are all done!"),
    ]
    assert [office.answer(phone, NURSE, text) for text, _ in talk] == [answer for _, answer in talk]
    wait_until(lambda: phone.sync() and not phone.queued, "the last reports")
    contact = office.client.messages.conversations(office.workspace).rows[0].contact
    history = office.client.messages.history(office.workspace, contact).rows
    assert [msg.text for msg in reversed(history)] == [line for turn in talk for line in turn]
    assert {msg.status for msg in history if msg.direction == "out"} == {"delivered"}
    after = office.client.flows.all(office.workspace)[0]
    assert (after.started, after.completed, after.waiting) == (1, 1, 0)


def test_the_demo_prints_a_conversation_and_succeeds() -> None:
    command = [sys.executable, "-m", "app", "demo", "--headless"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("→") >= 6
    assert done.stdout.count("→") == done.stdout.count("←")


def test_a_second_engine_is_refused_in_words(office: RunningOffice) -> None:
    command = [sys.executable, "-m", "app", "engine", "--home", str(office.home)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2
    assert "already running" in second.stderr
    assert "Traceback" not in second.stderr


def test_sigterm_stops_cleanly_and_the_office_opens_again(office: RunningOffice) -> None:
    office.client.close()
    assert office.stop() == 0
    assert not office.paths.endpoint.exists()
    assert b"Traceback" not in office.stderr
    office.start()
    office.sign_in()
    assert office.client.office.status().name == "Test office"
