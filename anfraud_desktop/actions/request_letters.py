"""The letters of requests: one to each institution for each kind, with a table of accounts; as PDF or for Word."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.notice_texts import filled
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.request_templates import COLUMNS, RECEIPT, Template, templates
from anfraud_desktop.documents.notices import spelt_day
from anfraud_desktop.documents.request_letters import LetterPaper, Listed, Receipt, letter_docx, letter_pdf
from anfraud_desktop.errors import Refused, UserError
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.deadlines import limit_of
from anfraud_desktop.rules.requests import kinds, limit_key
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.store.audit import Entry

Form = Literal["pdf", "docx"]
UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\t', " "))  # what no file name may hold


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, the requests it makes, a name for its file, its bytes; a draft may not leave yet."""

    institution: str
    kind: str
    ids: tuple[int, ...]
    name: str
    data: bytes
    draft: bool


def letters(office: Office, ids: Sequence[int], form: Form = "pdf") -> list[Letter]:
    """Return the letters for requests, one to each institution for each kind, and log that they were made.

    Raises UserError where nothing is chosen, Refused where no unit is registered or the officer may not.
    """
    found = [office.store.get(Request, at) for at in dict.fromkeys(ids)]
    if not found:
        raise UserError("没有选择要发函的请求，没有生成函件。")
    for record in found:
        _permit(office, record)
    groups: dict[tuple[str, str], list[Request]] = {}
    for record in found:
        groups.setdefault((record.institution or "", record.kind or ""), []).append(record)
    made = [_letter(office, institution, kind, some, form) for (institution, kind), some in groups.items()]
    with office.change("打印查控函件" if form == "pdf" else "导出查控函件") as change:
        for letter in made:
            told = {"form": form, "to": letter.institution, "sha256": hashlib.sha256(letter.data).hexdigest()}
            change.entries += [Entry("print", Request.table, at, told) for at in letter.ids]
    return made


def _permit(office: Office, record: Request) -> None:
    key = ledger_operation(Request.table, "edit")
    permit(office, key, own=lambda: owns(office, record), about=(Request.table, record.id or 0))


def _letter(office: Office, institution: str, kind: str, some: Sequence[Request], form: Form) -> Letter:
    paper = letter_paper(office, institution, kind, some)
    data = letter_docx(paper) if form == "docx" else letter_pdf(paper, bundled=office.settings.bundled_fonts)
    ids = tuple(one.id or 0 for one in some)
    name = f"{paper.title}-{institution}-{office.today:%Y%m%d}-{ids[0]}.{form}".translate(UNSAFE)
    return Letter(institution, kind, ids, name, data, paper.draft)


def letter_paper(office: Office, institution: str, kind: str, some: Sequence[Request]) -> LetterPaper:
    """Return the words of one letter; raises Refused where no unit is registered to sign it."""
    unit = office.unit
    if unit is None:
        raise Refused("没有登记单位，函件无法落款。没有生成函件。")
    words = templates(office)
    template, bureau = words[kind], unit.bureau or unit.name or ""
    numbers = list(dict.fromkeys(one.document_number or "" for one in some))
    number = numbers[0] if len(numbers) == 1 else ""
    values = _values(office, kind, some) | {
        "to": institution, "bureau": bureau, "title": template.title, "number": number,
    }  # fmt: skip
    values["contact"] = values["contact"] or office.officer
    values["phone"] = values["phone"] or unit.own_phone or ""
    return LetterPaper(
        unit=bureau,
        title=filled(template.title, values),
        to=institution,
        number=number,
        dated=office.today,
        opening=filled(template.opening, values),
        listed=_listed(office, template, some, numbered=len(numbers) > 1),
        closing=tuple(filled(text, values) for text in template.closing),
        contact=filled("联系人：{contact}[，联系电话：{phone}]。", values),
        receipt=_receipt(words.get(RECEIPT), some, values),
        draft=kinds()[kind].number and not all(one.document_number for one in some),
    )


def _values(office: Office, kind: str, some: Sequence[Request]) -> dict[str, str]:
    """Return what fills the gaps; what differs among the requests stays empty and stands in the table instead."""
    cases = {one.case for one in some}
    case = office.store.page(Case, [at for at in cases if at])
    days = [one.reply_due_on for one in some if one.reply_due_on]
    return {
        "case": (case[0].name or case[0].number or "") if len(cases) == 1 and case else "",
        "count": str(len(some)),
        "articles": _cited(kinds()[kind].article),
        "period": _same([_period(one) for one in some]),
        "reply_due": spelt_day(min(days)) if days else "",
        "contact": _same([one.contact or "" for one in some]),
        "phone": _same([one.contact_phone or "" for one in some]),
        "reason": _same([one.reason or "" for one in some]).rstrip("。"),
    }


def _same(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""


def _cited(article: str) -> str:
    """Return articles as a letter cites them: 《公安机关办理刑事案件程序规定》第二百三十九条."""
    cited = []
    law = ""
    for part in article.split("、"):
        name, mark, rest = part.partition("第")
        law = name or law
        cited.append(f"《{law}》{mark}{rest}" if name else f"{mark}{rest}")
    return "、".join(cited)


def _period(record: Request) -> str:
    key = limit_key(record.kind or "", record.target_kind or "", major=bool(record.major))
    return limit_of(key).length if key else ""


def _listed(office: Office, template: Template, some: Sequence[Request], *, numbered: bool) -> Listed:
    names = list(template.columns)
    if numbered and "document_number" not in names:
        names.append("document_number")
    if len({one.case for one in some}) > 1 and "case" not in names:
        names.append("case")
    around = _around(office, some)
    rows = [tuple(_shown(one, name, around) for name in names) for one in some]
    kept = [place for place, name in enumerate(names) if name == "target" or any(row[place] for row in rows)]
    return Listed(
        tuple(COLUMNS[names[place]] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
    )


def _around(office: Office, some: Sequence[Request]) -> dict[str, dict[int, str]]:
    """Return, by link, what stands in the table for each record that the requests refer to."""
    cards = office.store.page(Card, [one.card for one in some if one.card])
    people = office.store.page(Person, [one.person for one in some if one.person])
    return {
        "branch": {card.id or 0: card.branch or "" for card in cards},
        "holder": {card.id or 0: card.holder_name or "" for card in cards},
        "person": {person.id or 0: person.name or "" for person in people},
        "case": titles(office.store, Case, [one.case for one in some if one.case]),
    }


def _shown(record: Request, name: str, around: Mapping[str, Mapping[int, str]]) -> str:
    of_card: Callable[[str], str] = lambda part: around[part].get(record.card or 0, "")  # noqa: E731  used twice below
    own = {
        "holder": around["person"].get(record.person or 0, "") or of_card("holder"),
        "branch": of_card("branch"),
        "case": around["case"].get(record.case or 0, ""),
        "period": _period(record),
        "starts": Request.starts_at.paper(record.starts_at),
    }
    return own[name] if name in own else Request.fields[name].show(record.values[name])


def _receipt(template: Template | None, some: Sequence[Request], values: Mapping[str, str]) -> Receipt | None:
    if template is None:
        return None
    heads = tuple(COLUMNS.get(column, column) for column in template.columns)
    at = template.columns.index("target")
    rows = tuple(tuple((one.target or "") if place == at else "" for place in range(len(heads))) for one in some)
    return Receipt(template.title, filled(template.opening, values), Listed(heads, rows))
