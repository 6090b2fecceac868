"""Writing, changing, removing and finding records of any ledger as an officer types them."""

from datetime import date
from decimal import Decimal

import pytest

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Missing, Refused, UserError
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from tests.factories import a_case, a_disposition, a_person, an_involvement, id_number


def written(office: Office, record: Record) -> int:
    with office.store.change("登记", office.officer) as change:
        return change.save(record)


def test_a_record_is_added_from_what_was_typed(office: Office) -> None:
    made = records.add(
        office, "cases", {"number": "A4209820000002026030001", "amount": "8.5万", "filed_on": "2026年3月5日"}
    )
    kept = records.show(office, "cases", made.id or 0)
    assert (kept.values["amount"], kept.values["filed_on"]) == (Decimal("85000.00"), date(2026, 3, 5))


def test_every_problem_of_a_record_is_told_at_once(office: Office) -> None:
    with pytest.raises(Invalid) as told:
        records.add(office, "people", {"id_number": "420900199003070010", "sex": "第三", "height": "180"})
    assert set(told.value.problems) == {"name", "id_number", "sex", "height"}


def test_an_unknown_ledger_is_refused_with_the_ones_there_are(office: Office) -> None:
    with pytest.raises(UserError, match="cases（案件）"):
        records.add(office, "suspects", {"name": "张三"})


def test_links_are_written_as_numbers_keys_or_titles(office: Office) -> None:
    number = id_number()
    person, case = (
        written(office, a_person(id_number=number)),
        written(office, a_case(number="A4209820000002026030077")),
    )
    for typed in (f"#{person}", str(person), number, f"张建国 {number}"):
        made = records.add(office, "involvements", {"person": typed, "case": "A4209820000002026030077"})
        assert (made.values["person"], made.values["case"]) == (person, case)
        records.remove(office, "involvements", [made.id or 0], "重来")


def test_a_part_in_a_case_is_named_by_both_keys(office: Office) -> None:
    number = id_number()
    person, case = (
        written(office, a_person(id_number=number)),
        written(office, a_case(number="A4209820000002026030078")),
    )
    part = written(office, an_involvement(person, case))
    typed = {"involvement": f"{number}@A4209820000002026030078", "measure": "刑拘", "decided_on": "2026-03-12"}
    assert records.add(office, "dispositions", typed).values["involvement"] == part


def test_a_link_to_nothing_is_a_problem_of_its_field(office: Office) -> None:
    with pytest.raises(Invalid) as told:
        records.add(office, "involvements", {"person": "#99", "case": "A4209820000002026039999"})
    assert set(told.value.problems) == {"person", "case"}


def test_a_text_that_may_be_a_number_or_a_key_is_not_guessed(office: Office) -> None:
    first = written(office, a_case(number="其一"))
    second = written(office, a_case(number=f"{first:02d}"))
    with pytest.raises(Invalid, match=f"#{first}、#{second}"):
        records.add(office, "victims", {"case": f"{first:02d}", "role": "受害人", "name": "李四"})


def test_a_link_to_a_record_in_the_trash_is_refused(office: Office) -> None:
    person, case = written(office, a_person()), written(office, a_case())
    records.remove(office, "people", [person], "重复")
    with pytest.raises(Invalid, match="回收站"):
        records.save(office, an_involvement(person, case))


def test_a_change_keeps_what_is_not_given(office: Office) -> None:
    at = written(office, a_case(amount="100"))
    changed = records.change(office, "cases", at, {"status": "侦查"})
    assert (changed.values["status"], changed.values["amount"]) == ("investigating", Decimal("100.00"))


def test_an_empty_value_clears_a_field(office: Office) -> None:
    at = written(office, a_case(amount="100"))
    assert records.change(office, "cases", at, {"amount": ""}).values["amount"] is None


def test_a_failed_save_leaves_no_number_on_the_record(office: Office) -> None:
    written(office, a_case(number="甲一"))
    record = a_case(number="甲一")
    with pytest.raises(Invalid, match="已有案件编号相同"):
        records.save(office, record)
    assert record.id is None


@pytest.mark.parametrize("given", [{"subject": "通告", "kind": "exposure", "state": "draft", "involvements": "1"}, {}])
def test_nobody_writes_a_notice_as_a_record(office: Office, given: dict[str, object]) -> None:
    with pytest.raises(Refused, match="只能由它自己的流程写入"):
        records.add(office, "notices", given)
    with pytest.raises(Refused):
        records.change(office, "notices", 1, given)
    with pytest.raises(Refused):
        records.remove(office, "notices", [1], "试试")
    with pytest.raises(Refused):
        records.restore(office, "notices", [1])
    notice = Record.ledgers["notices"].read({"subject": "通告", "kind": "exposure", "state": "draft"})
    with pytest.raises(Refused):
        records.save(office, notice)


def test_a_removed_record_takes_along_what_cannot_be_without_it_and_comes_back_with_it(office: Office) -> None:
    person, case = written(office, a_person()), written(office, a_case())
    part = written(office, an_involvement(person, case))
    done = written(office, a_disposition(part))
    assert records.remove(office, "people", [person], "重复登记") == 1
    assert [office.store.count(Record.ledgers[name]) for name in ("people", "involvements", "dispositions")] == [
        0,
        0,
        0,
    ]
    assert records.restore(office, "people", [person]) == 3
    assert records.show(office, "dispositions", done).id == done


def test_removing_needs_a_reason(office: Office) -> None:
    at = written(office, a_person())
    with pytest.raises(Invalid, match="原因"):
        records.remove(office, "people", [at], "  ")


def test_a_part_does_not_come_back_without_its_person(office: Office) -> None:
    person, case = written(office, a_person()), written(office, a_case())
    part = written(office, an_involvement(person, case))
    records.remove(office, "involvements", [part], "误登")
    records.remove(office, "people", [person], "误登")
    with pytest.raises(Refused, match="请先找回人员"):
        records.restore(office, "involvements", [part])
    assert office.store.find(Involvement) == []


def test_many_records_are_removed_in_one_change_that_tells_how_far_it_is(office: Office) -> None:
    ids = [written(office, a_person()) for _ in range(3)]
    seen: list[tuple[int, int]] = []
    assert records.remove(office, "people", ids, "清理", lambda done, total, _: seen.append((done, total))) == 3
    assert seen == [(0, 3), (1, 3), (2, 3)]


def test_stopping_a_removal_removes_nothing(office: Office) -> None:
    ids = [written(office, a_person()) for _ in range(2)]

    def stop(done: int, _total: int, _words: str) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        records.remove(office, "people", ids, "清理", stop)
    assert office.store.count(Person) == 2


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (["name=张 三"], ["张三"]),
        (["name~三"], ["张三"]),
        (["sex=男", "phone="], ["李四"]),
        (["phone!="], ["张三"]),
        (["born_on>=1990-01-01"], ["李四", "张三"]),
        (["born_on<1995-01-01"], ["张三"]),
        (["aliases=阿三"], ["张三"]),
        (["id>1"], ["李四"]),
        (["name!=张三"], ["李四"]),
    ],
)
def test_a_typed_condition_chooses_records(office: Office, where: list[str], names: list[str]) -> None:
    written(office, a_person(name="张三", aliases="阿三、小三", id_number=id_number(date(1990, 3, 7), 11)))
    written(office, a_person(name="李四", phone="", id_number=id_number(date(1999, 3, 7), 13)))
    assert [record.values["name"] for record in records.listing(office, "people", where).records] == names


def test_a_condition_walks_along_links_and_into_several_choices(office: Office) -> None:
    person, other = written(office, a_person()), written(office, a_person())
    case = written(office, a_case(filed_on="2026-10-05", number="乙一"))
    part = written(office, an_involvement(person, case, roles="卡农、跑分", accomplices=f"#{other}"))
    for text in ("case.filed_on>=2026-10-01", "roles=跑分", "case=乙一", f"accomplices=#{other}", "case.number~乙"):
        assert [r.id for r in records.listing(office, "involvements", [text]).records] == [part], text
    assert records.listing(office, "involvements", ["case.filed_on>=2026-11-01"]).total == 0


@pytest.mark.parametrize(
    "text", ["name", "=张三", "name>", "roles!=跑分", "photo=x", "nothing=1", "case.person=1", "acted_on=明天"]
)
def test_a_condition_that_means_nothing_is_refused(office: Office, text: str) -> None:
    with pytest.raises(UserError):
        records.listing(office, "involvements", [text])


def test_a_list_tells_how_many_there_are_beyond_its_limit(office: Office) -> None:
    for _ in range(3):
        written(office, a_person())
    found = records.listing(office, "people", limit=2)
    assert (len(found.records), found.total) == (2, 3)


def test_a_history_tells_old_and_new_in_words(office: Office) -> None:
    at = records.add(office, "cases", {"number": "丙一", "status": "立案"}).id or 0
    records.change(office, "cases", at, {"status": "侦查"})
    records.remove(office, "cases", [at], "并案")
    first, second, third = records.history(office, "cases", at)
    assert ("number", "案件编号", "", "丙一") in first.changes
    assert ("status", "案件状态", "立案", "侦查") in second.changes
    assert (third.event, third.reason) == ("remove", "并案")


def test_what_never_was_has_no_history(office: Office) -> None:
    with pytest.raises(Missing):
        records.history(office, "cases", 5)


def test_finding_needs_something_to_find(office: Office) -> None:
    with pytest.raises(Invalid):
        records.find(office, " ")


def test_titles_of_parts_name_the_person_and_the_case(office: Office) -> None:
    person, case = (
        written(office, a_person(name="张三", id_number="420900199001010015")),
        written(office, a_case(number="丁一")),
    )
    part = written(office, an_involvement(person, case))
    assert records.titles_by_id(office, "involvements", [part]) == {part: "张三 420900199001010015 · 丁一"}


def test_what_looks_odd_is_a_warning(office: Office) -> None:
    assert "id_number" in records.warnings_of(records.add(office, "people", {"name": "张三"}))
