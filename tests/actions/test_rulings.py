"""Who may stand in a notice: the facts of the case file held against the law."""

import time
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfraud_desktop.actions import made_up, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.outcomes import standing
from anfraud_desktop.actions.rulings import ruling_for, rulings
from anfraud_desktop.errors import Missing
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from tests.actions.staging import decide, save, stage
from tests.factories import a_case, a_person, a_victim, an_involvement, id_number

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("measure", "mode", "row"),
    [
        ("detained", "mask", "D08"), ("arrested", "mask", "D07"), ("transferred_for_prosecution", "mask", "D06"),
        ("prosecuted", "mask", "D05"), ("convicted_final", "mask", "D01"), ("convicted_suspended", "mask", "D02"),
        ("convicted_exempt", "mask", "D03"), ("bail", "aggregate", "D09"), ("admin_detention", "aggregate", "D13"),
        ("admin_fine", "aggregate", "D14"), ("nonprosecution_discretionary", "aggregate", "D21"),
        ("nonprosecution_statutory", "never", "D19"), ("nonprosecution_insufficient", "never", "D20"),
        ("nonprosecution_conditional", "never", "D22"), ("nonprosecution_unspecified", "never", "D19"),
        ("judgment_unspecified", "never", "D24"), ("acquitted", "never", "D24"), ("case_withdrawn", "never", "D23"),
        ("released", "never", "unknown"), ("supplementary", "never", "unknown"), ("separate_case", "never", "unknown"),
        ("lifted", "never", "unknown"), ("exit_ban", "never", "unknown"),
    ],
)  # fmt: skip
def test_the_measure_decides_the_row(office: Office, measure: str, mode: str, row: str) -> None:
    entry = ruling_for(office, stage(office, measure).part)
    assert (entry.mode, entry.row, entry.blockers) == (mode, row, ())
    assert entry.article


def test_bail_is_masked_with_a_necessity(office: Office) -> None:
    staged = stage(office, "bail", part={"necessity": "案情重大，需征集线索"})
    assert ruling_for(office, staged.part).mode == "mask"


def test_a_name_is_masked_and_namesakes_are_told_apart(office: Office) -> None:
    first, second = stage(office), stage(office, person={"name": "张爱国"})
    alone = ruling_for(office, first.part)
    assert alone.shown_name == "张某某"
    assert [entry.shown_name for entry in rulings(office, [first.part, second.part])] == ["张某甲", "张某乙"]


def test_one_person_in_two_cases_has_one_name(office: Office) -> None:
    staged = stage(office)
    other = save(office, an_involvement(staged.person, save(office, a_case()), acted_on="2026-02-03"))
    decide(office, other, "arrested")
    assert {entry.shown_name for entry in rulings(office, [staged.part, other])} == {"张某某"}


def test_the_newest_disposition_stands(office: Office) -> None:
    staged = stage(office, decided_on="2026-03-12")
    decide(office, staged.part, "case_withdrawn", decided_on="2026-05-01")
    assert ruling_for(office, staged.part).row == "D23"


def test_of_the_dispositions_of_one_day_the_strictest_counts_and_their_quarrel_blocks(office: Office) -> None:
    staged = stage(office, decided_on="2026-03-12")
    decide(office, staged.part, "nonprosecution_insufficient", decided_on="2026-03-12")
    entry = ruling_for(office, staged.part)
    assert entry.mode == "never"
    assert any("互相矛盾" in text for text in entry.blockers)


def test_an_undated_disposition_counts_as_what_it_may_mean(office: Office) -> None:
    staged = stage(office)
    decide(office, staged.part, "acquitted", decided_on="")
    assert ruling_for(office, staged.part).mode == "never"


def test_a_revoked_disposition_does_not_count(office: Office) -> None:
    staged = stage(office, "bail", decided_on="2026-03-12", revoked_on="2026-04-01")
    decide(office, staged.part, "arrested", decided_on="2026-04-01")
    entry = ruling_for(office, staged.part)
    assert (entry.row, entry.blocked) == ("D07", False)


def test_a_revocation_after_the_newest_decision_blocks(office: Office) -> None:
    staged = stage(office, decided_on="2026-03-12")
    decide(office, staged.part, "arrested", decided_on="2026-04-01", revoked_on="2026-05-01")
    assert "变更、撤销" in ruling_for(office, staged.part).why


def test_everything_revoked_is_an_unknown_outcome(office: Office) -> None:
    staged = stage(office, decided_on="2026-03-12", revoked_on="2026-05-01")
    assert ruling_for(office, staged.part).mode == "never"


def test_nobody_without_a_disposition_is_shown(office: Office) -> None:
    part = save(office, an_involvement(save(office, a_person()), save(office, a_case()), acted_on="2026-02-01"))
    assert ruling_for(office, part).mode == "never"


def test_a_decision_to_come_blocks(office: Office) -> None:
    assert "晚于" in ruling_for(office, stage(office, decided_on="2026-12-01").part).why


def test_a_case_that_was_withdrawn_outweighs_a_detention(office: Office) -> None:
    staged = stage(office, case={"status": "withdrawn"})
    assert ruling_for(office, staged.part).row == "D23"


@pytest.mark.parametrize("measure", ["detained", "convicted_final", "convicted_first_instance"])
def test_an_appeal_blocks(office: Office, measure: str) -> None:
    assert ruling_for(office, stage(office, measure, appeal="是", decided_on="2026-10-25").part).blocked


def test_a_first_judgment_stands_while_the_time_for_appeal_runs(office: Office) -> None:
    staged = stage(office, "convicted_first_instance", decided_on="2026-10-25")
    assert ruling_for(office, staged.part).mode == "mask"
    assert not ruling_for(office, staged.part).blocked
    assert "上诉期已过" in ruling_for(office, staged.part, on=date(2026, 11, 10)).why


def test_a_sentence_of_the_first_instance_is_not_final(office: Office) -> None:
    staged = stage(office, "convicted_final", stage="一审", decided_on="2026-10-25")
    assert ruling_for(office, staged.part).row == "D04"


def test_a_sealed_case_blocks(office: Office) -> None:
    assert ruling_for(office, stage(office, case={"sealed": "是"}).part).mode == "never"


@pytest.mark.parametrize("role", ["victim", "witness", "informant", "family"])
def test_who_is_also_a_victim_of_the_case_is_never_shown(office: Office, role: str) -> None:
    number = id_number(date(1985, 1, 2))
    staged = stage(office, person={"id_number": number})
    save(office, a_victim(staged.case, role=role, id_number=number, name="张建国"))
    assert ruling_for(office, staged.part).row == "D30"


def test_a_victims_namesake_without_a_number_blocks(office: Office) -> None:
    staged = stage(office)
    save(office, a_victim(staged.case, name="张建国"))
    assert "同名" in ruling_for(office, staged.part).why


def test_a_document_number_of_another_kind_blocks(office: Office) -> None:
    staged = stage(office, "nonprosecution_discretionary", document_number="安公(府城)拘字〔2026〕9号")
    assert "拘字" in ruling_for(office, staged.part).why


def test_an_entry_needs_its_document_number(office: Office) -> None:
    assert "文书号" in ruling_for(office, stage(office, document_number="").part).why


def test_a_count_needs_no_document_number(office: Office) -> None:
    assert not ruling_for(office, stage(office, "admin_fine", document_number="").part).blocked


def test_who_was_caught_is_not_wanted_any_more(office: Office) -> None:
    staged = stage(office, "wanted", document_number="安公缉字〔2026〕1号", organ="安陆市公安局")
    assert ruling_for(office, staged.part, "wanted").mode == "full"
    records.change(office, "involvements", staged.part, {"captured_on": "2026-10-01"})
    assert "已到案" in ruling_for(office, staged.part, "wanted").why


def test_a_wanted_order_of_a_station_is_none(office: Office) -> None:
    staged = stage(office, "wanted", document_number="安公缉字〔2026〕1号", organ="安陆市公安局府城派出所")
    assert ruling_for(office, staged.part, "wanted").mode == "mask"


def test_a_bulletin_counts_only(office: Office) -> None:
    assert ruling_for(office, stage(office).part, "bulletin").mode == "aggregate"


@pytest.mark.parametrize(
    ("born", "facts", "minor"),
    [
        (date(2008, 2, 1), {"part": {"acted_on": "2026-02-01"}}, True),  # on the 18th birthday itself
        (date(2008, 1, 31), {"part": {"acted_on": "2026-02-01"}}, False),
        (date(2008, 1, 31), {"part": {"acted_on": "2026-02-01"}, "case": {"act_from": "2026-01-01"}}, True),
        (date(2004, 1, 1), {"part": {"acted_on": ""}, "case": {"filed_on": "2026-03-10"}}, True),  # 22 by then
        (date(2002, 1, 1), {"part": {"acted_on": ""}, "case": {"filed_on": "2026-03-10"}}, False),
        (date(1980, 1, 1), {"part": {"acted_on": ""}, "case": {"filed_on": "", "accepted_on": ""}}, True),
        (date(2004, 1, 1), {"part": {"acted_on": ""}, "case": {"filed_on": "", "accepted_on": "2026-03-10"}}, True),
        (date(2008, 3, 1), {"part": {"acted_on": "2026-10-01"}, "decided_on": "2026-02-27"}, True),  # decided first
    ],
)  # fmt: skip
def test_who_may_have_been_a_minor_is_never_shown(
    office: Office,
    born: date,
    facts: dict[str, Any],
    minor: bool,  # noqa: FBT001  a column of the table
) -> None:
    staged = stage(office, person={"id_number": id_number(born)}, **facts)
    entry = ruling_for(office, staged.part)
    assert (entry.row == "D29") == minor, entry


def test_an_unknown_birth_date_counts_as_a_minor(office: Office) -> None:
    assert ruling_for(office, stage(office, person={"id_number": ""}).part).row == "D29"


def test_a_typed_birth_date_is_no_proof(office: Office) -> None:
    staged = stage(office, person={"id_number": "", "born_on": "1980-01-01"})
    assert "无法证明" in ruling_for(office, staged.part).why


def test_of_two_birth_dates_the_younger_counts(office: Office) -> None:
    number = id_number(date(2010, 5, 5))
    staged = stage(office, person={"id_type": "990", "id_number": number, "born_on": "1980-01-01"})
    assert ruling_for(office, staged.part).row == "D29"


def test_what_is_in_the_trash_cannot_be_ruled_on(office: Office) -> None:
    staged = stage(office)
    records.remove(office, "involvements", [staged.part], "误登")
    with pytest.raises(Missing):
        ruling_for(office, staged.part)


measures = st.sampled_from([option.code for option in Disposition.measure.codes.options])
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(measures, days, days), max_size=4))
def test_no_set_of_dispositions_shows_somebody_whose_newest_outcome_forbids_it(
    found: list[tuple[str, date | None, date | None]],
) -> None:
    made = [Disposition({"measure": m, "decided_on": d, "revoked_on": r}, id=n) for n, (m, d, r) in enumerate(found, 1)]
    stands = standing(made, Involvement(), Case(), TODAY)
    valid = [item for item in made if item.revoked_on is None]
    assert stands.outcomes
    if not valid or any(item.decided_on is None or item.decided_on > TODAY for item in valid):
        assert stands.blockers
    else:
        last = max(item.decided_on for item in valid if item.decided_on)
        newest = {(option.outcome if (option := Disposition.measure.option(item.measure)) else "") or "unknown"
                  for item in valid if item.decided_on == last}  # fmt: skip
        assert newest <= set(stands.outcomes)


def test_ten_thousand_people_are_ruled_on_in_seconds(office: Office) -> None:
    made_up.fill(office, 2000, 7)
    began = time.perf_counter()
    found = rulings(office, office.store.ids(Involvement))
    assert len(found) == 2000
    assert time.perf_counter() - began < 4  # a fifth of ten thousand; an order above what it takes


def test_the_bundled_ledger_blocks_everybody_who_may_have_been_a_minor(office: Office, book: Any) -> None:
    from anfraud_desktop.actions import imports

    imports.commit(office, imports.preview(office, book), accept_good=True)
    entries = rulings(office, office.store.ids(Involvement))
    people = {person.id: person for person in office.store.all(Person)}
    cases = {case.id: case for case in office.store.all(Case)}
    for entry in entries:
        part = office.store.get(Involvement, entry.involvement)
        born, filed = people[part.person].born_on, cases[part.case].filed_on
        assert born is not None
        assert filed is not None
        adult = datetime(born.year + 23, born.month, min(born.day, 28)).date() < filed  # noqa: DTZ001
        assert entry.row == "D29" or adult
    assert sum(entry.row == "D29" for entry in entries) == 49  # of the 50, one has a number that was refused
