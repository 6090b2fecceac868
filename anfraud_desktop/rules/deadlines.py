"""Time limits: when each ends, by which day to act, and by which article. The rows are data (law/limits.toml).

Days and months by 刑事诉讼法第一百零五条 and 法释〔2021〕1号第二百零二条: the first day is not counted, a month ends
on the same day of the next one, one that begins on a month's last day ends on a month's last day. Hours are exact
minutes, which is stricter than leaving out the first hour. Custody never gains a day from a holiday.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

from anfraud_desktop import resources
from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.rules.workdays import DAY, SATURDAY, Calendar, bundled

Moment = date | datetime  # a day, or an exact minute where hours are counted
State = Literal["running", "due_today", "overdue", "unsure"]
STATES: dict[str, str] = {"running": "期限内", "due_today": "今日到期", "overdue": "已超期", "unsure": "待核对"}
YES, NO = "yes", "no"
MOST_DETAINED, MOST_COMBINED = 15, 20  # days of 行政拘留: one act, several acts together
YEAR = 12  # months
_units = {"days": "日", "working_days": "个工作日", "months": "个月", "years": "年", "hours": "小时"}


@dataclass(frozen=True)
class Limit:
    """One row of the table, as its head explains; `police` tells whether it is the police who must act."""

    key: str
    row: str
    title: str
    number: int
    unit: str
    act: str
    article: str
    source: str
    binds: str = ""
    approver: str = ""
    plus_days: int = 0
    custody: bool = False
    shift: bool = False
    lapses: bool = False
    before: bool = False
    sure: bool = True
    since: date | None = None
    until: date | None = None
    remind: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    step: tuple[Mapping[str, Any], ...] = ()

    @property
    def police(self) -> bool:
        """Whether the police must act, and not somebody else."""
        return not self.binds

    @property
    def who(self) -> str:
        """Who must act."""
        return self.binds or str(_table()["police"])

    @property
    def hourly(self) -> bool:
        """Whether the limit ends at an exact minute."""
        return self.unit == "hours"

    @property
    def ends_early(self) -> bool:
        """Whether to act on the day before the strict last one: custody, lapsing and month limits of the police."""
        return self.police and not self.hourly and (self.custody or self.lapses or self.unit in ("months", "years"))

    @property
    def length(self) -> str:
        """The length in words."""
        plus = f"加{self.plus_days}日" if self.plus_days else ""
        return f"{self.number}{_units[self.unit]}{plus}"

    @property
    def weight(self) -> int:
        """What comes first among limits: freedom, rights that lapse, hours, other duties, periods of others; 0 to 4."""
        if not self.police:
            return 4
        return 0 if self.custody else 1 if self.lapses else 2 if self.hourly else 3


@dataclass(frozen=True)
class Due:
    """When a limit ends. `due` is the strict last day (its end) or minute; `customary` the day that papers print.

    `act_by` is the day by which to act, never after `due`. `adjustments` tell how a holiday moved the end; `notes` what
    is uncertain, which makes it `unsure`; `rule` is the whole explanation in one sentence.
    """

    limit: Limit
    start: Moment
    due: Moment
    customary: Moment
    act_by: Moment
    reminders: tuple[Moment, ...]
    rule: str
    adjustments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    overrun: bool = False  # the decision names a later day than the law allows

    @property
    def unsure(self) -> bool:
        """Whether a fact or a list is missing, so that somebody must look."""
        return bool(self.notes)

    def but(self, note: str) -> "Due":
        """Return the same, uncertain for one reason more."""
        return replace(self, notes=(*self.notes, note), rule=f"{self.rule}（{note}）")

    def state(self, now: datetime) -> State:
        """Return how the limit stands."""
        if self.unsure:
            return "unsure"
        if now > self.due if isinstance(self.due, datetime) else now.date() > self.due:
            return "overdue"
        return "due_today" if day_of(self.due) == now.date() else "running"

    def days_left(self, now: datetime) -> int:
        """Return the days to the strict last day; below zero once it is over."""
        return (day_of(self.due) - now.date()).days

    def soon(self, now: datetime) -> bool:
        """Tell whether the first reminder's time has come."""
        first = self.reminders[0] if self.reminders else self.act_by
        return now >= (first if isinstance(first, datetime) else datetime.combine(first, time.min))


def day_of(moment: Moment) -> date:
    """Return the day of a day or a minute."""
    return moment.date() if isinstance(moment, datetime) else moment


def said(moment: Moment) -> str:
    """Spell a day or a minute in Chinese."""
    clock = f"{moment.hour}时{moment.minute:02}分" if isinstance(moment, datetime) else ""
    return f"{moment.year}年{moment.month}月{moment.day}日{clock}"


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "limits.toml")


@cache
def _rows() -> dict[str, tuple[Limit, ...]]:
    found: dict[str, list[Limit]] = {}
    for row in _table()["limit"]:
        lists = {name: tuple(row[name]) for name in ("remind", "next", "asks", "step") if name in row}
        found.setdefault(row["key"], []).append(Limit(**row | lists))
    return {key: tuple(rows) for key, rows in found.items()}


def keys() -> tuple[str, ...]:
    """Return the keys of all limits in the order of the table."""
    return tuple(_rows())


def limit_of(key: str, on: date | None = None) -> Limit:
    """Return a limit's row as it holds on a day, the newest without one; raises UserError for an unknown key."""
    rows = _rows().get(key)
    if rows is None:
        raise UserError(f"没有叫“{key}”的时限。现有：{'、'.join(keys())}。")
    if on is None:
        return rows[-1]
    return next((row for row in reversed(rows) if row.since is None or row.since <= on), rows[0])


@cache
def root(key: str) -> str:
    """Return the limit that one was extended from, through all steps; itself where it is no extension."""
    before = next((row.key for rows in _rows().values() for row in rows if key in row.next), None)
    return key if before is None else root(before)


def due(
    key: str,
    start: Moment,
    options: Mapping[str, str] | None = None,
    calendar: Calendar | None = None,
    *,
    ends: date | None = None,
) -> Due:
    """Compute one limit from its start; `ends` is the last day that the decision itself names.

    `options` are what `--set` tells: `extension` (1 to 3), `in_custody` (yes, no), `days`, `combined` (yes, no).
    Raises UserError for an unknown limit, Invalid for a fact that it does not ask for or that is out of its bounds.
    """
    lists = bundled() if calendar is None else calendar
    asked = (key, start, tuple(sorted(options.items())) if options else (), ends)
    known = lists.remembered.get(asked)
    if known is None:
        known = lists.remembered[asked] = _computed(key, start, dict(options or {}), lists, ends)
    found: Due = known
    return found


def _computed(key: str, start: Moment, options: dict[str, str], lists: Calendar, ends: date | None) -> Due:
    row = _told(limit_of(key, day_of(start)), options)
    if row.hourly:
        return _in_hours(row, start)
    first = day_of(start)
    last, missing = _last_day(row, first, lists)
    adjustments: tuple[str, ...] = ()
    if row.shift and not missing:
        last, adjustments, missing = _shifted(last, lists)
    notes = [f"尚未导入{year}年放假安排，没有顺延，日期待核对" for year in missing]
    overrun, named = False, False
    if ends is not None:  # such a day is printed one day early already
        overrun, named = ends > last, ends < last
        notes += [f"登记的截止日期{said(ends)}晚于法定最后一日，请核对"] if overrun else []
        last, adjustments = (ends, (f"决定载明至{said(ends)}",)) if named else (last, adjustments)
    customary = last - DAY if row.ends_early and not named else last
    floor = date.min if row.before else first
    act_by = _back_to_work(customary, lists, floor) if row.ends_early else last
    reminders = _reminders(row, first, last, lists)
    found = Due(row, first, last, customary, act_by, reminders, "", adjustments, tuple(notes), overrun)
    return replace(found, rule=_sentence(found))


def _in_hours(row: Limit, start: Moment) -> Due:
    notes: tuple[str, ...] = ()
    if isinstance(start, datetime):
        begun = start
    else:  # the earliest it can have been
        begun = datetime.combine(start, time.min)
        notes = ("没有写明起算的时刻，按当日零时计算，请补填",)
    end = begun + timedelta(hours=row.number)
    reminders = tuple(at for word in row.remind if (at := end - timedelta(hours=int(word[:-1]))) > begun)
    found = Due(row, begun, end, end, end, reminders, "", (), notes)
    return replace(found, rule=_sentence(found))


def _last_day(row: Limit, start: date, lists: Calendar) -> tuple[date, tuple[int, ...]]:
    """Return the last day before any shift, and the years whose missing lists make it uncertain."""
    if row.unit == "working_days":
        return _count_working(start, row.number, lists)
    if row.unit in ("months", "years"):
        total = row.number * (YEAR if row.unit == "years" else 1)
        return add_months(start, total) + row.plus_days * DAY, ()
    return (start - row.number * DAY if row.before else start + row.number * DAY), ()


def add_months(day: date, number: int) -> date:
    """Return the last day of a period of months: the same day, or the last of a month (法释〔2021〕1号第二百零二条)."""
    months = day.year * YEAR + day.month - 1 + number
    last = _month_end(months)
    at_end = day == _month_end(day.year * YEAR + day.month - 1)
    return last if at_end else last.replace(day=min(day.day, last.day))


def _month_end(months: int) -> date:
    """Return the last day of a month, numbered from year 0."""
    return date((months + 1) // YEAR, (months + 1) % YEAR + 1, 1) - DAY


def _count_working(start: date, number: int, lists: Calendar) -> tuple[date, tuple[int, ...]]:
    """Count working days; in a year without a list every day counts, which can only end too early."""
    day, seen = start, []
    while number:
        day += DAY
        seen.append(day)
        number -= lists.works(day) is not False
    return day, lists.missing(seen)


def _shifted(raw: date, lists: Calendar) -> tuple[date, tuple[str, ...], tuple[int, ...]]:
    """Move a last day that is a day off to the next working day; nowhere, where a list is missing on the way."""
    day = raw
    while lists.works(day) is False:
        day += DAY
    if lists.works(day) is None:
        return raw, (), (day.year,)
    if day == raw:
        return raw, (), ()
    off = [raw + at * DAY for at in range((day - raw).days)]
    what = "放假" if any(one in lists.off for one in off) else "是休息日"
    span = _short(off[0]) if len(off) == 1 else f"{_short(off[0])}至{_short(off[-1], off[0])}"
    return day, (f"{span}{what}，顺延至{_short(day)}",), ()


def _short(day: date, after: date | None = None) -> str:
    return f"{day.day}日" if after and after.month == day.month else f"{day.month}月{day.day}日"


def _back_to_work(day: date, lists: Calendar, floor: date) -> date:
    """Return the last working day up to a day, not before `floor`; a year without a list goes by weekdays."""
    found = day
    while found > floor and not _worked(found, lists):
        found -= DAY
    return found


def _worked(day: date, lists: Calendar) -> bool:
    works = lists.works(day)
    return day.weekday() < SATURDAY if works is None else works


def _reminders(row: Limit, start: date, last: date, lists: Calendar) -> tuple[Moment, ...]:
    found: set[date] = {last - DAY} if row.ends_early else set()
    for word in row.remind:
        day, number = last, int(word[:-1])
        if word.endswith("d"):
            day -= number * DAY
        else:
            for _ in range(number):
                day = _back_to_work(day - DAY, lists, date.min)
        found.add(day)
    return tuple(sorted(day for day in found if day > start or row.before))


def _told(row: Limit, options: dict[str, str]) -> Limit:
    """Return the row with what `options` tell of the case; raises Invalid."""
    problems = {
        name: f"“{row.title}”没有这一项，可写：{'、'.join(row.asks) or '无'}"
        for name in options
        if name not in row.asks
    }
    found = row
    for name, value in options.items():
        if name in problems:
            continue
        try:
            found = _ASKED[name](found, value, options)
        except ValueError as wrong:
            problems[name] = str(wrong)
    if problems:
        raise Invalid(problems)
    return found


def _extended(row: Limit, value: str, _options: Mapping[str, str]) -> Limit:
    steps = {str(step["extension"]): step for step in row.step}
    if value == "0":
        return row
    if value not in steps:
        raise ValueError(f"应为 {'、'.join(('0', *steps))}")
    return replace(row, **{name: part for name, part in steps[value].items() if name != "extension"})


def _held(row: Limit, value: str, _options: Mapping[str, str]) -> Limit:
    return row if _yes(value) else replace(row, custody=False, shift=True)


def _days(row: Limit, value: str, options: Mapping[str, str]) -> Limit:
    most = MOST_COMBINED if _yes(options.get("combined", NO)) else MOST_DETAINED
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
        raise ValueError(f"应为 1 至 {most} 的整数（一项行为至多 {MOST_DETAINED} 日，合并执行至多 {MOST_COMBINED} 日）")
    return replace(row, number=int(value))


def _combined(row: Limit, value: str, options: Mapping[str, str]) -> Limit:
    return replace(row, number=MOST_COMBINED) if _yes(value) and "days" not in options else row


def _yes(value: str) -> bool:
    if value not in (YES, NO):
        raise ValueError("应为 yes 或 no")
    return value == YES


_ASKED = {"extension": _extended, "in_custody": _held, "days": _days, "combined": _combined}


def _sentence(found: Due) -> str:
    """Say start, rule, article, adjustments and the day to act by, in one sentence; what is uncertain behind it."""
    row = found.limit
    if row.before:
        counted = f"自{said(found.start)}届满之日倒算{row.length}"
    elif row.hourly:
        counted = f"自{said(found.start)}起{row.length}（按分钟计算）"
    else:
        counted = f"自{said(found.start)}起{row.length}（起算日不计入）"
    moved = "".join(f"，{text}" for text in found.adjustments)
    by = f"，应由{row.binds}于" if row.binds else "，应于"
    strict = f"；法定最后一日为{said(found.due)}" if found.act_by != found.due else ""
    held = "，节假日不顺延" if row.custody and not row.hourly else ""
    old = row.since is not None and row.since > day_of(found.start)
    since = (f"本条自{said(row.since)}起施行，请核对当时的规定",) if row.since and old else ()
    doubts = "".join(f"（{note}）" for note in (*found.notes, *since))
    return f"{counted}，依据{row.article}{held}{moved}{by}{said(found.act_by)}前{row.act}{strict}。{doubts}"
