"""Colours, spacing and type: the numbers behind ui/DESIGN.md, and the only place where they stand."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.stylesheet import stylesheet

ThemeName = Literal["system", "light", "dark"]
Role = Literal["small", "body", "strong", "heading", "title", "number"]

# Distances in device-independent pixels.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS = 8

# Type scale: points and weight.
SCALE: dict[Role, tuple[float, QFont.Weight]] = {
    "small": (9.0, QFont.Weight.Normal),
    "body": (10.0, QFont.Weight.Normal),
    "strong": (10.0, QFont.Weight.Bold),
    "heading": (12.0, QFont.Weight.Bold),
    "title": (17.0, QFont.Weight.Bold),
    "number": (19.0, QFont.Weight.Bold),
}


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. `soft` colours are grounds; the colour of the same name is the text and icon on them."""

    window: str
    surface: str
    sunken: str
    hover: str
    selected: str
    line: str
    control: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    rail: str
    rail_hover: str
    rail_selected: str
    on_rail: str
    on_rail_muted: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    idle: str
    idle_soft: str
    bubble_in: str
    bubble_out: str
    on_bubble: str
    on_bubble_muted: str


LIGHT = Colours(
    window="#F4F6F8", surface="#FFFFFF", sunken="#EDF1F4", hover="#F0F5F5", selected="#DDEFEE", line="#DCE2E8",
    control="#7F8B99", text="#17212B", muted="#52606D", accent="#0B6B6B", accent_hover="#085656", on_accent="#FFFFFF",
    focus="#0B6B6B", rail="#11343A", rail_hover="#1B454C", rail_selected="#24555D", on_rail="#FFFFFF",
    on_rail_muted="#BDD3D5", good="#17663A", good_soft="#E0F3E7", warn="#7A4B00", warn_soft="#FCEFD3", bad="#A61B1B",
    bad_soft="#FCE6E4", info="#1A5799", info_soft="#E2EEFB", idle="#4D5A67", idle_soft="#E8ECF0", bubble_in="#FFFFFF",
    bubble_out="#D3ECEA", on_bubble="#17212B", on_bubble_muted="#45535F",
)  # fmt: skip

DARK = Colours(
    window="#12171C", surface="#1A2127", sunken="#222A32", hover="#232D34", selected="#1D3F40", line="#313B45",
    control="#7A8794", text="#E9EEF2", muted="#A5B1BD", accent="#62CBC4", accent_hover="#86DAD5", on_accent="#05302F",
    focus="#62CBC4", rail="#0C1115", rail_hover="#182128", rail_selected="#1C3335", on_rail="#F2F6F8",
    on_rail_muted="#A9B6C0", good="#7FD6A0", good_soft="#17341F", warn="#F0BF6A", warn_soft="#3A2B0D", bad="#FF9C92",
    bad_soft="#42191A", info="#8CC1FA", info_soft="#152F4B", idle="#B4C0CB", idle_soft="#2A333C", bubble_in="#252E36",
    bubble_out="#17474A", on_bubble="#EEF3F6", on_bubble_muted="#B5C2CC",
)  # fmt: skip

# Every text on every ground it is put on, as names of Colours; 4.5:1 at least.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "muted") for ground in ("window", "surface", "sunken", "hover", "selected")),
    ("accent", "surface"), ("accent", "window"), ("accent", "hover"), ("accent", "selected"), ("accent", "sunken"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"),
    *((text, ground) for text in ("on_rail", "on_rail_muted") for ground in ("rail", "rail_hover", "rail_selected")),
    *((name, f"{name}_soft") for name in ("good", "warn", "bad", "info", "idle")),
    *((name, ground) for name in ("good", "warn", "bad", "info") for ground in ("surface", "window", "sunken")),
    *((text, ground) for text in ("on_bubble", "on_bubble_muted") for ground in ("bubble_in", "bubble_out")),
    ("bad", "bubble_out"), ("warn", "bubble_out"), ("accent", "bubble_out"), ("text", "warn_soft"), ("text", "bad_soft"),
    ("text", "info_soft"),
)  # fmt: skip
# What must be told apart from its ground without being text: edges of fields, the focus ring; 3:1 (WCAG 1.4.11).
EDGE_PAIRS = (("control", "surface"), ("control", "window"), ("focus", "surface"), ("focus", "window"))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Look(QObject):
    """The theme in use; `changed` tells whoever paints with it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self.name: ThemeName = "system"

    def apply(self, app: QApplication, name: ThemeName) -> None:
        self.name = name
        self.colours = DARK if name == "dark" or (name == "system" and _system_is_dark()) else LIGHT
        app.setPalette(_palette(self.colours))
        app.setStyleSheet(stylesheet({f.name: getattr(self.colours, f.name) for f in fields(self.colours)}))
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """A colour by its field name in `Colours`."""
        return QColor(getattr(self.colours, name))


_look: list[Look] = []


def look() -> Look:
    """The one `Look` of this process; made at first use, when a QApplication exists."""
    if not _look:
        _look.append(Look())
    return _look[0]


def font(role: Role) -> QFont:
    size, weight = SCALE[role]
    result = QFont(QApplication.font())
    result.setPointSizeF(size)
    result.setWeight(weight)
    return result


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, colours.window), (role.WindowText, colours.text), (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken), (role.Text, colours.text), (role.Button, colours.surface),
        (role.ButtonText, colours.text), (role.Highlight, colours.accent), (role.HighlightedText, colours.on_accent),
        (role.PlaceholderText, colours.muted), (role.ToolTipBase, colours.text), (role.ToolTipText, colours.surface),
        (role.Link, colours.accent), (role.Accent, colours.accent),
    ):  # fmt: skip
        palette.setColor(where, QColor(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.muted))
    return palette
