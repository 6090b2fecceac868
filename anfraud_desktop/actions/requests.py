"""Requests to banks and operators: drafted, sent, answered, renewed, lifted; what waits for an answer or runs out.

What may be sent is judged in `request_limits`; the letters are made in `request_letters`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anfraud_desktop.actions.links import dead_links
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.records import read
from anfraud_desktop.actions.request_limits import DONE, asked_before, in_force, refuse_unlawful, told_before
from anfraud_desktop.actions.request_templates import templates
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.numbers import institution_of
from anfraud_desktop.rules.requests import Kind, kinds, running
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.store.conditions import Condition

REPLY, EXPIRY, LAPSED = "reply", "expiry", "lapsed"
OF_CARD = {  # what a card's kind is to an institution
    "sim": "sim", "iot": "iot", "landline": "landline", "bank": "bank", "debit": "bank", "credit": "bank",
    "payment": "payment", "ecny": "ecny", "corporate": "corporate", "internet": "internet",
}  # fmt: skip
_COPIED = ("institution", "target_kind", "target", "case", "card", "person", "amount", "contact", "contact_phone")


@dataclass(frozen=True)
class Written:
    """A request as it was written; `warnings` tell what was asked before and what is only guessed."""

    request: Request
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outstanding:
    """What waits: an answer (`reply`), the end of a measure (`expiry`), a measure that ran out (`lapsed`).

    `by` is the day or minute that counts, `late` whether it is over; `soon` whether it is time to act.
    """

    request: Request
    what: str
    by: date | datetime
    late: bool
    soon: bool
    words: str


def draft(office: Office, given: Mapping[str, object]) -> Written:
    """Write a request that is not sent yet; `given` holds fields of Request as typed.

    A card fills what is not given. Raises as `records.add` does.
    """
    _permit(office, None)
    filled, guesses = _from_card(office, given)
    record = read(office, Request, filled, None)
    assert isinstance(record, Request)  # noqa: S101  for the type checker
    if record.sent_at:
        raise Invalid({"sent_at": "起草时还没有发出，发出后再登记发出时刻"}, Request.labels())
    written = _write(office, record, None, f"起草{Request.kind.show(record.kind)}")
    return Written(written, (*told_before(asked_before(office, written)), *guesses))


def _from_card(office: Office, given: Mapping[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
    from anfraud_desktop.actions.links import target_id

    try:
        at = target_id(office.store, Card.table, given.get("card"))
    except ValueError as wrong:
        raise Invalid({"card": str(wrong)}, Request.labels()) from None
    if at is None:
        return dict(given), ()
    known, guessed = of_card(office.store.get(Card, at))
    guesses = (
        [f"承办机构“{known['institution']}”是按号码推测的，请核实"] if guessed and not given.get("institution") else []
    )
    return known | dict(given) | {"card": at}, tuple(guesses)


def of_card(card: Card) -> tuple[dict[str, object], bool]:
    """Return what a card tells of a request about it, and whether its institution is only guessed."""
    guess = "" if card.institution else institution_of(card.kind or "", card.number or "")
    known: dict[str, object] = {
        "card": card.id, "target_kind": OF_CARD.get(card.kind or ""), "target": card.number,
        "institution": card.institution or guess, "person": card.holder,
        "case": card.cases[0] if card.cases and len(card.cases) == 1 else None,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}, bool(guess)


def send(office: Office, ids: Sequence[int], given: Mapping[str, object] | None = None) -> list[Written]:
    """Note that requests have been sent, all or none; `given` holds what is told of all: sent_at, document_number ….

    The day of the reply is the template's where none is given. Raises Invalid and Refused for what may not be sent,
    Refused for what is sent already.
    """
    told = {"sent_at": office.clock()} | {name: value for name, value in (given or {}).items() if value}
    pairs = [(before, _sent(office, before, told)) for before in _each(office, ids)]
    for before, record in pairs:
        refuse_unlawful(office, record, before)
    warnings = {record.id: tuple(told_before(asked_before(office, record))) for _, record in pairs}
    _refuse_together(pairs)
    with office.change("发出查控函件") as change:
        for _, record in pairs:
            change.save(record)
    return [Written(record, warnings[record.id]) for _, record in pairs]


def _each(office: Office, ids: Sequence[int]) -> list[Request]:
    found = [office.store.get(Request, at) for at in dict.fromkeys(ids)]
    for record in found:
        _permit(office, record)
    return found


def _sent(office: Office, before: Request, told: Mapping[str, object]) -> Request:
    if before.state != "draft":
        raise Refused(f"#{before.id} 已经发出，没有做任何改动。")
    record = read(office, Request, told, before)
    assert isinstance(record, Request)  # noqa: S101  for the type checker
    days = templates(office)[record.kind or ""].reply_days
    if record.reply_due_on is None and days and record.sent_at:
        return Request.read({"reply_due_on": record.sent_at.date() + timedelta(days=days)}, before=record)
    return record


def _refuse_together(pairs: Sequence[tuple[Request, Request]]) -> None:
    """Refuse two of a kind about one account in one sending: neither is in the file when the other is judged."""
    seen: set[tuple[str | None, str | None]] = set()
    for _, record in pairs:
        key = (record.kind, record.target)
        if key in seen:
            raise Refused(f"选中的请求里有两条是同一账户的{Request.kind.show(record.kind)}，没有发出，请去掉一条。")
        seen.add(key)


def answer(office: Office, record_id: int, given: Mapping[str, object]) -> Written:
    """Note an institution's answer; what lifts a measure ends it at the minute that the answer tells.

    Raises Refused for what was never sent, Invalid where a measure that was carried out has no beginning.
    """
    [before] = _each(office, [record_id])
    if before.sent_at is None:
        raise Refused(f"#{record_id} 还没有发出，请先登记发出时刻。没有做任何改动。")
    told = {"replied_on": office.today, "result": "done"} | {name: value for name, value in given.items() if value}
    record = read(office, Request, told, before)
    assert isinstance(record, Request)  # noqa: S101  for the type checker
    kind, carried_out = kinds()[record.kind or ""], record.result in DONE
    if kind.begins and carried_out and record.starts_at is None:
        raise Invalid({"starts_at": "请填写实际执行的时刻，期限由此起算"}, Request.labels())
    with office.change("登记查控回复") as change:
        change.save(record)
        if carried_out and _lifts(kind) and (ended := _ended(office, record)):
            change.save(ended)
    return Written(record, _late_words(record))


def _lifts(kind: Kind) -> bool:
    return any(other.lifted_by == kind.code for other in kinds().values())


def _ended(office: Office, record: Request) -> Request | None:
    """Return the measure that a request lifts, ended; None where it names none that still stands."""
    if record.follows is None:
        return None
    lifted = office.store.get(Request, record.follows)
    if lifted.ended_at or lifted.starts_at is None:
        return None
    end = record.starts_at or datetime.combine(record.replied_on or office.today, time(23, 59))
    return Request.read({"ended_at": max(end, lifted.starts_at)}, before=lifted)


def _late_words(record: Request) -> tuple[str, ...]:
    return (f"回复晚于要求的 {record.reply_due_on}，已记为逾期回复",) if record.delayed else ()


def renew(office: Office, record_id: int, given: Mapping[str, object] | None = None) -> Written:
    """Draft what makes a measure last longer: 续冻 of a freeze, the second 止付 of a stop.

    Raises Refused where nothing can, or the measure has run out.
    """
    [before] = _each(office, [record_id])
    kind = kinds()[before.kind or ""]
    if not kind.renewed_by:
        raise Refused(f"{Request.kind.show(before.kind)}没有期限，不用续。没有做任何改动。")
    if not in_force(before, office.clock()):
        words = f"#{record_id} 没有生效、已解除或已到期，不能再续；需要控制的请重新办理。没有做任何改动。"
        raise Refused(words, kind.article)
    written = _follow(office, before, kind.renewed_by, {"major": before.major} | dict(given or {}))
    return Written(written, tuple(told_before(asked_before(office, written))))


def lift(office: Office, record_id: int, reason: str, given: Mapping[str, object] | None = None) -> Written:
    """Draft what ends a measure: 解冻, 解除止付, 复通. One that has run out is marked as ended, without a letter.

    Raises Invalid without a reason, Refused for what cannot be lifted or has ended.
    """
    if not reason.strip():
        raise Invalid({"reason": "请写明解除的原因"}, Request.labels())
    [before] = _each(office, [record_id])
    kind = kinds()[before.kind or ""]
    if not kind.lifted_by:
        raise Refused(f"{Request.kind.show(before.kind)}不用解除。没有做任何改动。")
    if before.starts_at is None or before.ended_at:
        raise Refused(f"#{record_id} 没有生效或已解除。没有做任何改动。")
    if before.expires_at and before.expires_at < office.clock():
        record = Request.read({"ended_at": before.expires_at, "reason": reason}, before=before)
        words = f"期限已于 {before.expires_at:%Y-%m-%d %H:%M} 届满，自动解除，已登记，不用发函"
        return Written(_write(office, record, before, "登记自动解除"), (words,))
    return Written(_follow(office, before, kind.lifted_by, {"reason": reason} | dict(given or {})))


def _follow(office: Office, before: Request, kind: str, given: Mapping[str, object]) -> Request:
    copied = {name: before.values[name] for name in _COPIED if before.values[name] is not None}
    record = read(office, Request, copied | {"kind": kind, "follows": before.id} | dict(given), None)
    assert isinstance(record, Request)  # noqa: S101  for the type checker
    return _write(office, record, None, f"起草{Request.kind.show(kind)}")


def _write(office: Office, record: Request, before: Request | None, what: str) -> Request:
    if problems := dead_links(office.store, record, before):
        raise Invalid(problems, Request.labels())
    permit(office, _key("create" if before is None else "edit"), own=lambda: owns(office, record), about=_about(record))
    with office.change(what) as change:
        change.save(record)
    return record


def _permit(office: Office, record: Request | None) -> None:
    if record is None:
        permit(office, _key("create"), about=(Request.table, 0))
    else:
        permit(office, _key("edit"), own=lambda: owns(office, record), about=_about(record))


def _key(verb: str) -> str:
    return ledger_operation(Request.table, verb)


def _about(record: Request) -> tuple[str, int]:
    return Request.table, record.id or 0


def outstanding(office: Office) -> list[Outstanding]:
    """Return what waits among the requests that the officer may see, what is late first, then by its day.

    A measure that was renewed is not told any more; one that ran out is, until somebody marks it as ended.
    """
    seen = sight(office, Request)
    sent = office.store.ids(Request, [Condition("state", "=", "sent")])
    timed = office.store.ids(Request, [Condition("expires_at", "filled"), Condition("ended_at", "empty")])
    now, renewed = office.clock(), _renewed(office)
    found = [_waiting(one, now) for one in office.store.page(Request, seen.kept(sent)) if one.reply_due_on]
    begun = [one for one in office.store.page(Request, seen.kept(timed)) if one.id not in renewed and one.starts_at]
    found += [_running(one, now) for one in begun if one.result in (*DONE, None)]
    return sorted(found, key=lambda one: (not one.late, _moment(one.by), one.request.id or 0))


def _renewed(office: Office) -> set[int]:
    """Return the measures that another one in their place makes last longer."""
    kinds_ = sorted({kind.renewed_by for kind in kinds().values() if kind.renewed_by})
    where = [Condition("kind", "in", kinds_), Condition("follows", "filled"), Condition("starts_at", "filled")]
    return {one.follows for one in office.store.page(Request, office.store.ids(Request, where)) if one.follows}


def _waiting(record: Request, now: datetime) -> Outstanding:
    assert record.reply_due_on  # noqa: S101  for the type checker: asked by the caller
    days = (now.date() - record.reply_due_on).days
    late = days > 0
    words = f"要求 {record.reply_due_on} 前回复，已逾期 {days} 日" if late else f"要求 {record.reply_due_on} 前回复"
    return Outstanding(record, REPLY, record.reply_due_on, late, days >= 0, words)


def _running(record: Request, now: datetime) -> Outstanding:
    assert record.expires_at and record.starts_at  # noqa: S101, PT018  for the type checker: asked by the caller
    if record.expires_at < now:
        words = f"{record.expires_at:%Y-%m-%d %H:%M} 已到期，未续的自动解除，请登记解除"
        return Outstanding(record, LAPSED, record.expires_at, late=True, soon=True, words=words)
    major = bool(record.major)
    limit = running(record.kind or "", record.target_kind or "", record.starts_at, major=major)
    words = limit.rule if limit else f"{record.expires_at:%Y-%m-%d %H:%M} 到期"
    by = limit.act_by if limit else record.expires_at
    return Outstanding(record, EXPIRY, by, late=_moment(by) < now, soon=limit is None or limit.soon(now), words=words)


def _moment(by: date | datetime) -> datetime:
    return by if isinstance(by, datetime) else datetime.combine(by, time(23, 59))
