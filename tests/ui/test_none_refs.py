"""A release gate on PySide6: void calls and virtuals must not lose references to None.

6.12.0 on CPython 3.11 loses one at each; some thousand calls later the interpreter aborts, which no other test notices.
From Python 3.12 on None is immortal and its count does not move.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

CALLS = 2000
# A few references come and go with caches and the event loop.
SLACK = 40


class _Empty(QAbstractListModel):
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 1

    def data(self, index: QModelIndex, role: int = 0) -> None:
        return None


class _Painted(QWidget):
    painted = 0

    def paintEvent(self, event: QEvent) -> None:
        _Painted.painted += 1


def lost(call: Callable[[], object]) -> int:
    for _ in range(50):
        call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(None)


@pytest.fixture(autouse=True)
def mortal_none() -> None:
    if sys.version_info >= (3, 12):
        pytest.skip("None is immortal here")


def test_void_calls(qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    child = QObject()
    assert abs(lost(lambda: label.setText("x"))) < SLACK
    assert abs(lost(lambda: label.setWindowTitle("x"))) < SLACK
    assert abs(lost(lambda: child.setParent(None))) < SLACK


def test_virtuals_that_return_none(qtbot) -> None:
    widget = _Painted()
    qtbot.addWidget(widget)
    widget.resize(10, 10)
    with qtbot.waitExposed(widget):
        widget.show()
    assert abs(lost(widget.repaint)) < SLACK
    assert _Painted.painted >= CALLS


def test_data_that_is_none(qapp) -> None:
    model = _Empty()
    other = QAbstractListModel.itemData  # calls data() from C++ for every role
    assert abs(lost(lambda: other(model, model.index(0, 0)))) < SLACK
    assert model.index(0, 0).data(Qt.ItemDataRole.DisplayRole) is None
