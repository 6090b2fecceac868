"""The line on which those who answer for a paper stand: a name where one is known, a rule to sign on where not."""

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from anfraud_desktop.documents.fonts import Faces, text_width
from anfraud_desktop.documents.paragraph import Paragraph, Style
from anfraud_desktop.documents.typeset import Span

SIZE, PITCH = 14.0, 26.0  # 4号
RULE_FOOT = 5.0


class Hands(Flowable):
    """Pairs of (office, name) over the width of the text, in equal parts."""

    def __init__(self, hands: tuple[tuple[str, str], ...], faces: Faces) -> None:
        super().__init__()
        self.hands, self.faces = hands, faces

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Take one line of the width that there is."""
        self.width, self.height = available_width, PITCH
        return self.width, self.height

    def draw(self) -> None:
        """Write the offices and names, rule what is empty."""
        room = self.width / len(self.hands)
        for place, (office, name) in enumerate(self.hands):
            text = f"{office}：{name}"
            part = Paragraph([Span(text, self.faces.body)], Style(SIZE, PITCH, align="left"))
            part.wrap(room, PITCH)
            part.drawOn(self.canv, place * room, self.height - part.height)
            if not name:
                start = place * room + text_width(text, self.faces.body, SIZE)
                self.canv.setStrokeColor(HexColor("#000000"))
                self.canv.setLineWidth(0.5)
                self.canv.line(start, RULE_FOOT, (place + 1) * room - SIZE, RULE_FOOT)
