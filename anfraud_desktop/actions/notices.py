"""Public notices: drafted from people whom the law lets stand in one, ruled on anew each time, printed as allowed.

Nobody gets into a notice by another way: the ledger is managed, and before a page is printed everybody in it is ruled
on again, so that a fact that was changed after the draft counts.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.actions import notice_texts
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.rulings import Entry, Files, ruled
from anfraud_desktop.documents.notices import NoticePaper, notice_pdf
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.office import Office as Unit
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.rules.masking import Found, scan_text
from anfraud_desktop.store.audit import Entry as LogEntry
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import PAGE

DRAFT = "draft"
TOLD = 8  # blocked people named in one sentence
ARTICLE = "个人信息保护法第三十四条"

_kinds = {"id": "证件号码", "phone": "电话号码", "bank_card": "卡号或账号", "plate": "车牌号", "address": "详细地址",
          "name": "不得公开的人名", "guilt": "未经判决的定罪用语", "method": "侦查手段"}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A notice as it stands now: the ruling on each involvement, and in Chinese what stands against it.

    `barred` are people and words that may not leave at all, `open_points` what must be there before it is issued.
    """

    notice: Notice
    entries: tuple[Entry, ...]
    barred: tuple[str, ...]
    open_points: tuple[str, ...]
    article: str = ""

    @property
    def blockers(self) -> tuple[str, ...]:
        """Everything that stands against issuing it."""
        return self.barred + self.open_points

    def json(self) -> dict[str, Any]:
        """Return the check as the command line tells it."""
        return {
            "id": self.notice.id,
            "state": self.notice.state,
            "number": self.notice.number,
            "entries": [entry.json() for entry in self.entries],
            "blockers": list(self.blockers),
        }


@dataclass(frozen=True)
class Printed:
    """A printed notice: its files (one PDF, or a picture for each page) and the SHA-256 of the PDF."""

    files: tuple[bytes, ...]
    sha256: str


def draft(office: Office, given: Mapping[str, object]) -> Notice:
    """Write the draft of a notice. `given` holds fields of Notice as typed; links as ids.

    Raises Invalid for missing or odd values, Refused with reason and article where somebody may not stand in it.
    """
    permit(office, "draft_notice", about=(Notice.table, 0))
    return _save(office, None, given)


def _permit_draft(office: Office, notice: Notice) -> None:
    permit(office, "draft_notice", about=(Notice.table, notice.id or 0))


def amend(office: Office, notice_id: int, given: Mapping[str, object]) -> Notice:
    """Write other values over a draft, in the same way; raises Refused for a notice that is no draft any more."""
    before = office.store.get(Notice, notice_id)
    _permit_draft(office, before)
    if before.state != DRAFT:
        raise Refused("只有草稿可以修改，没有改动任何内容。")
    return _save(office, before, given)


def discard(office: Office, notice_id: int, reason: str) -> None:
    """Move a draft to the trash; raises Invalid without a reason, Refused for a notice that is no draft any more."""
    if not reason.strip():
        raise Invalid({"reason": "请写明作废的原因"}, {"reason": "原因"})
    notice = office.store.get(Notice, notice_id)
    _permit_draft(office, notice)
    if notice.state != DRAFT:
        raise Refused("只有草稿可以作废，没有改动任何内容。")
    with office.change("作废通告草稿") as change:
        change.remove(Notice, notice_id, reason.strip())


def _save(office: Office, before: Notice | None, given: Mapping[str, object]) -> Notice:
    notice = Notice.read({"kind": "exposure", "state": DRAFT} | dict(given) if before is None else given, before=before)
    _refuse_empty(notice)
    checked, _ = _examined(office, notice)
    if checked.barred:
        raise _refusal(checked, "没有写入草稿")
    what = "修改通告草稿" if before else "起草通告"
    with office.change(what) as change:
        change.save(notice)
    return notice


def _refuse_empty(notice: Notice) -> None:
    problems: dict[str, str] = {}
    if not notice.involvements and not notice.cases:
        problems["involvements"] = "请选择涉案人员或案件"
    if notice.state != DRAFT:
        problems["state"] = "新的通告只能是草稿"
    if notice.number:
        problems["number"] = "发文字号在签发时编排，草稿不能填写"
    if problems:
        raise Invalid(problems, Notice.labels())


def _refusal(checked: Checked, done: str) -> Refused:
    told = "；".join(checked.barred[:TOLD])
    more = f"；……共 {len(checked.barred)} 处" if len(checked.barred) > TOLD else ""
    return Refused(f"{told}{more}。{done}。", checked.article or ARTICLE)


def check(office: Office, notice_id: int) -> Checked:
    """Rule on everybody in a notice as of now and list what stands against it; raises Missing."""
    notice = office.store.get(Notice, notice_id)
    permit(office, "view_case", own=lambda: owns(office, notice), about=(Notice.table, notice_id))
    return _examined(office, notice)[0]


def _examined(office: Office, notice: Notice) -> tuple[Checked, Files]:
    """Return the check with the files that it was made from, so that what is printed is what was ruled on."""
    files = Files.of(office.store, notice.involvements or ())
    present = [at for at in notice.involvements or () if files.is_whole(at)]
    entries = ruled(files, present, notice.kind or "exposure", office.today)
    blocked = [entry for entry in entries if entry.blocked]
    barred = [
        f"涉案人员 #{at} 或其人员、案件不存在或已移入回收站" for at in notice.involvements or () if at not in present
    ]
    barred += [f"涉案人员 #{entry.involvement} 不能写入通告：{entry.why}" for entry in blocked]
    barred += _sealed_cases(office, notice)
    if not barred:
        barred = _barred_words(office, notice, files, entries)
    article = blocked[0].article if blocked else ""
    return Checked(notice, tuple(entries), tuple(barred), tuple(_open_points(office, notice)), article), files


def _sealed_cases(office: Office, notice: Notice) -> list[str]:
    found = {case.id: case for case in office.store.page(Case, notice.cases or ())}
    told = [f"案件 #{at} 不存在或已移入回收站" for at in notice.cases or () if at not in found]
    return told + [f"案件 #{at} 已封存，不能写入通告" for at, case in found.items() if case.sealed]


def _open_points(office: Office, notice: Notice) -> list[str]:
    found: list[str] = []
    if office.unit is None:
        found.append("没有登记单位，无法落款")
    if not notice.channel:
        found.append("没有写明发布渠道")
    if notice.valid_until is None:
        found.append("没有写明有效期")
    elif notice.valid_until < office.today:
        found.append(f"有效期 {notice.valid_until} 已过")
    return found


def _barred_words(office: Office, notice: Notice, files: Files, entries: Sequence[Entry]) -> list[str]:
    """Scan everything that was typed or filled in for what may not stand in public."""
    paper = _paper(office, notice, files, entries, photos=False)
    texts = [paper.title, *paper.purpose, *paper.counts, paper.signed_by]
    texts += [text for item in paper.entries for text in (item.heading, *item.paragraphs, item.outcome)]
    text = "\n".join(texts)
    names = [name for name in _forbidden_names(office, notice, files, entries) if name in text]
    numbers = {files.people[entry.person].id_number for entry in entries if entry.named and entry.mode == "full"}
    told = [_told(item) for item in scan_text(text, names) if text[item.start : item.end] not in numbers]
    if not paper.entries and not paper.counts:
        told.append(f"没有可以写出的内容：没有可写入的人员，仅计数的不足 {notice_texts.FEWEST} 人")
    from anfraud_desktop.documents.fonts import missing_glyphs

    bundled = office.settings.bundled_fonts
    if missing := missing_glyphs(text, bundled=bundled):
        told.append(f"字体里没有“{'、'.join(missing)}”，印不出来，请安装字体或改用其他字")
    return list(dict.fromkeys(told))


def _told(found: Found) -> str:
    proposal = f"，建议改为“{found.proposal}”" if found.proposal else "，建议删去"
    return f"文字中有{_kinds.get(found.kind, '不宜公开的内容')}{proposal}"


def _forbidden_names(office: Office, notice: Notice, files: Files, entries: Sequence[Entry]) -> list[str]:
    """Return the names that may not stand in the notice: everybody in its cases but those shown in full."""
    cases = sorted({*(case for case in files.cases), *(notice.cases or ())})
    names: set[str] = set()
    for start in range(0, len(cases), PAGE):
        some = cases[start : start + PAGE]
        for other in office.store.page(Victim, office.store.ids(Victim, [Condition("case", "in", some)])):
            names.add(other.name or "")
        parts = office.store.page(Involvement, office.store.ids(Involvement, [Condition("case", "in", some)]))
        people = {at for part in parts for at in (part.person or 0, *(part.accomplices or ()))}
        for person in office.store.page(Person, sorted(people)):
            names.update((person.name or "", *(person.aliases or ())))
    full = {files.people[entry.person].name for entry in entries if entry.named and entry.mode == "full"}
    return sorted(name for name in names - full if len(name) > 1 and "某" not in name)


def paper(office: Office, notice_id: int) -> NoticePaper:
    """Return the words of a notice, everybody ruled on anew; raises Refused where somebody may not stand in it."""
    notice = office.store.get(Notice, notice_id)
    permit(office, "view_case", own=lambda: owns(office, notice), about=(Notice.table, notice_id))
    checked, files = _examined(office, notice)
    if checked.barred:
        raise _refusal(checked, "没有打印任何内容")
    if office.unit is None:
        raise Refused("没有登记单位，无法落款。没有打印任何内容。")
    return _paper(office, checked.notice, files, checked.entries, photos=True)


def _paper(office: Office, notice: Notice, files: Files, entries: Sequence[Entry], *, photos: bool) -> NoticePaper:
    words, unit = notice_texts.words(), office.unit
    wanted = notice.kind == "wanted"
    shown = [
        notice_texts.person_entry(files, entry, office.today, _photo(office, files, entry) if photos else None)
        for entry in entries
        if entry.named
    ]
    shown += [notice_texts.case_entry(case) for case in office.store.page(Case, notice.cases or ())]
    purpose = words["wanted_purpose" if wanted else "purpose"]
    bureau = (unit.bureau or unit.name or "") if unit else ""
    return NoticePaper(
        unit=bureau,
        title=notice.subject or "",
        dated=notice.dated_on or office.today,
        number=notice.number or "",
        purpose=tuple((notice.opening or "").split("\n")) if notice.opening else tuple(purpose),
        entries=tuple(shown),
        counts=(*_counted(files, entries), *([words["wanted_closing"]] if wanted else [])),
        phones=_phones(unit),
        signed_by=notice.signed_by or bureau,
        draft=notice.state == DRAFT,
    )


def _phones(unit: Unit | None) -> tuple[str, ...]:
    """Return the numbers to report to: 110, 96110, the station's own as it is read aloud (0712-…)."""
    own = (unit.own_phone or "") if unit else ""
    if own.startswith("0"):
        area = 3 if own[1] in "12" else 4  # 010 and 02x are the only short area codes
        own = f"{own[:area]}-{own[area:]}"
    alarm, fraud = (unit.alarm_phone, unit.fraud_phone) if unit else (None, None)
    return tuple(phone for phone in (alarm or "110", fraud or "96110", own) if phone)


def _photo(office: Office, files: Files, entry: Entry) -> bytes | None:
    photo = files.person_of(entry.involvement).photo
    return office.store.file(photo.sha256) if entry.photo and photo else None


def _counted(files: Files, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Count each person once, by the outcome of their first entry; people who have an entry are not counted."""
    named = {entry.person for entry in entries if entry.named}
    labels: dict[int, str] = {}
    for entry in entries:
        if entry.mode == "aggregate" and not entry.blocked and entry.person not in named:
            disposition = files.disposition(entry)
            label = Disposition.measure.show(disposition.measure) if disposition else "其他"
            labels.setdefault(entry.person, label)
    return notice_texts.counts(list(labels.values()))


def pdf(office: Office, notice_id: int) -> Printed:
    """Return a notice as a PDF, with 草稿 over every page until it is issued, and log that it was printed."""
    data = notice_pdf(paper(office, notice_id), bundled=office.settings.bundled_fonts)
    return _logged(office, notice_id, "pdf", data, (data,))


def image(office: Office, notice_id: int, *, long: bool = False) -> Printed:
    """Return a notice as PNGs, one a page, or as long JPEGs for a phone, and log that it was printed."""
    from anfraud_desktop.documents.images import long_images, pdf_png

    data = notice_pdf(paper(office, notice_id), bundled=office.settings.bundled_fonts)
    return _logged(office, notice_id, "image", data, tuple(long_images(data) if long else pdf_png(data)))


def _logged(office: Office, notice_id: int, form: str, data: bytes, files: tuple[bytes, ...]) -> Printed:
    sha256 = hashlib.sha256(data).hexdigest()
    with office.change("打印通告") as change:
        change.entries.append(LogEntry("print", Notice.table, notice_id, {"form": form, "sha256": sha256}))
    return Printed(files, sha256)
