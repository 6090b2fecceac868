"""People staged in cases with a disposition each, for rulings and notices."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from anfraud_desktop.actions import notices
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.schema.record import Record
from tests.factories import a_case, a_disposition, a_person, an_involvement, an_office, id_number

PENALTY = "安公(府城)行罚决字〔2026〕{}号"
NUMBERS = {
    "detained": "安公(府城)拘字〔2026〕{}号",
    "arrested": "安公(府城)捕字〔2026〕{}号",
    "bail": "安公(府城)取保字〔2026〕{}号",
    "transferred_for_prosecution": "安公(府城)诉字〔2026〕{}号",
    "prosecuted": "安检刑诉〔2026〕{}号",
    "convicted_final": "（2026）鄂0982刑初{}号",
    "convicted_suspended": "（2026）鄂0982刑初{}号",
    "convicted_exempt": "（2026）鄂0982刑初{}号",
    "convicted_first_instance": "（2026）鄂0982刑初{}号",
    "acquitted": "（2026）鄂0982刑初{}号",
    "judgment_unspecified": "（2026）鄂0982刑初{}号",
    "nonprosecution_statutory": "安检刑不诉〔2026〕{}号",
    "nonprosecution_discretionary": "安检刑不诉〔2026〕{}号",
    "nonprosecution_insufficient": "安检刑不诉〔2026〕{}号",
    "nonprosecution_conditional": "安检刑不诉〔2026〕{}号",
    "nonprosecution_unspecified": "安检刑不诉〔2026〕{}号",
    "case_withdrawn": "安公(府城)撤案字〔2026〕{}号",
    "admin_detention": PENALTY,
    "admin_fine": PENALTY,
}
ACT = "2026-02-01"
TITLE = "安陆市公安局关于公开曝光一批典型案件的通告"


def save(office: Office, record: Record) -> int:
    with office.store.change("布置", by=office.officer) as change:
        return change.save(record)


def settle_unit(office: Office) -> None:
    save(office, an_office(own_phone="0712-5222222"))


@dataclass
class Staged:
    """One person in one case."""

    person: int
    case: int
    part: int
    dispositions: tuple[int, ...]


def stage(
    office: Office,
    measure: str = "detained",
    *,
    person: dict[str, Any] | None = None,
    case: dict[str, Any] | None = None,
    part: dict[str, Any] | None = None,
    **disposition: Any,
) -> Staged:
    """Write an adult of 36 whose act was on 2026-02-01, in a case of their own, with one disposition."""
    who = save(office, a_person(**{"name": "张建国", "id_number": id_number(date(1990, 3, 7))} | (person or {})))
    where = save(office, a_case(**(case or {})))
    involved = save(office, an_involvement(who, where, **{"acted_on": ACT} | (part or {})))
    done = decide(office, involved, measure, **disposition)
    return Staged(who, where, involved, (done,))


def decide(office: Office, part: int, measure: str, **but: Any) -> int:
    """Write another disposition; its number fits its measure."""
    serial = office.store.count(Disposition) + 1
    given = {"measure": measure, "document_number": NUMBERS.get(measure, "").format(serial)}
    return save(office, a_disposition(part, **given | but))


def drafted(office: Office, *parts: int, **but: Any) -> Notice:
    given = {"subject": TITLE, "involvements": parts, "channel": "公告栏", "valid_until": "2027-03-01"}
    return notices.draft(office, given | but)


def printed(office: Office, notice: Notice) -> str:
    return "".join("".join(pdf_text(notices.pdf(office, notice.id or 0).files[0])).split())
