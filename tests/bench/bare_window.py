"""What the start of the program is measured against: two fields and a button in bare PySide6, with the same font.

Arguments: the font's family, and the file that brings it (empty where the system has it).
"""

import sys

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class Bare(QWidget):
    """A window that leaves as soon as it is painted and nothing more is to be done."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        for part in (QLabel("姓名"), QLineEdit(), QLabel("密码"), QLineEdit(), QPushButton("登录")):
            column.addWidget(part)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, QApplication.quit)  # a timer of 0 fires when the queue is empty
        return done


def main(family: str, file: str) -> int:
    application = QApplication([])
    if file:
        QFontDatabase.addApplicationFont(file)
    application.setFont(QFont(family))
    window = Bare()
    window.resize(1100, 700)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
