"""Reports: the figures of a period with what they are compared with, as paper and workbook, and what stands behind."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.documents.report_book import report_workbook
from anfraud_desktop.documents.reports import ReportPaper, report_pdf
from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics import report as papers
from anfraud_desktop.statistics.figures import (
    Cell,
    Figure,
    Number,
    Quotient,
    Value,
    change,
    dimension_of,
    dimensions,
    exact,
    number,
    records,
)
from anfraud_desktop.statistics.indicators import INDICATORS, Declared, Indicator, Ratio, counted, declared, full_title
from anfraud_desktop.statistics.periods import Period, parse
from anfraud_desktop.statistics.wording import rounded
from anfraud_desktop.store import entries
from anfraud_desktop.store.audit import Entry


@dataclass(frozen=True)
class Report:
    """A report as computed once; printing it, as PDF or workbook, is logged."""

    office: Office
    period: Period
    figures: dict[str, Figure]
    paper: ReportPaper
    closed: bool = False

    def json(self) -> dict[str, Any]:
        """Return the report as the command line prints it (design/cli.md)."""
        return {
            "period": self.period.text,
            "title": self.period.title,
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "figures": [figure_json(figure) for figure in self.figures.values()],
            "closed": self.closed,
        }

    def pdf(self) -> bytes:
        """Return the paper as a PDF and log that it was printed."""
        return self._issued(report_pdf(self.paper, bundled=self.office.settings.bundled_fonts), "pdf")

    def xlsx(self) -> bytes:
        """Return the same paper as a workbook and log that it was made."""
        return self._issued(report_workbook(self.paper), "xlsx")

    def _issued(self, data: bytes, form: str) -> bytes:
        told = {"period": self.period.text, "form": form, "sha256": hashlib.sha256(data).hexdigest()}
        what = "打印" if form == "pdf" else "导出"
        with self.office.change(f"{what}{papers.TITLES[self.period.kind]}") as change_:
            change_.entries.append(Entry("print", "report", 0, told))
        return data


@dataclass(frozen=True)
class BehindFigure:
    """The records behind a figure, or behind one cell of it."""

    item: Indicator
    period: Period
    cells: tuple[Cell, ...]
    value: Number
    ledger: str
    ids: Sequence[int]
    titles: Sequence[str]

    def json(self) -> dict[str, Any]:
        """Return the list as the command line prints it."""
        return {
            "indicator": self.item.name,
            "period": self.period.text,
            "by": {cell.dimension: cell.key for cell in self.cells},
            "value": _plain(self.value),
            "ledger": self.ledger,
            "total": len(self.ids),
            "records": [{"id": at, "title": title} for at, title in zip(self.ids, self.titles, strict=True)],
        }


def month_report(office: Office, period_text: str) -> Report:
    """Compute the report of a period, of a month as of any other that `parse` takes; raises UserError for nonsense."""
    permit(office, "preview_report")
    period = parse(period_text)
    found = papers.report(
        office.store, period, papers.Heading(unit_name(office), office.clock(), office.officer, _head(office))
    )
    return Report(office, period, found.figures, found.paper)


def indicators() -> list[dict[str, Any]]:
    """Return every indicator as declared, with the dimensions that it can be split by."""
    return [
        {
            "indicator": item.name,
            "title": full_title(item),
            "unit": item.unit,
            "section": item.section,
            "definition": item.definition,
            "article": item.article,
            "by": [dimension.name for dimension in dimensions(item)],
            **_basis(item),
        }
        for item in INDICATORS.values()
    ]


def records_behind(office: Office, indicator: str, period_text: str, by: str | Sequence[str] = ()) -> BehindFigure:
    """Return what stands behind a figure; `by` names cells as DIMENSION=VALUE. Raises UserError for what is unknown."""
    permit(office, "preview_report")
    item, period = counted(indicator), parse(period_text)
    cells = tuple(_cell(item, text) for text in ([by] if isinstance(by, str) else by))
    behind = records(office.store, item, period, cells)
    found = office.store.page(Record.ledgers[behind.ledger], behind.ids)
    value = number(office.store, item, period, cells)
    titles = [record.title_text() for record in found]
    return BehindFigure(item, period, cells, value, behind.ledger, behind.ids, titles)


def unit_name(office: Office) -> str:
    """Return the station's name with that of its bureau before it."""
    unit = office.unit
    if unit is None:
        return "本单位"
    name, bureau = unit.name or "", unit.bureau or ""
    return name if name.startswith(bureau) else f"{bureau}{name}"


def figure_json(figure: Figure) -> dict[str, Any]:
    """Return a figure in plain values: counts as numbers, yuan and percentages as decimal strings, no base as null.

    `change` (环比) and `year_change` (同比) are percentages; those of a percentage are percentage points.
    """
    item = figure.item
    told: dict[str, Any] = {
        "indicator": item.name,
        "title": full_title(item),
        "unit": item.unit,
        "section": item.section,
        "value": _plain(figure.value),
        "last_period": _plain(figure.last_period),
        "last_year": _plain(figure.last_year),
        "change": _percent(item, figure.value, figure.last_period),
        "year_change": _percent(item, figure.value, figure.last_year),
    }
    if isinstance(figure.value, Quotient):
        told |= {"above": _plain(figure.value.above), "below": _plain(figure.value.below)}
    return told


def _plain(value: Value) -> int | str | None:
    if isinstance(value, int):
        return value
    found = exact(value)
    return None if found is None else str(rounded(found, 2))


def _percent(item: Declared, value: Value, base: Value) -> str | None:
    step = change(item, value, base)
    if step is None:
        return None
    return str(rounded(step if item.unit == "%" else step * 100, 2))


def _basis(item: Declared) -> dict[str, str]:
    if isinstance(item, Ratio):
        return {"above": declared(item.above).name, "below": declared(item.below).name}
    return {"ledger": item.ledger, "date": item.date, "measure": item.measure}


def _cell(item: Indicator, text: str) -> Cell:
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError(f"分组条件“{text}”要写成 分组=值，例如 township=府城街道。")
    dimension = dimension_of(item, name.strip())
    return Cell(dimension.name, dimension.read(value.strip()))


def _head(office: Office) -> str:
    return entries.printed_head(office.store)
