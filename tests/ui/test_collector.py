"""Cycles with widgets in them are collected on the GUI thread, whoever allocates."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject

from ui import collector
from ui.collector import Collector


class Knot(QObject):
    """Refers to itself; tells in which thread it was taken apart."""

    ends: list[threading.Thread]

    def __init__(self, ends: list[threading.Thread]) -> None:
        super().__init__()
        self.ends, self.me = ends, self

    def __del__(self) -> None:
        self.ends.append(threading.current_thread())


def test_a_workers_allocations_collect_nothing(qtbot, monkeypatch) -> None:
    monkeypatch.setattr(collector, "EVERY", 20)
    ends: list[threading.Thread] = []
    made = Collector()
    try:
        for _ in range(5):
            Knot(ends)
        worker = threading.Thread(target=lambda: [[[] for _ in range(1000)] for _ in range(200)], name="worker")
        worker.start()
        worker.join()
        assert ends == []
        filling = [[] for _ in range(2000)]
        qtbot.waitUntil(lambda: len(ends) == 5)
        assert set(ends) == {threading.main_thread()}
        assert filling and not gc.isenabled()
    finally:
        made.close()
    assert gc.isenabled()
