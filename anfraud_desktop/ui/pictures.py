"""Editors of kept files: a photo that is dropped, pasted or chosen; attachments."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from anfraud_desktop.errors import Missing
from anfraud_desktop.schema.kinds import Attachments, KeptFile, Photo
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.editor import Editor
from anfraud_desktop.ui.inspector import photo
from anfraud_desktop.ui.page import Host

PICTURES = "照片 (*.jpg *.jpeg *.png *.bmp)"


def picture_in(mime: QMimeData) -> bytes:
    """Return the first picture of a clipboard or a drop, or nothing."""
    for url in mime.urls():
        if url.isLocalFile() and Path(url.toLocalFile()).is_file():
            return Path(url.toLocalFile()).read_bytes()
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            store = QByteArray()
            buffer = QBuffer(store)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes the name
            return bytes(store.data())
    return b""


class PhotoFrame(QFrame):
    """The place of the photo: a click chooses, Ctrl+V pastes, a file can be dropped."""

    def __init__(self, owner: "PhotoEditor") -> None:
        super().__init__()
        self._owner = owner
        parts.role(self, "drop")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(theme.PHOTO_WIDTH + theme.L, theme.PHOTO_HEIGHT + theme.L)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body = parts.column(gap=theme.S, margins=(theme.S, theme.S, theme.S, theme.S))
        self.setLayout(self.body)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  Qt's name
        """Take what was dropped."""
        self._owner.take(picture_in(event.mimeData()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Choose a file."""
        del event
        self._owner.choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Paste, choose, or take the photo away."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._owner.take(picture_in(QGuiApplication.clipboard().mimeData()))
        elif event.key() == Qt.Key.Key_Space:
            self._owner.choose()
        elif event.key() == Qt.Key.Key_Delete:
            self._owner.drop()
        else:
            super().keyPressEvent(event)


class PhotoEditor(Editor):
    """One photo."""

    def __init__(self, field: Photo, host: Host) -> None:
        super().__init__(field)
        self._host = host
        self._value: KeptFile | bytes | None = None
        self.frame = PhotoFrame(self)
        self.frame.setAccessibleName(field.label)
        self.away = parts.button("去掉照片", self.drop, look="link")
        self.setLayout(parts.column(self.frame, self.away, gap=theme.XS))
        self.setFocusProxy(self.frame)
        self._fill(b"")

    def choose(self) -> None:
        """Let a file be chosen."""
        path, _ = QFileDialog.getOpenFileName(self, "选择照片", "", PICTURES)
        if path:
            self.take(Path(path).read_bytes())

    def take(self, data: bytes) -> None:
        """Show a picture that is to be kept."""
        if not data:
            return
        self._value = data
        self._fill(data)
        self.edited.emit()

    def drop(self) -> None:
        """Keep no photo."""
        self._value = None
        self._fill(b"")
        self.edited.emit()

    def _fill(self, data: bytes) -> None:
        parts.clear(self.frame.body)
        self.away.setVisible(bool(data))
        centre = Qt.AlignmentFlag.AlignCenter
        if data:
            self.frame.body.addWidget(photo(data), 0, centre)
            return
        words = parts.label("拖入、粘贴\n或点击选择", "caption")
        words.setAlignment(centre)
        self.frame.body.addStretch(1)
        self.frame.body.addWidget(parts.drawing("image", "muted", theme.XL), 0, centre)
        self.frame.body.addWidget(words, 0, centre)
        self.frame.body.addStretch(1)

    def given(self) -> object:
        """Return new bytes, the kept file, or nothing."""
        return self._value or ""

    def put(self, value: Any) -> None:
        """Show a kept photo."""
        self._value = value
        try:
            self._fill(self._host.office.store.file(value.sha256) if value else b"")
        except Missing:
            self._fill(b"")

    def inputs(self) -> Sequence[QWidget]:
        """Return the frame."""
        return (self.frame,)


class AttachmentsEditor(Editor):
    """Files that belong to a record."""

    def __init__(self, field: Attachments) -> None:
        super().__init__(field)
        self._files: list[KeptFile | str] = []
        self._names = parts.column(gap=theme.XS)
        self._add = parts.button("添加附件", self.choose, icon="add")
        self.setLayout(parts.column(self._names, parts.row(self._add, None), gap=theme.XS))
        self.setFocusProxy(self._add)

    def choose(self) -> None:
        """Let files be chosen."""
        paths, _ = QFileDialog.getOpenFileNames(self, "添加附件")
        if paths:
            self._files += paths
            self._fill()
            self.edited.emit()

    def _drop(self, number: int) -> None:
        del self._files[number]
        self._fill()
        self.edited.emit()

    def _fill(self) -> None:
        parts.clear(self._names)
        for number, file in enumerate(self._files):
            name = file.name if isinstance(file, KeptFile) else Path(file).name
            chip = parts.button(name, partial(self._drop, number), look="chip", icon="dismiss")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            self._names.addLayout(parts.row(chip, None))

    def given(self) -> object:
        """Return kept files and the paths of new ones."""
        return list(self._files)

    def put(self, value: Any) -> None:
        """Show the files' names."""
        self._files = list(value or ())
        self._fill()

    def inputs(self) -> Sequence[QWidget]:
        """Return the button."""
        return (self._add,)
