"""How strong a signal is, as four bars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.rows import ROW_ROLE
from ui.theme import look
from ui.widgets.basic import background
from ui.widgets.rows import Index

_BAR, _GAP, _HIGH = 5, 3, 20
_WIDE = 4 * _BAR + 3 * _GAP


class SignalDelegate(QStyledItemDelegate):
    """A cell with bars; `bars` says how many of four are full, None that nobody knows."""

    def __init__(self, bars: Callable[[Any], int | None], parent: QObject) -> None:
        super().__init__(parent)
        self._bars = bars

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_WIDE + 28, _HIGH + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bars = self._bars(index.data(ROW_ROLE))
        spot = QRect(option.rect.left() + 12, option.rect.center().y() - _HIGH // 2, _WIDE, _HIGH)
        spot = QStyle.visualRect(option.direction, option.rect, spot)
        if bars is None:
            painter.setPen(look().colour("muted"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), "–")
        else:
            _paint_bars(painter, option, spot, bars)
        painter.restore()


def _paint_bars(painter: QPainter, option: QStyleOptionViewItem, spot: QRect, bars: int) -> None:
    """Full ones are filled, the others only have an edge."""
    for at in range(4):
        high = round(_HIGH * (at + 1) / 4)
        bar = QRect(spot.left() + at * (_BAR + _GAP), spot.bottom() + 1 - high, _BAR, high)
        place = QRectF(QStyle.visualRect(option.direction, spot, bar)).adjusted(0.5, 0.5, -0.5, -0.5)
        is_full = at < bars
        tone = "warn" if bars == 1 else "accent"
        painter.setPen(look().colour(tone if is_full else "control"))
        painter.setBrush(look().colour(tone) if is_full else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 1.5, 1.5)
