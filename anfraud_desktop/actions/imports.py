"""A station's own book: looked at, corrected, taken in as one batch, and taken back."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from anfraud_desktop.actions.backups import before_big_step
from anfraud_desktop.actions.clock_changes import following_all
from anfraud_desktop.actions.collecting import without_collecting
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.errors import Refused, UserError
from anfraud_desktop.exchange.lines import read_book
from anfraud_desktop.exchange.plans import Plan, Progress, make_plan
from anfraud_desktop.exchange.refusals import refusals_book
from anfraud_desktop.exchange.taking import take_in
from anfraud_desktop.store.batches import age, remembered_columns, stands
from anfraud_desktop.store.undoing import take_back

TAKE_BACK = timedelta(hours=24)


def _silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Outcome:
    """What an import did: its batch, or None where nothing was written."""

    batch: int | None
    plan: Plan

    def json(self) -> dict[str, Any]:
        """Return the outcome as the command line tells it."""
        problems = [
            {"row": p.line}
            | {name: getattr(p, name) for name in ("sheet", "column", "value", "problem", "rule", "ledger")}
            for p in self.plan.refused
        ]
        return {
            "batch": self.batch,
            "columns": self.plan.columns(),
            "ledgers": self.plan.counts(),
            "refused": problems,
            "warnings": self.plan.warnings,
        }


def preview(
    office: Office,
    path: Path,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress = _silent,
) -> Plan:
    """Read a book and say what taking it in would do; writes nothing.

    Raises Refused, Unavailable or UserError for a book that cannot be read or understood.
    """
    store = office.store
    permit(office, "preview_import")
    with without_collecting():
        plan = make_plan(
            store,
            read_book(path),
            sheet=sheet,
            columns=columns,
            remembered=lambda layout: remembered_columns(store, layout.signature),
            progress=progress,
        )
    plan.warnings += _ahead_of(plan, office.today)
    return plan


def _ahead_of(plan: Plan, today: date) -> list[str]:
    """Point out days that are still to come although they tell what was done."""
    told: list[str] = []
    for draft in plan.drafts:
        for name in ("filed_on", "decided_on", "captured_on", "accepted_on"):
            value = draft.values.get(name)
            if isinstance(value, date) and value > today and not draft.refused:
                told.append(f"第 {draft.line} 行 {draft.ledger.fields[name].label} {value} 晚于今天，请核对")
    return told


def columns_from(path: Path) -> dict[str, str]:
    """Read a map of columns: TOML with heading = "ledger.field" (empty to ignore), perhaps below [columns]."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise UserError("列对应表打不开，没有读入任何数据。请检查路径。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UserError("列对应表写法有误，没有读入任何数据。请写成 “卡号” = “cards.number” 的样子。") from None
    table = given.get("columns", given)
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise UserError("列对应表写法有误，没有读入任何数据。请写成 “卡号” = “cards.number” 的样子。")
    return dict(table)


def commit(office: Office, plan: Plan, *, accept_good: bool = False, progress: Progress = _silent) -> Outcome:
    """Take a plan in as one batch; raises Refused where rows are refused and `accept_good` is not said."""
    permit(office, "import_book")
    refused = len(plan.refused)
    if refused and not accept_good:
        raise Refused(f"有 {refused} 处未通过，没有写入任何数据。请改正后再导入，或选择“只导入通过的行”。")
    if not any(draft.state in ("new", "changed") for draft in plan.drafts):
        return Outcome(None, plan)
    before_big_step(office, "import", progress)
    changed = [draft.before for draft in plan.drafts if draft.state == "changed" and draft.before is not None]
    with without_collecting():
        watched = partial(following_all, office, changed)
        return Outcome(take_in(office.store, plan, office.officer, progress, watched), plan)


def write_refusals(plan: Plan, source: Path, out: Path) -> int:
    """Write the refused rows as a book that can be mended and imported again; return how many rows."""
    data, rows = refusals_book(plan, source)
    out.write_bytes(data)
    return rows


def undo(office: Office, batch: int, *, however_old: bool = False) -> dict[str, dict[str, int]]:
    """Take a whole batch back within a day, made-up data however old; raises Missing or Refused."""
    permit(office, "import_book")
    if age(office.store, batch) > TAKE_BACK and not however_old:
        raise Refused("导入已超过 24 小时，不能整批撤回。没有改动任何内容；需要时请恢复导入前的备份，或逐条处理。")
    with office.change(f"撤销：导入台账第 {batch} 批") as change:
        return take_back(office.store, batch, change)


def still_in(office: Office, batch: int) -> bool:
    """Tell whether what a batch brought is in the file: it was not taken back."""
    return stands(office.store, batch)
