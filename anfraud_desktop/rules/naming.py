"""May this person appear in a public notice, and in which form. The rows are data (resources/law/naming.toml).

A ruling is made per person and charge from the outcome in force; what is unclear takes the strictest row, and the
gates for minors, victims, sealed records and open appeals stand before every row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from anfraud_desktop import resources
from anfraud_desktop.errors import Invalid
from anfraud_desktop.rules.ages import MinorRuling, may_have_been_minor
from anfraud_desktop.rules.masking import mask

Mode = Literal["full", "mask", "aggregate", "never"]
Document = Literal["exposure", "wanted", "bulletin"]

MODES: tuple[Mode, ...] = ("full", "mask", "aggregate", "never")  # from widest to strictest
ROLES = ("suspect", "victim", "witness", "informant", "family")
APPROVALS = ("legal_review", "bureau_head", "impact_assessment")
DOCUMENTS: tuple[Document, ...] = ("exposure", "wanted", "bulletin")
ORGANS = ("county", "prefecture", "province", "ministry")


@dataclass(frozen=True)
class Order:
    """A wanted order or reward notice in force: its number, its day, and the level of the bureau that issued it."""

    number: str
    issued_on: date
    organ: str


@dataclass(frozen=True)
class Facts:
    """What a ruling is made of. `act_on` is the earliest known day of the act, `case_act_from` the case's own."""

    outcome: str | None
    published_on: date
    name: str = ""
    born_on: date | None = None
    act_on: date | None = None
    case_act_from: date | None = None
    filed_on: date | None = None
    appeal: bool = False
    sealed: bool = False
    role: str = "suspect"
    approvals: frozenset[str] = frozenset()
    necessity: str | None = None
    order: Order | None = None
    document: Document = "exposure"

    @classmethod
    def from_json(cls, given: Mapping[str, Any], today: date) -> "Facts":
        """Read the facts as the command line takes them; raises Invalid that names every odd key and value."""
        problems: dict[str, str] = {}
        known = {item.name for item in fields(cls)}
        values: dict[str, Any] = {"outcome": None, "published_on": today}
        for key, value in given.items():
            if key not in known:
                problems[key] = "没有这一项事实"
                continue
            try:
                values[key] = _read(key, value, today)
            except ValueError as wrong:
                problems[key] = f"写法有误：{wrong}"
        if problems:
            raise Invalid(problems)
        return cls(**values)


@dataclass(frozen=True)
class Ruling:
    """The answer: mode, whether a photo may be shown, the row, why, by which article, and the name as it may stand."""

    mode: Mode
    photo: bool
    row: str
    reason: str
    article: str
    shown_name: str | None
    needs: tuple[str, ...] = ()  # what a wider mode lacks: approvals by key, necessity, order


@dataclass(frozen=True)
class Row:
    """One row of the table as it stands in the data.

    `article` is in force from the day `since`; before it the row holds by the fallback article, `before` being why.
    """

    row: str
    outcomes: tuple[str, ...]
    mode: Mode
    photo: str
    reason: str
    article: str
    source: str
    since: date
    before: str = ""
    lift: Mode | None = None
    needs: tuple[str, ...] = ()
    without_necessity: Mode | None = None


def _read(key: str, value: Any, today: date) -> Any:
    """Return a fact in its own type; raises ValueError with the Chinese problem."""
    if key.endswith("_on") or key == "case_act_from":
        absent = today if key == "published_on" else None
        return _day(value) if value is not None else absent
    if key == "approvals":
        if not isinstance(value, list):
            raise ValueError("应为列表")
        return frozenset(_one_of(item, APPROVALS) for item in value)
    if key == "order":
        return None if value is None else _order(value)
    if key in ("role", "document"):
        return _one_of(value, ROLES if key == "role" else DOCUMENTS)
    if key in ("appeal", "sealed"):
        if not isinstance(value, bool):
            raise ValueError("应为 true 或 false")
        return value
    if value is not None and not isinstance(value, str):
        raise ValueError("应为文字")
    return value or "" if key == "name" else value


def _day(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("应为 2026-03-05 样式的日期")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这一天") from None


def _order(value: Any) -> Order:
    if not isinstance(value, dict) or set(value) != {"number", "issued_on", "organ"}:
        raise ValueError("应为含 number、issued_on、organ 三项的对象")
    number = value["number"]
    if not isinstance(number, str) or not number.strip():
        raise ValueError("number 应为文号")
    return Order(number.strip(), _day(value["issued_on"]), _one_of(value["organ"], ORGANS))


def _one_of(value: Any, options: Iterable[str]) -> str:
    if value not in tuple(options):
        raise ValueError(f"应为 {'、'.join(options)} 之一")
    return str(value)


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "naming.toml")


@cache
def rows() -> dict[str, Row]:
    """Return the table by row."""
    found: dict[str, Row] = {}
    for item in _table()["row"]:
        facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
        found[item["row"]] = Row(**facts)
    return found


@cache
def row_of(outcome: str) -> Row | None:
    """Return the row of an outcome; a vague outcome gives the strictest of the rows that it may mean."""
    vague = _table()["vague"].get(outcome)
    if vague:
        return min((rows()[name] for name in vague), key=lambda row: (-MODES.index(row.mode), row.row))
    return next((row for row in rows().values() if outcome in row.outcomes), None)


def strictest(*modes: Mode) -> Mode:
    """Return the strictest of several modes."""
    return max(modes, key=MODES.index)


def minor_ruling(facts: Facts) -> MinorRuling:
    """Return what is known of the age at the act; a day after the publication is a slip and tells nothing."""
    days = (facts.act_on, facts.case_act_from, facts.filed_on)
    return may_have_been_minor(facts.born_on, *(day if day and day <= facts.published_on else None for day in days))


def rule_naming(facts: Facts) -> Ruling:
    """Rule on one person and one charge; every ruling names its article."""
    found = _gate(facts) or _by_row(facts)
    if found.mode == "full":
        return replace(found, shown_name=facts.name or None)
    if found.mode == "mask":
        return replace(found, shown_name=mask("name", facts.name))
    return found


def _never(row: str, reason: str, article: str) -> Ruling:
    return Ruling("never", photo=False, row=row, reason=reason, article=article, shown_name=None)


def _gate(facts: Facts) -> Ruling | None:
    """Return the ruling of what overrides every row."""
    minor = minor_ruling(facts)
    if minor.may_be_minor:
        return _never("D29", f"{minor.reason}：不得公开", rows()["D29"].article)
    if facts.role != "suspect":
        return _never("D30", rows()["D30"].reason, rows()["D30"].article)
    if facts.sealed:
        return _never("sealed", _table()["sealed"]["reason"], _table()["sealed"]["article"])
    if facts.appeal:  # D04 stands only while the time for appeal runs, not once one is made
        return _never("appeal", _table()["appeal"]["reason"], _table()["appeal"]["article"])
    return None


def _by_row(facts: Facts) -> Ruling:
    row = row_of(facts.outcome) if facts.outcome else None
    if row is None:
        return _never("unknown", _table()["unknown"]["reason"], _table()["unknown"]["article"])
    in_force = row.since <= facts.published_on
    reason = row.reason if in_force else row.before or row.reason
    article = row.article if in_force else _table()["fallback_article"]
    plain = Ruling(row.mode, photo=False, row=row.row, reason=reason, article=article, shown_name=None)
    if facts.document == "wanted":
        return _in_wanted_paper(plain, facts)
    found = _as_approved(plain, row, facts)
    return _at_most(found, "aggregate", "bulletin") if facts.document == "bulletin" else found


def _at_most(found: Ruling, mode: Mode, why: str, *needs: str) -> Ruling:
    """Return a ruling that is no wider than a mode, with the reason and article of what narrows it."""
    if strictest(found.mode, mode) == found.mode:
        return found
    told = _table()["narrowed"][why]
    return replace(found, mode=mode, photo=False, reason=told["reason"], article=told["article"], needs=needs)


def _in_wanted_paper(plain: Ruling, facts: Facts) -> Ruling:
    if facts.outcome != "wanted":
        return _at_most(plain, "never", "wanted_only")
    if not _in_force(facts.order, facts.published_on):
        return _at_most(plain, "mask", "without_order", "order")
    return replace(plain, photo=True)


def _as_approved(plain: Ruling, row: Row, facts: Facts) -> Ruling:
    """Return a row's ruling in an exposure notice, under the approvals and the necessity that are given."""
    if facts.outcome == "wanted":
        return _at_most(plain, "mask", "wanted_elsewhere")
    if row.without_necessity and not _stated(facts.necessity):
        return _at_most(plain, row.without_necessity, "without_necessity", "necessity")
    if row.lift is None:
        return plain
    if missing := tuple(name for name in row.needs if name not in facts.approvals):
        return replace(plain, needs=missing)
    return replace(plain, mode=row.lift, photo=row.photo == "full" and _stated(facts.necessity))


def _in_force(order: Order | None, on: date) -> bool:
    """Tell whether there is a wanted order or reward notice of a county bureau or above, issued by that day.

    A number with the 文书代字 of another paper (拘字 of a detention) is none; one that holds no known word is taken.
    """
    if order is None or not order.number.strip() or order.organ not in ORGANS or order.issued_on > on:
        return False
    table = resources.table("law", "paper_words.toml")
    known = _paper_words(order.number, {*table["words"], *table["orders"]})
    return not known or not known.isdisjoint(table["orders"])


def _stated(necessity: str | None) -> bool:
    return bool(necessity and necessity.strip())


@dataclass(frozen=True)
class Misfit:
    """A document number that does not belong to its outcome, or whose kind cannot be told."""

    blocks: bool
    reason: str
    known: tuple[str, ...] = field(default=())


def document_number_fits(outcome: str | None, number: str | None) -> Misfit | None:
    """Hold a 文书字号 against the outcome it stands for; None where they fit.

    A number whose 文书代字 belongs to another outcome blocks; a missing one, or one of no known kind, only warns.
    """
    table = resources.table("law", "paper_words.toml")
    wanted = cast("dict[str, list[str]]", table["fits"]).get(outcome or "")
    number = re.sub(r"\s+", "", number or "")
    if not number:
        return Misfit(blocks=False, reason="没有文书号，无法核对处理结果")
    if wanted is None:
        return None
    told = "、".join(wanted)
    known = _paper_words(number, {*table["words"], *wanted})
    if known & set(wanted):
        return None
    if known:
        longest = max(sorted(known), key=len)
        return Misfit(
            blocks=True, reason=f"文书号的“{longest}”与处理结果不符，应为“{told}”", known=tuple(sorted(known))
        )
    return Misfit(blocks=False, reason=f"文书号里没有认出文书代字，应为“{told}”，请核对")


def _paper_words(number: str, words: set[str]) -> set[str]:
    """Return the 文书代字 in a number; a word that is only part of a longer one is not it: 立字 in 不立字."""
    held = {word for word in words if word in number}
    return {word for word in held if not any(word != other and word in other for other in held)}
