"""What a check is, what it reads and what it finds. Words, severity and thresholds are data: trust/health.toml."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from anfraud_desktop import resources
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.outcomes import outcome_of
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import inspecting
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import Store

T = TypeVar("T")

OWN = "本程序"
SEVERITIES = {"serious": "必须处理", "warning": "应当核对", "hint": "提示"}


@dataclass(frozen=True)
class Holdings:
    """The case file as the checks see it, on the day of the office's clock."""

    office: Office
    _read: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def store(self) -> Store:
        """The open case file."""
        return self.office.store

    @property
    def today(self) -> date:
        """The day on which the file is checked."""
        return self.office.today

    def once(self, make: "Callable[[Holdings], T]") -> T:
        """Return what a function makes of the file, made once for all checks of a run that ask for it."""
        if make not in self._read:
            self._read[make] = make(self)
        found: T = self._read[make]
        return found

    def values(self, ledger: type[Record], *paths: str, where: Sequence[Condition] = ()) -> list[tuple[Any, ...]]:
        """Return (id, value of each path …) of the live records that meet all conditions (`inspecting.values`)."""
        return inspecting.values(self.store, ledger, paths, where)


@dataclass(frozen=True)
class Found:
    """One place at which a check strikes; `detail` holds record numbers and days, never a name or number of a person.

    `facts` are the values that it rests on: once they change, an acceptance of the finding lapses. `ledger` and
    `field` are those of the check where they are empty.
    """

    id: int
    detail: str
    facts: tuple[Any, ...] = ()
    field: str = ""
    ledger: str = ""


@dataclass(frozen=True)
class Check:
    """One check; an empty `ledger` means the file itself. `find` reads by sets, never record by record."""

    key: str
    ledger: str
    field: str
    find: Callable[[Holdings], Iterable[Found]]


@dataclass(frozen=True)
class Words:
    """What a check is called, what it means and what is to be done; `source` names article or standard."""

    name: str
    severity: str
    meaning: str
    remedy: str
    source: str

    @property
    def basis(self) -> str:
        """The article or standard as a sentence names it; empty for a check that is the program's own."""
        return "" if self.source == OWN else f"依据：{self.source}。"


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    return {row["key"]: row for row in resources.table("trust", "health.toml")["check"]}


@cache
def words(key: str) -> Words:
    """Return the words of a check."""
    row = _rows()[key]
    return Words(row["name"], row["severity"], row["meaning"], row["remedy"], row["source"])


def terms(key: str) -> Mapping[str, Any]:
    """Return a check's thresholds and lists."""
    return _rows()[key]


def numbered(ids: Iterable[int], most: int = 5) -> str:
    """Return record numbers as a sentence names them: `#3、#8 等 7 条`."""
    every = list(ids)
    told = "、".join(f"#{at}" for at in every[:most])
    return told if len(every) <= most else f"{told} 等 {len(every)} 条"


def filled(*paths: str) -> list[Condition]:
    """Return the conditions that some paths hold a value."""
    return [Condition(path, "filled") for path in paths]


def empty(*paths: str) -> list[Condition]:
    """Return the conditions that some paths hold none."""
    return [Condition(path, "empty") for path in paths]


@cache
def outcome(measure: str, stage: str | None) -> str:
    """Return the key in the naming table of a measure at an instance (`outcomes.outcome_of`)."""
    return outcome_of(Disposition({"measure": measure, "stage": stage}))
