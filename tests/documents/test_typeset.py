"""Lines of Chinese text: where they end, that they fill their room, that nothing is lost."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from anfraud_desktop.documents.fonts import faces
from anfraud_desktop.documents.titles import balanced
from anfraud_desktop.documents.typeset import BLANK_RIGHT, NOT_FIRST, NOT_LAST, Line, Room, Span, glyphs, set_lines

SIZE = 10.0
BODY = faces(bundled=True).body

# A word with marks round it, as prose has them: at most two before, at most three after.
WORDS = st.builds(
    "{}{}{}".format,
    st.text("（《“‘【", max_size=2),
    st.sampled_from(["诈", "骗", "电信网络", "2026", "App", "126.35", "6222", "某·某", "𬭎"]),
    st.text("，。、；：？！）》”’】…—％", max_size=3),
)
PROSE = st.lists(WORDS, min_size=1, max_size=60).map("".join)


def lines_of(text: str, characters: float = 20, align: str = "justify") -> list[Line]:
    return set_lines(glyphs([Span(text, BODY)], SIZE), SIZE, lambda _number, _first: Room(0, characters * SIZE), align)


@given(PROSE, st.integers(14, 40))
def test_no_line_begins_with_a_closing_mark_and_none_ends_with_an_opening_one(text: str, characters: int) -> None:
    lines = lines_of(text, characters)
    assert all(line.text[0] not in NOT_FIRST for line in lines[1:])
    assert all(line.text[-1] not in NOT_LAST for line in lines[:-1])


@given(PROSE, st.integers(14, 40))
def test_no_character_is_lost_or_moved(text: str, characters: int) -> None:
    assert "".join(line.text for line in lines_of(text, characters)) == text


@given(PROSE, st.integers(14, 40))
def test_the_ink_of_every_line_stays_in_its_room(text: str, characters: int) -> None:
    for line in lines_of(text, characters):
        last = line.glyphs[-1]
        blank = SIZE / 2 if last.char in BLANK_RIGHT else 0
        assert line.places[-1] + last.advance - blank <= characters * SIZE + 0.05
        assert all(left < right for left, right in pairwise(line.places))


@given(PROSE, st.integers(14, 40))
def test_a_number_or_a_latin_word_is_never_cut(text: str, characters: int) -> None:
    lines = lines_of(text, characters)
    for before, after in pairwise(lines):
        assert not (before.text[-1].isascii() and after.text[0].isascii())


@given(st.text(max_size=80), st.integers(1, 30))
def test_any_text_at_all_is_set(text: str, characters: int) -> None:
    assert lines_of(text, characters)


def test_a_plain_line_holds_as_many_characters_as_its_room() -> None:
    assert [len(line.glyphs) for line in lines_of("警" * 50, 20)] == [20, 20, 10]


def test_two_marks_side_by_side_share_their_blank_halves() -> None:
    line = lines_of("甲》《乙")[0]
    assert line.places[2] - line.places[1] == SIZE / 2


def test_marks_give_way_so_that_a_full_stop_stays_on_its_line() -> None:
    assert [line.text for line in lines_of("甲乙，丙丁，戊己庚辛壬。末", 11)] == ["甲乙，丙丁，戊己庚辛壬。", "末"]


def test_a_full_line_reaches_the_right_edge() -> None:
    line = lines_of("甲乙丙丁戊己庚辛2026壬癸", 9.5)[0]
    assert abs(line.places[-1] + line.glyphs[-1].advance - 9.5 * SIZE) < 0.01


def test_a_word_longer_than_a_line_is_cut_rather_than_lost() -> None:
    lines = lines_of("a" * 200, 10)
    assert len(lines) > 5
    assert "".join(line.text for line in lines) == "a" * 200


def test_dash_and_ellipsis_are_not_cut_in_two() -> None:
    for width in (8, 8.5, 9, 9.5, 10):
        for line in lines_of("一二三四五六七——八九十一二三四……五六七八九十", width):
            assert line.text.count("—") in {0, 2}
            assert line.text.count("…") in {0, 2}


def test_tabular_figures_are_of_one_width() -> None:
    chain = faces(bundled=True).song
    widths = {one.advance for one in glyphs([Span("0123456789", chain, tabular=True)], SIZE)}
    assert len(widths) == 1


def test_control_and_direction_characters_do_not_reach_the_paper() -> None:
    assert lines_of("张\u202e三\x07\u200b\ufeff")[0].text == "张三"


def test_a_title_keeps_its_words_whole_in_lines_of_like_length() -> None:
    text = "安陆市公安局关于公开曝光一批电信网络诈骗及其关联违法犯罪典型案件的通告"
    lines = balanced(text, 20)
    assert "".join(lines) == text
    assert lines == ["安陆市公安局关于", "公开曝光一批电信网络诈骗及其", "关联违法犯罪典型案件的通告"]


@settings(deadline=None)  # the first example loads the fonts
@given(st.text("公安局关于的通告电信网络诈骗，（）2026", max_size=90))
def test_a_title_loses_nothing_when_it_is_broken(text: str) -> None:
    assert "".join(balanced(text, 20)) == text
