"""Checks of single dispositions: their papers and their days."""

from collections import defaultdict
from collections.abc import Iterator

from anfraud_desktop import resources
from anfraud_desktop.actions.checks.check import Check, Found, Holdings, empty, filled, numbered, outcome, terms
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.rules.naming import Misfit, document_number_fits
from anfraud_desktop.store.conditions import Condition


def no_paper(file: Holdings) -> Iterator[Found]:
    """Find decisions that go by a paper and have no number of one."""
    papers = resources.table("law", "paper_words.toml")["fits"]
    for at, measure, stage in file.values(Disposition, "measure", "stage", where=empty("document_number")):
        kind = outcome(measure, stage)
        if kind in papers and kind != "wanted":  # a wanted order may be another bureau's
            yield Found(at, f"{Disposition.measure.show(measure)}没有文书号", (measure,))


def _misfits(file: Holdings) -> list[tuple[int, str, str, Misfit | None]]:
    """Return (disposition, measure, number, what does not fit) of those that have a number."""
    rows = file.values(Disposition, "measure", "stage", "document_number", where=filled("document_number"))
    return [(at, kind, number, document_number_fits(outcome(kind, stage), number)) for at, kind, stage, number in rows]


def wrong_paper(file: Holdings) -> Iterator[Found]:
    """Find numbers of another kind of paper than the decision goes by."""
    for at, measure, number, misfit in file.once(_misfits):
        if misfit and misfit.blocks:
            yield Found(at, misfit.reason, (measure, number))


def odd_paper(file: Holdings) -> Iterator[Found]:
    """Find numbers without a known word, or of an unusual form."""
    for at, measure, number, misfit in file.once(_misfits):
        told = misfit.reason if misfit else Disposition.document_number.doubt(number, {})
        if told and not (misfit and misfit.blocks):
            yield Found(at, told, (measure, number))


def same_paper(file: Holdings) -> Iterator[Found]:
    """Find one number on papers that must have their own: in two cases, or for two people where each gets one."""
    shared = terms("same_paper")["shared"]
    groups: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    paths = ("document_number", "involvement", "involvement.case", "measure")
    for at, number, *rest in file.values(Disposition, *paths, where=filled("document_number")):
        groups[number].append((at, *rest))
    for number, group in groups.items():
        if len(group) == 1 or not _doubled(group, shared=any(word in number for word in shared)):
            continue
        yield Found(group[-1][0], f"与处置 {numbered(at for at, *_ in group[:-1])} 的文书号相同", (number, group))


def _doubled(group: list[tuple[int, int, int, str]], *, shared: bool) -> bool:
    if len({case for _, _, case, _ in group}) > 1:
        return True
    return not shared and (len({part for _, part, _, _ in group}) > 1 or len({kind for *_, kind in group}) > 1)


def undated(file: Holdings) -> Iterator[Found]:
    """Find decisions without a day: which is the newest cannot be told."""
    for (at,) in file.values(Disposition, where=empty("decided_on")):
        yield Found(at, "没有决定日期，无法确定哪一项处置是现行的")


def decision_day(file: Holdings) -> Iterator[Found]:
    """Find decisions to come, before their case was taken up, and revoked before they were made."""
    before = terms("decision_day")["before_filing"]
    paths = ("measure", "decided_on", "revoked_on", "involvement.case.accepted_on", "involvement.case.filed_on")
    for at, measure, day, revoked, accepted, filed in file.values(Disposition, *paths, where=filled("decided_on")):
        begun = min((one for one in (accepted, filed) if one), default=None)
        if day > file.today:
            yield Found(at, f"决定日期 {day} 在今天之后", (day,))
        elif begun and day < begun and measure not in before:
            yield Found(at, f"决定日期 {day} 早于案件的受理、立案日期 {begun}", (day, begun))
        if revoked and revoked < day:
            yield Found(at, f"变更撤销日期 {revoked} 早于决定日期 {day}", (day, revoked), "revoked_on")


def vague(file: Holdings) -> Iterator[Found]:
    """Find outcomes that are stated without their kind."""
    kinds = [option.code for option in Disposition.measure.codes.options if option.vague]
    where = [Condition("measure", "in", kinds), *empty("revoked_on")]
    for at, measure in file.values(Disposition, "measure", where=where):
        option = Disposition.measure.option(measure)
        yield Found(at, option.vague if option else "", (measure,))


def measure_nature(file: Holdings) -> Iterator[Found]:
    """Find criminal measures and outcomes in administrative cases."""
    where = [
        Condition("involvement.case.nature", "=", "administrative"),
        Condition("measure", "in", terms("measure_nature")["criminal"]),
    ]
    for at, measure, case in file.values(Disposition, "measure", "involvement.case", where=where):
        yield Found(
            at, f"案件 #{case} 的性质是行政，{Disposition.measure.show(measure)}只用于刑事案件", (measure, case)
        )


CHECKS = (
    Check("no_paper", "dispositions", "document_number", no_paper),
    Check("wrong_paper", "dispositions", "document_number", wrong_paper),
    Check("odd_paper", "dispositions", "document_number", odd_paper),
    Check("same_paper", "dispositions", "document_number", same_paper),
    Check("undated", "dispositions", "decided_on", undated),
    Check("decision_day", "dispositions", "decided_on", decision_day),
    Check("vague", "dispositions", "measure", vague),
    Check("measure_nature", "dispositions", "measure", measure_nature),
)
