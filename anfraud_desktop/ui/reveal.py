"""Showing a masked number for a reason: beside its field, or apart where it stands in a table."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import icons, parts, theme
from anfraud_desktop.ui.dialogs import Dialog, ask_reason
from anfraud_desktop.ui.editor import grouped
from anfraud_desktop.ui.page import Host


def ask_reveal(
    parent: QWidget, host: Host, about: tuple[type[Record], int, str], then: Callable[[str], object]
) -> None:
    """Ask why a masked field (ledger, id, name) is to be seen, log it, hand its text to `then`; a refusal is told."""
    from anfraud_desktop.actions import masks
    from anfraud_desktop.actions.permits import asks_reason

    ledger, _, name = about
    office, words, reason = host.office, f"显示{ledger.fields[name].label}", ""
    if asks_reason(office, "reveal_number"):
        reason = ask_reason(parent, words, "谁在何时看了哪个号码、为什么，都记入日志。", words, danger=False)
        if not reason:
            return

    def shown(text: str) -> None:
        host.clipboard.guard([text])
        then(text)

    host.tasks.start(lambda _: masks.reveal(office, *about, reason), shown)


class Shown(Dialog):
    """A number that was revealed out of a table, to be read or copied."""

    def __init__(self, parent: QWidget, label: str, text: str, copy: Callable[[str], object]) -> None:
        super().__init__(parent)
        self.setWindowTitle(label)
        self.setMinimumWidth(theme.DIALOG)
        self.number = parts.label(grouped(text), "title", wrap=True, selectable=True)
        hint = parts.label("复制后 30 秒从剪贴板清除", "caption")
        taken = parts.button("复制", lambda: copy(text), icon="copy")
        close = parts.button("知道了", self.accept, look="primary")
        self.setLayout(
            parts.column(
                parts.label(label, "label"), self.number, theme.S, parts.row(hint, None, taken, close),
                gap=theme.S, margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )  # fmt: skip


def masked_fields(host: Host, ledger: type[Record], record: int) -> list[str]:
    """Return the fields of a record of which the officer sees a mask."""
    from anfraud_desktop.actions.masks import masked_right
    from anfraud_desktop.actions.sight import Sight

    if not masked_right(host.office, ledger) or not (found := host.office.store.page(ledger, [record])):
        return []
    seen = Sight(masked=True)
    fields = found[0].fields.items()
    return [name for name, field in fields if seen.shown(found[0], name) != field.show(found[0].values[name])]


def add_reveals(menu: QMenu, parent: QWidget, host: Host, about: tuple[type[Record], int]) -> None:
    """Add to a menu what would show each masked field of a record."""
    ledger, record = about
    for name in masked_fields(host, ledger, record):
        action = menu.addAction(icons.icon("eye"), f"显示{ledger.fields[name].label}…")
        action.triggered.connect(partial(_reveal_apart, parent, host, (ledger, record, name)))


def _reveal_apart(parent: QWidget, host: Host, about: tuple[type[Record], int, str]) -> None:
    ledger, _, name = about

    def shown(text: str) -> None:
        if isValid(parent):
            Shown(parent, ledger.fields[name].label, text, host.clipboard.copy).open()

    ask_reveal(parent, host, about, shown)
