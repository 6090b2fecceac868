import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette

from anfraud_desktop.ui import theme
from anfraud_desktop.ui.stylesheet import sheet

SETS = [
    pytest.param(tokens, id=name)
    for name, tokens in {"light": theme.LIGHT, "dark": theme.DARK, "contrast": theme.CONTRAST}.items()
]
UI = Path(theme.__file__).parent
LEAST = 4.5


def luminance(text: str) -> float:
    colour = QColor(text)
    values = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4) for value in values]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", SETS)
@pytest.mark.parametrize("ground", ["canvas", "surface", "hover", "accent_weak"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "danger"])
def test_text_stands_out_from_every_ground(tokens: theme.Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= LEAST


@pytest.mark.parametrize("tokens", SETS)
@pytest.mark.parametrize("tone", ["accent", "ok", "warn", "danger"])
def test_a_badge_can_be_read_on_its_own_ground_and_on_paper_white(tokens: theme.Tokens, tone: str) -> None:
    assert contrast(getattr(tokens, tone), getattr(tokens, f"{tone}_weak")) >= LEAST
    assert contrast(getattr(tokens, tone), tokens.surface) >= LEAST


@pytest.mark.parametrize("tokens", SETS)
@pytest.mark.parametrize(
    ("ink", "ground"), [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_danger", "danger")]
)
def test_the_words_of_a_coloured_button_can_be_read(tokens: theme.Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= LEAST


def test_the_systems_high_contrast_colours_come_under_the_same_names() -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Base, QColor("black"))
    system.setColor(QPalette.ColorRole.Text, QColor("white"))
    tokens = theme.of_system(system)
    assert (tokens.surface, tokens.ink, tokens.line, tokens.muted) == ("#000000", "#ffffff", "#ffffff", "#ffffff")


@pytest.mark.parametrize("tokens", SETS)
def test_the_style_sheet_is_filled_in_completely(tokens: theme.Tokens) -> None:
    text = sheet(tokens._asdict(), theme.lengths())
    assert "$" not in text


@pytest.mark.parametrize(
    "module", sorted(path for path in UI.glob("*.py") if path.name != "theme.py"), ids=lambda path: path.name
)
def test_no_module_but_theme_writes_a_colour_or_a_pixel(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9A-Fa-f]{6}\b|\b\d+px\b|QColor\(\"", text)
