"""A cell with a check box and a text. A click anywhere on it, or Space, sets the mark."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.theme import look
from ui.widgets.basic import background, paint_check, paint_line

_BOX = 16


class CheckDelegate(QStyledItemDelegate):
    """Paints the mark as `Check` does."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = QFontMetrics(theme.font("body"))
        return QSize(metrics.horizontalAdvance(str(index.data())) + _BOX + 3 * theme.M, metrics.height() + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        box = option.rect.adjusted(theme.M, 0, -theme.S, 0)
        spot = QStyle.visualRect(option.direction, box, QRect(box.left(), box.center().y() - _BOX // 2 + 1, _BOX, _BOX))
        paint_check(painter, QRectF(spot), checked=index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked)
        painter.setPen(look().colour("text"))
        painter.setFont(theme.font("body"))
        words = QStyle.visualRect(option.direction, box, box.adjusted(_BOX + theme.S, 0, 0, 0))
        paint_line(painter, words, str(index.data()), option.direction)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look().colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True  # its second release sets the mark
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            if event.button() != Qt.MouseButton.LeftButton:
                return False
            is_set = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            wanted = Qt.CheckState.Unchecked if is_set else Qt.CheckState.Checked
            return model.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)
        return super().editorEvent(event, model, option, index)
