"""Figures in words: numbers as papers print them, rises and falls, and the paragraphs of the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from anfraud_desktop.schema.kinds.money import WAN
from anfraud_desktop.statistics.dimensions import DIMENSIONS, UNKNOWN
from anfraud_desktop.statistics.figures import Figure, Number, Quotient, Value, change, exact
from anfraud_desktop.statistics.indicators import PART, Declared, Indicator
from anfraud_desktop.statistics.periods import Period

NOTHING = "—"  # a ratio or a change without a base
MOST_NAMED = 3  # kinds of fraud, places and charges that a paragraph names
SPOKEN = {"案": "起", "人": "人", "人次": "人次", "张": "张", "元": "元", "%": "%"}

PLACES = {"元": 2, "%": 1}  # decimals in a table

# How a figure is introduced in a sentence, where its title does not do.
LEADS = {"captured": "抓获（到案）涉案人员", "cards": "登记涉案卡", "cards_seized": "查扣涉案卡"}


def rounded(number: Fraction, places: int) -> Decimal:
    """Round half up, as papers do, to a number of decimal places; exact however long the number is."""
    whole = abs(number) * 10**places
    half_up = (2 * whole.numerator + whole.denominator) // (2 * whole.denominator)
    negative = number < 0 and half_up > 0
    return Decimal((int(negative), tuple(map(int, str(half_up))), -places))


def spelt(item: Declared, value: Value) -> str:
    """Spell a value for a table: 1,234 or 12,345.60; “—” for a ratio without base."""
    number = exact(value)
    if number is None:
        return NOTHING
    return f"{rounded(number, PLACES.get(item.unit, 0)):,}"


def change_spelt(item: Declared, moved: Fraction | None) -> str:
    """Spell a change for a table: +12.5%, or +2.3点 between percentages; “—” where there is no base."""
    if moved is None:
        return NOTHING
    number = rounded(moved if item.unit == "%" else moved * 100, 1)
    sign = "+" if number > 0 else ""
    return f"{sign}{number:,}{'点' if item.unit == '%' else '%'}"


def said(item: Declared, value: Value) -> str:
    """Spell a value with its unit inside a sentence: 12起, 3.50万元, 66.7%."""
    number = exact(value)
    if number is None:
        return NOTHING
    if item.unit == "元":
        return f"{rounded(number / Fraction(WAN), 2):,}万元" if number >= WAN else f"{rounded(number, 2):,}元"
    return f"{spelt(item, value)}{SPOKEN[item.unit]}"


def moved(item: Declared, value: Value, base: Value) -> str:
    """Say how a value moved: 上升12.5%, 下降3.0%, 持平; empty where there is nothing to compare with."""
    now, then = exact(value), exact(base)
    if now is None or then is None:
        return ""
    if now == then:
        return "持平"
    step = change(item, value, base)
    if step is None:
        return ""
    word = "上升" if step > 0 else "下降"
    number = rounded(abs(step) if item.unit == "%" else abs(step) * 100, 1)
    if not number:
        return "基本持平"
    return f"{word}{number:,}{'个百分点' if item.unit == '%' else '%'}"


def compared(figure: Figure, period: Period) -> str:
    """Say both comparisons with a comma before each; “上月无” where the base is zero, nothing where all is zero."""
    parts = []
    if period.previous() != period.last_year():
        parts.append(_against(figure, figure.last_period, "环比", f"{period.before}无"))
    parts.append(_against(figure, figure.last_year, "同比", "去年同期无"))
    return "".join(f"，{part}" for part in parts if part)


def _against(figure: Figure, base: Value, word: str, none: str) -> str:
    if text := moved(figure.item, figure.value, base):
        return word + text
    if isinstance(base, Quotient) or isinstance(figure.value, Quotient):
        return ""
    return none


@dataclass(frozen=True)
class Told:
    """All that the paragraphs are written from: the figures by name, and 立案 split by dimension."""

    period: Period
    figures: Mapping[str, Figure]
    splits: Mapping[str, Mapping[str, Number]]
    unit: str


def narrative(told: Told) -> tuple[str, ...]:
    """Return the paragraphs of the report: cases, what they are, measures, money, cards."""
    return tuple(filter(None, (_cases(told), _kinds(told), _measures(told), _money(told), _cards(told))))


def _item(told: Told, name: str) -> str:
    figure = told.figures[name]
    title = LEADS.get(name, figure.item.title.removeprefix(PART))
    return f"{title}{said(figure.item, figure.value)}"


def _full(told: Told, name: str) -> str:
    return _item(told, name) + compared(told.figures[name], told.period)


def _some(told: Told, *names: str) -> str:
    """Name the figures that are not zero."""
    return "、".join(_item(told, name) for name in names if _has(told, name))


def _has(told: Told, name: str) -> bool:
    return bool(exact(told.figures[name].value))


def _had(told: Told, *names: str) -> bool:
    """Tell whether any of the figures has a value now, or had one in a period of comparison."""
    figures = [told.figures[name] for name in names]
    return any(exact(v) for f in figures for v in (f.value, f.last_period, f.last_year))


def _cases(told: Told) -> str:
    opening = f"{told.period.title}，{told.unit}"
    if not _had(told, "filed", "solved", "accepted"):
        return f"{opening}没有登记受理、立案和破案的案件。"
    filed = _item(told, "filed")
    parts = _some(told, "filed_criminal", "filed_administrative")
    sentences = [f"{filed}{f'（其中{parts}）' if parts else ''}{compared(told.figures['filed'], told.period)}"]
    sentences.append(_full(told, "solved"))
    if _has(told, "solved_rate"):
        sentences.append(_full(told, "solved_rate"))
    if others := _some(told, "closed", "withdrawn"):
        sentences.append(others)
    return f"{opening}{'；'.join(sentences)}。"


def _kinds(told: Told) -> str:
    """Say which kinds and places have the most cases; a place is where it happened, not a unit that is ranked."""
    sentences = []
    for name, lead in (("fraud_type", "从诈骗类型看"), ("offence", "从案由看"), ("township", "从发案地看")):
        if text := _leading(told, name):
            sentences.append(f"{lead}，{text}")
    return "；".join(sentences) + "。" if sentences else ""


def _leading(told: Told, name: str) -> str:
    split = {key: amount for key, amount in told.splits.get(name, {}).items() if key != UNKNOWN}
    total = exact(told.figures["filed"].value)
    if not total:
        return ""
    ordered = sorted(split, key=lambda key: (-split[key], key))
    # Where the last one named would have as many as the next, neither is named.
    least = split[ordered[MOST_NAMED]] if len(ordered) > MOST_NAMED else 0
    first = [key for key in ordered[:MOST_NAMED] if split[key] > least]
    words = "，".join(
        f"{DIMENSIONS[name].label(key)}{split[key]}起（占{rounded(Fraction(split[key]) / total * 100, 1)}%）"
        for key in first
    )
    return f"较多的为{words}" if first and len(first) < len(ordered) else words


def _measures(told: Told) -> str:
    sentences = list(_steps(told))
    return f"打击处理方面，{'；'.join(sentences)}。" if sentences else ""


def _steps(told: Told) -> Iterator[str]:
    if _had(told, "captured"):
        yield _full(told, "captured")
    if parts := _some(told, "detained", "arrested", "bail", "residential_surveillance", "wanted"):
        yield f"采取强制措施等：{parts}"
    if _has(told, "transferred"):
        cases = said(told.figures["transferred_cases"].item, told.figures["transferred_cases"].value)
        people = said(told.figures["transferred"].item, told.figures["transferred"].value)
        yield f"移送审查起诉{cases}{people}{compared(told.figures['transferred'], told.period)}"
    if parts := _some(told, "prosecuted", "not_prosecuted", "judged"):
        yield parts
    if _has(told, "penalised"):
        parts = _some(told, "admin_detained", "admin_fined")
        yield _item(told, "penalised") + (f"（其中{parts}）" if parts else "")
    if _has(told, "punished"):
        yield _item(told, "punished")


def _money(told: Told) -> str:
    if not _had(told, "amount", "loss", "recovered", "frozen"):
        return ""
    sentences = [_full(told, name) for name in ("amount", "loss") if _had(told, name)]
    if parts := _some(told, "recovered", "frozen"):
        sentences.append(parts)
    if _has(told, "recovered_rate"):
        sentences.append(_full(told, "recovered_rate"))
    return f"涉案资金方面，期内立案案件{'；'.join(sentences)}。"


def _cards(told: Told) -> str:
    sentences = []
    for whole, *parts in (("cards", "bank_cards", "lines"), ("cards_seized", "bank_cards_seized", "lines_seized")):
        if _had(told, whole):
            some = _some(told, *parts)
            within = f"（其中{some}）" if some else ""
            sentences.append(_item(told, whole) + within + compared(told.figures[whole], told.period))
    return f"涉案两卡方面，{'；'.join(sentences)}。" if sentences else ""


def column_title(item: Indicator) -> str:
    """Return the head of a column: 立案（案）."""
    words = item.title.removeprefix(PART).partition("（")[0]
    return f"{words}（{item.unit}）"
