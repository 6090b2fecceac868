"""A long title broken into lines of like length, words kept whole, as a clerk would do it by hand."""

import math
from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate

from anfraud_desktop.documents.typeset import NOT_FIRST, NOT_LAST

# Words of our titles that a break must not cut.
WORDS = (
    "电信网络诈骗",
    "跨境",
    "关联违法犯罪",
    "违法犯罪",
    "典型案件",
    "典型案例",
    "公开曝光",
    "集中",
    "公安局",
    "派出所",
    "关于",
    "通告",
    "通报",
    "打击",
    "治理",
    "防范",
    "依法",
    "人员",
    "案件",
    "工作",
    "月报",
    "季报",
    "周报",
    "年报",
    "情况",
    "统计",
    "报表",
    "敦促",
    "投案",
    "自首",
    "两卡",
    "一批",
    "及其",
)
BEFORE = frozenset("的及其与和等之了")  # a line should not begin with these
AFTER = frozenset("的于")  # a good end of a line
FULLEST = 0.95  # of the width, so that a title never touches both margins
CUT_WORD, BAD_START, GOOD_END, LINE_MORE, HOURGLASS = 60.0, 12.0, 3.0, 20.0, 20.0
MOST_CUTS = 3  # a title of five lines is broken by the paragraph as it can
SHORTEST = 0.45  # of the mean length of a line


def balanced(text: str, em: float) -> list[str]:
    """Return the lines of a title for a width of so many characters; newlines in it are kept as they are."""
    return [line for part in text.split("\n") for line in _balanced(part, em * FULLEST)]


def _balanced(text: str, em: float) -> list[str]:
    fewest = max(0, math.ceil(_width(text) / em) - 1)
    if not fewest or fewest > MOST_CUTS:
        return [text]
    penalties = {place: _penalty(text, place) for place in range(1, len(text)) if _lawful(text, place)}
    choices = (lines for count in (fewest, fewest + 1) for lines in _choices(text, count, em, penalties))
    return min(choices, key=lambda lines: _cost(lines, penalties), default=[text])


def _choices(text: str, cuts: int, em: float, places: Collection[int]) -> Iterator[list[str]]:
    """Yield the ways to cut a text so often, at these places, that every line fits and none is far too short."""
    shortest = SHORTEST * _width(text) / (cuts + 1)

    def rest(start: int, left: int) -> Iterator[list[str]]:
        if not left:
            if shortest <= _width(text[start:]) <= em:
                yield [text[start:]]
            return
        for place in places:
            if place > start and shortest <= _width(text[start:place]) <= em:
                yield from ([text[start:place], *lines] for lines in rest(place, left - 1))

    return rest(0, cuts)


def _width(text: str) -> float:
    """Return the width of a text in characters; Latin letters and digits count half."""
    return sum(0.5 if ord(char) < 0x2000 else 1.0 for char in text)  # noqa: PLR2004 - where Latin scripts end


def _lawful(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    whole = before.isascii() and after.isascii()
    return after not in NOT_FIRST and before not in NOT_LAST and not whole


def _cost(lines: list[str], penalties: Mapping[int, float]) -> float:
    widths = [_width(line) for line in lines]
    mean = sum(widths) / len(widths)
    uneven = sum((width - mean) ** 2 for width in widths)
    waist = HOURGLASS * (min(widths[1:-1], default=math.inf) < min(widths[0], widths[-1]))
    return uneven + waist + LINE_MORE * len(lines) + sum(penalties[place] for place in _edges(lines))


def _edges(lines: list[str]) -> Iterator[int]:
    return accumulate(len(line) for line in lines[:-1])


def _penalty(text: str, place: int) -> float:
    cut = any(0 <= text.find(word, max(0, place - len(word) + 1), place + len(word) - 1) < place for word in WORDS)
    return CUT_WORD * cut + BAD_START * (text[place] in BEFORE) - GOOD_END * (text[place - 1] in AFTER)
