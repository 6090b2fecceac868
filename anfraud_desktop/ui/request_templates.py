"""The menu of the letters' words: written to a file, replaced by the station's own, put back; the last two by two."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu

from anfraud_desktop.actions import request_templates
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.ui.dialogs import ask_reason
from anfraud_desktop.ui.page import Workspace
from anfraud_desktop.ui.saving import write
from anfraud_desktop.ui.second import ask_second

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

NAME = "查控函件模板.toml"
REPLACE, RESTORE = "换用本单位的函件模板", "恢复自带的函件模板"


def template_menu(page: Workspace) -> QMenu:
    """Return the menu; what the officer may not do is off."""
    menu = QMenu(page)
    menu.addAction("导出函件模板…").triggered.connect(lambda _checked: export_template(page))
    for words, does in ((REPLACE, replace_template), (RESTORE, partial(change_template, title=RESTORE, path=None))):
        action = menu.addAction(f"{words}…")
        action.triggered.connect(lambda _checked, does=does: does(page))
        action.setEnabled(not why_not(page.host.office, "change_policy"))
    return menu


def export_template(page: Workspace) -> None:
    """Write the words in force to a file, to be edited there."""
    path, _ = QFileDialog.getSaveFileName(page, "导出函件模板", NAME, "模板 (*.toml)")
    office = page.host.office
    if path:
        page.host.tasks.start(
            lambda _: write(Path(path), request_templates.text_in_force(office).encode()),
            page.alive(lambda saved: page.host.toasts.show(f"已保存：{saved.name}", "ok")),
        )


def replace_template(page: Workspace) -> None:
    """Put a file's words in force."""
    path, _ = QFileDialog.getOpenFileName(page, REPLACE, "", "模板 (*.toml *.txt)")
    if path:
        change_template(page, REPLACE, Path(path))


def change_template(page: Workspace, title: str, path: Path | None) -> None:
    """Put a file's words in force, or the program's own again, for a reason and by two."""
    reason = ask_reason(page, title, "此后生成的函件都用新模板，已生成的不变。", title, danger=False)
    office = ask_second(page, page.host, "change_policy", f"{title}，原因：{reason}。") if reason else None
    if office is not None:
        page.host.tasks.start(
            lambda _: _changed(office, path, reason),
            page.alive(lambda _: page.host.toasts.show(f"已{title}", "ok")),
        )


def _changed(office: "Office", path: Path | None, reason: str) -> None:
    if path is None:
        request_templates.restore_templates(office, reason)
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("模板文件打不开，没有更换。请用记事本另存为 UTF-8 编码再试。") from None
    request_templates.replace_templates(office, text, reason)
