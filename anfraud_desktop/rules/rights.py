"""Who may do what: the matrix of roles and operations as data, and what a cell of it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from anfraud_desktop import resources

_FLAGS = {
    "Y": "allowed", "O": "own", "M": "masked", "2": "second", "R": "reason",
    "D": "draft", "A": "approved", "S": "own_entries", "C": "own_cases",
}  # fmt: skip


@dataclass(frozen=True)
class Right:
    """What one role may do with one operation, and on what terms; `flags` is empty where it is denied.

    allowed (no terms), own (own or assigned cases), masked (numbers), second (person), reason, draft (only),
    approved (first), own_entries and own_cases (of the log).
    """

    flags: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.flags)

    def asks(self, flag: str) -> bool:
        """Tell whether the cell carries a term."""
        return flag in self.flags


@dataclass(frozen=True)
class Operation:
    """One row of the matrix; `pair` asks for an administrator and a supervisor together."""

    number: int
    key: str
    title: str
    rights: Mapping[str, Right]
    pair: bool = False

    def right(self, role: str) -> Right:
        """Return what a role may; nothing for an unknown one."""
        return self.rights.get(role, Right())


def _right(cell: str) -> Right:
    return Right(frozenset(_FLAGS[letter] for letter in cell.split()))


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation by its key, in the order of the matrix."""
    rows = resources.table("trust", "operations.toml")["operation"]
    made = (
        Operation(
            row["number"],
            row["key"],
            row["title"],
            {role: _right(cell) for role, cell in row["rights"].items()},
            row.get("pair", False),
        )
        for row in rows
    )
    return {operation.key: operation for operation in made}


def ledger_operation(table: str, verb: str) -> str:
    """Return the key of the operation that does a verb (view, list, create, edit) to a ledger's records."""
    ledgers = resources.table("trust", "operations.toml")["ledger"]
    return str(ledgers.get(table, {}).get(verb) or ledgers["default"][verb])
