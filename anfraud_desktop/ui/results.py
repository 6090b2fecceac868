"""Results of a search: what was found, in the clerk's words, and how a line of it is drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import icons, theme
from anfraud_desktop.ui.titles import titles

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

A_LEDGER = 12  # results shown of one ledger
FOUND = Qt.ItemDataRole.UserRole
MIDDLE = Qt.AlignmentFlag.AlignVCenter
SELECTED = QStyle.StateFlag.State_Selected
LEDGER_ICONS = {
    "cases": "folder", "people": "person", "cards": "card", "dispositions": "gavel", "notices": "megaphone",
    "involvements": "people", "victims": "community", "office": "building", "requests": "forward",
    "transfers": "link", "punishments": "shield", "attachments": "document", "notes": "edit",
    "settlements": "checkmark",
}  # fmt: skip


def ledger_icon(ledger: str) -> str:
    """Return the icon that stands for a ledger."""
    return LEDGER_ICONS.get(ledger, "table")


@dataclass(frozen=True)
class Found:
    """One record: its short title, and what else tells why it is here."""

    ledger: str
    id: int
    title: str
    why: str


def found(office: "Office", text: str) -> list[Found]:
    """Find a text; ledgers stand in their own order. Runs away from the window; raises Refused."""
    from anfraud_desktop.actions.records import find_each
    from anfraud_desktop.actions.sight import sight

    hits = find_each(office, text, A_LEDGER)
    sights = {table: sight(office, Record.ledgers[table]) for table in {hit.ledger for hit in hits}}
    known = titles(office.store, [(hit.ledger, hit.id) for hit in hits])
    order = list(Record.ledgers)
    lines = []
    for hit in sorted(hits, key=lambda hit: order.index(hit.ledger)):
        title = sights[hit.ledger].text(known.get((hit.ledger, hit.id), hit.title))
        value = hit.matched.partition("：")[2] or hit.matched
        number = " ".join(hit.title.replace(title, "").split())
        lines.append(Found(hit.ledger, hit.id, title, number if value in title else hit.matched))
    return lines


class Results(QStyledItemDelegate):
    """Draws an icon, the title, and at the right in muted ink the rest."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802  Qt's name
        """Be as high as a row; a ledger's name a little less."""
        del option
        return QSize(0, theme.ROW if index.data(FOUND) else theme.ROW_COMPACT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        box = option.rect
        one = index.data(FOUND)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = box.adjusted(theme.M, 0, -theme.M, 0)
        if not isinstance(one, Found):
            painter.setFont(theme.font(theme.CAPTION, strong=True))
            painter.setPen(theme.colour("muted"))
            painter.drawText(room, MIDDLE, str(index.data()))
        else:
            if option.state & SELECTED:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("accent_weak"))
                painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
            self._line(painter, room, one)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, room: QRect, one: Found) -> None:
        top = room.y() + (room.height() - theme.ICON) // 2
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(room.x(), top, icons.picture(ledger_icon(one.ledger), "muted", theme.ICON, ratio))
        room = room.adjusted(theme.ICON + theme.M, 0, 0, 0)
        small, body = theme.font(theme.CAPTION, tabular=True), theme.font()
        elide = Qt.TextElideMode.ElideRight
        why = QFontMetrics(small).elidedText(one.why, elide, room.width() // 2)
        taken = QFontMetrics(small).horizontalAdvance(why) + theme.L
        title = QFontMetrics(body).elidedText(one.title, elide, room.width() - taken)
        painter.setFont(body)
        painter.setPen(theme.colour("ink"))
        painter.drawText(room, MIDDLE, title)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, MIDDLE | Qt.AlignmentFlag.AlignRight, why)
