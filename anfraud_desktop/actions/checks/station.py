"""Checks of the file itself and its keepers: links, kept files, unit, accounts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from anfraud_desktop.actions import backups
from anfraud_desktop.actions.checks.check import Check, Found, Holdings, numbered, terms
from anfraud_desktop.records.office import Office as Unit
from anfraud_desktop.schema.kinds import Attachments, Photo
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import accounts, inspecting
from anfraud_desktop.store.conditions import Condition

MEGABYTE = 1 << 20


def dead_links(file: Holdings) -> Iterator[Found]:
    """Find records that refer to one in the trash, or to none."""
    found: dict[tuple[str, int, str, str], list[int]] = defaultdict(list)
    for link in inspecting.dead_links(file.store):
        found[link.ledger, link.record, link.field, link.target_ledger].append(link.target)
    for (ledger, at, field, target), dead in found.items():
        told = f"所链接的{Record.ledgers[target].one} {numbered(dead)} 已移入回收站或不存在"
        yield Found(at, told, (target, dead), field, ledger)


def lost_files(file: Holdings) -> Iterator[Found]:
    """Find photos and attachments whose bytes are not kept."""
    kept = inspecting.kept_files(file.store)
    fields = [field for ledger in Record.ledgers.values() for field in ledger.fields.values()]
    for field in (one for one in fields if isinstance(one, Photo | Attachments)):
        where = [Condition(field.name, "filled")]
        for at, value in file.values(Record.ledgers[field.ledger], field.name, where=where):
            files = value if isinstance(value, tuple) else (value,)
            if lost := [one.sha256 for one in files if one.sha256 not in kept]:
                yield Found(at, f"{field.label}的文件内容不在案件文件里", tuple(lost), field.name, field.ledger)


def spare_files(file: Holdings) -> Iterator[Found]:
    """Tell of kept files that no record names, live or in the trash."""
    spare = inspecting.kept_files(file.store) - inspecting.referred_files(file.store)
    if spare:
        megabytes = inspecting.sizes(file.store, sorted(spare)) / MEGABYTE
        yield Found(0, f"{len(spare)} 个文件没有记录引用，共 {megabytes:.1f} MB", tuple(sorted(spare)))


def unit(file: Holdings) -> Iterator[Found]:
    """Find what papers need of the unit and is not written."""
    units = file.store.all(Unit)
    if not units:
        yield Found(0, "没有登记单位，通告、报表无法落款", ("none",))
    for one in units:
        if not re.fullmatch(terms("unit")["code"], one.code or ""):
            yield Found(one.id or 0, "机构代码不是 12 位数字", (one.code,), "code")
        for name in terms("unit")["needed"]:
            if not one.values[name]:
                yield Found(one.id or 0, f"没有填{Unit.fields[name].label}", (name,), name)


def few_keepers(file: Holdings) -> Iterator[Found]:
    """Find roles that too few active accounts hold."""
    titles = terms("few_keepers")["titles"]
    held = [one.role for one in accounts.everyone(file.store) if one.active]
    for role, least in terms("few_keepers")["least"].items():
        if (there := held.count(role)) < least:
            yield Found(0, f"启用的{titles[role]}账户有 {there} 个，应有 {least} 个以上", (role, there))


def idle_accounts(file: Holdings) -> Iterator[Found]:
    """Find active accounts that have done nothing for long."""
    days = terms("idle_accounts")["days"]
    last = inspecting.last_deeds(file.store)
    begun = min(last.values(), default=None)
    for name, _, role, active, _ in accounts.everyone(file.store):
        since = last.get(name, begun)
        if not active or since is None:
            continue
        local = datetime.fromisoformat(since).astimezone().date()
        if local + timedelta(days=days) < file.today:
            told = "最后一次操作在" if name in last else "从未登录，案件文件建于"
            yield Found(0, f"账户“{name}”{told} {local}，超过 {days} 天", (name, role, str(local)))


def backup_age(file: Holdings) -> Iterator[Found]:
    """Find that the newest good backup is too old, or that there is none."""
    age = backups.age_of_newest(file.office)
    if age is None:
        yield Found(0, "没有可用的备份", ("none",))
    elif backups.overdue(file.office):
        made = file.office.clock() - age
        yield Found(0, f"最新的可用备份是 {made:%Y-%m-%d %H:%M} 做的", (made,))


CHECKS = (
    Check("backup_age", "", "", backup_age),
    Check("dead_links", "", "", dead_links),
    Check("lost_files", "", "", lost_files),
    Check("spare_files", "", "", spare_files),
    Check("unit", "office", "name", unit),
    Check("few_keepers", "", "", few_keepers),
    Check("idle_accounts", "", "", idle_accounts),
)
