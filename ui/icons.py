"""The icons of ui/icons, coloured by theme. Each is drawn on a 24 x 24 grid with `currentColor`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent / "icons"


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon `size` device-independent pixels square, for a screen with `ratio` pixels each. `colour` is `#RRGGBB`."""
    result = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, result.width(), result.height()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def icon(name: str, colour: str, *, checked: str | None = None, disabled: str | None = None) -> QIcon:
    """An icon with the sizes that buttons use, for normal and dense screens."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        for size in (18, 20, 24):
            result.addPixmap(pixmap(name, colour, size, ratio))
            if checked:
                result.addPixmap(pixmap(name, checked, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
            if disabled:
                result.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return result
