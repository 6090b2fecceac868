"""What an officer sees of a ledger: nothing, their own cases, or all; numbers masked or in full."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import own_ids
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.exchange.exports import masked, without_numbers
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record


@dataclass(frozen=True)
class Sight:
    """`own` holds the ids that may be seen, None all of them; `masked` tells whether numbers are."""

    masked: bool = False
    own: frozenset[int] | None = None

    def kept(self, ids: "array[int]") -> "array[int]":
        """Return those ids that may be seen, in their order."""
        return ids if self.own is None else array("q", [at for at in ids if at in self.own])

    def sees(self, record_id: int) -> bool:
        """Tell whether a record may be seen."""
        return self.own is None or record_id in self.own

    def text(self, text: str) -> str:
        """Return a title or an excerpt as it may be read."""
        return without_numbers(text) if self.masked else text

    def shown(self, record: Record, name: str) -> str:
        """Return a field as it may be read; empty where it is."""
        field, value = record.fields[name], record.values[name]
        if value is None:
            return ""
        return masked(field, field.show(value)) if self.masked else field.show(value)


def sight(office: Office, ledger: type[Record], verb: str = "list") -> Sight:
    """Return what the officer sees of a ledger; raises Refused where it is nothing."""
    right = permit(office, ledger_operation(ledger.table, verb), about=(ledger.table, 0))
    own = frozenset(own_ids(office, ledger)) if right.asks("own") else None
    return Sight(right.asks("masked"), own)


def visible(office: Office, ledger: type[Record], ids: Sequence[int]) -> "array[int]":
    """Return those ids that the officer may see, in their order."""
    return sight(office, ledger).kept(array("q", ids))
