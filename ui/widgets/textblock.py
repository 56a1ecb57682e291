"""Message text laid out for painting: every paragraph in its own direction, wrapped, measured once."""

from __future__ import annotations

import math
import unicodedata

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption


class TextBlock:
    """Text in a width. The direction of a paragraph is that of its first strong letter (Unicode bidi, rule P2)."""

    def __init__(self, text: str, font: QFont, width: int) -> None:
        self._lines: list[QTextLayout] = []
        height, natural = 0.0, 0.0
        for paragraph in text.split("\n"):
            layout, high, wide = _lay_out(paragraph, font, width, height)
            self._lines.append(layout)
            height += high
            natural = max(natural, wide)
        self.size = QSize(min(width, math.ceil(natural)), math.ceil(height))
        if self.size.width() < width and any(_is_rtl(layout) for layout in self._lines):
            self._lines = []
            self._again(text, font)

    def _again(self, text: str, font: QFont) -> None:
        """Right-aligned lines stand at the far end of the width: lay out in the width that is needed."""
        height = 0.0
        for paragraph in text.split("\n"):
            layout, high, _ = _lay_out(paragraph, font, self.size.width() + 1, height)
            self._lines.append(layout)
            height += high
        self.size = QSize(self.size.width() + 1, math.ceil(height))

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        painter.setPen(colour)
        for layout in self._lines:
            layout.draw(painter, QPointF(x, y))


def _lay_out(paragraph: str, font: QFont, width: int, top: float) -> tuple[QTextLayout, float, float]:
    layout = QTextLayout(paragraph or " ", font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    height, natural = 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top + height))
        height += math.ceil(line.height()) + 1
        natural = max(natural, line.naturalTextWidth())
    layout.endLayout()
    return layout, height, natural


def _is_rtl(layout: QTextLayout) -> bool:
    for letter in layout.text():
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
