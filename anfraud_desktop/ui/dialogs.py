"""Dialogs: for a decision that cannot wait, and for a defect. A button names what it does."""

import platform
import sys
import traceback
from functools import partial

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from shiboken6 import isValid

from anfraud_desktop import __version__
from anfraud_desktop.ui import parts, theme


class Dialog(QDialog):
    """A dialog that goes on waiting for its answer while the window is locked: hiding one ends Qt's own `exec`."""

    def exec(self) -> int:
        """Show the dialog and return its result once it has one."""
        loop = QEventLoop()
        self.finished.connect(loop.quit)
        self.destroyed.connect(loop.quit)
        self.setModal(True)
        self.show()
        loop.exec()
        return self.result() if isValid(self) else 0


class Decision(Dialog):
    """A question with named answers; `answer` is the chosen one's number, -1 for leaving things as they are."""

    def __init__(self, parent: QWidget | None, title: str, text: str, answers: tuple[str, ...], look: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.answer = -1
        self.buttons: list[QPushButton] = []
        self.body = parts.column(parts.label(title, "heading", wrap=True), gap=theme.M)
        if text:
            self.body.addWidget(parts.label(text, wrap=True))
        foot = parts.row(None, parts.button("返回", self.reject), gap=theme.S)
        for number, words in enumerate(answers):
            made = parts.button(words, partial(self._choose, number), look="" if number else look)
            self.buttons.append(made)
            foot.addWidget(made)
        self.setLayout(
            parts.column(self.body, theme.S, foot, gap=theme.M, margins=(theme.XL, theme.XL, theme.XL, theme.L))
        )
        self.setMinimumWidth(theme.DIALOG)
        self.buttons[0].setDefault(True)

    def _choose(self, number: int) -> None:
        self.answer = number
        self.accept()


def decide(parent: QWidget | None, title: str, text: str, *answers: str, danger: bool = False) -> int:
    """Ask; returns the number of the chosen answer, or -1."""
    asked = Decision(parent, title, text, answers, "danger" if danger else "primary")
    asked.exec()
    return asked.answer


class Reason(Decision):
    """A question that wants a reason in words."""

    def __init__(self, parent: QWidget | None, title: str, text: str, answer: str, look: str = "danger") -> None:
        super().__init__(parent, title, text, (answer,), look)
        self.line = QLineEdit()
        self.line.setPlaceholderText("写明原因，日后可查")
        self.line.textChanged.connect(lambda words: self.buttons[0].setEnabled(bool(words.strip())))
        self.buttons[0].setEnabled(False)
        self.body.addWidget(self.line)
        self.line.setFocus()


def ask_reason(parent: QWidget | None, title: str, text: str, answer: str, *, danger: bool = True) -> str:
    """Ask for a reason; returns it, or an empty text where things stay as they are."""
    asked = Reason(parent, title, text, answer, "danger" if danger else "primary")
    return asked.line.text().strip() if asked.exec() == QDialog.DialogCode.Accepted else ""


def _place(filename: str) -> str:
    """Return a file's place in the program; of others only the name, since folders carry people's names."""
    parts_of_path = filename.replace("\\", "/").split("/")
    if "anfraud_desktop" in parts_of_path:
        return "/".join(parts_of_path[parts_of_path.index("anfraud_desktop") + 1 :])
    return parts_of_path[-1]


def report(wrong: BaseException) -> str:
    """Describe a defect by places in the program only: no message and no value, since both may name people."""
    frames = traceback.extract_tb(wrong.__traceback__)
    lines = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    head = [
        f"反诈案件工作台 {__version__}",
        f"Python {platform.python_version()} · {sys.platform}",
        f"{type(wrong).__module__}.{type(wrong).__qualname__}",
    ]
    return "\n".join([*head, *lines])


class DefectDialog(Dialog):
    """The program did something wrong: what happened, whether data is safe, and a report to hand on."""

    def __init__(self, wrong: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.report = report(wrong)
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        text.setMinimumHeight(theme.TEXT_HEIGHT * 2)
        text.setFont(theme.font(theme.CAPTION))
        copy = parts.button("复制报告", self._copy, icon="copy")
        close = parts.button("继续工作", self.accept, look="primary")
        self.setLayout(
            parts.column(
                parts.row(
                    parts.drawing("error", "danger", theme.XL), parts.label("刚才这一步没有做成", "heading"), None
                ),
                parts.label(
                    "已保存的内容没有受影响。请再试一次；还不行，把下面的报告交给维护人员。报告里没有姓名、号码等内容。",
                    wrap=True,
                ),
                text,
                parts.row(None, copy, close),
                gap=theme.M,
                margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )
        self.setMinimumWidth(theme.DIALOG + theme.FORM_LABEL)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
