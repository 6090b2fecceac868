"""Numbers that a role sees masked: whether it does, showing one for a reason, and noting that a record was opened."""

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit, right_of
from anfraud_desktop.errors import Missing
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry


def masked_right(office: Office, ledger: type[Record], verb: str = "list") -> bool:
    """Tell whether the officer's role sees the numbers of a ledger masked."""
    return right_of(office, ledger_operation(ledger.table, verb)).asks("masked")


def reveal(office: Office, ledger: type[Record], record_id: int, field: str, reason: str = "") -> str:
    """Return a field in full and log that it was shown; raises Invalid without a reason where the role needs one."""
    permit(office, "reveal_number", reason=reason, about=(ledger.table, record_id))
    record = records.show(office, ledger.table, record_id)
    if field not in ledger.fields:
        raise Missing(f"{ledger.title}没有“{field}”这一项")
    told = {"field": field, "reason": reason.strip()}
    with office.change(f"显示{ledger.fields[field].label}", reason=reason) as change:
        change.entries.append(Entry("reveal", ledger.table, record_id, told))
    return ledger.fields[field].show(record.values[field])


def note_view(office: Office, ledger: type[Record], record_id: int) -> None:
    """Log that the officer has opened a record; raises Refused where they may not, Missing where it is gone."""
    records.show(office, ledger.table, record_id)
    if not office.store.read_only:
        with office.change(f"查看{ledger.one}") as change:
            change.entries.append(Entry("view", ledger.table, record_id, {}))
