"""Record and Field: the words in which a ledger is declared, and what every reader asks of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, overload

from anfraud_desktop.errors import Invalid

T = TypeVar("T")

SqlValue = str | int | float | bytes | None
SheetValue = str | int | float | bool | Decimal | date | datetime | None
Tokens = Literal["text", "name", "number"]


class Field(Generic[T]):
    """One column of a ledger: its label, where it shows, and all spellings of its values.

    A kind of value is a subclass. `read` takes what an officer typed or what a workbook cell holds; `show`, `paper`,
    `sheet`, `edit` and `cell` give the spelling for the screen, official paper, a workbook, an editor and SQLite.
    """

    affinity: ClassVar[str] = "TEXT"
    tokens: ClassVar[Tokens] = "text"  # how the search index cuts this kind into tokens
    numeric: ClassVar[bool] = False  # drawn right-aligned, with tabular digits

    def __init__(  # noqa: PLR0913  one keyword a fact that a declaration states
        self,
        label: str,
        *,
        required: bool = False,
        listed: bool = False,
        searched: bool = False,
        indexed: bool = False,
        sensitive: bool = False,
        headings: tuple[str, ...] = (),
        hint: str = "",
    ) -> None:
        self.label = label
        self.required = required
        self.listed = listed
        self.searched = searched
        self.indexed = indexed
        self.sensitive = sensitive
        self.headings = headings
        self.hint = hint
        self.name = ""
        self.ledger = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, record: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, record: "Record", owner: type | None = None) -> T | None: ...
    def __get__(self, record: "Record | None", owner: type | None = None) -> Any:
        return self if record is None else record.values[self.name]

    def read(self, given: object) -> T | None:
        """Turn typed text or a workbook cell into a value; None is empty.

        Raises ValueError with a Chinese sentence: what is wrong and how to mend it.
        """
        raise TypeError(f"{type(self).__name__} has no reading of {type(given).__name__}")

    def read_cell(self, given: object, heading: str) -> T | None:
        """Read a workbook cell that stands below `heading`; a kind may take a unit from the heading."""
        del heading
        return self.read(given)

    def settle(self, value: T, values: Mapping[str, Any]) -> T:
        """Bring a read value into line with the record's other values; raises ValueError as `read` does."""
        del values
        return value

    def doubt(self, value: T, values: Mapping[str, Any]) -> str:
        """Say in Chinese what looks odd about a value that is accepted all the same; empty if nothing does."""
        del value, values
        return ""

    def show(self, value: T | None) -> str:
        """Spell a value for lists, forms and messages."""
        return "" if value is None else str(value)

    def paper(self, value: T | None) -> str:
        """Spell a value as official papers do."""
        return self.show(value)

    def edit(self, value: T | None) -> str:
        """Spell a value for an editor: `read(edit(value)) == value`."""
        return self.show(value)

    def sheet(self, value: T | None) -> SheetValue:
        """Spell a value for a workbook cell."""
        return self.show(value) or None

    def cell(self, value: T | None) -> SqlValue:
        """Spell a value for SQLite."""
        return None if value is None else str(value)

    def load(self, cell: Any) -> T | None:
        """Take a value back from SQLite; the inverse of `cell`."""
        value: T | None = cell
        return value


@dataclass(frozen=True)
class Reading:
    """What came of reading a record: its values, and problems and warnings by field name."""

    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)


class Record:
    """A row of a ledger. A subclass declares the ledger, and so registers it.

    `key` names the fields that tell records of the ledger apart (empty `optional_key` parts count as equal);
    a ledger that is `managed` is written by its own actions alone, never through a form, a sheet or `add`.
    """

    ledgers: ClassVar[dict[str, type["Record"]]] = {}
    table: ClassVar[str]
    title: ClassVar[str]
    one: ClassVar[str]
    fields: ClassVar[dict[str, Field[Any]]]
    key: ClassVar[tuple[str, ...]]
    optional_key: ClassVar[tuple[str, ...]]
    managed: ClassVar[bool]
    named_by: ClassVar[tuple[str, ...]]
    derived: ClassVar[Mapping[str, str]] = {}  # a field that `settle` fills from another one

    def __init_subclass__(  # noqa: PLR0913  one keyword a fact that a declaration states
        cls,
        *,
        table: str,
        title: str,
        named_by: tuple[str, ...],
        key: tuple[str, ...] = (),
        optional_key: tuple[str, ...] = (),
        managed: bool = False,
    ) -> None:
        cls.table, cls.title, cls.one = table, title, title.removesuffix("台账")
        cls.key, cls.optional_key, cls.named_by, cls.managed = key, optional_key, named_by, managed
        cls.fields = {name: item for name, item in vars(cls).items() if isinstance(item, Field)}
        for item in cls.fields.values():
            item.ledger = table
        Record.ledgers[table] = cls

    def __init__(self, values: Mapping[str, Any] | None = None, *, id: int | None = None, version: int = 0) -> None:  # noqa: A002  the column's name
        self.id = id
        self.version = version
        self.values: dict[str, Any] = dict.fromkeys(self.fields) | dict(values or {})

    def __repr__(self) -> str:
        """Name ledger and row only: values are personal data."""
        return f"<{self.table} {self.id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self.table, self.id, self.values) == (other.table, other.id, other.values)

    def __hash__(self) -> int:
        return hash((self.table, self.id))

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Fill what follows from other fields and report what contradicts them; a ledger overrides this."""

    @classmethod
    def doubts(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """Return warnings that concern several fields, by field name; a ledger overrides this."""
        del values
        return {}

    @classmethod
    def reading(cls, given: Mapping[str, object], *, before: "Record | None" = None) -> Reading:
        """Read all given fields, on top of `before`'s values, and report every problem at once."""
        values: dict[str, Any] = dict(before.values) if before else dict.fromkeys(cls.fields)
        problems: dict[str, str] = {}
        for name, source in cls.derived.items():
            if source in given and name not in given:
                values[name] = None  # it followed from a value that is replaced
        for name, item in given.items():
            column = cls.fields.get(name)
            if column is None:
                problems[name] = f"{cls.title}没有“{name}”这一项"
                continue
            try:
                values[name] = column.read(item)
            except ValueError as wrong:
                values[name], problems[name] = None, str(wrong)
        return cls.settled(values, problems)

    @classmethod
    def settled(cls, values: dict[str, Any], problems: dict[str, str]) -> Reading:
        """Finish a reading: cross-field rules, what is required, what looks odd."""
        settling, doubting, required = _asked(cls.table)
        for name, column in settling:
            if values[name] is not None and name not in problems:
                try:
                    values[name] = column.settle(values[name], values)
                except ValueError as wrong:
                    problems[name] = str(wrong)
        cls.settle(values, problems)
        warnings = dict(cls.doubts(values))
        for name, column in required:
            if values[name] is None and name not in problems:
                problems[name] = f"{column.label}必须填写"
        for name, column in doubting:
            if values[name] is not None and (doubt := column.doubt(values[name], values)):
                warnings[name] = doubt
        return Reading(values, problems, warnings)

    @classmethod
    def read(cls, given: Mapping[str, object], *, before: "Record | None" = None) -> Self:
        """Return the record that the given fields make; raises Invalid with all problems."""
        reading = cls.reading(given, before=before)
        if reading.problems:
            raise Invalid(reading.problems, cls.labels())
        return cls(reading.values, id=before.id if before else None, version=before.version if before else 0)

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Return each field's label by its name."""
        return {name: column.label for name, column in cls.fields.items()}

    @classmethod
    def listed_fields(cls) -> list[Field[Any]]:
        """Return the fields that a list shows, in order."""
        return [column for column in cls.fields.values() if column.listed]

    def but(self, **changes: object) -> Self:
        """Return a copy with other values; id and version stay."""
        return type(self)(self.values | changes, id=self.id, version=self.version)

    def title_text(self) -> str:
        """Return what a person calls this record."""
        shown = (self.fields[name].show(self.values[name]) for name in self.named_by)
        return " ".join(text for text in shown if text) or f"#{self.id}"

    def key_values(self) -> tuple[Any, ...] | None:
        """Return what tells this record apart, or None where a part that must be there is empty."""
        return self.key_of(self.values)

    @classmethod
    def key_of(cls, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return what would tell a record with these values apart, or None as above."""
        parts = tuple([values[name] for name in cls.key])
        if not parts or None in parts:
            return None
        return parts + tuple([values[name] for name in cls.optional_key])


Fields = list[tuple[str, Field[Any]]]


@cache
def _asked(table: str) -> tuple[Fields, Fields, Fields]:
    """Return the fields whose kind settles values, those whose kind doubts them, and those that must be filled."""
    fields = list(Record.ledgers[table].fields.items())
    return (
        [(name, column) for name, column in fields if type(column).settle is not Field.settle],
        [(name, column) for name, column in fields if type(column).doubt is not Field.doubt],
        [(name, column) for name, column in fields if column.required],
    )
