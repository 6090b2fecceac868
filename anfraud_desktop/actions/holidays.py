"""The lists of holidays: those that come with the program, and the ones that a station has taken in since.

A list is read from TOML (as in resources/holidays), CSV (day, 放假 or 上班, feast) or an iCalendar file. It is kept in
the case file for everybody, by two persons who may change lists, and logged. A year without one is told, not guessed.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from anfraud_desktop.actions import preferences
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.errors import Invalid, Unavailable, UserError
from anfraud_desktop.rules import workdays
from anfraud_desktop.rules.workdays import Calendar, YearList
from anfraud_desktop.store import preferences as preference_table
from anfraud_desktop.store.audit import Entry

KEPT = "holidays"  # the preference that holds the station's own lists by year
MOST = 256 * 1024  # bytes
WARN_FROM = (11, 20)  # by then the State Council has published the list of the year to come
_LABELS = {"file": "名单", "source": "来源"}
_OFF, _WORK = re.compile(r"放假|假|休|off", re.IGNORECASE), re.compile(r"上班|补班|班|work", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """One year's list as it holds; `own` tells that the station took it in."""

    year: YearList
    own: bool


def calendar_of(office: Office) -> Calendar:
    """Return the lists that hold here; the same object as long as none is taken in."""
    return _calendar(preference_table.load(office.store, preferences.SHARED, KEPT) or "{}")


@lru_cache(maxsize=8)
def _calendar(kept: str) -> Calendar:
    own = json.loads(kept)
    return workdays.with_lists(workdays.year_list(one) for one in own.values()) if own else workdays.bundled()


def lists(office: Office) -> list[Listed]:
    """Return the lists that hold, by year."""
    own = preferences.load_shared(office, KEPT) or {}
    return [Listed(one, str(year) in own) for year, one in sorted(calendar_of(office).lists.items())]


def warning(office: Office) -> str:
    """Say that a list is wanting, of this year or from late November of the next; empty where none is."""
    today, known = office.today, calendar_of(office).lists
    wanted = [today.year, *([today.year + 1] if (today.month, today.day) >= WARN_FROM else [])]
    years = [f"{year}年" for year in wanted if year not in known]
    if not years:
        return ""
    return f"还没有{'、'.join(years)}的放假安排，落在其中的期限不作顺延、标为待核对。请导入国务院办公厅公布的名单。"


def read_list(path: Path, source: str = "") -> YearList:
    """Read a list; `source` names the order where the file does not.

    Raises Unavailable where it cannot be opened, Invalid where it is no complete list of one year.
    """
    try:
        if path.stat().st_size > MOST:
            raise Unavailable("文件太大，不是放假安排的名单，没有导入。")
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("名单打不开，没有导入。请检查路径和编码（UTF-8）。") from None
    readers = {".toml": _from_toml, ".csv": _from_csv, ".ics": _from_ics}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UserError("名单应为 .toml、.csv 或 .ics 文件，没有导入。")
    try:
        given = reader(text)
        return workdays.year_list(given | ({"source": source} if source.strip() else {}))
    except ValueError as wrong:
        raise Invalid({"file": str(wrong)}, _LABELS) from None


def take_in(office: Office, one: YearList, reason: str) -> None:
    """Keep a list for everybody, in the place of one of the same year; raises Refused where the officer may not."""
    permit(office, "change_policy", reason=reason)
    if not reason.strip():
        raise Invalid({"reason": "请写明导入的原因，原因记入日志"}, {"reason": "原因"})
    told = {
        "year": one.year, "source": one.source, "working": sorted(map(str, one.working)),
        "off": [{"name": name, "from": str(day), "to": str(day)} for day, name in sorted(one.off.items())],
    }  # fmt: skip
    own = preferences.load_shared(office, KEPT) or {}
    with office.change(f"导入{one.year}年放假安排", reason=reason) as change:
        kept = json.dumps(own | {str(one.year): told}, ensure_ascii=False)
        preference_table.save(change, KEPT, kept, preferences.SHARED)
        said = {"list": "holidays", "year": one.year, "off": len(one.off), "working": len(one.working)}
        change.entries.append(Entry("policy", "", 0, said | {"source": one.source, "reason": reason.strip()}))


def _from_toml(text: str) -> dict[str, Any]:
    import tomllib  # here and below, because hardly any start of the program reads a list

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise ValueError("TOML 写法有误") from None


def _from_csv(text: str) -> dict[str, Any]:
    """Read lines of day, kind and feast; a head line is passed over."""
    import csv
    import io

    marked: list[tuple[date, str, str]] = []
    for line in csv.reader(io.StringIO(text)):
        cells = [cell.strip() for cell in line]
        if len(cells) > 1 and re.match(r"\d{4}", cells[0]):
            marked.append((_day(cells[0]), cells[1], cells[2] if len(cells) > 2 else ""))  # noqa: PLR2004  the third
    return _table(marked)


def _from_ics(text: str) -> dict[str, Any]:
    """Read events of whole days: 上班 in the summary is a working day, everything else a day off."""
    marked: list[tuple[date, str, str]] = []
    for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", re.sub(r"\r?\n[ \t]", "", text), re.DOTALL):
        found = dict(re.findall(r"^(SUMMARY|DTSTART|DTEND)[^:\n]*:(.*?)\s*$", event, re.MULTILINE))
        if "DTSTART" not in found:
            continue
        first = _day(found["DTSTART"])
        end = _day(found["DTEND"]) if "DTEND" in found else first + workdays.DAY
        summary = found.get("SUMMARY", "")
        kind = "上班" if re.search(r"上班|补班|（班）|\(班\)", summary) else "放假"
        days = range(max(1, min((end - first).days, 31)))
        marked += [(first + timedelta(at), kind, summary.split("假期")[0]) for at in days]
    return _table(marked)


def _day(text: str) -> date:
    digits = re.sub(r"\D", "", text)[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise ValueError(f"“{text}”不是日期，请写成 2027-01-01 的样子") from None


def _table(marked: Iterable[tuple[date, str, str]]) -> dict[str, Any]:
    """Return the table of days that are marked 放假 or 上班; the year is the one that most of them are in."""
    off, working, years = [], [], []
    for day, kind, name in marked:
        years.append(day.year)
        if _WORK.search(kind):
            working.append(day)
        elif _OFF.search(kind):
            off.append({"name": name, "from": day, "to": day})
        else:
            raise ValueError(f"{day} 的“{kind}”不是“放假”或“上班”")
    if not years:
        raise ValueError("没有读到任何一天的安排")
    return {"year": max(set(years), key=years.count), "source": "", "off": off, "working": working}
