"""The keys: one table that the window binds and that Ctrl+/ shows. None clashes with an input method."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from anfraud_desktop.ui import parts, theme


@dataclass(frozen=True)
class Key:
    """One key: its name in code, how it is pressed, what it does, and the heading under which it is listed."""

    name: str
    keys: tuple[str, ...]
    does: str
    where: str


HERE = Qt.ShortcutContext.WidgetShortcut  # a key that belongs to one widget alone
EVERYWHERE = "到处可用"
KEYS = (
    Key("find", ("Ctrl+K",), "查找一切", EVERYWHERE),
    Key("new", ("Ctrl+N",), "新增", EVERYWHERE),
    Key("back", ("Alt+Left",), "后退", EVERYWHERE),
    Key("forward", ("Alt+Right",), "前进", EVERYWHERE),
    Key("close", ("Ctrl+W",), "关闭当前标签页", EVERYWHERE),
    Key("fold", ("Ctrl+B",), "收起或展开左侧栏", EVERYWHERE),
    Key("rail", tuple(f"Alt+{number}" for number in range(1, 10)), "到左侧第 1…9 项", EVERYWHERE),
    Key("refresh", ("F5",), "刷新", EVERYWHERE),
    Key("undo", ("Ctrl+Z",), "撤销", EVERYWHERE),
    Key("redo", ("Ctrl+Y",), "重做", EVERYWHERE),
    Key("lock", ("Ctrl+L",), "锁定", EVERYWHERE),
    Key("print", ("Ctrl+P",), "预览、打印", EVERYWHERE),
    Key("help", ("F1",), "本页帮助", EVERYWHERE),
    Key("keys", ("Ctrl+/",), "快捷键一览", EVERYWHERE),
    Key("edit", ("F2",), "编辑选中的一条", "列表"),
    Key("open", ("Return",), "打开选中的一条", "列表"),
    Key("filter", ("Ctrl+F",), "到筛选框", "列表"),
    Key("copy", ("Ctrl+C",), "复制所见", "列表"),
    Key("copy_heads", ("Ctrl+Shift+C",), "连表头复制", "列表"),
    Key("select_all", ("Ctrl+A",), "选中全部符合条件的", "列表"),
    Key("remove", ("Delete",), "移入回收站", "列表"),
    Key("next", ("Return",), "下一项（输入法选字时不跳）", "表单"),
    Key("previous", ("Shift+Return",), "上一项", "表单"),
    Key("save", ("Ctrl+S",), "保存", "表单"),
    Key("save_new", ("Ctrl+Return",), "保存并新增", "表单"),
    Key("cancel", ("Esc",), "取消", "表单"),
)
BY_NAME = {key.name: key for key in KEYS}
SHOWN = {"Return": "Enter", "Left": "←", "Right": "→", "Delete": "Delete"}


def shown(key: Key) -> str:
    """Spell a key as it stands on the keyboard."""
    first, last = key.keys[0], key.keys[-1]
    text = first if first == last else f"{first}…{last[-1]}"
    for ours, theirs in SHOWN.items():
        text = text.replace(ours, theirs)
    return text


def hint(name: str, words: str) -> str:
    """Return words for a tool tip, with the key that does the same."""
    return f"{words}  {shown(BY_NAME[name])}"


class KeyList(QDialog):
    """The list of keys: of those that work everywhere only what the window has bound."""

    def __init__(self, bound: set[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键一览")
        self._bound = bound
        columns: list[parts.Item] = []
        for group in ((EVERYWHERE,), ("列表", "表单")):
            box = parts.column(gap=theme.L)
            for where in group:
                box.addWidget(parts.label(where, "heading"))
                box.addLayout(self._keys(where))
            box.addStretch(1)
            columns += [box, theme.XL]
        close = parts.button("知道了", self.accept, look="primary")
        foot = parts.row(None, close)
        body = parts.column(parts.row(*columns[:-1], gap=theme.L), foot, gap=theme.XL)
        body.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        self.setLayout(body)
        close.setFocus()

    def _keys(self, where: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.XL)
        grid.setVerticalSpacing(theme.S)
        for line, key in enumerate(self._listed(where)):
            grid.addWidget(parts.label(key.does), line, 0)
            cap = parts.label(shown(key), "keycap")
            cap.setFixedHeight(theme.BADGE)
            grid.addWidget(cap, line, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnMinimumWidth(0, theme.COLUMN_NUMBER)
        return grid

    def _listed(self, where: str) -> list[Key]:
        return [key for key in KEYS if key.where == where and (where != EVERYWHERE or key.name in self._bound)]
