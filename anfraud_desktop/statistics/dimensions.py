"""What a figure can be split by. Each dimension sorts every record into exactly one cell, so that cells add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.kinds import Choice
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.periods import Period, month_of, parse
from anfraud_desktop.store.conditions import Condition, end_of, split_at_links

UNKNOWN = ""  # the key of the cell for records that do not say
UNKNOWN_LABEL = "不详"


@dataclass(frozen=True)
class Dimension:
    """A way to split figures. `paths` says where each ledger holds the value; the key of a cell is its text."""

    name: str
    title: str
    paths: dict[str, str] = field(default_factory=dict)

    def path(self, ledger: str, date_path: str) -> str | None:
        """Return the path of the value in a ledger, None where it has none."""
        del date_path
        return self.paths.get(ledger)

    def key(self, value: Any, period: Period) -> str:
        """Return the key of the cell in which a value stands."""
        del period
        return UNKNOWN if value is None else str(value)

    def conditions(self, path: str, key: str, period: Period) -> tuple[Condition, ...]:
        """Return what holds for exactly the records of a cell."""
        del period
        return (Condition(path, "empty" if key == UNKNOWN else "=", key, indexed=False),)

    def label(self, key: str) -> str:
        """Return the words for a key."""
        choice = self._choice()
        return (choice.show(key) if choice else key) or UNKNOWN_LABEL

    def order(self, keys: Iterable[str]) -> list[str]:
        """Return keys in the order of a table: that of the code table, or of the words; the unknown last."""
        places = {code: place for place, code in enumerate(self._codes())}
        return sorted(keys, key=lambda key: (key == UNKNOWN, places.get(key, len(places)), key))

    def read(self, text: str) -> str:
        """Return the key that a typed text means; raises UserError that names what can be typed."""
        if text in (UNKNOWN, UNKNOWN_LABEL):
            return UNKNOWN
        choice = self._choice()
        if choice is None:
            return text
        try:
            return choice.code_of(text)
        except ValueError as wrong:
            raise UserError(str(wrong)) from None

    def _choice(self) -> Choice | None:
        ledger, path = next(iter(self.paths.items()))
        _, column = end_of(Record.ledgers[ledger], path)
        return column if isinstance(column, Choice) else None

    def _codes(self) -> Sequence[str]:
        choice = self._choice()
        return [option.code for option in choice.codes.options] if choice else ()


@dataclass(frozen=True)
class AgeBands(Dimension):
    """Ages in full years on the last day of the period, so that a person has one age in it.

    A year of age is full on the day after the birthday (法释〔2006〕1号第二条).
    """

    starts: tuple[int, ...] = (0, 18, 30, 45, 60)

    def key(self, value: Any, period: Period) -> str:
        """Return the first year of the band in which a birth date stands."""
        if value is None:
            return UNKNOWN
        return str(max(age for age in self.starts if age == 0 or value < born_limit(period.last_day, age)))

    def conditions(self, path: str, key: str, period: Period) -> tuple[Condition, ...]:
        """Return the births that fall into a band."""
        if key == UNKNOWN:
            return (Condition(path, "empty"),)
        tests = [Condition(path, "filled")]
        place = self.starts.index(int(key))
        if place:
            tests.append(Condition(path, "<", born_limit(period.last_day, self.starts[place]), indexed=False))
        if place + 1 < len(self.starts):
            tests.append(Condition(path, ">=", born_limit(period.last_day, self.starts[place + 1]), indexed=False))
        return tuple(tests)

    def label(self, key: str) -> str:
        """Return a band in words: 18至29周岁."""
        if key == UNKNOWN:
            return UNKNOWN_LABEL
        place = self.starts.index(int(key))
        if place == 0:
            return f"不满{self.starts[1]}周岁"
        if place + 1 == len(self.starts):
            return f"{key}周岁以上"
        return f"{key}至{self.starts[place + 1] - 1}周岁"

    def order(self, keys: Iterable[str]) -> list[str]:
        """Return bands from the youngest to the oldest; the unknown last."""
        return sorted(keys, key=lambda key: (key == UNKNOWN, int(key or 0)))

    def read(self, text: str) -> str:
        """Return the band that its words or its first year mean; raises UserError that names the bands."""
        keys = {self.label(str(start)): str(start) for start in self.starts}
        if text in (UNKNOWN, UNKNOWN_LABEL):
            return UNKNOWN
        if text not in keys and text not in keys.values():
            raise UserError(f"“{text}”不是年龄段，可填：{'、'.join([*keys, UNKNOWN_LABEL])}。")
        return keys.get(text, text)


@dataclass(frozen=True)
class Months(Dimension):
    """Calendar months of the day that the indicator counts by."""

    def path(self, ledger: str, date_path: str) -> str | None:
        """Return the path of the day itself; None where there are several, as with a card's cases."""
        return None if split_at_links(Record.ledgers[ledger], date_path) else date_path

    def key(self, value: Any, period: Period) -> str:
        """Return the month of a day: 2026-10."""
        del period
        return f"{value:%Y-%m}"

    def conditions(self, path: str, key: str, period: Period) -> tuple[Condition, ...]:
        """Return the days that are in both the month and the period."""
        month = parse(key)
        first, last = max(month.start, period.start), min(month.last_day, period.last_day)
        return (Condition(path, "between", (first, last)),)

    def label(self, key: str) -> str:
        """Return the month in Chinese."""
        return parse(key).title

    def order(self, keys: Iterable[str]) -> list[str]:
        """Return months as they follow one another."""
        return sorted(keys)

    def read(self, text: str) -> str:
        """Return the month that a text means; raises UserError."""
        found = parse(text)
        return month_of(found.start).text


def born_limit(day: date, age: int) -> date:
    """Return the day before which one must be born to be of this age on `day`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February, `age` years ago not there: who was born on 28 February is of age by now
        return day.replace(year=day.year - age, day=28) + timedelta(days=1)


def _dimensions(*items: Dimension) -> dict[str, Dimension]:
    return {item.name: item for item in items}


def _of_case(name: str) -> dict[str, str]:
    return {
        "cases": name, "involvements": f"case.{name}", "dispositions": f"involvement.case.{name}",
        "victims": f"case.{name}",
    }  # fmt: skip


def _of_person(name: str) -> dict[str, str]:
    return {"involvements": f"person.{name}", "dispositions": f"involvement.person.{name}", "victims": name}


DIMENSIONS = _dimensions(
    Dimension("township", "发案地", _of_case("township")),
    Dimension("offence", "案由", _of_case("offence")),
    Dimension("fraud_type", "诈骗类型", _of_case("fraud_type")),
    Dimension("nature", "案件性质", _of_case("nature")),
    Dimension("sex", "性别", _of_person("sex")),
    AgeBands("age", "年龄段", _of_person("born_on")),
    Dimension("outcome", "处理情况", {"dispositions": "measure"}),
    Dimension("card_kind", "卡种", {"cards": "kind"}),
    Dimension("institution", "开户行、运营商", {"cards": "institution"}),
    Dimension("seizure", "查扣状态", {"cards": "seizure"}),
    Months("month", "月份"),
)
