"""Fonts for the scripts of the field: Latin, Arabic, Ethiopic, Khmer, Burmese, Devanagari, Bengali, Lao, Thai, Tamil."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Ethiopic",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Lao",
    "Noto Sans Thai",
    "Noto Sans Tamil",
)


def load() -> QFont:
    """Register the fonts that stand beside this file and return the body font made of them."""
    for file in sorted(Path(__file__).parent.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(10.0)
    return font
