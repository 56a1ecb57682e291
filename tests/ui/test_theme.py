"""ui/DESIGN.md promises readable colours in both themes."""

from __future__ import annotations

import re

import pytest

from ui import icons, theme


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#FFFFFF", "#FFFFFF", 1.0)]
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert theme.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("name", ["LIGHT", "DARK"])
@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_texts_can_be_read(name: str, text: str, ground: str) -> None:
    colours = getattr(theme, name)
    assert theme.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("name", ["LIGHT", "DARK"])
@pytest.mark.parametrize(("edge", "ground"), theme.EDGE_PAIRS)
def test_edges_can_be_seen(name: str, edge: str, ground: str) -> None:
    colours = getattr(theme, name)
    assert theme.contrast(getattr(colours, edge), getattr(colours, ground)) >= 3.0


def test_icons_take_the_themes_colour(qapp) -> None:
    files = sorted(icons.FOLDER.glob("*.svg"))
    assert len(files) > 20
    for file in files:
        text = file.read_text("utf-8")
        assert "currentColor" in text, file.name
        assert not re.search(r'(stroke|fill)="#', text), file.name
        image = icons.pixmap(file.stem, "#A61B1B", 24).toImage()
        painted = {image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255}
        assert "#a61b1b" in painted or (image.hasAlphaChannel() and _has_ink(image)), file.name


def _has_ink(image) -> bool:
    return any(image.pixelColor(x, y).alpha() > 60 for x in range(24) for y in range(24))


def test_the_system_theme_follows_the_choice(outpost_app) -> None:
    theme.look().apply(outpost_app, "dark")
    assert theme.look().colours is theme.DARK
    theme.look().apply(outpost_app, "light")
    assert theme.look().colours is theme.LIGHT
