"""Names, numbers and texts made fit for the public. What cannot be read prints 某某, never as it stands."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from anfraud_desktop import resources
from anfraud_desktop.rules.numbers import bare, check_number

UNREADABLE = "某某"
STEMS = "甲乙丙丁戊己庚辛壬癸"

_dots = str.maketrans(dict.fromkeys("•‧．・∙⋅•", "·"))
_han = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_chinese_name = re.compile(rf"[{_han}]{{2,6}}")
_minority_name = re.compile(rf"[{_han}]{{1,15}}(?:·[{_han}]{{1,15}})+")
_latin_name = re.compile(r"[A-Za-z][A-Za-z .'·-]*")


@cache
def _compound() -> frozenset[str]:
    return frozenset(resources.table("law", "surnames.toml")["compound"])


def mask(kind: str, text: str) -> str:
    """Return a text made fit for the public, by kind: name id phone bank_card address text; raises KeyError."""
    return _masks[kind](text)


def mask_name(name: str) -> str:
    """Return 姓 + 某 for each further character; minority names keep one character, Latin ones a letter."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().translate(_dots)
    if _minority_name.fullmatch(plain):
        return plain[0] + UNREADABLE
    if _latin_name.fullmatch(plain):
        return plain[0].upper() + "某"
    plain = plain.replace(" ", "")
    if not _chinese_name.fullmatch(plain):
        return UNREADABLE
    surname = plain[:2] if plain[:2] in _compound() and len(plain) > 2 else plain[0]  # noqa: PLR2004  a given name follows
    return surname + "某" * min(len(plain) - len(surname), 2)


def mask_names(names: Sequence[str]) -> list[str]:
    """Mask the names of different people in one paper; those that come out alike are told apart: 张某甲, 张某乙."""
    masked = [mask_name(name) for name in names]
    counted = Counter(masked)
    seen: Counter[str] = Counter()
    found: list[str] = []
    for text in masked:
        if counted[text] == 1:
            found.append(text)
            continue
        stem = text.rstrip("某") + "某" if text != UNREADABLE else UNREADABLE
        seen[stem] += 1
        found.append(stem + _stem(seen[stem] - 1))
    return found


def _stem(at: int) -> str:
    return STEMS[at] if at < len(STEMS) else str(at + 1)


def mask_id(text: str) -> str:
    """Return the first six and the last four characters of an identity number."""
    number = bare(text)
    if not check_number("id", number).ok and not re.fullmatch(r"[0-9A-Z]{8,20}", number):
        return UNREADABLE
    if len(number) < 12:  # noqa: PLR2004  passports and permits are short: less of them may be shown
        return number[:2] + "*" * (len(number) - 4) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(text: str) -> str:
    """Return the first three and the last four digits of a phone number."""
    number = bare(text)
    if not number.isdigit() or len(number) < 7:  # noqa: PLR2004  the shortest local number
        return UNREADABLE
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_card(text: str) -> str:
    """Return the first six and the last four digits of a card or account number."""
    number = bare(text)
    if not number.isascii() or not number.isalnum() or len(number) < 8:  # noqa: PLR2004  too short to keep ten characters
        return UNREADABLE
    kept = 6 if len(number) >= 12 else 2  # noqa: PLR2004  as with identity numbers
    return number[:kept] + "*" * (len(number) - kept - 4) + number[-4:]


_county = r"(?:[^省市县区旗\s\d]{1,9}(?:省|自治区|市|自治州|地区|盟)){0,2}[^省市县区旗\s\d]{1,9}(?:市|县|区|旗)"
_town = r"[^镇乡道区\s\d]{1,9}(?:镇|乡|街道|开发区)"
_address = re.compile(rf"(?P<county>{_county})(?P<town>{_town})?")


def mask_address(text: str) -> str:
    """Return an address down to the town (乡镇、街道); what has no county in it becomes 某地."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = _address.match(plain)
    return (match["county"] + (match["town"] or "")) if match else "某地"


def county_of(text: str) -> str:
    """Return an address down to the county or city; empty where there is none."""
    match = _address.match(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return match["county"] if match else ""


@dataclass(frozen=True)
class Found:
    """A place in a text that may not stand in public: [start, end), what it is, and what to write instead."""

    start: int
    end: int
    kind: str
    proposal: str


_numbers = re.compile(r"(?<![0-9A-Za-z])\d(?:[\d ‐-―-]*\d)?[Xx]?(?![0-9A-Za-z])")
_plate = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_exact = re.compile(
    r"(?<=[镇乡道区县市村])[^，。；、\s镇乡道区县市]{1,12}?(?:村|社区|路|街|巷|小区|花园|公寓)[^，。；、\s]{0,12}?\d+\s*(?:号|栋|幢|单元|室|组)"
)


def scan_text(text: str, forbidden_names: Sequence[str] = ()) -> tuple[Found, ...]:
    """Find what a public text must not hold, each with a proposal, in order and without overlaps.

    `forbidden_names` are people who may not be named there: blocked, victims, witnesses.
    """
    found = [*_scan_numbers(text), *_scan_words(text)]
    found += [Found(m.start(), m.end(), "plate", "某车牌") for m in _plate.finditer(text)]
    found += [Found(m.start(), m.end(), "address", "") for m in _exact.finditer(text)]
    for name in forbidden_names:
        if name:
            found += [Found(m.start(), m.end(), "name", mask_name(name)) for m in re.finditer(re.escape(name), text)]
    kept: list[Found] = []
    for item in sorted(found, key=lambda place: (place.start, -place.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def _scan_numbers(text: str) -> list[Found]:
    found: list[Found] = []
    half_width = "".join(
        unicodedata.normalize("NFKC", c) if len(unicodedata.normalize("NFKC", c)) == 1 else c for c in text
    )
    for match in _numbers.finditer(half_width):
        number = bare(match[0])
        if len(number) in (15, 18) and re.fullmatch(r"\d{14,17}[\dX]", number):
            found.append(Found(match.start(), match.end(), "id", mask_id(number)))
        elif re.fullmatch(r"(?:86)?1[3-9]\d{9}|0\d{9,11}", number):
            found.append(Found(match.start(), match.end(), "phone", mask_phone(number)))
        elif number.isdigit() and 12 <= len(number) <= 19:  # noqa: PLR2004  card and account numbers
            found.append(Found(match.start(), match.end(), "bank_card", mask_card(number)))
    return found


def _scan_words(text: str) -> list[Found]:
    table = resources.table("law", "text_scan.toml")
    return [
        Found(match.start(), match.end(), group["kind"], group["proposal"])
        for group in table["group"]
        for word in group["words"]
        for match in re.finditer(re.escape(word), text)
    ]


def mask_text(text: str) -> str:
    """Return a text with everything that `scan_text` finds replaced by its proposal."""
    for item in reversed(scan_text(text)):
        text = text[: item.start] + item.proposal + text[item.end :]
    return text


_masks: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "id": mask_id,
    "phone": mask_phone,
    "bank_card": mask_card,
    "address": mask_address,
    "text": mask_text,
}
