"""Finding anything: Chinese of any length, pinyin, initials, and any run of three or more digits."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.store.database import Store
from tests.factories import a_card, a_case, a_person, id_number

SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "曾": "zeng", "尉迟": "yuchi", "盖": "ge",
    "朴": "piao", "翟": "zhai", "覃": "qin", "乐": "yue", "任": "ren", "冼": "xian",
}  # fmt: skip


def put(store: Store, *records: object) -> list[int]:
    with store.change("登记", by="王") as change:
        return [change.save(record) for record in records]  # type: ignore[arg-type]  # any record


def found(store: Store, text: str) -> set[tuple[str, int]]:
    return {(hit.ledger, hit.id) for hit in store.search(text)}


@pytest.mark.parametrize("length", range(1, 7))
def test_chinese_of_any_length_is_found_anywhere_in_a_text(store: Store, length: int) -> None:
    [at] = put(store, a_case(name="府城街道李某等人电信网络诈骗案"))
    text = "府城街道李某等人电信网络诈骗案"
    for start in range(len(text) - length + 1):
        assert ("cases", at) in found(store, text[start : start + length])


@pytest.mark.parametrize(("surname", "reading"), SURNAMES.items())
def test_a_surname_is_found_by_its_own_reading(store: Store, surname: str, reading: str) -> None:
    [at] = put(store, a_person(name=f"{surname}小兰"))
    for asked in (reading, f"{reading}xiaolan", reading[0] + "xl" if surname != "尉迟" else "ycxl"):
        assert ("people", at) in found(store, asked)


@pytest.mark.parametrize("name", ["王𬭎", "李㛃", "赵𠅤", "马䶮", "陈𠮷"])
def test_rare_characters_are_found(store: Store, name: str) -> None:
    [at] = put(store, a_person(name=name))
    assert ("people", at) in found(store, name) & found(store, name[1])


def test_all_dots_find_each_other(store: Store) -> None:
    [at] = put(store, a_person(name="买买提·艾力"))
    assert all(("people", at) in found(store, f"买买提{dot}艾力") for dot in "·•‧．・")


def test_any_run_of_three_or_more_digits_is_found(store: Store) -> None:
    number = id_number(serial=431)
    [at] = put(store, a_person(id_number=number))
    for length in range(3, 19):
        for start in range(18 - length + 1):
            run = number[start : start + length]
            assert ("people", at) in found(store, run), run


def test_a_number_typed_with_blanks_is_one_number(store: Store) -> None:
    card = a_card()
    [at] = put(store, card)
    text = str(card.number)
    assert ("cards", at) in found(store, " ".join(text[n : n + 4] for n in range(0, 19, 4)))


def test_several_words_must_all_stand_in_the_record(store: Store) -> None:
    [one, two] = put(store, a_person(name="张三", address="安陆市府城街道"), a_person(name="张四", address="应城市"))
    assert found(store, "张 府城") == {("people", one)}
    assert ("people", two) in found(store, "张 应城")


def test_every_pair_there_but_not_the_phrase_is_not_found(store: Store) -> None:
    put(store, a_case(name="安陆安全陆安"))
    assert not found(store, "安陆安全陆安全")


def test_old_words_are_no_longer_found_after_a_change(store: Store) -> None:
    [at] = put(store, a_person(name="张三"))
    put(store, store.get(Person, at).but(name="李四"))
    assert not found(store, "张三")
    assert ("people", at) in found(store, "李四")


def test_what_no_field_holds_finds_nothing(store: Store) -> None:
    put(store, a_person())
    assert (
        not found(store, "")
        | found(store, "  ")
        | found(store, '"*')
        | found(store, "' OR 1=1 --")
        | found(store, "不存在")
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(alphabet="张王安陆府城街道帮信 1990李", min_size=1, max_size=12),
    asked=st.text(alphabet="张王安陆府城街道1990", min_size=1, max_size=4),
)
def test_search_equals_looking_through_everything(store: Store, text: str, asked: str) -> None:
    put(store, a_case(name=text))
    if asked.isdigit() and len(asked) < 3:
        return
    names = {(case.table, case.id) for case in store.all(Case) if asked in (case.values["name"] or "")}
    hits = {(hit.ledger, hit.id) for hit in store.search(asked, limit=10_000) if hit.matched.startswith("案件名称")}
    assert hits == names
