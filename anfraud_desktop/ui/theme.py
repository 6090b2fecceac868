"""Colours, lengths, type and light: the only place in the program where one of them is written down."""

import sys
from functools import cache
from typing import Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from anfraud_desktop.resources import resource

# Spacing, in device-independent pixels.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS_FIELD, RADIUS_CARD = 6, 8
# Type sizes; weights are 400 and 600.
CAPTION, LABEL, BODY, LEAD, TITLE, FIGURE = 12, 13, 14, 16, 20, 28
# The frame.
RAIL, RAIL_FOLDED, HEADER, INSPECTOR, STATUS, TABS = 196, 56, 52, 360, 30, 40
SEARCH_BOX, SEARCH_PANEL, SEARCH_PANEL_HEIGHT = 300, 680, 480
WINDOW_LEAST = (1180, 680)
WINDOW_FIRST = (1366, 768)
# Parts.
CONTROL, CONTROL_SMALL, ICON, ICON_LARGE, BADGE = 34, 28, 18, 40, 22
ROW, ROW_COMPACT, HEAD, HEAD_FILTER = 36, 28, 38, 34
COLUMN_LEAST, COLUMN_NAME, COLUMN_DAY, COLUMN_CHOICE, COLUMN_MONEY = 64, 112, 112, 124, 132
COLUMN_TEXT, COLUMN_NUMBER, COLUMN_CASE, COLUMN_LONG = 160, 184, 224, 240
PROGRESS = 160
FORM_LABEL, FORM_TWO_COLUMNS, FORM_WIDEST, FIELD_LEAST = 88, 1200, 1240, 220
TEXT_HEIGHT, PHOTO_WIDTH, PHOTO_HEIGHT = 84, 96, 134
DIALOG, SIGN_IN, TOAST = 440, 400, 380
SIGN_IN_WINDOW = (640, 560)
PAPER = "#FFFFFF"  # paper is white in every set
ACTIVE_BAR, HAIRLINE, FOCUS = 3, 1, 2
TOAST_MS = 6000
VEIL = 0.28  # how much of the window the search panel dims

DRESSED = "dressed"  # the application's own note that it wears Fusion
FAMILY_WINDOWS = "Microsoft YaHei UI"
FAMILY_OTHER = "Noto Sans CJK SC"
FAMILY_BUNDLED = ("fonts", "NoticeHei-Regular.ttf")

Tone = Literal["plain", "accent", "ok", "warn", "danger"]


class Tokens(NamedTuple):  # a data class would bring `inspect` into the sign-in window's start
    """The colours of one set, by the same names in each."""

    canvas: str
    surface: str
    hover: str
    line: str
    line_strong: str
    ink: str
    muted: str
    accent: str
    accent_hover: str
    accent_weak: str
    on_accent: str
    danger: str
    danger_hover: str
    danger_weak: str
    on_danger: str
    warn: str
    warn_weak: str
    ok: str
    ok_weak: str
    plain_weak: str
    scroll: str
    veil: str


LIGHT = Tokens(
    canvas="#F5F7FB", surface="#FFFFFF", hover="#F1F5FB", line="#E3E8EF", line_strong="#C3CCD8",
    ink="#1B2430", muted="#5B6675", accent="#1F5FD6", accent_hover="#194FB4", accent_weak="#E8F0FE",
    on_accent="#FFFFFF", danger="#C8321F", danger_hover="#A92818", danger_weak="#FDEDEA", on_danger="#FFFFFF",
    warn="#A85808", warn_weak="#FDF3E4", ok="#1B7F4B", ok_weak="#EAF7F0", plain_weak="#EDF0F5", scroll="#C9D1DC",
    veil="#1B2430",
)  # fmt: skip
DARK = Tokens(
    canvas="#12161C", surface="#1A2029", hover="#222A35", line="#2C3542", line_strong="#475364",
    ink="#E7ECF3", muted="#A3AEBD", accent="#7CABFF", accent_hover="#9DC0FF", accent_weak="#1D2F4F",
    on_accent="#0C1626", danger="#FF8A7A", danger_hover="#FFA99D", danger_weak="#43211D", on_danger="#2A0D08",
    warn="#F0AE5A", warn_weak="#3D2C14", ok="#63CE93", ok_weak="#17352A", plain_weak="#29313D", scroll="#465162",
    veil="#000000",
)  # fmt: skip
CONTRAST = Tokens(
    canvas="#000000", surface="#000000", hover="#1A1A1A", line="#FFFFFF", line_strong="#FFFFFF",
    ink="#FFFFFF", muted="#FFFFFF", accent="#FFFF00", accent_hover="#FFFF99", accent_weak="#1A1A00",
    on_accent="#000000", danger="#FF9C8F", danger_hover="#FFC2BA", danger_weak="#000000", on_danger="#000000",
    warn="#FFD166", warn_weak="#000000", ok="#7CFFB2", ok_weak="#000000", plain_weak="#000000", scroll="#FFFFFF",
    veil="#000000",
)  # fmt: skip

_in_force = LIGHT


def of_system(palette: QPalette) -> Tokens:
    """Return the system's high-contrast colours under our names; meaning is left to words and icons."""
    role = QPalette.ColorRole

    def name(which: QPalette.ColorRole) -> str:
        return palette.color(which).name()

    ink, canvas, mark, on_mark = (name(which) for which in (role.Text, role.Base, role.Highlight, role.HighlightedText))
    return Tokens(
        canvas=canvas, surface=canvas, hover=canvas, line=ink, line_strong=ink, ink=ink, muted=ink,
        accent=ink, accent_hover=mark, accent_weak=canvas, on_accent=canvas, danger=ink, danger_hover=mark,
        danger_weak=canvas, on_danger=on_mark if mark == ink else canvas, warn=ink, warn_weak=canvas, ok=ink,
        ok_weak=canvas, plain_weak=canvas, scroll=ink, veil=ink,
    )  # fmt: skip


def chosen(name: str = "") -> Tokens:
    """Return the set that a name asks for (light, dark, contrast); without one, the set that the system asks for.

    A system in high contrast always has its own colours.
    """
    hints = QGuiApplication.styleHints()
    asked = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    if asked or name == "contrast":
        return of_system(QGuiApplication.palette()) if asked else CONTRAST
    dark = name == "dark" or (not name and hints.colorScheme() == Qt.ColorScheme.Dark)
    return DARK if dark else LIGHT


def now() -> Tokens:
    """Return the set in force."""
    return _in_force


@cache
def _colour(text: str) -> QColor:
    return QColor(text)


def colour(name: str) -> QColor:
    """Return a colour of the set in force by its token's name."""
    return _colour(getattr(_in_force, name))


def tone_colours(tone: Tone) -> tuple[QColor, QColor]:
    """Return ink and ground of a tone."""
    if tone == "plain":
        return colour("muted"), colour("plain_weak")
    return colour(tone), colour(f"{tone}_weak")


@cache
def family() -> str:
    """Return the font family of the window, registering the bundled one where the system has none of ours."""
    wanted = FAMILY_WINDOWS if sys.platform == "win32" else FAMILY_OTHER
    if QFontDatabase.hasFamily(wanted):
        return wanted
    path = resource(*FAMILY_BUNDLED)
    number = QFontDatabase.addApplicationFont(str(path)) if path.exists() else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else QFont().family()


def font(size: int = BODY, *, strong: bool = False, tabular: bool = False) -> QFont:
    """Return the window's font at a size in pixels; `tabular` gives all digits one width."""
    made = QFont(family())
    made.setPixelSize(size)
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(tokens: Tokens) -> QPalette:
    """Return Fusion's palette out of tokens."""
    made = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for which, name in {
        role.Window: tokens.canvas, role.Base: tokens.surface, role.AlternateBase: tokens.canvas,
        role.Button: tokens.surface, role.ToolTipBase: tokens.ink, role.WindowText: tokens.ink,
        role.Text: tokens.ink, role.ButtonText: tokens.ink, role.ToolTipText: tokens.surface,
        role.PlaceholderText: tokens.muted, role.Highlight: tokens.accent, role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent, role.LinkVisited: tokens.accent, role.Accent: tokens.accent,
        role.Mid: tokens.line_strong, role.Light: tokens.surface, role.Dark: tokens.line_strong,
    }.items():  # fmt: skip
        made.setColor(which, QColor(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, which, QColor(tokens.muted))
    return made


def apply(app: QApplication, tokens: Tokens | None = None) -> None:
    """Dress the whole program in a set of tokens; without one, in what the system asks for."""
    global _in_force  # noqa: PLW0603  one program wears one set
    from anfraud_desktop.ui.stylesheet import sheet

    _in_force = tokens or chosen()
    if not app.property(DRESSED):  # a style put in force again takes the old one away under living widgets
        app.setStyle("Fusion")
        app.setProperty(DRESSED, True)  # noqa: FBT003  Qt's own order of arguments
    app.setPalette(palette(_in_force))
    app.setFont(font())
    app.setStyleSheet(sheet(_in_force._asdict(), lengths()))


def lengths() -> dict[str, str]:
    """Return the lengths that the style sheet names."""
    return {
        "xs": f"{XS}px", "s": f"{S}px", "m": f"{M}px", "l": f"{L}px", "xl": f"{XL}px", "hair": f"{HAIRLINE}px",
        "radius_field": f"{RADIUS_FIELD}px", "radius_card": f"{RADIUS_CARD}px", "focus": f"{FOCUS}px",
        "caption": f"{CAPTION}px", "label": f"{LABEL}px", "body": f"{BODY}px", "lead": f"{LEAD}px",
        "title": f"{TITLE}px", "figure": f"{FIGURE}px", "bar": f"{ACTIVE_BAR}px",
        "inner": f"{CONTROL - 2 * HAIRLINE - 2 * XS}px", "inner_small": f"{CONTROL_SMALL - 2 * HAIRLINE - 2 * XS}px",
        "page": PAPER, "drop": f"{XXL}px",
        "scroll_width": f"{M}px", "scroll_radius": f"{XS}px", "scroll_least": f"{XXL}px",
        "tab": f"{TABS - ACTIVE_BAR}px", "item": f"{ROW - 2 * XS}px",
        "xs_focus": f"{XS - HAIRLINE}px", "s_focus": f"{S - HAIRLINE}px",
    }  # fmt: skip
