"""The demo office that a window shows: it talks, and it goes with its window however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.office import ROOT, wait_until
from ui.client import Client, read_local

pytestmark = pytest.mark.real_process


def test_the_demo_lives_and_ends_with_its_window(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    command = [sys.executable, "-m", "app", "demo", "--serve", "--home", str(home)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    local, endpoint = wait_until(lambda: read_local(home), "the demo's endpoint")
    client = Client(endpoint)
    client.token = client.people.sign_in(local.demo.username, local.demo.password).token
    workspace = client.people.me().workspaces[0].uuid
    first = wait_until(lambda: client.messages.conversations(workspace).rows, "the first conversation")
    assert first[0].urn.endswith("256772100101")
    assert client.office.status().is_demo
    client.close()
    assert process.stdin is not None
    process.stdin.close()  # what the system does when the window is killed
    assert process.wait(30) == 0
    assert not home.exists()
