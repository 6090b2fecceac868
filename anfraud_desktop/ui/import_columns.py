"""How each column of a book was understood, each with a box to say otherwise."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from anfraud_desktop.exchange.headings import importable
from anfraud_desktop.exchange.plans import Plan
from anfraud_desktop.ui import parts, theme

HOW = {
    "heading": "按表头", "likeness": "表头相近，请核对", "values": "按内容推断，请核对", "given": "你指定的",
    "remembered": "记住的上次选择", "repeated": "与前面的列重复", "": "",
}  # fmt: skip
IGNORED = "不导入"


class ColumnChoices(QWidget):
    """One line a column: heading, what it is taken for, why."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, tuple[parts.DropDown, str]] = {}
        inside = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setColumnStretch(3, 1)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self.setLayout(parts.column(parts.scrolled(inside)))

    def show_plan(self, plan: Plan) -> None:
        """Show the columns of a plan."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        targets = [("", IGNORED)] + [
            (f"{ledger.table}.{name}", f"{ledger.title} · {field.label}")
            for ledger in importable()
            for name, field in ledger.fields.items()
        ]
        for line, column in enumerate(plan.columns()):
            box = parts.DropDown()
            for key, words in targets:
                box.addItem(words, key)
            said = f"{column['ledger']}.{column['field']}" if column["ledger"] else ""
            box.setCurrentIndex(max(box.findData(said), 0))
            box.setMinimumWidth(theme.COLUMN_LONG)
            heading = column["heading"].replace("\n", " ")
            box.setAccessibleName(heading)
            self.boxes[column["heading"]] = (box, said)
            tone = "warn" if column["how"] in ("likeness", "values", "repeated") else "muted"
            cells: tuple[QWidget, ...] = (
                parts.label(column["column"], "muted"), QLabel(heading), box, parts.label(HOW[column["how"]], tone),
            )  # fmt: skip
            for at, cell in enumerate(cells):
                self._grid.addWidget(cell, line, at)

    def said(self) -> dict[str, str]:
        """Return what was chosen otherwise than it was understood, by heading."""
        return {
            heading: str(box.currentData()) for heading, (box, was) in self.boxes.items() if box.currentData() != was
        }
