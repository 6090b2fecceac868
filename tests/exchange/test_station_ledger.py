"""A station's own ledger as they really look, held against its answer key."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anfraud_desktop.actions import imports
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.ages import may_have_been_minor
from anfraud_desktop.schema.record import Record
from tests.factories import a_disposition


@pytest.fixture
def key(book: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(book.with_name(book.name + ".key.json").read_text(encoding="utf-8"))
    return answer


def dump(office: Office) -> dict[str, list[Any]]:
    """Return the live rows of every ledger without their versions."""
    return {
        table: [(record.id, record.values) for record in office.store.all(ledger)]
        for table, ledger in Record.ledgers.items()
    }


def test_new_and_refused_records_are_those_of_the_answer_key(office: Office, book: Path, key: dict[str, Any]) -> None:
    counts = imports.preview(office, book).counts()
    assert set(counts) == set(key["accept_good"])
    for table, wanted in key["accept_good"].items():
        assert {state: counts[table][state] for state in wanted} == wanted
        assert counts[table]["changed"] == counts[table]["same"] == 0


def test_each_refusal_names_its_row(office: Office, book: Path, key: dict[str, Any]) -> None:
    refused = imports.preview(office, book).refused
    damaged = {problem.line for problem in refused if "末几位已丢失" in problem.problem}
    checksum = {problem.line for problem in refused if "校验位" in problem.problem}
    assert damaged == {line for line, _ in key["damaged_cards"]}
    assert checksum == {line for line, _ in key["checksum_bad"]}
    assert all(p.sheet and p.line and p.problem and p.rule for p in refused)
    assert {p.column for p in refused if p.line in damaged and p.column} == {"N"}


def test_without_accepting_good_rows_nothing_is_written(office: Office, book: Path) -> None:
    before = dump(office)
    with pytest.raises(Refused, match="没有写入任何数据"):
        imports.commit(office, imports.preview(office, book))
    assert dump(office) == before
    assert office.store.rows("SELECT count(*) FROM log") == [(0,)]


def test_the_same_book_twice_gives_nothing_new(office: Office, book: Path) -> None:
    imports.commit(office, imports.preview(office, book), accept_good=True)
    before = dump(office)
    again = imports.commit(office, imports.preview(office, book), accept_good=True)
    assert again.batch is None
    assert all(counted["new"] == counted["changed"] == 0 for counted in again.plan.counts().values())
    assert dump(office) == before


def test_a_batch_taken_back_leaves_the_dump_equal(office: Office, book: Path) -> None:
    with office.store.change("登记", by="王") as change:
        known = Case.read({"number": "A4209820300002026030001", "offence": "C287B2", "amount": "8315021"})
        change.save(known)
    before = dump(office)
    outcome = imports.commit(office, imports.preview(office, book), accept_good=True)
    assert outcome.plan.counts()["cases"]["changed"] == 1
    assert outcome.batch
    imports.undo(office, outcome.batch)
    assert dump(office) == before
    assert not office.store.search("司马")


def test_a_batch_on_which_something_later_hangs_is_not_taken_back(office: Office, book: Path) -> None:
    outcome = imports.commit(office, imports.preview(office, book), accept_good=True)
    with office.store.change("登记", by="王") as change:
        change.save(a_disposition(office.store.all(Involvement)[0].id or 0))
    before = dump(office)
    with pytest.raises(Refused, match="不能整批撤回"):
        imports.undo(office, outcome.batch or 0)
    assert dump(office) == before


def test_a_batch_is_taken_back_once(office: Office, book: Path) -> None:
    outcome = imports.commit(office, imports.preview(office, book), accept_good=True)
    imports.undo(office, outcome.batch or 0)
    with pytest.raises(Refused, match="已经撤回过"):
        imports.undo(office, outcome.batch or 0)


def test_one_log_entry_a_record_carries_the_batch(office: Office, book: Path) -> None:
    outcome = imports.commit(office, imports.preview(office, book), accept_good=True)
    entries = office.store.rows(
        "SELECT count(*), count(DISTINCT ledger || record) FROM log WHERE batch = ?", (outcome.batch,)
    )
    new = sum(counted["new"] for counted in outcome.plan.counts().values())
    assert entries == [(new, new)]


def test_one_person_with_several_cards_is_one_person(office: Office, book: Path) -> None:
    imports.commit(office, imports.preview(office, book), accept_good=True)
    [person] = office.store.find(Person, name="韦英浩")
    cards = office.store.find(Card, holder=person.id)
    assert {card.number for card in cards} == {
        "6212260000000010090", "6229590000000010103", "19900000048", "6217990000000010120", "19900000045",
    }  # fmt: skip
    [involvement] = office.store.find(Involvement, person=person.id)
    assert all(card.cases == (involvement.case,) for card in cards)


def test_amounts_come_in_to_the_fen_whatever_their_unit(office: Office, book: Path) -> None:
    imports.commit(office, imports.preview(office, book), accept_good=True)
    amounts = {case.number: str(case.amount) for case in office.store.all(Case)}
    assert amounts["A4209820300002026030001"] == "8315021.00"
    assert amounts["A4209820300002026040002"] == "5584698.00"
    assert amounts["A4209820200002026040005"] == "8561300.00"


def test_values_that_differ_for_one_case_are_warned_with_both_rows(office: Office, book: Path) -> None:
    warnings = imports.preview(office, book).warnings
    assert "第 9 行的涉案金额与第 7 行不同（同一案件），以第 7 行为准" in warnings
    assert any("合计" in text for text in warnings)
    assert any("填表说明" in text for text in warnings)
    assert any("晚于今天" in text for text in warnings)


def test_vague_outcomes_go_in_as_stated_and_are_warned(office: Office, book: Path) -> None:
    plan = imports.preview(office, book)
    vague = [draft for draft in plan.drafts if draft.values.get("measure") == "nonprosecution_unspecified"]
    assert len(vague) == 29 - sum(1 for p in plan.refused if p.ledger == "dispositions" and p.line in {343, 560})
    assert sum("未注明不起诉的种类" in text for text in plan.warnings) == len([d for d in vague if not d.refused])


def test_fifty_of_the_people_may_have_been_minors(office: Office, book: Path, key: dict[str, Any]) -> None:
    plan = imports.preview(office, book)
    accepted = [draft for draft in plan.drafts if draft.ledger is Involvement and not draft.refused]
    minors = [
        draft
        for draft in accepted
        if may_have_been_minor(
            draft.links["person"].values["born_on"], None, None, draft.links["case"].values["filed_on"]
        ).may_be_minor
    ]
    refused = key["people"] - len(accepted)
    assert key["may_have_been_minor"] - refused <= len(minors) <= key["may_have_been_minor"]


def test_refused_rows_come_back_as_a_book_that_can_be_mended_and_imported(
    office: Office, book: Path, tmp_path: Path, key: dict[str, Any]
) -> None:
    plan = imports.preview(office, book)
    imports.commit(office, plan, accept_good=True)
    out = tmp_path / "退回.xlsx"
    assert imports.write_refusals(plan, book, out) == len({problem.line for problem in plan.refused})
    workbook = openpyxl.load_workbook(out)
    sheet = workbook["人员台账"]
    assert sheet.cell(4, 20).value == "失败原因"
    red = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert {cell.coordinate[0] for cell in red} == {"I", "N", "T"}
    for serial, row in enumerate(sheet.iter_rows(min_row=5), 1):
        if row[13].fill.fgColor.rgb == "FFFFC7CE":
            row[13].value = f"1990009{serial:04d}"
            row[12].value = "手机卡"
        row[8].value = _mended(str(row[8].value))
    workbook.save(out)
    mended = imports.commit(office, imports.preview(office, out))
    counts = mended.plan.counts()
    assert (counts["people"]["new"], counts["cards"]["new"]) == (5, 15)
    assert counts["cases"]["changed"] == counts["cases"]["new"] == 0
    assert office.store.count(Person) == key["people"]
    assert office.store.count(Card) == key["cards"]


def _mended(number: str) -> str:
    from stdnum.cn import ric

    plain = number.strip().replace(" ", "")
    return plain[:17] + ric.calc_check_digit(plain)
