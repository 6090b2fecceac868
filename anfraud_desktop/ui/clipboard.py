"""What becomes of numbers on the clipboard.

A copy with a number in it stays out of the clipboard's history, which Windows keeps and may carry to other machines.
One with a number that had to be revealed is taken off the clipboard again after half a minute.
"""

from collections.abc import Iterable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from anfraud_desktop.rules.masking import scan_text

KEPT_MS = 30_000  # how long a revealed number may lie on the clipboard
LOOKED_AT = 20_000  # characters of a copy that are looked through for numbers
NUMBERS = frozenset({"id", "phone", "bank_card"})
# https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats, Cloud Clipboard and Clipboard History Formats;
# the last is KDE's word for the same.
SECRET = {
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
    "x-kde-passwordManagerHint": b"secret",
}


def secret(text: str) -> QMimeData:
    """Return a text for the clipboard that no history takes."""
    made = QMimeData()
    made.setText(text)
    for name, data in SECRET.items():
        made.setData(name, data)
    return made


class Clipboard(QObject):
    """Watches what is copied in this window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._revealed: set[str] = set()
        self._held = ""  # the copy of ours that is to be cleared
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._changed)

    def guard(self, texts: Iterable[str]) -> None:
        """Remember numbers that were revealed."""
        self._revealed.update(plain for text in texts if (plain := _plain(text)))

    def copy(self, text: str) -> None:
        """Copy a revealed number."""
        self.guard([text])
        self._clipboard.setText(text)

    def _changed(self) -> None:
        mime = self._clipboard.mimeData()
        if not mime or not mime.hasText() or any(mime.hasFormat(name) for name in SECRET):
            return
        text = mime.text()
        plain = _plain(text[:LOOKED_AT])
        revealed = any(number in plain for number in self._revealed)
        if not revealed and not (QGuiApplication.focusWindow() and _has_number(text)):
            return  # nothing of ours
        self._held = text
        self._clipboard.setMimeData(secret(text))
        if revealed:
            self._timer.start()

    def clear(self) -> None:
        """Take numbers of ours off the clipboard, if they are still there."""
        self._timer.stop()
        if self._held and self._clipboard.text() == self._held:
            self._clipboard.clear()
        self._held = ""

    def forget(self) -> None:
        """Clear the clipboard and forget what was revealed."""
        self.clear()
        self._revealed.clear()

    def end(self) -> None:
        """Forget everything and watch no more."""
        self._clipboard.dataChanged.disconnect(self._changed)
        self.forget()


def _plain(text: str) -> str:
    return "".join(text.split())


def _has_number(text: str) -> bool:
    return len(text) > LOOKED_AT or any(found.kind in NUMBERS for found in scan_text(text))
