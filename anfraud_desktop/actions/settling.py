"""Settling a clock where no fact of the file tells it: done, or extended as far as the law allows; each with a reason.

A settlement belongs to one start of the limit. When that day is changed the clock runs again, because it is another.
"""

from collections.abc import Mapping

from anfraud_desktop.actions.clock import DONE, EXTENDED, Clock, longer_limits, spelt
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.errors import Invalid, Missing, Refused
from anfraud_desktop.records.settlements import Settlement
from anfraud_desktop.rules.deadlines import due, limit_of, said
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry

SETTLE, REOPEN = "settle", "reopen clock"
_LABELS = {"reason": "原因", "document_number": "文书号", "kind": "延长为"}
OPERATION = "enter_disposition"


def settle(office: Office, clock: Clock, reason: str) -> Settlement:
    """Declare a clock done: what it asked for has been done on a day that the file has no field for.

    Raises Refused where the officer may not or somebody settled it meanwhile, Invalid without a reason.
    """
    return _written(office, clock, {"outcome": DONE}, reason)


def extend(office: Office, clock: Clock, kind: str, reason: str, document_number: str = "") -> Settlement:
    """Write down that a limit was extended to a longer one by a decision (`longer_limits` names those there are).

    Raises Refused where the law knows no such extension or the strict last day is over, besides what `settle` raises.
    """
    row = clock.found.limit
    choices = longer_limits(clock.kind)
    if not choices:
        raise Refused(f"“{row.title}”依法不能延长。需要变更的，请登记相应的处置。没有写入任何内容。", row.article)
    if kind not in choices:
        told = "、".join(f"{one}（{limit_of(one).title}）" for one in choices)
        raise Invalid({"kind": f"“{row.title}”只能延长为：{told}"}, _LABELS)
    if clock.found.days_left(office.clock()) < 0:
        raise Refused(
            f"“{row.title}”已于{said(clock.due)}届满，届满后不能再延长。没有写入任何内容。", limit_of(kind).article
        )
    given = {"outcome": EXTENDED, "next_kind": kind, "document_number": document_number or None}
    return _written(office, clock, given, reason)


def reopen(office: Office, settlement_id: int, reason: str) -> None:
    """Take a settlement back, so that the clock runs again; raises Missing, Refused, Invalid without a reason."""
    found = office.store.get(Settlement, settlement_id)
    _permit(office, str(found.of_ledger), found.of_record or 0, reason)
    with office.change(f"取消时限处理：{found.limit}", reason=reason.strip()) as change:
        change.take_out(Settlement, settlement_id, reason.strip())
        told = {"limit": found.kind, "start": found.start, "reason": reason.strip()}
        change.entries.append(Entry(REOPEN, str(found.of_ledger), found.of_record or 0, told))


def _written(office: Office, clock: Clock, given: Mapping[str, object], reason: str) -> Settlement:
    _permit(office, clock.ledger, clock.id, reason)
    row = clock.found.limit
    facts = {
        "limit": row.title, "kind": clock.kind, "of_ledger": clock.ledger, "of_record": clock.id,
        "start": clock.found.start.isoformat(), "due": spelt(clock.due), "settled_on": office.today,
        "reason": reason.strip(),
    }  # fmt: skip
    made = Settlement.read({**facts, **given})
    moved = [spelt(clock.due), spelt(due(str(made.next_kind), clock.found.start).due)] if made.next_kind else None
    word = Settlement.outcome.show(made.outcome)
    with office.change(f"{word}：{row.title}", reason=reason.strip()) as change:
        change.save(made)
        told = {"limit": clock.kind, "start": made.start, "outcome": made.outcome, "reason": reason.strip()}
        change.entries.append(Entry(SETTLE, clock.ledger, clock.id, told | ({"due": moved} if moved else {})))
    return made


def _permit(office: Office, ledger: str, record_id: int, reason: str) -> None:
    kind = Record.ledgers.get(ledger)
    found = office.store.page(kind, [record_id]) if kind else []
    if not found:
        raise Missing("这一时限所属的记录不存在或已移入回收站，没有写入任何内容。")
    permit(office, OPERATION, own=lambda: owns(office, found[0]), about=(ledger, record_id))
    if not reason.strip():
        raise Invalid({"reason": "请写明原因，原因记入日志"}, _LABELS)
