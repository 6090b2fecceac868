"""Badges: a verdict, a clock or a state as icon and word; the colour only underlines them."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from anfraud_desktop.ui import icons, theme


@dataclass(frozen=True)
class Mark:
    """What a badge says: its word, its tone, its icon, and what stands behind it (shown on hover)."""

    word: str
    tone: theme.Tone = "plain"
    icon: str = ""
    why: str = ""


# Verdicts of publication, by mode.
VERDICTS = {
    "full": Mark("可署名", "ok", "done"),
    "mask": Mark("隐名", "warn", "eye_off"),
    "aggregate": Mark("仅计数", "accent", "number"),
    "never": Mark("不得公开", "danger", "person_prohibited"),
}
# Words of states that carry a tone wherever they are shown; every other word stays plain.
TONES: dict[str, theme.Tone] = {
    "受案": "accent", "立案": "accent", "侦查": "accent", "移送起诉": "accent", "起诉": "accent",
    "判决": "ok", "结案": "ok", "撤案": "plain", "不起诉": "plain",
    "在逃": "danger", "在押": "ok", "在控": "ok", "未采取强制措施": "warn",
    "未查扣": "warn", "已查扣": "ok", "已冻结": "ok", "已止付": "ok", "已关停": "ok",
}  # fmt: skip
SOON_DAYS = 7


def verdict(mode: str, why: str = "") -> Mark:
    """Return the badge of a ruling's mode; `why` is its reason with the article."""
    found = VERDICTS[mode]
    return Mark(found.word, found.tone, found.icon, why)


def clock(due: date, today: date, article: str = "") -> Mark:
    """Return the badge of a time limit: 已超期, 今日, 剩 n 天, or its date when it is far."""
    left = (due - today).days
    if left < 0:
        return Mark(f"已超期 {-left} 天", "danger", "error", article)
    if left == 0:
        return Mark("今日", "danger", "clock", article)
    if left <= SOON_DAYS:
        return Mark(f"剩 {left} 天", "warn", "clock", article)
    return Mark(due.isoformat(), "plain", "calendar", article)


def state_of(word: str) -> Mark:
    """Return the badge of a state by its word."""
    return Mark(word, TONES.get(word, "plain"))


def paint(painter: QPainter, at: QRectF, mark: Mark, *, ratio: float = 1.0) -> float:
    """Draw a badge at the left of a rectangle, centred in its height; returns its width."""
    ink, ground = theme.tone_colours(mark.tone)
    painter.save()
    painter.setFont(theme.font(theme.CAPTION))
    room = theme.L if mark.icon else 0
    width = min(painter.fontMetrics().horizontalAdvance(mark.word) + room + 2 * theme.S, at.width())
    box = QRectF(at.x(), at.y() + (at.height() - theme.BADGE) / 2, width, theme.BADGE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, theme.BADGE / 2, theme.BADGE / 2)
    if mark.icon:
        token = "muted" if mark.tone == "plain" else mark.tone
        top = round(box.y() + (theme.BADGE - theme.BODY) / 2)
        painter.drawPixmap(round(box.x()) + theme.S - 2, top, icons.picture(mark.icon, token, theme.BODY, ratio))
    painter.setPen(ink)
    words = box.adjusted(theme.S + room, 0, -theme.XS, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, mark.word)
    painter.restore()
    return width


class Badge(QWidget):
    """A badge as a widget."""

    def __init__(self, mark: Mark | None = None) -> None:
        super().__init__()
        self.mark = mark or Mark("")
        self.show_mark(self.mark)

    def show_mark(self, mark: Mark) -> None:
        """Say something else."""
        self.mark = mark
        self.setToolTip(mark.why)
        self.setAccessibleName(mark.word)
        if not mark.word:
            self.hide()
        elif self.parentWidget():
            self.show()
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Fit the word."""
        from PySide6.QtGui import QFontMetrics

        words = QFontMetrics(theme.font(theme.CAPTION)).horizontalAdvance(self.mark.word)
        return QSize(words + 2 * theme.S + (theme.L if self.mark.icon else 0) + 1, theme.BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw it."""
        del event
        painter = QPainter(self)
        paint(painter, QRectF(self.rect()), self.mark, ratio=self.devicePixelRatioF())
        painter.end()
