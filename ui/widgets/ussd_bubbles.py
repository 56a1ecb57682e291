"""A dialogue with the network, painted as a talk: what the office dialled at one side, what came back at the other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.models.rows import ROW_ROLE
from ui.models.ussd import PlacedLine, UssdLines
from ui.theme import look
from ui.widgets.basic import paint_line
from ui.widgets.rows import Index
from ui.widgets.textblock import TextBlock

_PAD, _GAP = 10, 4


@dataclass(frozen=True, slots=True)
class _Measured:
    text: TextBlock
    meta: str
    body: QRect


class UssdDelegate(QStyledItemDelegate):
    def __init__(self, model: UssdLines, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        viewport = getattr(view, "viewport", None)
        width = viewport().width() if viewport is not None else option.rect.width()
        return QSize(width, self._measure(index, width).body.bottom() + 5)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PlacedLine = index.data(ROW_ROLE)
        measured = self._measure(index, option.rect.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QStyle.visualRect(option.direction, option.rect, measured.body.translated(option.rect.topLeft()))
        path = QPainterPath()
        path.addRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        is_office = row.line.by == "office"
        painter.fillPath(path, look().colour("bubble_out" if is_office else "bubble_in"))
        painter.setPen(look().colour("bubble_out" if is_office else "line"))
        painter.drawPath(path)
        inner = body.adjusted(_PAD, _PAD - 2, -_PAD, -_PAD + 2)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        left = inner.right() - measured.text.size.width() + 1 if rtl else inner.left()
        measured.text.draw(painter, left, inner.top(), look().colour("on_bubble"))
        painter.setFont(theme.font("small"))
        painter.setPen(look().colour("on_bubble_muted"))
        high = painter.fontMetrics().height()
        paint_line(painter, QRect(inner.left(), inner.bottom() - high + 1, inner.width(), high), measured.meta, option.direction)
        painter.restore()

    def _measure(self, index: Index, width: int) -> _Measured:
        row: PlacedLine = index.data(ROW_ROLE)
        limit = max(160, int(width * 0.78)) - 2 * _PAD
        text = TextBlock(index.data() or "–", theme.font("body"), limit)
        meta = self._model.meta(row)
        small = QFontMetrics(theme.font("small"))
        inner = max(text.size.width(), min(small.horizontalAdvance(meta) + 6, limit))
        wide = inner + 2 * _PAD
        left = width - theme.M - wide if row.line.by == "office" else theme.M
        return _Measured(text, meta, QRect(left, 4, wide, text.size.height() + _GAP + small.height() + 2 * _PAD - 4))
