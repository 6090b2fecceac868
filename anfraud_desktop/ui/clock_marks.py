"""Clocks as badges: how long is left to the day to act, with the sentence of the law on hover."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui.badges import Mark

if TYPE_CHECKING:
    from anfraud_desktop.actions.clock import Clock
    from anfraud_desktop.actions.office import Office

HOUR = timedelta(hours=1)


def mark(clock: "Clock", now: datetime) -> Mark:
    """Return a clock's badge: 待核对, 已超期, 今日, what is left, or its day while no reminder is due."""
    why = f"{clock.title}：{clock.rule}"
    if clock.state == "unsure":
        return Mark(f"{clock.at:%Y-%m-%d} 待核对", "warn", "help", why)
    if clock.state == "overdue":
        return Mark(f"已超期 {-clock.days_left} 天" if clock.days_left else "已超期", "danger", "error", why)
    if isinstance(clock.due, datetime):
        return Mark(_hours(clock.due - now), "danger" if clock.found.soon(now) else "warn", "clock", why)
    left = (clock.at.date() - now.date()).days
    if left <= 0:
        return Mark("今日", "danger", "clock", why)
    if clock.found.soon(now):
        return Mark(f"剩 {left} 天", "warn", "clock", why)
    return Mark(f"{clock.at:%Y-%m-%d}", "plain", "calendar", why)


def _hours(left: timedelta) -> str:
    return f"剩 {left // HOUR} 小时" if left >= HOUR else f"剩 {left // timedelta(minutes=1)} 分钟"


def next_clock(office: "Office", record: Record) -> Sequence[Mark]:
    """Return the badge of the clock of a record that is to be acted on first; none where none runs. Reads the file."""
    from anfraud_desktop.actions import clocks  # here, because the window opens without

    now = office.clock()
    found = clocks.of_record(office, record, now)
    return [mark(found[0], now)] if found else []


GLANCES = dict.fromkeys(("cases", "involvements", "dispositions"), next_clock)
