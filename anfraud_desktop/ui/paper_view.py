"""A paper as it will print: its pages on the canvas, from the very bytes that are saved."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from anfraud_desktop.ui import parts, theme

RENDER_DPI = 110
ZOOMS = (50, 75, 100, 125, 150)  # per cent of the width there is


class PaperView(QWidget):
    """Pages one under another, as wide as the room allows times the zoom."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._pages: list[QPixmap] = []
        self._labels: list[QLabel] = []
        self._zoom = ZOOMS.index(100)
        self._empty = parts.label(empty, "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        self._column.setSpacing(theme.M)
        self.area = parts.scrolled(inside)
        self.count = parts.label("", "caption")
        bar = parts.frame("bar")
        smaller, larger = (
            parts.tool("zoom_out", "缩小", lambda: self._step(-1)),
            parts.tool("zoom_in", "放大", lambda: self._step(1)),
        )
        bar.setLayout(parts.row(self.count, None, smaller, larger, margins=(theme.M, 0, theme.S, 0)))
        bar.setFixedHeight(theme.STATUS)
        self._bar = bar
        self.setLayout(
            parts.column(parts.spread(self._empty, high=True), parts.spread(self.area, high=True), bar, gap=0)
        )
        self.show_pages(())

    def show_pages(self, pages: Sequence[bytes]) -> None:
        """Show pages, each a PNG; none shows the sentence for an empty view."""
        self._pages = []
        for data in pages:
            picture = QPixmap()
            picture.loadFromData(QByteArray(data))
            self._pages.append(picture)
        parts.clear(self._column)
        self._labels = [QLabel() for _ in self._pages]
        for label in self._labels:
            parts.role(label, "paper")
            self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        for widget in (self.area, self._bar):
            widget.setVisible(bool(self._labels))
        self._empty.setVisible(not self._labels)
        self.count.setText(f"共 {len(self._pages)} 页")
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # an area that was hidden has its width a moment later

    def _step(self, by: int) -> None:
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        width = (self.area.viewport().width() - 2 * theme.L) * ZOOMS[self._zoom] // 100
        for label, page in zip(self._labels, self._pages, strict=True):
            scaled = page.scaledToWidth(max(round(width * ratio), 1), Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
            label.setPixmap(scaled)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep the pages as wide as the room."""
        super().resizeEvent(event)
        self._fit()
