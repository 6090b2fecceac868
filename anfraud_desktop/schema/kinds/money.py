"""Amounts of money: exact decimals in yuan, kept as whole fen."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, ClassVar

from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Field, SheetValue, SqlValue

FEN = Decimal(100)
WAN = Decimal(10_000)
MOST = Decimal(10) ** 14  # yuan; far above any case, far below what 64 bits of fen hold

_units = {"": Decimal(1), "元": Decimal(1), "千": Decimal(1000), "万": WAN, "亿": WAN * WAN}
_part = re.compile(r"(\d+(?:\.\d+)?)(亿|万|千|元|)")
_heading_unit = re.compile(r"[（(]\s*(?:单位[:：])?\s*(亿元|万元|千元|元)\s*[)）]|(亿元|万元|千元)")


def heading_unit(heading: str) -> str | None:
    """Return the unit that a heading states (元, 千元, 万元, 亿元), or None."""
    match = _heading_unit.search(re.sub(r"\s", "", heading))
    return (match[1] or match[2]) if match else None


def amount(text: str, bare_unit: str | None) -> Decimal:
    """Return yuan; `bare_unit` is what a number without a unit counts in, None refuses it."""
    plain = re.sub(r"[,\s￥¥]|人民币", "", unicodedata.normalize("NFKC", text)).replace("圆", "元").removesuffix("整")
    if plain.startswith("-"):
        raise ValueError(f"“{text}”是负数，金额不能为负")
    parts = _part.findall(plain.replace("万元", "万").replace("亿元", "亿").replace("千元", "千"))
    if not parts or "".join(number + unit for number, unit in parts) != re.sub(r"([万亿千])元", r"\1", plain):
        raise ValueError(f"“{text}”不是金额，请写成 12345.67、12345元 或 8.5万 的样子")
    if len(parts) > 1 and any(not unit for _, unit in parts):
        raise ValueError(f"“{text}”的金额写法有歧义，请写成 12345元 或 8.5万 的样子")
    if not parts[0][1]:
        if bare_unit is None:
            raise ValueError(f"“{text}”没有写明单位，表头也没有单位，请注明“元”或“万元”")
        parts = [(parts[0][0], bare_unit.removesuffix("元") or "元")]
    scales = [_units[unit] for _, unit in parts]
    if scales != sorted(set(scales), reverse=True):
        raise ValueError(f"“{text}”的金额写法有歧义，请写成 12345元 或 8.5万 的样子")
    return sum((Decimal(number) * _units[unit] for number, unit in parts), Decimal(0))


class Money(Field[Decimal]):
    """Yuan, exact to the fen."""

    affinity: ClassVar[str] = "INTEGER"
    numeric: ClassVar[bool] = True

    def read(self, given: object) -> Decimal | None:
        return self._read(given, "元")

    def read_cell(self, given: object, heading: str) -> Decimal | None:
        return self._read(given, heading_unit(heading))

    def _read(self, given: object, bare_unit: str | None) -> Decimal | None:
        if isinstance(given, Decimal):
            yuan = given
        else:
            # Excel keeps 15 significant digits; what stands behind them is the binary fraction's own noise.
            text = format(Decimal(f"{given:.15g}"), "f") if isinstance(given, float) else written(given)
            if not text:
                return None
            yuan = amount(text, bare_unit)
        if not 0 <= yuan <= MOST:  # asked first: beyond the precision of decimals there are no fen to count
            raise ValueError(f"“{given}”不在合理范围内，请核对单位")
        if yuan != yuan.quantize(Decimal("0.01")):
            raise ValueError(f"“{given}”细于 1 分，请核对")
        return yuan.quantize(Decimal("0.01"))

    def show(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:,.2f}"

    def show_wan(self, value: Decimal | None) -> str:
        """Spell an amount in 万元, as reports do."""
        return "" if value is None else f"{value / WAN:,.2f}"

    def paper(self, value: Decimal | None) -> str:
        if value is None:
            return ""
        yuan, unit = (value / WAN, "万元") if value >= WAN else (value, "元")
        return format(yuan.normalize(), "f") + unit

    def edit(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:.2f}"

    def sheet(self, value: Decimal | None) -> SheetValue:
        return value

    def cell(self, value: Decimal | None) -> SqlValue:
        return None if value is None else int(value * FEN)

    def load(self, cell: Any) -> Decimal | None:
        return None if cell is None else Decimal(cell) / FEN if cell % 100 else Decimal(f"{cell // 100}.00")
