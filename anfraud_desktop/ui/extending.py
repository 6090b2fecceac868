"""A limit that was extended by a decision: to which longer one, by which paper, and why."""

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from anfraud_desktop.actions.clock import Clock, longer_limits
from anfraud_desktop.rules.deadlines import due, limit_of, said
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import Dialog

Asked = tuple[str, str, str]  # the longer limit's key, the reason, the paper's number


class ExtensionDialog(Dialog):
    """Asks for the longer limit, the paper and the reason; says who must have approved it and the new last day."""

    def __init__(self, parent: QWidget, clock: Clock) -> None:
        super().__init__(parent)
        self.clock = clock
        self.setWindowTitle("延期")
        self.setMinimumWidth(theme.DIALOG + theme.FORM_LABEL)
        self.kind = parts.DropDown()
        self.kind.setAccessibleName("延长为")
        for key in longer_limits(clock.kind):
            self.kind.addItem(limit_of(key).title, key)
        self.kind.currentIndexChanged.connect(lambda _: self._tell())
        self.paper, self.reason = QLineEdit(), QLineEdit()
        self.paper.setPlaceholderText("批准延长的文书号，没有可不填")
        self.paper.setAccessibleName("文书号")
        self.reason.setPlaceholderText("写明原因，日后可查")
        self.reason.setAccessibleName("原因")
        self.words = parts.label("", wrap=True)
        self.confirm = parts.button("延期", self.accept, look="primary")
        self.confirm.setDefault(True)
        self.confirm.setEnabled(False)
        self.reason.textChanged.connect(lambda words: self.confirm.setEnabled(bool(words.strip())))
        foot = parts.row(None, parts.button("返回", self.reject), self.confirm)
        heading = parts.label(f"延期：{clock.title}", "heading", wrap=True)
        told = parts.label(f"现在到 {said(clock.due)} 届满。", wrap=True)
        lines = (self.kind, self.words, self.paper, self.reason)
        margins = (theme.XL, theme.XL, theme.XL, theme.L)
        self.setLayout(parts.column(heading, told, *lines, theme.S, foot, gap=theme.M, margins=margins))
        self._tell()
        self.reason.setFocus()

    def _tell(self) -> None:
        limit = limit_of(self.kind.currentData())
        end = said(due(limit.key, self.clock.start).due)
        self.words.setText(f"须经{limit.approver or '有权机关'}批准，延长后到 {end} 届满。依据：{limit.article}")

    def asked(self) -> Asked:
        """Return what was chosen and typed."""
        return str(self.kind.currentData()), self.reason.text().strip(), self.paper.text().strip()


def ask_extension(parent: QWidget, clock: Clock) -> Asked | None:
    """Ask how a limit was extended; None where it stays as it is."""
    dialog = ExtensionDialog(parent, clock)
    return dialog.asked() if dialog.exec() == QDialog.DialogCode.Accepted else None
