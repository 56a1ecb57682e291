"""The short form of `python -m tests.bench modem_office`: between a modem in trouble and the database nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.modem_office import Day, account

pytestmark = pytest.mark.real_process


@pytest.mark.parametrize("profile", ["quectel", "huawei"])
def test_noise_and_pulled_plugs_lose_and_double_nothing(tmp_path: Path, profile: str) -> None:
    day = Day(tmp_path, profile=profile, seed=11)
    try:
        day.set_up()
        day.add()
        day.run(30, pulls=3, cuts=2, bursts=1, noise=0.0002, kills=1)
        day.settle(30, 1)
        figures = account(day, 30, 1)
    finally:
        day.close()
    assert figures["received"] == 31
    assert figures["cut_off"] == 2
