"""The words of the letters to banks and operators: the program's own, or those that the station put in their place."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anfraud_desktop import resources
from anfraud_desktop.actions import preferences
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.errors import Invalid
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.requests import kinds
from anfraud_desktop.store import preferences as preference_table
from anfraud_desktop.store.audit import Entry

KEPT = "request_templates"
RECEIPT = "receipt"
LONGEST = 100_000  # characters of a file
MOST_DAYS = 365
GAPS = (
    "to", "bureau", "case", "count", "articles", "period", "reply_due", "contact", "phone", "reason", "title", "number",
)  # fmt: skip
COLUMNS: Mapping[str, str] = {
    "target": Request.target.label, "target_kind": Request.target_kind.label, "holder": "户主", "branch": "开户网点",
    "amount": "金额（元）", "period": "期限", "starts": "起始时间", "balance": "余额（元）", "case": "案件",
    "document_number": "文书号", "reason": "事由",
}  # fmt: skip
_LABELS = {"text": "函件模板"}
_gap = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Template:
    """The words of one kind of letter; `reply_days` is 0 where no day is asked for."""

    title: str
    opening: str
    columns: tuple[str, ...]
    closing: tuple[str, ...] = ()
    reply_days: int = 0


def templates(office: Office) -> dict[str, Template]:
    """Return the words in force by kind, and those of the slip under `receipt`; what the station leaves out stays."""
    own = preferences.load_shared(office, KEPT)
    return _read(resources.table("templates", "requests.toml")) | (_read(tomllib.loads(own["text"])) if own else {})


def text_in_force(office: Office) -> str:
    """Return the file whose words are in force, to be edited and put in its place."""
    own = preferences.load_shared(office, KEPT)
    return str(own["text"]) if own else resources.resource("templates", "requests.toml").read_text(encoding="utf-8")


def replace_templates(office: Office, text: str, reason: str) -> None:
    """Put the station's own words in force; raises Invalid where the file does not make letters."""
    permit(office, "change_policy", reason=reason)
    text = text.removeprefix("\ufeff")  # what Windows' editor puts before it
    if problem := _problem(text):
        raise Invalid({"text": f"{problem}。没有更换模板。"}, _LABELS)
    _keep(office, {"text": text}, reason)


def restore_templates(office: Office, reason: str) -> None:
    """Put the program's own words back in force."""
    permit(office, "change_policy", reason=reason)
    _keep(office, {}, reason)


def _keep(office: Office, value: dict[str, str], reason: str) -> None:
    with office.change("更换查控函件模板", reason=reason) as change:
        preference_table.save(change, KEPT, json.dumps(value, ensure_ascii=False), preferences.SHARED)
        change.entries.append(Entry("policy", "", 0, {"templates": "requests", "own": bool(value)}))


def _read(table: Mapping[str, Any]) -> dict[str, Template]:
    return {
        kind: Template(
            part["title"], part["opening"], tuple(part["columns"]), tuple(part.get("closing", ())),
            part.get("reply_days", 0),
        )
        for kind, part in table.items()
        if isinstance(part, dict)
    }  # fmt: skip


def _problem(text: str) -> str:
    """Say what is wrong with a file of templates; empty where nothing is."""
    if len(text) > LONGEST:
        return f"文件超过 {LONGEST:,} 个字"
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = re.search(r"line (\d+)", str(wrong))
        return f"第 {line[1]} 行写法有误，请对照原模板" if line else "写法有误，请对照原模板"
    parts = {kind: part for kind, part in table.items() if isinstance(part, dict)}
    if unknown := sorted(set(parts) - {*kinds(), RECEIPT}):
        return f"没有叫“{unknown[0]}”的函件，可用：{'、'.join((*kinds(), RECEIPT))}"
    if not parts:
        return "文件里没有任何函件"
    return next((found for kind, part in parts.items() if (found := _problem_of(kind, part))), "")


def _problem_of(kind: str, part: Mapping[str, Any]) -> str:
    for name in ("title", "opening"):
        if not isinstance(part.get(name), str) or not part[name].strip():
            return f"[{kind}] 缺少 {name}"
    closing = part.get("closing", [])
    if not isinstance(closing, list) or not all(isinstance(text, str) for text in closing):
        return f"[{kind}] 的 closing 应为方括号里的几段文字"
    texts = [part["title"], part["opening"], *closing]
    if odd := [gap for text in texts for gap in _gap.findall(text) if gap not in GAPS]:
        return f"[{kind}] 里的 {{{odd[0]}}} 不能填写，可用：{'、'.join(f'{{{gap}}}' for gap in GAPS)}"
    return _problem_of_table(kind, part)


def _problem_of_table(kind: str, part: Mapping[str, Any]) -> str:
    columns = part.get("columns")
    if not isinstance(columns, list) or "target" not in columns:
        return f"[{kind}] 的 columns 里必须有 target（账号、号码）"
    if kind != RECEIPT and (odd := [str(column) for column in columns if column not in COLUMNS]):
        return f"[{kind}] 的 columns 里没有“{odd[0]}”，可用：{'、'.join(COLUMNS)}"
    days = part.get("reply_days", 0)
    if not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        return f"[{kind}] 的 reply_days 应为 0 至 {MOST_DAYS} 的整数"
    return ""
