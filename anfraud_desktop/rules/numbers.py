"""Numbers that name a person, a card, a phone, a firm or a paper: their one spelling, and whether they can be right.

Check digits come from python-stdnum (GB 11643, GB 32100, ISO/IEC 7812), odd spellings of phones from phonenumbers.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from stdnum import imei, luhn
from stdnum.cn import ric, uscc

from anfraud_desktop import resources

RESIDENT_LENGTH = 18
OLD_RESIDENT_LENGTH = 15
MEMORY = 8192  # numbers judged lately; a form and an import ask about each one several times

_plain = re.compile(r"[0-9A-Z]+")
_unseen = r"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\x00-\x1f\x7f-\x9f"
_blank = re.compile(f"[{_unseen}]+")
_between = re.compile(rf"[{_unseen}\-‐‑‒–—―−_.·]+")
_mobile = re.compile(r"1[3-9]\d{9}")
_iot = re.compile(r"14\d{11}|1064\d{9}")  # any other of 13 digits is a mobile with two too many
_service = re.compile(r"(?!1[3-9])\d{3,6}|(?:400|800)\d{7}")  # 138123 is a mobile cut short


@dataclass(frozen=True)
class NumberCheck:
    """What came of judging a number: its normal spelling, problems and warnings in Chinese, and facts read from it."""

    ok: bool
    normal: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def _wrong(normal: str, problem: str) -> NumberCheck:
    return NumberCheck(ok=False, normal=normal, problems=(problem,))


def _right(normal: str, warnings: tuple[str, ...] = (), facts: dict[str, str] | None = None) -> NumberCheck:
    return NumberCheck(ok=True, normal=normal, warnings=warnings, facts=facts or {})


def bare(text: str) -> str:
    """Return a number half-width and upper-case, without blanks, hyphens and invisible characters."""
    if _plain.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", _between.sub("", unicodedata.normalize("NFKC", text)).upper())
    return "".join(str(unicodedata.decimal(character, character)) for character in _between.sub("", plain))


def _without_blanks(text: str) -> str:
    """Return a text half-width, without blanks and invisible characters, but with its hyphens."""
    return unicodedata.normalize("NFKC", _blank.sub("", unicodedata.normalize("NFKC", text)))


def check_number(kind: str, text: str) -> NumberCheck:
    """Judge a number of a kind: id bank_card phone uscc imei iccid case_number document_number.

    Raises KeyError for another kind.
    """
    return _checks[kind](text)


def check_identity(id_type: str, text: str) -> NumberCheck:
    """Judge the number of an identity document by its type (GA/T 2000.156); types without a rule are taken as typed."""
    return _documents.get(id_type, _free_document)(text)


@lru_cache(maxsize=MEMORY)
def resident(text: str) -> NumberCheck:
    """Judge a resident identity number (GB 11643), residence permits of 81/82/83 and the new 9… permit included."""
    number = bare(text)
    if len(number) == OLD_RESIDENT_LENGTH and number.isdecimal():
        upgraded = f"{number[:6]}19{number[6:]}"
        return _resident(upgraded + ric.calc_check_digit(upgraded + "0"), ("15 位旧号码，已按 18 位升位，请核对",))
    if len(number) != RESIDENT_LENGTH:
        return _wrong(number, f"应为 18 位，现有 {len(number)} 位，请核对")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return _wrong(number, "只能是 17 位数字加末位数字或 X，请核对")
    return _resident(number, ())


def _resident(number: str, warnings: tuple[str, ...]) -> NumberCheck:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return _wrong(number, "第 7—14 位不是真实存在的出生日期，请核对")
    if born.year < 1900:  # noqa: PLR2004  nobody in a case file is older
        return _wrong(number, "第 7—10 位的出生年份早于 1900 年，请核对")
    if ric.calc_check_digit(number) != number[17]:
        return _wrong(number, "校验位不符，请逐位核对（第 18 位由前 17 位算出）")
    division = division_name(number)
    facts = {"born_on": born.isoformat(), "sex": "男" if int(number[16]) % 2 else "女"}
    if division:
        facts["division"] = division
    if number[0] != "9" and not (division and _is_current(number)):  # 9… is a foreigner's and holds no division
        warnings = (*warnings, "前 6 位不在现行区划表中（可能是旧区划），请核对")
    return _right(number, warnings, facts)


def _is_current(number: str) -> bool:
    """Tell whether a number's division is not known to be a former one."""
    table = resources.table("law", "divisions.toml")
    start = number[:4]
    return start not in table["former"] and (start not in table["complete"] or number[:6] in table["divisions"])


def division_name(number: str) -> str:
    """Return the place that the first digits stand for, as exactly as the table knows it; empty where it does not."""
    table = resources.table("law", "divisions.toml")
    divisions: dict[str, str] = table["divisions"]
    return str(divisions.get(number[:6]) or divisions.get(number[:4]) or table["provinces"].get(number[:2], ""))


def _permanent_residence(text: str) -> NumberCheck:
    number = bare(text)
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return _right(number)
    return resident(text)


def _home_return(text: str) -> NumberCheck:
    number = bare(text)
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        return _right(number)
    return _wrong(number, "应为 H 或 M 加 8 位（旧证 10 位）数字，请核对")


def _taiwan(text: str) -> NumberCheck:
    number = bare(text)
    return _right(number) if re.fullmatch(r"\d{8}(\d{2})?", number) else _wrong(number, "应为 8 位数字，请核对")


def _free_document(text: str) -> NumberCheck:
    number = bare(text)
    if re.fullmatch(r"[0-9A-Z一-龥()（）第字号]{4,30}", number):
        return _right(number)
    return _wrong(number, "应为 4—30 位字母、数字，请核对")


_documents: dict[str, Callable[[str], NumberCheck]] = {
    "111": resident,
    "113": resident,
    "553": _permanent_residence,
    "516": _home_return,
    "511": _taiwan,
}


@cache
def _prefixes() -> tuple[dict[tuple[int, str], str], tuple[int, ...]]:
    found: dict[tuple[int, str], str] = {}
    for bank in resources.table("law", "bins.toml")["bank"]:
        for length, prefixes in bank["prefixes"].items():
            found.update({(int(length), prefix): bank["name"] for prefix in prefixes})
    return found, tuple(sorted({len(prefix) for _, prefix in found}, reverse=True))


def bank_of(number: str) -> str:
    """Guess the issuing bank from the longest prefix that fits the number's length; empty where none does."""
    table, lengths = _prefixes()
    return next((table[key] for n in lengths if (key := (len(number), number[:n])) in table), "")


@lru_cache(maxsize=MEMORY)
def bank_card(text: str) -> NumberCheck:
    """Judge a bank card or account number; a failing Luhn digit only warns (old passbooks have none)."""
    number = bare(text)
    if not number.isascii() or not number.isdigit():
        return _wrong(number, "银行卡号只能是数字，请核对")
    if not 12 <= len(number) <= 19:  # noqa: PLR2004  ISO/IEC 7812 and old passbooks
        return _wrong(number, f"银行卡号应为 12—19 位，现有 {len(number)} 位，请核对")
    warnings: tuple[str, ...] = ()
    if len(number) > 15 and luhn.checksum(number):  # noqa: PLR2004  UnionPay cards have 16 digits or more
        warnings = ("校验位不符，可能有错位或漏位，请核对",)
    bank = bank_of(number)
    guesses = {"bank_guess": bank, "card_type_guess": resources.table("law", "bins.toml")["type"]} if bank else {}
    return _right(number, warnings, guesses)


@cache
def _segments() -> dict[str, str]:
    table = resources.table("law", "phone_segments.toml")["segments"]
    return {prefix: operator for operator, prefixes in table.items() for prefix in prefixes}


def operator_of(number: str) -> str:
    """Guess the operator of a mobile number from its segment; empty where the table does not know it."""
    return _operator(number[:5])


@cache
def _operator(start: str) -> str:
    return next((found for n in (5, 4, 3) if (found := _segments().get(start[:n]))), "")


@lru_cache(maxsize=MEMORY)
def phone(text: str) -> NumberCheck:
    """Judge a phone number; mobiles and landlines become their digits."""
    number = bare(text)
    if not _mobile.fullmatch(number):
        number = re.sub(r"^(\+|00)?86(?=1\d{10}$|0\d{9,11}$)", "", re.sub(r"[()（）]", "", number))
    if _mobile.fullmatch(number):
        operator = operator_of(number)
        return _right(number, (), {"operator_guess": operator} if operator else {})
    if _iot.fullmatch(number) or _service.fullmatch(number) or _is_landline(number):
        return _right(number)
    if number.isdigit() and number.startswith("1"):
        return _wrong(number, f"手机号码应为 11 位，现有 {len(number)} 位，请核对")
    return _wrong(number, "不是手机号码，也不是带区号的固定电话，请核对")


def _is_landline(number: str) -> bool:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return False
    return number.startswith(("0", "+")) and phonenumbers.is_possible_number(parsed)


def _uscc(text: str) -> NumberCheck:
    number = bare(text)
    if len(number) != RESIDENT_LENGTH:
        return _wrong(number, f"统一社会信用代码应为 18 位，现有 {len(number)} 位，请核对")
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", number):
        return _wrong(number, "统一社会信用代码不含字母 I、O、S、V、Z，请核对")
    if uscc.calc_check_digit(number[:17]) != number[17]:
        return _wrong(number, "校验位不符，请逐位核对")
    return _right(number, (), {"division": number[2:8], "organisation": number[8:17]})


def _imei(text: str) -> NumberCheck:
    number = bare(text)
    if re.fullmatch(r"\d{16}", number):
        return _right(number, (), {"form": "IMEISV"})
    if re.fullmatch(r"[0-9A-F]{14}", number):
        return _right(number, (), {"form": "MEID"})
    if not re.fullmatch(r"\d{15}", number):
        return _wrong(number, f"IMEI 应为 15 位数字，现有 {len(number)} 位，请核对")
    return _right(number) if imei.is_valid(number) else _wrong(number, "校验位不符，请逐位核对")


def _iccid(text: str) -> NumberCheck:
    number = bare(text)
    if not re.fullmatch(r"8986[0-9A-Z]{15,16}", number):
        return _wrong(number, "ICCID 应以 8986 开头，共 19—20 位，请核对")
    makers: dict[str, str] = resources.table("law", "phone_segments.toml")["iccid"]
    facts = {"operator": makers[number[4:6]]} if number[4:6] in makers else {}
    sound = number.isdigit() and luhn.is_valid(number)
    return _right(number, () if sound else ("末位校验不符（部分卡没有校验位），请核对",), facts)


@lru_cache(maxsize=MEMORY)
def _case_number(text: str) -> NumberCheck:
    number = bare(text)
    if match := re.fullmatch(r"A(\d{12})(\d{4})(\d{2})(\d{4})", number):
        if not 1 <= int(match[3]) <= 12:  # noqa: PLR2004  months
            return _wrong(number, "案件编号第 18—19 位不是月份，请核对")
        return _right(number, (), {"organ": match[1], "month": f"{match[2]}-{match[3]}", "serial": match[4]})
    shown = _without_blanks(text)
    if not 2 <= len(shown) <= 40:  # noqa: PLR2004  local numbers: numbers.md 4.1
        return _wrong(shown, "案件编号应为 2—40 个字符，请核对")
    return _right(shown, ("不是 A 开头的 23 位警综案件编号，请核对",))


_paper = re.compile(r"[\u4e00-\u9fa5()]+字?〔\d{4}〕\d{1,6}号")
_court = re.compile(r"[(〔]\d{4}[)〕][\u4e00-\u9fa5]\d{0,6}[\u4e00-\u9fa5]{1,4}\d{1,6}号")


@lru_cache(maxsize=MEMORY)
def _document_number(text: str) -> NumberCheck:
    number = _without_blanks(text)
    number = re.sub(r"[\[【〔{(](\d{4})[\]】〕})]", r"〔\1〕", number)
    if number.startswith("〔"):  # courts write the year first, in round brackets
        number = re.sub(r"^〔(\d{4})〕", r"（\1）", number)
        return _right(number, () if _court.fullmatch(unicodedata.normalize("NFKC", number)) else (_odd_paper,))
    return _right(number, () if _paper.fullmatch(number) else (_odd_paper,))


_odd_paper = "文书号不像“安公（府城）拘字〔2026〕2号”的样子，请核对"

_checks: dict[str, Callable[[str], NumberCheck]] = {
    "id": resident,
    "bank_card": bank_card,
    "phone": phone,
    "uscc": _uscc,
    "imei": _imei,
    "iccid": _iccid,
    "case_number": _case_number,
    "document_number": _document_number,
}


def institution_of(kind: str, number: str) -> str:
    """Guess the bank or the operator of a card by its kind (code of card_kinds); empty where the tables tell none.

    Numbers are carried from one operator to another and BIN tables grow old: it is a guess until somebody confirms it.
    """
    if kind in ("bank", "debit", "credit"):
        return bank_of(number)
    return operator_of(number) if kind in ("sim", "iot") else ""
