"""What stands against a request to a bank or an operator, and what was asked before about the same account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules import requests as rules

DONE = frozenset({"done", "partly"})
VOID = "refused"
FREEZES = frozenset({"freeze", "renew"})
STALE = timedelta(days=30)  # an answer older than this may be asked for again


def refuse_unlawful(office: Office, record: Request, before: Request | None) -> None:
    """Let a request be sent, or say what stands against it; nothing is asked of one that is sent already.

    Raises Invalid for what is missing, Refused with the article for what the law forbids.
    """
    if record.sent_at is None or (before is not None and before.sent_at is not None):
        return
    kind = rules.kinds()[record.kind or ""]
    if kind.number and not record.document_number:
        word = f"，文书代字“{kind.word}”" if kind.word else ""
        raise Invalid({"document_number": f"{_name(record)}须凭法律文书，请填写文书号{word}"}, Request.labels())
    if kind.filed:
        _refuse_unfiled(office, record)
    if kind.code == "stop":
        _refuse_third_stop(office, record)
    if kind.code == "renew":
        _refuse_late(office, record)


def _name(record: Request) -> str:
    return Request.kind.show(record.kind)


def _refuse_unfiled(office: Office, record: Request) -> None:
    if record.case is None:
        raise Invalid({"case": f"{_name(record)}须在已立案的刑事案件中办理，请选择案件"}, Request.labels())
    case = office.store.get(Case, record.case)
    if case.nature == "administrative":
        words = f"行政案件没有法律授权不能{_name(record)}，没有发出。紧急情况请办理止付，构成犯罪的先立刑事案件。"
        raise Refused(words, "行政强制法第三十二条")
    if case.filed_on is None or (record.sent_at and case.filed_on > record.sent_at.date()):
        words = f"案件 #{case.id} 发出时没有立案，立案前不得冻结，没有发出。请先登记立案日期，或者办理止付。"
        raise Refused(words, rules.filed_article())


def _refuse_third_stop(office: Office, record: Request) -> None:
    earlier = stops(office, record)
    bound = rules.stops()
    if len(earlier) >= bound.most:
        days = "、".join(f"{one.sent_at:%Y-%m-%d %H:%M}" for one in earlier if one.sent_at)
        words = f"同一账户至多止付 {bound.most} 次，这个账户已止付 {len(earlier)} 次（{days}），没有发出。"
        raise Refused(f"{words}需要继续控制的请办理冻结。", bound.article)


def stops(office: Office, record: Request) -> list[Request]:
    """Return the other stop-payments of an account that were sent and not turned down, oldest first."""
    found = office.store.find(Request, kind="stop", target=record.target)
    return [one for one in found if one.id != record.id and one.sent_at and one.result != VOID]


def _refuse_late(office: Office, record: Request) -> None:
    if record.follows is None:
        raise Invalid({"follows": "请选择要续的那一条冻结"}, Request.labels())
    frozen = office.store.get(Request, record.follows)
    if frozen.kind not in FREEZES or frozen.target != record.target:
        raise Invalid({"follows": "续冻所针对的应是同一账户的冻结或续冻"}, Request.labels())
    if record.sent_at and not in_force(frozen, record.sent_at):
        lapsed = frozen.expires_at if not frozen.ended_at else None
        when = f"已于 {lapsed:%Y-%m-%d} 到期" if lapsed else "没有生效或已解除"
        words = f"原冻结{when}，期限届满前未续冻的自动解除，不能再续，没有发出。需要控制的请重新办理冻结。"
        raise Refused(words, rules.kinds()["renew"].article)


def in_force(record: Request, at: datetime) -> bool:
    """Tell whether a measure works at a minute."""
    begun = record.starts_at is not None and record.starts_at <= at and record.result in (*DONE, None)
    ended = record.ended_at is not None and record.ended_at <= at
    lapsed = record.expires_at is not None and record.expires_at < at
    return begun and not ended and not lapsed


def asked_before(office: Office, record: Request) -> list[Request]:
    """Return what was asked before about the same account and still counts, newest first: a second letter may be vain.

    That is what waits for an answer or is a draft, a measure that works, and for a month a query that was answered.
    """
    same = [*FREEZES] if record.kind == "freeze" else [record.kind]
    if record.kind == "renew":
        same = ["renew"]
    found = [one for kind in same for one in office.store.find(Request, kind=kind, target=record.target)]
    others = [one for one in found if one.id not in {record.id, record.follows}]
    now = office.clock()
    return sorted((one for one in others if _counts(one, now)), key=lambda one: -(one.id or 0))


def _counts(record: Request, now: datetime) -> bool:
    if record.state in ("draft", "sent"):
        return True
    if record.kind == "query":
        return record.replied_on is not None and now.date() - record.replied_on <= STALE
    return in_force(record, now)


def told_before(earlier: Sequence[Request]) -> list[str]:
    """Say of each earlier request what became of it."""
    return [
        f"#{one.id} 已向{one.institution}提出同样的{_name(one)}"
        f"（{f'{one.sent_at:%Y-%m-%d} 发出' if one.sent_at else '还没有发出'}，{Request.state.show(one.state)}）"
        for one in earlier
    ]
