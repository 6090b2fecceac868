"""Somebody else changed the record meanwhile: both sides field by field, and which of them is kept."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from anfraud_desktop.actions import conflicts
from anfraud_desktop.actions.conflicts import Clash, Difference
from anfraud_desktop.errors import Invalid
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import Dialog
from anfraud_desktop.ui.page import Host

MINE, THEIRS = 0, 1
LINES = 8  # fields that are seen at once: the dialog must fit the smallest window
NOT_WRITTEN = "你的改动还没有写入。逐项选定保留哪一边，没有列出的项目两边一样；对方的值不论选不选，都留在修改记录里。"


def resolve(parent: QWidget, host: Host, mine: Record, base: Record | None = None) -> Record | None:
    """Ask how an unwritten record goes with what somebody else wrote meanwhile; return what is to be saved.

    None where the officer goes back to their form, and nothing is written. Where both wrote the same there is nothing
    to ask. Raises Missing where the record is gone meanwhile, Refused where the officer may not open it.
    """
    clash = conflicts.conflict_of(host.office, mine, base)
    if not clash.differences:
        return clash.theirs
    asked = ConflictDialog(parent, mine, clash)
    asked.exec()
    return asked.outcome


class ConflictDialog(Dialog):
    """Both sides of every field that differs; what I changed is chosen from me. `outcome`: the record to be saved."""

    def __init__(self, parent: QWidget, mine: Record, clash: Clash) -> None:
        super().__init__(parent)
        self.mine, self.clash = mine, clash
        self.outcome: Record | None = None
        self.sides: dict[str, QButtonGroup] = {}
        self.setWindowTitle("两个人改了同一条记录")
        self.error = parts.label("", "danger", wrap=True)
        self.error.hide()
        lines = self._lines()
        save = parts.button("按选定的保存", self.keep, look="primary")
        save.setDefault(True)
        back = parts.button("返回修改", self.reject)
        back.setToolTip("不写入，回到表单，刚才填的都还在")
        every = [("全部用我的", MINE), ("全部用文件里的", THEIRS)]
        foot = parts.row(*(parts.button(words, partial(self._all, side)) for words, side in every), None, back, save)
        margins = (theme.XL, theme.XL, theme.XL, theme.L)
        self.setLayout(
            parts.column(
                parts.label(_headline(clash), "heading", wrap=True), parts.label(NOT_WRITTEN, wrap=True),
                parts.spread(lines, high=True), self.error, foot, gap=theme.M, margins=margins,
            )
        )  # fmt: skip
        self.setMinimumWidth(theme.FORM_LABEL + 2 * theme.INSPECTOR + 2 * theme.XL)

    def _lines(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, theme.S, 0)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        for column, words in enumerate(("", "我的", "现在文件里的")):
            grid.addWidget(parts.label(words, "label"), 0, column)
        for row, one in enumerate(self.clash.differences, 1):
            self._line(grid, row, one)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(0, theme.FORM_LABEL)
        grid.setRowStretch(len(self.clash.differences) + 1, 1)
        inside.setLayout(grid)
        area = parts.scrolled(inside)
        area.setMinimumHeight(min(inside.sizeHint().height(), LINES * (theme.CONTROL + theme.M)))
        return area

    def _line(self, grid: QGridLayout, row: int, one: Difference) -> None:
        group = QButtonGroup(self)
        self.sides[one.field] = group
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(parts.label(one.label, "label", wrap=True), row, 0, top)
        theirs = f"{one.who} {one.when:%m-%d %H:%M} 改" if one.when else "没有人改过"
        sides = ((MINE, one.mine, "我改的" if one.changed else "我没有改"), (THEIRS, one.theirs, theirs))
        for side, text, who in sides:
            choice = QRadioButton()
            choice.setAccessibleName(f"{one.label}：{'我的' if side == MINE else '现在文件里的'}，{text or '空'}")
            group.addButton(choice, side)
            words = _Words(choice, text, who)
            box = parts.row(gap=theme.S)
            box.addWidget(choice, 0, top)
            box.addWidget(words, 1)
            grid.addLayout(box, row, side + 1)
        group.button(MINE if one.changed else THEIRS).setChecked(True)

    def _all(self, side: int) -> None:
        for group in self.sides.values():
            group.button(side).setChecked(True)

    def chosen(self) -> set[str]:
        """Return the fields that are taken from me."""
        return {name for name, group in self.sides.items() if group.checkedId() == MINE}

    def keep(self) -> None:
        """Make the record of what is chosen; where its parts contradict each other, say so and go on asking."""
        try:
            self.outcome = conflicts.merged(self.mine, self.clash.theirs, self.chosen())
        except Invalid as wrong:
            self.error.setText(f"这样选不能保存。{wrong.message}")
            self.error.show()
            self.adjustSize()
            return
        self.accept()


class _Words(QWidget):
    """A value and who wrote it; pressing it chooses it, as pressing the circle beside it does."""

    def __init__(self, choice: QRadioButton, text: str, who: str) -> None:
        super().__init__()
        self._choice = choice
        value = parts.label(text or "（空）", "" if text else "muted", wrap=True)
        choice.setFixedHeight(value.fontMetrics().lineSpacing())  # the circle stands beside the first line
        self.setLayout(parts.column(value, parts.label(who, "caption"), None, gap=0))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802  Qt's name
        """Choose it."""
        del event
        self._choice.setChecked(True)
        self._choice.setFocus()


def _headline(clash: Clash) -> str:
    """Name the record's ledger and who changed it, and when they did so last."""
    last: dict[str, str] = {}
    for one in sorted((one for one in clash.differences if one.when), key=lambda one: str(one.when)):
        last[one.who] = f"{one.when:%H:%M}"
    who = "、".join(f"{name} {at} " for name, at in last.items()) or "别人"
    return f"这条{type(clash.theirs).one}已被{who.rstrip()} 修改"
