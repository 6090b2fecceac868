"""Fluent icons, drawn by QtSvg in whatever colour is asked for."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from anfraud_desktop.resources import resource
from anfraud_desktop.ui import theme

RATIOS = (1.0, 2.0)  # an icon keeps a picture for each; Qt scales between them


@cache
def _drawing(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


@cache
def _picture(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # kept out of the sign-in window's start

    coloured = _drawing(name).replace(b"<path ", f'<path fill="{ink}" '.encode())
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(coloured)).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def picture(name: str, ink: str = "muted", size: int = theme.ICON, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture in a token's colour, `size` pixels wide at a screen ratio."""
    return _picture(name, theme.colour(ink).name(), size, ratio)


def icon(name: str, ink: str = "muted", size: int = theme.ICON) -> QIcon:
    """Return an icon for buttons and menus in a token's colour."""
    made = QIcon()
    for ratio in RATIOS:
        made.addPixmap(picture(name, ink, size, ratio))
    return made
