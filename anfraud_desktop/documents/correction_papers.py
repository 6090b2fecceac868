"""The answer to a person who asked that their data be corrected or deleted: what was asked, what was done, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look


@dataclass(frozen=True)
class Item:
    """One line of the answer: what stood there, what was asked for, what became of it."""

    label: str
    was: str
    asked: str
    done: str


@dataclass(frozen=True)
class AnswerPaper:
    """All words of the paper. `asked` is 更正、补充 or 删除; `opening` and `closing` are whole paragraphs.

    A deletion has no items: a paper that says what was deleted would keep it.
    """

    unit: str
    to: str
    asked: str
    requested_on: date
    dated: date
    articles: str
    items: tuple[Item, ...] = ()
    closing: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The paper's name."""
        return f"个人信息{self.asked.partition('、')[0]}答复书"


def answer_pdf(paper: AnswerPaper, *, bundled: bool = False) -> bytes:
    """Return the paper as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), paper.title, paper.unit)
    return printed(list(_parts(paper, look)), look)


def _parts(paper: AnswerPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import spelt_day
    from anfraud_desktop.documents.paragraph import Paragraph, Style
    from anfraud_desktop.documents.tables import Column, Grid, Table
    from anfraud_desktop.documents.typeset import Span

    yield from page.title(paper.title, look)
    yield Paragraph([Span(f"{paper.to}：", look.faces.body)], Style(page.BODY_SIZE, page.LINE))
    asked = f"你于{spelt_day(paper.requested_on)}请求{paper.asked}本单位保存的你的个人信息。"
    yield page.body(f"{asked}经核实，依照{paper.articles}，答复如下：", look)
    if paper.items:
        titles = ("项目", "原登记内容", "请求改为", "处理结果")
        columns = tuple(Column(title, "left", wraps=place > 0) for place, title in enumerate(titles))
        yield page.blank(0.3)
        yield Grid(Table(columns, tuple((i.label, i.was, i.asked, i.done) for i in paper.items)), look.faces)
        yield page.blank(0.3)
    *texts, last = paper.closing
    for text in texts:
        yield page.body(text, look)
    yield page.together([page.body(last, look), *page.signature(paper.unit, spelt_day(paper.dated), look)])
    yield page.Imprint(["本答复书只交请求人本人或其受托人，用于答复其关于个人信息的请求。"], look)
