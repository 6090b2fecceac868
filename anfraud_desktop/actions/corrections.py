"""What a person may ask for about their own data: to have it corrected, or deleted; each gets an answer on paper.

A correction is a change like any other, behind the same gate; the log tells beside it that it was asked for. The name
of who asked stands in the record's own history alone, which goes with the record.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.reports import unit_name
from anfraud_desktop.actions.retention import kept
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.documents.correction_papers import AnswerPaper, Item, answer_pdf
from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.rules.retention import early_article, request_words
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.purging import At

LAW, IN_FULL = "个人信息保护法", "《中华人民共和国个人信息保护法》"
CORRECTED = "已更正、补充的内容即日起生效；此前的内容只在修改历史中留存，不再使用。"
DELETED = "你的个人信息已经彻底删除。此前的备份副本到期清除，在此以前除存储和采取必要的安全保护措施外不作其他处理。"
STOPPED = "保存期间，除存储和采取必要的安全保护措施外，只在依法履行职责所必需的范围内使用。"
_LABELS = {"requested_by": "请求人", "requested_on": "请求日期", "fields": "请求更正的项目", "why": "理由"}


@dataclass(frozen=True)
class Request:
    """Who asked, and when."""

    by: str
    on: date


@dataclass(frozen=True)
class Answered:
    """An answer: the fields that were changed, by label, and the paper (PDF)."""

    changed: tuple[str, ...]
    paper: bytes


def correct(office: Office, table: str, record_id: int, given: Mapping[str, object], request: Request) -> Answered:
    """Correct a record as its person asked, and answer on paper; raises as `records.change` does.

    Raises UserError where the record says already what is asked for: that is answered by `decline`.
    """
    _check(office, request)
    before = _asked_about(office, table, record_id, given)
    after = records.read(office, type(before), given, before)
    changed = [name for name in before.fields if before.values[name] != after.values[name]]
    if not changed:
        raise UserError("请求的内容与现有记录一致，没有改动。不予更正的，请写明理由后答复。")
    told = {"requested_by": request.by.strip(), "requested_on": request.on.isoformat()}
    reason = f"依{_article('correct')}，应 {request.on} 的请求更正"
    saved = records.save(office, after, reason, [Entry("correct", table, record_id, told)])
    names = [*given, *(name for name in changed if name not in given)]
    items = _items(office, before, {name: (saved, _done(before, saved, name, given)) for name in names})
    paper = _paper(office, request, "correct", articles=[_article("correct")], items=items, closing=[CORRECTED])
    labels = tuple(before.fields[name].label for name in changed)
    return Answered(labels, _printed(office, paper, (table, record_id)))


def decline(  # noqa: PLR0913  what was asked, by whom, why not
    office: Office, table: str, record_id: int, given: Mapping[str, object], request: Request, *, why: str
) -> bytes:
    """Answer on paper that a record is not corrected, and why; nothing is changed, the answer is logged.

    Raises Invalid without a reason, Refused where the officer may not correct the record either.
    """
    _check(office, request)
    before = _asked_about(office, table, record_id, given)
    _permit(office, before, why)
    wanted = records.read(office, type(before), given, before)
    items = _items(office, before, dict.fromkeys(given, (wanted, "未更正")))
    closing = [f"未更正的理由：{_sentence(why)}", _remedy()]
    articles = [_article("correct"), _article("refuse")]
    paper = _paper(office, request, "correct", articles=articles, items=items, closing=closing)
    _log_declined(office, (table, record_id), request, why)
    return _printed(office, paper, (table, record_id))


def decline_deletion(office: Office, table: str, record_id: int, request: Request, why: str = "") -> bytes:
    """Answer on paper that a record is not deleted yet: how long it is kept, by which article, or for what reason.

    Raises UserError where its time is over: then it is to be deleted instead.
    """
    _check(office, request)
    before = records.show(office, table, record_id)
    found = kept(office, table, record_id)
    told = why.strip() or _sentence(
        f"{found.reason}，保存期限{f'到 {found.until} 届满' if found.until else '尚未起算'}"
    )
    _permit(office, before, told)
    if found.ended(office.today):
        raise UserError(f"这条记录的保存期限已经届满（{found.reason}），应当删除。没有出具答复。")
    articles = [early_article(), found.article, _article("refuse")]
    closing = [f"不予删除的理由：{_sentence(told)}", STOPPED, _remedy()]
    paper = _paper(office, request, "delete", articles=articles, closing=closing)
    _log_declined(office, (table, record_id), request, told)
    return _printed(office, paper, (table, record_id))


def deleted(office: Office, request: Request) -> bytes:
    """Answer on paper that what was asked to be deleted has been; it names no content, which would be kept by it."""
    permit(office, "purge_record")
    _check(office, request)
    paper = _paper(office, request, "delete", articles=[_article("delete")], closing=[DELETED])
    return _printed(office, paper, ("", 0))


def _check(office: Office, request: Request) -> None:
    problems = {}
    if not request.by.strip():
        problems["requested_by"] = "请写明谁提出的请求"
    if request.on > office.today:
        problems["requested_on"] = "晚于今天，请核对"
    if problems:
        raise Invalid(problems, _LABELS)


def _asked_about(office: Office, table: str, record_id: int, given: Mapping[str, object]) -> Record:
    before = records.show(office, records.written_ledger(table).table, record_id)
    unknown = "、".join(name for name in given if name not in before.fields)
    if unknown or not given:
        raise Invalid({"fields": f"没有叫“{unknown}”的项目" if unknown else "请写明请求更正哪些项目"}, _LABELS)
    return before


def _permit(office: Office, record: Record, why: str) -> None:
    key = records.change_operation(office, record)
    permit(office, key, own=lambda: owns(office, record), reason=why, about=(record.table, record.id or 0))
    if not why.strip():
        raise Invalid({"why": "不予更正、删除的，须说明理由"}, _LABELS)


def _items(office: Office, before: Record, asked: Mapping[str, tuple[Record, str]]) -> tuple[Item, ...]:
    """Return the lines of an answer: by field the record as it was asked for, and what became of it."""
    seen = sight(office, type(before), "view")
    return tuple(
        Item(before.fields[name].label, seen.shown(before, name), seen.shown(wanted, name), done)
        for name, (wanted, done) in asked.items()
    )


def _done(before: Record, after: Record, name: str, given: Mapping[str, object]) -> str:
    if before.values[name] == after.values[name]:
        return "与原登记一致"
    if name not in given:
        return "随之更正"
    return "已补充" if before.values[name] is None else "已更正"


def _article(kind: str) -> str:
    return request_words(kind)["article"]


def _remedy() -> str:
    return f"不服本答复的，可以依照{_cited([request_words('refuse')['remedy']])}，依法向人民法院提起诉讼。"


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。')}。"


def _cited(articles: Sequence[str]) -> str:
    """Join articles, the law that they are of named once in full."""
    parts = list(dict.fromkeys(part for article in articles for part in article.split("、")))
    return "、".join(parts).replace(f"、{LAW}", "、").replace(LAW, IN_FULL, 1)


def _paper(  # noqa: PLR0913  the words of a paper
    office: Office,
    request: Request,
    kind: str,
    *,
    articles: Sequence[str],
    closing: Sequence[str],
    items: tuple[Item, ...] = (),
) -> AnswerPaper:
    return AnswerPaper(
        unit_name(office), request.by.strip(), request_words(kind)["title"], request.on, office.today,
        _cited(articles), items, tuple(closing),
    )  # fmt: skip


def _printed(office: Office, paper: AnswerPaper, about: At) -> bytes:
    """Return the paper's bytes and log that it was printed."""
    data = answer_pdf(paper, bundled=office.settings.bundled_fonts)
    with office.change(f"打印{paper.title}") as change:
        told = {"form": "answer", "sha256": hashlib.sha256(data).hexdigest()}
        change.entries.append(Entry("print", *about, told))
    return data


def _log_declined(office: Office, at: At, request: Request, why: str) -> None:
    told = {"requested_by": request.by.strip(), "requested_on": request.on.isoformat(), "reason": why.strip()}
    with office.change("答复不予更正、删除") as change:
        change.entries.append(Entry("decline", *at, told))
