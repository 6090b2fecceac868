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

_dots = str.maketrans(dict.fromkeys("•‧・∙⋅●˙ꞏᐧ⸱.", "·"))  # after NFKC, which makes · of U+0387 and . of ．
_han = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_invisible = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_chinese_name = re.compile(rf"[{_han}]{{2,6}}")
_minority_name = re.compile(rf"[{_han}]{{1,15}}(?:·[{_han}]{{1,15}})+")
_latin_name = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ .,'’·-]*")


@cache
def _compound() -> tuple[str, ...]:
    """Return the surnames of several characters, the longest first."""
    return tuple(sorted(resources.table("law", "surnames.toml")["compound"], key=len, reverse=True))


def _surname(name: str) -> str:
    """Return what stands before the given name; a name that is no longer than a compound surname has none."""
    return next((word for word in _compound() if name.startswith(word) and len(name) > len(word)), name[0])


def mask(kind: str, text: str) -> str:
    """Return a text made fit for the public, by kind: name id phone bank_card address text; raises KeyError."""
    return _masks[kind](text)


def mask_name(name: str) -> str:
    """Return 姓 + 某 or 某某, as the given name has one character or more; minority and Latin names keep one letter."""
    plain = re.sub(r"\s+", " ", _invisible.sub("", unicodedata.normalize("NFKC", name))).strip()
    if _latin_name.fullmatch(plain):
        return unicodedata.normalize("NFKD", plain)[0].upper()[0] + "某"  # ß would be SS
    plain = plain.replace(" ", "").translate(_dots)
    if _minority_name.fullmatch(plain):
        return plain[0] + UNREADABLE
    if not _chinese_name.fullmatch(plain):
        return UNREADABLE
    surname = _surname(plain)
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
    """Return the first three and the last four digits of a phone number; of a short one only the last four."""
    number = check_number("phone", text).normal
    if not number.isdigit() or len(number) < 7:  # noqa: PLR2004  the shortest local number
        return UNREADABLE
    kept = 3 if len(number) >= 11 else 0  # noqa: PLR2004  at least four digits stay hidden, three of a local number
    return number[:kept] + "*" * (len(number) - kept - 4) + number[-4:]


def mask_card(text: str) -> str:
    """Return the first six and the last four digits of a card or account number."""
    number = bare(text)
    if not number.isascii() or not number.isalnum() or len(number) < 8:  # noqa: PLR2004  too short to keep ten characters
        return UNREADABLE
    kept = 6 if len(number) >= 12 else 2  # noqa: PLR2004  as with identity numbers
    return number[:kept] + "*" * (len(number) - kept - 4) + number[-4:]


_province = re.compile(rf"[{_han}]{{2,6}}?(?:省|自治区|特别行政区)")
_division = re.compile(
    rf"[{_han}]{{1,9}}?(?:自治州|自治县|自治旗|地区|(?<!门)市(?!场|区)|(?<=门)市(?!场|区|[部房店])|旗(?!区)|[县区盟])"
)
_town = re.compile(rf"[{_han}]{{1,9}}?(?:街道|办事处|开发区|苏木|[镇乡])(?:办事处)?")
_finer = re.compile("[^路街巷道弄村号栋幢楼室组]?.*[路街巷弄村号栋幢楼室组院]")
_no_division = re.compile(  # a dwelling or a shop, or a town or a street that another word for an area follows
    ".*(?:[小社园校厂厅片辖景库宅舍属活墅院]区|居民区|[超夜菜]市)|.*(?:街|大道|村).*|.+[路巷弄].*|.+[镇乡].{2,}"
)
DEPTH = 3  # 市 or 州, 县 or 区, and one area of development below it


def mask_address(text: str) -> str:
    """Return an address down to the town (乡镇、街道); what has no county in it becomes 某地."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    county = county_of(plain)
    town = _town.match(plain, len(county))
    if not county:
        return "某地"
    return county + (town[0] if town and not _finer.fullmatch(town[0][:-2]) else "")


def county_of(text: str) -> str:
    """Return an address down to the county or city; empty where there is none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    province = _province.match(plain)
    end = province.end() if province else 0
    for _ in range(DEPTH):
        part = _division.match(plain, end)
        if part is None or _no_division.fullmatch(part[0]):
            break
        end = part.end()
    return plain[:end]


@dataclass(frozen=True)
class Found:
    """A place in a text that may not stand in public: [start, end), what it is, and what to write instead."""

    start: int
    end: int
    kind: str
    proposal: str


_gap = r"[ \t\u00a0‐-―_\u200b-\u200f\u2060\ufeff-]{1,3}"
_run = re.compile(rf"(?P<case>A\d{{22}}(?!\d))|\d+(?:{_gap}\d+)*(?:(?:{_gap})?[Xx](?![0-9A-Za-z]))?")
_group = re.compile(r"\d+[Xx]?|[Xx]")
_phone = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}|0\d{9,11}")
_born = r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx]"
_permit = re.compile(r"(?<![0-9A-Za-z])(?:[HM]\d{8}(?:\d\d)?|[EDGPSW][A-Z]?\d{7,8})(?![0-9A-Za-z])", re.IGNORECASE)
_link = re.compile(r"(?:https?://|www\.)[^\s，,。；;、“”（）()<>]+", re.IGNORECASE)
_account = re.compile(r"(?:(?<=微信号)|(?<=QQ)|(?<=QQ号))[:是为 ]{0,2}[A-Za-z0-9_-]{5,20}(?![A-Za-z0-9_-])")
_provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_plate = re.compile(
    rf"[{_provinces}][A-Z][·•. -]?(?:[A-Z0-9]{{5,6}}(?![A-Z0-9])|[A-Z0-9]{{4}}[警学挂港澳])", re.IGNORECASE
)
_stop = r"，,。；;、\s"  # half-width too: the text is scanned so
_figure = "[0-9一二三四五六七八九十百]+"
_door = rf"{_figure}\s*(?:号楼?|栋|幢|单元|座|室|组|楼)(?:\s*{_figure}\s*(?:单元|层|楼|室|号|户))*"
_exact = re.compile(
    rf"""(?<=[镇乡道区县市村])[^{_stop}镇乡道区县市]{{1,12}}?(?:村|社区|路|街(?!道)|巷|小区|花园|公寓)
             [^{_stop}]{{0,12}}?{_door}
      | (?:(?![市县区镇乡村道])[{_han}]){{2,6}}(?:路|大道|街|巷|弄)\s*{_figure}\s*号(?:\s*{_door})?
      | (?:(?![市县区镇乡道住居在于到至往])[{_han}]){{2,8}}?(?:小区|花园|家园|公寓|大厦|社区)\s*{_door}
      | (?:(?<=[镇乡])|(?<=街道))(?!开展|深入|走访|接受|[农各全辖所多该某附等镇乡])
             [{_han}]{{1,5}}?(?:村(?!民)|社区(?!矫正|宣传|治理|警务))
    """,
    re.VERBOSE,
)
PASSES = 2  # what was hidden by an overlapping find comes to light in the second
LONGEST = 19  # digits of a card, so that no more groups than this make one number


def scan_text(text: str, forbidden_names: Sequence[str] = ()) -> tuple[Found, ...]:
    """Find what a public text must not hold, each with a proposal, in order and without overlaps.

    `forbidden_names` are people who may not be named there: blocked, victims, witnesses.
    """
    plain = _half_width(text)
    found = [*_scan_numbers(plain), *_scan_words(text), *_scan_names(text, forbidden_names)]
    found += [Found(m.start(), m.end(), "plate", "某车牌") for m in _plate.finditer(plain)]
    found += [Found(m.start(), m.end(), "address", "") for m in _exact.finditer(plain)]
    found += [Found(m.start(), m.end(), "id", mask_id(m[0])) for m in _permit.finditer(plain)]
    found += [Found(m.start(), m.end(), "link", "某网址") for m in _link.finditer(plain)]
    found += [Found(m.start(), m.end(), "account", "某账号") for m in _account.finditer(plain)]
    kept: list[Found] = []
    for item in sorted(found, key=lambda place: (place.start, -place.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def _half_width(text: str) -> str:
    """Return the text in half-width characters, each in its place."""
    normal = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, normal, strict=True))


def _scan_numbers(text: str) -> list[Found]:
    found: list[Found] = []
    for run in _run.finditer(text):
        if run["case"]:  # a case number is an official reference
            continue
        groups = list(_group.finditer(text, run.start(), run.end()))
        at = 0
        while at < len(groups):
            size, kind = _number_at([group[0] for group in groups[at : at + LONGEST]])
            if kind:
                start, end = groups[at].start(), groups[at + size - 1].end()
                found.append(Found(start, end, kind, mask(kind, text[start:end])))
            at += size
    return found


def _number_at(groups: Sequence[str]) -> tuple[int, str]:
    """Return how many of the groups of digits make one number, and its kind; empty where they make none."""
    ends = next((n for n, group in enumerate(groups) if _stands_alone(group)), len(groups))
    if ends == 0:
        return 1, _kind("".join(groups[:1]))
    for size in range(ends, 0, -1):
        if (kind := _kind("".join(groups[:size]))) and _is_one(groups[:size]):
            return size, kind
    return 1, ""


def _stands_alone(group: str) -> bool:
    return bool(re.fullmatch(r"1[3-9]\d{9}|\d{17}[\dXx]|\d{16}|\d{19}", group))


def _kind(number: str) -> str:
    if _phone.fullmatch(number):
        return "phone"
    if re.fullmatch(r"\d{17}[\dXx]|\d{15}", number):
        return "id"
    if re.fullmatch(r"\d{12,19}", number):
        return "bank_card"
    return "id" if any(check_number("id", match[1]).ok for match in re.finditer(f"(?=({_born}))", number)) else ""


def _is_one(groups: Sequence[str]) -> bool:
    """Tell groups of one number (6222 0000 …, 420900 1990 01 01 0015) from days and amounts that stand side by side."""
    if all(len(group) == 1 for group in groups) or all(len(group) >= 3 for group in groups[:-1]):  # noqa: PLR2004  see above
        return True
    number = "".join(groups)
    if groups[0] in ("86", "0086"):
        return _is_one(groups[1:])
    return bool(re.fullmatch(_born, number))


def _scan_words(text: str) -> list[Found]:
    return [
        Found(match.start(), match.end(), group["kind"], group["proposal"])
        for group in resources.table("law", "text_scan.toml")["group"]
        for word in group["words"]
        for match in re.finditer(re.escape(word), text)
        if not _is_part_of(group.get("unless", ()), text, match)
    ]


def _is_part_of(phrases: Sequence[str], text: str, match: re.Match[str]) -> bool:
    """Whether the word only arises where two others meet: 案犯 in 本案犯罪嫌疑人."""
    return any(
        text.startswith(phrase, match.start() - at)
        for phrase in phrases
        for at in range(len(phrase))
        if phrase.startswith(match[0], at) and match.start() >= at
    )


_apart = r"[\s\u200b-\u200f\u2060\ufeff]*"
_any_dot = "[·" + "".join(re.escape(chr(code)) for code in _dots) + "．·]?"


def _scan_names(text: str, names: Sequence[str]) -> list[Found]:
    found: list[Found] = []
    for name in names:
        if len(name) < 2:  # noqa: PLR2004  a single character stands in every text
            continue
        letters = (character for character in name.translate(_dots) if not character.isspace())
        pattern = _apart.join(_any_dot if letter == "·" else re.escape(letter) for letter in letters)
        found += [Found(m.start(), m.end(), "name", mask_name(name)) for m in re.finditer(pattern, text, re.IGNORECASE)]
    return found


def mask_text(text: str) -> str:
    """Return a text with everything that `scan_text` finds replaced by its proposal."""
    for _ in range(PASSES):
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
