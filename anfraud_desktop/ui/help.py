"""Help where you are: one short text per page, below resources/help."""

from functools import cache

from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from anfraud_desktop.resources import resource
from anfraud_desktop.ui import parts, theme

FALLBACK = "start"


@cache
def topic(name: str) -> str:
    """Return a topic's Markdown: its own, else that of every ledger's list or form, else the general one."""
    kind = name.partition("/")[0]
    for candidate in (name.replace("/", "-"), kind, FALLBACK):
        path = resource("help", f"{candidate}.md")
        if path.exists():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"help/{FALLBACK}.md")


class HelpDialog(QDialog):
    """One topic, to be read beside the work: it does not block the window."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.text = QTextBrowser()
        self.text.document().setDocumentMargin(0)
        self.text.document().setIndentWidth(theme.L)
        self.text.setMarkdown(topic(name))
        self.setLayout(
            parts.column(
                self.text,
                parts.row(None, parts.button("知道了", self.accept, look="primary")),
                gap=theme.L,
                margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )
        parts.role(self, "surface")
        self.resize(theme.DIALOG + theme.FORM_LABEL, theme.DIALOG)
