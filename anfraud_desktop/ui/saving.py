"""Where a page's papers go: ask for a place, write whole files, say where they are."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.ui.page import Workspace

KINDS = {
    ".pdf": "PDF 文件 (*.pdf)", ".xlsx": "工作簿 (*.xlsx)", ".png": "图片 (*.png)", ".json": "锚点文件 (*.json)",
    ".docx": "Word 文档 (*.docx)",
}  # fmt: skip


def write(path: Path, data: bytes) -> Path:
    """Write a file that its user asked for; raises Unavailable where the place does not take it."""
    try:
        path.write_bytes(data)
    except OSError:
        raise Unavailable(
            "文件没有写成，数据没有受影响。请检查文件是否正被打开、磁盘是否已满，或换一个位置。"
        ) from None
    return path


def save(page: Workspace, suggested: str, make: Callable[[], bytes], title: str) -> None:
    """Ask where, make the bytes on the working lane, write them and say so."""
    kind = KINDS[Path(suggested).suffix]
    chosen, _ = QFileDialog.getSaveFileName(page, title, suggested, kind)
    if chosen:
        page.host.tasks.start(
            lambda _: write(Path(chosen), make()),
            lambda path: page.host.toasts.show(f"已保存：{path.name}", "ok"),
            title=title,
        )
