"""The trash: what lies there, who moved it there, when and why, and until when it is kept. Restoring is `records`' own.

What one act moved there together comes back together, so each record says how many that are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from anfraud_desktop.actions.keeping import Keeping
from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit, right_of
from anfraud_desktop.actions.records import ledger_of
from anfraud_desktop.actions.retention import periods
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.rules import retention
from anfraud_desktop.rules.rights import Right, ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import logbook


@dataclass(frozen=True)
class Trashed:
    """A record in the trash as the officer may read it.

    `removed_at` is local time, `seq` the log's entry that tells of it; `until` the last day on which it is kept, None
    where there is no end. Records with the same `act` came there together and come back together: `together` counts
    them all, in every ledger.
    """

    ledger: str
    id: int
    title: str
    removed_at: datetime
    by: str
    reason: str
    until: date | None
    act: str
    seq: int
    together: int = 1

    @property
    def name(self) -> str:
        """Ledger and number."""
        return f"{Record.ledgers[self.ledger].one} #{self.id}"

    @property
    def managed(self) -> bool:
        """Tell whether its own actions alone may write it, so that it cannot be brought back by hand."""
        return Record.ledgers[self.ledger].managed


def listing(office: Office, table: str | None = None) -> list[Trashed]:
    """Return what the officer may see of the trash, of one ledger or of all, newest first.

    Raises Refused where the officer may bring nothing back, or may not see the ledger that is named.
    """
    permit(office, "restore_record")
    if table is not None:
        permit(office, ledger_operation(ledger_of(table).table, "list"), about=(table, 0))
    asked = Record.ledgers if table is None else {table: ledger_of(table)}
    rows = {name: logbook.removals(office.store, name) for name in Record.ledgers}
    together = Counter(act for some in rows.values() for _, _, act, *_ in some)
    keeping = Keeping(office)
    found: list[Trashed] = []
    for name, ledger in asked.items():
        right = right_of(office, ledger_operation(name, "list"))
        if right and rows[name]:
            found += _seen(office, keeping, ledger, right, rows[name])
    found = [replace(one, together=together[one.act]) for one in found]
    return sorted(found, key=lambda one: one.seq, reverse=True)


Removal = tuple[int, int, str, str, str, str]  # as `logbook.removals` returns them


def _seen(
    office: Office, keeping: Keeping, ledger: type[Record], right: Right, rows: Sequence[Removal]
) -> list[Trashed]:
    seen = Sight(right.asks("masked"))
    visible = _own(office, ledger, rows) if right.asks("own") else {row[0] for row in rows}
    names = titles(office.store, ledger, sorted(visible), trash=True)
    until = {at: kept.until for at, kept in keeping.in_trash(ledger).items()}
    return [
        Trashed(
            ledger.table, at, seen.text(names.get(at, f"#{at}")), _local(moment), by, reason, until.get(at), act, seq
        )
        for at, seq, act, moment, by, reason in rows
        if at in visible
    ]


def _own(office: Office, ledger: type[Record], rows: Sequence[Removal]) -> set[int]:
    """Return which are the officer's: entered by them, or of a case of theirs that is live."""
    entered = logbook.entered(office.store, ledger.table, office.officer)
    rest = office.store.page(ledger, [at for at, *_ in rows if at not in entered], trash=True)
    return {at for at, *_ in rows if at in entered} | {one.id for one in rest if one.id and owns(office, one)}


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone().replace(tzinfo=None)


def note(office: Office) -> str:
    """Say how long the trash keeps what lies in it, and how that ends, by the period in force here."""
    years, article = next((years, row.article) for row, years in periods(office) if row.key == retention.TRASH)
    return f"移入后保存 {years} 年，随时可以找回；不会自动删除，期满后由管理员和审核人两人彻底删除。依据：{article}"
