"""Lists of holidays taken in by a station: read from three kinds of file, checked, kept, logged, warned about."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from anfraud_desktop.actions import holidays
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Refused, Unavailable, UserError
from anfraud_desktop.rules.deadlines import due
from anfraud_desktop.store import entries
from anfraud_desktop.store.signers import Signer

OFF = [
    (date(2027, 1, 1), 3, "元旦"), (date(2027, 2, 5), 8, "春节"), (date(2027, 4, 3), 3, "清明节"),
    (date(2027, 5, 1), 5, "劳动节"), (date(2027, 10, 1), 7, "国庆节"),
]  # fmt: skip
WORKING = (date(2027, 2, 20), date(2027, 9, 26))
SOURCE = "编造的通知（国办发明电〔2026〕0号）"


def days() -> list[tuple[date, str, str]]:
    off = [(date.fromordinal(first.toordinal() + at), "放假", name) for first, many, name in OFF for at in range(many)]
    return off + [(day, "上班", "") for day in WORKING]


def as_csv() -> str:
    return "\n".join(["日期,安排,节日", *(f"{day},{kind},{name}" for day, kind, name in days())])


def as_toml() -> str:
    off = ", ".join(
        f'{{ name = "{n}", from = {f}, to = {date.fromordinal(f.toordinal() + m - 1)} }}' for f, m, n in OFF
    )
    return f'year = 2027\nsource = "{SOURCE}"\nworking = [{", ".join(map(str, WORKING))}]\noff = [{off}]\n'


def as_ics() -> str:
    def event(first: date, end: date, words: str) -> str:
        return (
            f"BEGIN:VEVENT\r\nSUMMARY:{words}\r\nDTSTART;VALUE=DATE:{first:%Y%m%d}\r\n"
            f"DTEND;VALUE=DATE:{end:%Y%m%d}\r\nEND:VEVENT\r\n"
        )

    off = [event(f, date.fromordinal(f.toordinal() + many), f"{name}假期") for f, many, name in OFF]
    work = [event(day, date.fromordinal(day.toordinal() + 1), "上班(补假期)") for day in WORKING]
    return f"BEGIN:VCALENDAR\r\n{''.join(off + work)}END:VCALENDAR\r\n"


@pytest.fixture
def pair(office: Office) -> Office:
    """Return the office of an administrator beside whom a supervisor has typed their password."""
    second = Signer("李所长", "u-second", "supervisor", bytes(range(32)))
    return replace(office, officer="管理员", role="administrator", second=second)


@pytest.mark.parametrize(("name", "text"), [("a.csv", as_csv()), ("b.toml", as_toml()), ("c.ics", as_ics())])
def test_the_same_list_is_read_from_each_kind_of_file(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig" if name == "a.csv" else "utf-8")
    found = holidays.read_list(path, "" if name == "b.toml" else SOURCE)
    assert (found.year, len(found.off), found.working, found.source) == (2027, 26, frozenset(WORKING), SOURCE)
    assert found.off[date(2027, 2, 6)] == "春节"


def test_a_list_that_is_taken_in_shifts_what_was_unsure(pair: Office, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(as_csv(), encoding="utf-8")
    start = date(2027, 9, 20)
    assert due("fine_payment", start, None, holidays.calendar_of(pair)).unsure
    holidays.take_in(pair, holidays.read_list(tmp_path / "a.csv", SOURCE), "新年度名单公布")
    found = due("fine_payment", start, None, holidays.calendar_of(pair))
    assert (found.due, found.adjustments, found.unsure) == (
        date(2027, 10, 8),
        ("10月5日至7日放假，顺延至10月8日",),
        False,
    )
    assert [(one.year.year, one.own) for one in holidays.lists(pair)] == [(2025, False), (2026, False), (2027, True)]
    assert holidays.calendar_of(pair) is holidays.calendar_of(pair)
    [line] = entries.lines(pair.store, entries.ids(pair.store, entries.Wanted(events=("policy",))))
    assert (line.what, "source" in line.fields, line.officer) == ("导入2027年放假安排", True, "管理员")


def test_only_two_persons_who_may_change_lists_take_one_in(office: Office, pair: Office, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(as_csv(), encoding="utf-8")
    found = holidays.read_list(tmp_path / "a.csv", SOURCE)
    for refused in (office, replace(pair, second=None)):
        with pytest.raises(Refused):
            holidays.take_in(refused, found, "新年度")
    with pytest.raises(Invalid, match="原因"):
        holidays.take_in(pair, found, " ")
    assert [one.year.year for one in holidays.lists(pair)] == [2025, 2026]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "", "没有读到"),
        ("a.csv", "2027-01-01,过节", "不是“放假”或“上班”"),
        ("a.csv", "2027-13-01,放假", "不是日期"),
        ("a.csv", "2027-01-01,放假", "缺少 2027-05-01"),
        ("a.toml", "year = ", "TOML"),
        ("a.toml", "year = 2027", "写法有误"),
        ("a.ics", "BEGIN:VCALENDAR", "没有读到"),
        ("a.csv", as_csv(), "来源"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=told):
        holidays.read_list(tmp_path / name)


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        holidays.read_list(tmp_path / "none.csv")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="toml"):
        holidays.read_list(tmp_path / "a.txt")
    (tmp_path / "big.csv").write_bytes(b" " * (holidays.MOST + 1))
    with pytest.raises(Unavailable, match="太大"):
        holidays.read_list(tmp_path / "big.csv")


@pytest.mark.parametrize(
    ("today", "told"),
    [((2026, 11, 1), ""), ((2026, 11, 20), "2027年"), ((2027, 3, 1), "2027年"), ((2025, 12, 31), "")],
)
def test_a_wanting_list_is_warned_about_in_time(office: Office, today: tuple[int, int, int], told: str) -> None:
    said = holidays.warning(replace(office, clock=lambda: datetime(*today)))  # noqa: DTZ001  local time
    assert told in said
    assert bool(said) is bool(told)
