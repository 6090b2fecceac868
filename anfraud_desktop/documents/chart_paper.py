"""A chart on paper: the marks of charts.py drawn by the paper library in the fonts of the paper."""

from functools import partial

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from anfraud_desktop.documents.charts import Chart, Line, Mark, Rect, Words, marks
from anfraud_desktop.documents.fonts import Faces, printable
from anfraud_desktop.documents.fonts import text_width as width_of
from anfraud_desktop.documents.paragraph import Align, Paragraph, Style
from anfraud_desktop.documents.typeset import Span

ALIGN: dict[str, Align] = {"start": "left", "middle": "center", "end": "right"}


class ChartFlowable(Flowable):
    """A chart over the whole width and of a height in points."""

    def __init__(self, chart: Chart, height: float, faces: Faces) -> None:
        super().__init__()
        self.chart, self.height, self.faces = chart, height, faces

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Take the width that there is."""
        self.width = available_width
        return self.width, self.height

    def draw(self) -> None:
        """Draw every mark, turned upside down."""

        def measure(text: str, size: float) -> float:
            return width_of(printable(text), self.faces.hei, size)

        for mark in marks(self.chart, self.width, self.height, measure):
            self._draw(mark)

    def _draw(self, mark: Mark) -> None:
        flipped = partial(lambda height, y: height - y, self.height)
        if isinstance(mark, Rect):
            self.canv.setFillColor(HexColor(mark.colour))
            self.canv.rect(mark.x, flipped(mark.y + mark.height), mark.width, mark.height, stroke=0, fill=1)
        elif isinstance(mark, Line):
            self.canv.setStrokeColor(HexColor(mark.colour))
            self.canv.setLineWidth(mark.thickness)
            self.canv.setLineCap(1)
            path = self.canv.beginPath()
            path.moveTo(mark.points[0][0], flipped(mark.points[0][1]))
            for x, y in mark.points[1:]:
                path.lineTo(x, flipped(y))
            self.canv.drawPath(path)
        else:
            self._write(mark, flipped(mark.y))

    def _write(self, words: Words, baseline: float) -> None:
        width = width_of(printable(words.text), self.faces.hei, words.size) + words.size
        left = {"start": words.x, "middle": words.x - width / 2, "end": words.x - width}[words.anchor]
        part = Paragraph([Span(words.text, self.faces.hei, colour=words.colour)], _style(words))
        part.wrap(width, words.size)
        part.drawOn(self.canv, left, baseline - words.size * 0.14)


def _style(words: Words) -> Style:
    return Style(words.size, words.size, align=ALIGN[words.anchor])
