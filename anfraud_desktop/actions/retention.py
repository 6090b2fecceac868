"""Retention: what has reached the end of its time and why, and deleting it for good, by two persons and a legal basis.

What is not over yet goes only where a numbered legal paper orders it. Nothing goes while something else refers to it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anfraud_desktop.actions import preferences
from anfraud_desktop.actions.keeping import SET, Keeping, own_years
from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit, why_not
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.errors import Invalid, Refused, UserError
from anfraud_desktop.exchange.exports import without_numbers
from anfraud_desktop.records.cases import Case
from anfraud_desktop.rules import retention
from anfraud_desktop.rules.retention import Kept, Period
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import preferences as preference_table
from anfraud_desktop.store import purging, rotation
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.purging import At

NAMED = 5  # records that a refusal names
LONGEST = 100  # years
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条")
_PAPER = re.compile(r"[〔（(\[［【]\s*\d{4}\s*[〕）)\]］】].*\d+\s*号")
_LABELS = {"basis": "法律依据", "reason": "原因", "years": "年数"}


@dataclass(frozen=True)
class Due:
    """A record whose time is over: what it is called (empty where the officer may not open it), why, what hangs on it.

    `under` are records that cannot be without it and are over too; `trash` tells that it lies in the trash.
    """

    ledger: str
    id: int
    title: str
    kept: Kept
    trash: bool
    under: tuple[At, ...] = ()

    @property
    def dependents(self) -> int:
        """How many records hang on it."""
        return len(self.under)

    @property
    def name(self) -> str:
        """Ledger and number."""
        return f"{Record.ledgers[self.ledger].one} #{self.id}"


@dataclass(frozen=True)
class Purged:
    """What went: records by ledger, kept files, and whether the file's free room was written over as well."""

    counts: dict[str, int]
    files: int
    swept: bool

    @property
    def records(self) -> int:
        """How many records went in all."""
        return sum(self.counts.values())

    @property
    def words(self) -> str:
        """Say what was done and where something may be left."""
        files = f"和 {self.files:,} 个附件" if self.files else ""
        swept = "" if self.swept else "案件文件正忙、过大或磁盘空间不足，空闲处没有重写，下次彻底删除时再做。"
        months = rotation.rules().monthly
        left = f"此前的备份里仍有这些内容，到期自动轮换删除，最长 {months} 个月；恢复旧备份后须重新删除。"
        return f"已彻底删除 {self.records:,} 条记录{files}，查找索引和修改历史里的内容一并清除。{swept}{left}"


def periods(office: Office) -> list[tuple[Period, int]]:
    """Return the rows in force with the figure that holds here."""
    own = own_years(office)
    rows = retention.periods(office.today).values()
    return [(row, max(own.get(row.key, row.years), retention.lowest(row))) for row in rows]


def set_years(office: Office, key: str, years: int, basis: str) -> None:
    """Set the station's own figure for a row, citing what it comes from; raises Refused below what is least."""
    permit(office, "change_policy", reason=basis)
    row = retention.periods(office.today).get(key)
    if row is None:
        known = "、".join(f"{one.key}（{one.title}）" for one, _ in periods(office))
        raise UserError(f"没有叫“{key}”的保存期限。现有：{known}。")
    if not basis.strip():
        raise Invalid({"basis": "请写明依据，例如 上级公安机关保管期限表及其文号"}, _LABELS)
    if years < retention.lowest(row):
        raise Refused(f"{row.title}至少保存 {retention.lowest(row)} 年，没有改动。", row.article)
    if years > LONGEST:
        raise Invalid({"years": f"最多 {LONGEST} 年"}, _LABELS)
    set_before = preferences.load_shared(office, SET) or {}
    with office.change("修改保存期限", reason=basis) as change:
        figures = json.dumps(set_before | {key: {"years": years, "basis": basis.strip()}}, ensure_ascii=False)
        preference_table.save(change, SET, figures, preferences.SHARED)
        change.entries.append(Entry("policy", "", 0, {"row": key, "years": years, "basis": basis.strip()}))


def ended(office: Office) -> list[Due]:
    """Return what has reached the end of its time, ledger by ledger; what hangs on one of them is counted with it."""
    permit(office, "check_file")
    over = _over(office, Keeping(office))
    each = purging.each_together(office.store, list(over)).items()
    whole = {at: [one for one in some if one in over] for at, some in each}
    hung = {one for at, some in whole.items() for one in some if one != at}
    roots = [at for at in over if at not in hung]
    names = {table: _titles(office, ledger, roots) for table, ledger in Record.ledgers.items()}
    return [Due(*at, names[at[0]].get(at[1], ""), *over[at], tuple(whole[at][:-1])) for at in roots]


def _over(office: Office, keeping: Keeping) -> dict[At, tuple[Kept, bool]]:
    """Return every record whose time is over, with whether it lies in the trash; ledger by ledger, oldest first."""
    found: dict[At, tuple[Kept, bool]] = {}
    for table, ledger in Record.ledgers.items():
        live = keeping.of(ledger, office.store.ids(ledger)[::-1])
        for kept, trash in ((live, False), (keeping.in_trash(ledger), True)):
            found |= {(table, at): (one, trash) for at, one in sorted(kept.items()) if one.ended(office.today)}
    return found


def _titles(office: Office, ledger: type[Record], wanted: Iterable[At]) -> dict[int, str]:
    """Return what records of a ledger are called, numbers masked; nothing where the officer may not open them."""
    if why_not(office, ledger_operation(ledger.table, "view")):
        return {}
    seen = sight(office, ledger, "view")
    ids = [at for table, at in wanted if table == ledger.table and seen.sees(at)]
    told = titles(office.store, ledger, ids)
    told |= {at: purging.stored(office.store, (ledger.table, at))[0].title_text() for at in ids if at not in told}
    return {at: without_numbers(text) for at, text in told.items()}


def kept(office: Office, table: str, record_id: int) -> Kept:
    """Return how long one record is kept, live or in the trash; raises Missing where there is none."""
    record, trash = purging.stored(office.store, (table, record_id))
    return _kept(Keeping(office), record, trash=trash)


def _kept(keeping: Keeping, record: Record, *, trash: bool) -> Kept:
    at = record.id or 0
    found = keeping.in_trash(type(record)) if trash else keeping.of(type(record), [at])
    return found.get(at) or retention.no_end("没有规定保存期限")


def purge(office: Office, wanted: Sequence[At], basis: str, reason: str, *, dependents: bool = False) -> Purged:
    """Delete records for good, in one change that two persons sign; `dependents` takes along what cannot be without.

    `basis` names the article, or the number of the paper that orders it: without such a paper nothing goes before its
    time. Raises Invalid for a missing or telling basis or reason, Missing where a record is not there, Refused where
    the officer or the second person may not, something still refers to a record, or its time is not over.
    """
    permit(office, "purge_record", reason=reason, about=wanted[0] if wanted else ("", 0))
    store = office.store
    records = purging.together(store, wanted) if dependents else list(dict.fromkeys(wanted))
    stored = [purging.stored(store, at) for at in records]
    if not records:
        raise UserError("没有选择要彻底删除的记录，没有做任何改动。")
    _check_words([record for record, _ in stored], basis, reason)
    _refuse_hanging(store, records)
    if not _PAPER.search(basis):
        _refuse_early(office, stored)
    told = {"basis": basis.strip(), "reason": reason.strip()}
    with office.change(f"彻底删除：{_counted(records)}", signed=True, reason=reason.strip()) as change:
        files = purging.erase(change, store, records, told)
    return Purged(dict(Counter(table for table, _ in records)), files, purging.sweep(store))


def _counted(records: Sequence[At]) -> str:
    counts = Counter(table for table, _ in records)
    return "、".join(f"{Record.ledgers[table].one} {number:,} 条" for table, number in counts.items())


def _check_words(records: Sequence[Record], basis: str, reason: str) -> None:
    """Refuse an empty ground, and one that names the person: the log would keep what is to be deleted."""
    problems = {}
    if not _ARTICLE.search(basis) and not _PAPER.search(basis):
        problems["basis"] = "请写明法律条文（第…条），或责令删除的文书文号（〔2026〕…号）"
    if not reason.strip():
        problems["reason"] = "彻底删除须写明原因，原因记入日志"
    personal = {text for record in records for text in _personal(record)}
    for name, words in (("basis", basis), ("reason", reason)):
        if any(text in words for text in personal):
            problems[name] = "不要写姓名、号码或住址：日志永久保存，会留下要删除的内容"
    if problems:
        raise Invalid(problems, _LABELS)


def _personal(record: Record) -> Iterable[str]:
    """Yield the names, numbers and addresses that stand in a record; the officers of a case are nobody's data here."""
    for name, field in record.fields.items():
        value = record.values[name]
        if value is not None and (field.sensitive or (field.tokens == "name" and record.table != Case.table)):
            yield from (text for text in field.show(value).split("、") if len(text) > 1)


def _refuse_hanging(store: Store, records: Sequence[At]) -> None:
    found = purging.hanging(store, records)
    if found:
        some = list(dict.fromkeys((who, trash) for who, _, trash in found))
        named = [f"{Record.ledgers[table].one} #{at}{'（回收站）' if trash else ''}" for (table, at), trash in some]
        more = f" 等 {len(named):,} 条" if len(named) > NAMED else ""
        raise Refused(
            f"{'、'.join(named[:NAMED])}{more}还引用要删除的记录，没有删除任何内容。请先解除引用，或者连同它们一起删除。"
        )


def _refuse_early(office: Office, stored: Sequence[tuple[Record, bool]]) -> None:
    keeping = Keeping(office)
    for record, trash in stored:
        found = _kept(keeping, record, trash=trash)
        if not found.ended(office.today):
            until = f"保存到 {found.until}" if found.until else "还没有起算"
            raise Refused(
                f"{record.one} #{record.id} 的保存期限没有届满（{found.reason}，{until}），没有删除任何内容。"
                "有责令删除的文书的，请在法律依据里写明文号。",
                retention.early_article(),
            )
