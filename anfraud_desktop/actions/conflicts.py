"""Two officers changed the same record: what differs field by field, who did that, and the record that both make."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anfraud_desktop.actions.histories import Step, steps, wording
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid
from anfraud_desktop.schema.kinds import KeptFile
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store


@dataclass(frozen=True)
class Difference:
    """A field in which my record and the one in the file differ, in words as I may read them.

    `changed` tells that I changed it since I read the record; `who` and `when` (local) who changed it in the file
    meanwhile, empty and None where nobody did.
    """

    field: str
    label: str
    mine: str
    theirs: str
    changed: bool
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True)
class Clash:
    """The record as it stands in the file, and where mine differs from it, in the ledger's order."""

    theirs: Record
    differences: tuple[Difference, ...]

    @property
    def mine(self) -> frozenset[str]:
        """The fields that come from me unless somebody chooses otherwise: those that I changed."""
        return frozenset(one.field for one in self.differences if one.changed)


def conflict_of(office: Office, mine: Record, base: Record | None = None) -> Clash:
    """Return in what my unwritten record differs from the file.

    `base` is the record as I read it; without it, it is made of the history. Raises Missing where the record is gone
    meanwhile, Refused where I may not open it.
    """
    ledger, at = type(mine), mine.id or 0
    theirs = office.store.get(ledger, at)
    words = wording(office, ledger, at)
    since = _since(office.store, theirs, mine.version)
    read = _values(theirs, since) if base is None else base.values
    names = [name for name in ledger.fields if _bare(mine.values[name]) != theirs.values[name]]
    words.gather((name, record.values[name]) for name in names for record in (mine, theirs))
    last = {step.field: step for step in since}
    found = [
        Difference(
            name, ledger.fields[name].label, words.text(name, mine.values[name]),
            words.text(name, theirs.values[name]), _bare(mine.values[name]) != _bare(read[name]),
            *((last[name].officer, last[name].at) if name in last else ()),
        )
        for name in names
    ]  # fmt: skip
    return Clash(theirs, tuple(found))


def merged(mine: Record, theirs: Record, chosen: Collection[str]) -> Record:
    """Return the record in the file with the chosen fields of mine, to be written over it.

    Raises Invalid where what was chosen does not go together.
    """
    ledger = type(theirs)
    reading = ledger.settled(theirs.values | {name: mine.values[name] for name in chosen}, {})
    if reading.problems:
        raise Invalid(reading.problems, ledger.labels())
    return ledger(reading.values, id=theirs.id, version=theirs.version)


def _since(store: Store, theirs: Record, version: int) -> list[Step]:
    """Return the changes of fields that made this version of a record out of an older one, oldest first."""
    found = steps(store, type(theirs), theirs.id or 0)
    return [step for step in found if version < step.version <= theirs.version]


def _values(theirs: Record, since: list[Step]) -> dict[str, Any]:
    """Return the values of a record as they were before some changes."""
    return dict(theirs.values) | {step.field: step.old for step in reversed(since)}


def _bare(value: Any) -> Any:
    """Return a value as the file gives it back: a picture or paper that is only now chosen still has its bytes."""
    if isinstance(value, tuple):
        return tuple(_bare(one) for one in value)
    return value.without_data() if isinstance(value, KeptFile) else value
