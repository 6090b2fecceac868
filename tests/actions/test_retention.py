"""Retention at work: what is over and why, who may delete it on what ground, and what keeps it."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from anfraud_desktop.actions import records, retention
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.retention import Due
from anfraud_desktop.errors import Invalid, Missing, Refused, UserError
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, logbook, verifying
from anfraud_desktop.store.purging import At
from anfraud_desktop.store.signers import Signer
from tests.factories import a_card, a_case, a_disposition, a_person, a_victim, an_involvement

BASIS, REASON = "个人信息保护法第四十七条第一款第二项", "保存期限届满"
ORDER = "责令删除决定书 安公网决字〔2026〕7号"
LATER = datetime(2090, 2, 1, 9, 0)  # noqa: DTZ001  the station's own clock is naive local time
CLOSED = {"status": "closed", "closed_on": "2026-05-01"}


@pytest.fixture
def pair(office: Office) -> Office:
    """Return a supervisor beside whom an administrator has typed their password."""
    administrator = Signer("周管理员", "u-admin", "administrator", bytes(range(32)))
    return replace(office, officer="李所长", role="supervisor", second=administrator)


def at_last(office: Office) -> Office:
    return replace(office, clock=lambda: LATER)


def save(office: Office, record: Record) -> int:
    with office.store.change("登记", by="王警官") as change:
        return change.save(record)


@pytest.fixture
def closed(office: Office) -> dict[str, At]:
    """Write a closed case with a person, a disposition, a victim and a card; return where each stands."""
    case = save(office, a_case(**CLOSED))
    person = save(office, a_person())
    part = save(office, an_involvement(person, case))
    told = {
        "case": ("cases", case),
        "person": ("people", person),
        "part": ("involvements", part),
        "disposition": ("dispositions", save(office, a_disposition(part))),
        "victim": ("victims", save(office, a_victim(case))),
        "card": ("cards", save(office, a_card(cases=[case], holder=person))),
    }
    return {name: (table, at) for name, (table, at) in told.items()}


def found(office: Office) -> dict[At, Due]:
    return {(one.ledger, one.id): one for one in retention.ended(office)}


def test_nothing_of_a_running_station_is_over(pair: Office, closed: dict[str, At]) -> None:
    del closed
    assert retention.ended(pair) == []


def test_a_closed_case_is_over_in_its_time_and_what_hangs_on_it_is_counted_with_it(
    pair: Office, closed: dict[str, At]
) -> None:
    over = found(at_last(pair))
    assert set(over) == {closed["case"], closed["person"], closed["card"]}
    case = over[closed["case"]]
    assert (str(case.kept.until), case.dependents, case.trash) == ("2086-12-31", 3, False)
    assert "2026-05-01" in case.kept.reason
    assert "第十九条" in case.kept.article


def test_a_person_is_kept_as_long_as_the_last_of_their_cases(pair: Office, closed: dict[str, At]) -> None:
    running = save(pair, a_case(status="investigating"))
    save(pair, an_involvement(closed["person"][1], running))
    assert set(found(at_last(pair))) == {closed["case"], closed["card"]}
    assert retention.kept(pair, *closed["person"]).reason == "案件没有办结"


def test_an_accomplice_is_kept_with_the_case_that_names_them(pair: Office) -> None:
    other = save(pair, a_person(name="李四"))
    running = save(pair, a_case(status="investigating"))
    save(pair, an_involvement(save(pair, a_person()), running, accomplices=[other]))
    assert retention.kept(pair, "people", other).until is None


def test_a_card_without_a_case_is_kept_with_its_holder(pair: Office, closed: dict[str, At]) -> None:
    card = save(pair, a_card(holder=closed["person"][1]))
    assert retention.kept(pair, "cards", card) == retention.kept(pair, *closed["person"])


def test_who_belongs_to_no_case_is_over_three_years_after_they_were_last_written(
    pair: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "stamp", lambda: "2022-05-01T00:00:00+00:00")
    loose, card = save(pair, a_person()), save(pair, a_card())
    changed = save(pair, a_person(name="李四"))
    monkeypatch.setattr(audit, "stamp", lambda: "2025-05-01T00:00:00+00:00")
    save(pair, pair.store.get(Person, changed).but(remark="核对过"))
    over = found(pair)
    assert set(over) == {("people", loose), ("cards", card)}
    assert str(over["people", loose].kept.until) == "2025-12-31"


def test_the_trash_is_over_three_years_after_a_record_went_there(
    pair: Office, closed: dict[str, At], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "stamp", lambda: "2022-12-31T00:00:00+00:00")
    with pair.store.change("移走", by="王警官") as change:
        change.remove(Case, closed["case"][1], "重复登记")
    over = found(pair)
    assert over[closed["case"]].trash
    assert over[closed["case"]].dependents == 3
    assert closed["part"] not in over


def test_a_notice_that_was_never_issued_is_over_after_three_years(
    pair: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "stamp", lambda: "2022-05-01T00:00:00+00:00")
    notice = save(pair, Notice({"subject": "通告", "kind": "exposure", "state": "draft"}))
    assert found(pair)["notices", notice].kept.key == "notice_draft"


def test_the_station_and_what_no_rule_tells_have_no_end(pair: Office) -> None:
    from tests.factories import an_office

    unit = save(pair, an_office())
    assert retention.kept(pair, "office", unit).reason == "没有规定保存期限"


def test_who_may_not_open_people_sees_only_their_numbers(pair: Office, closed: dict[str, At]) -> None:
    administrator = replace(at_last(pair), officer="周管理员", role="administrator", second=None)
    over = found(administrator)
    assert over[closed["person"]].title == ""
    assert over[closed["person"]].name == f"人员 #{closed['person'][1]}"
    assert "张建国" in found(at_last(pair))[closed["person"]].title


def test_an_investigator_does_not_see_what_is_over(office: Office) -> None:
    with pytest.raises(Refused):
        retention.ended(office)


# Deleting


def test_two_persons_delete_what_is_over_and_the_log_says_so(pair: Office, closed: dict[str, At]) -> None:
    done = retention.purge(at_last(pair), [closed["case"], closed["card"]], BASIS, REASON, dependents=True)
    assert done.counts == {"dispositions": 1, "involvements": 1, "victims": 1, "cases": 1, "cards": 1}
    assert done.swept
    assert "备份" in done.words
    rows = pair.store.rows(
        "SELECT ledger, record, changes, context FROM log JOIN history USING (seq) WHERE event='purge'"
    )
    assert {(table, at) for table, at, *_ in rows} == {closed[name] for name in closed if name != "person"}
    assert {changes for _, _, changes, _ in rows} == {
        json.dumps({"basis": BASIS, "reason": REASON}, ensure_ascii=False, separators=(",", ":"))
    }
    context = json.loads(next(context for *_, context in rows if context))
    assert context["second"] == "周管理员"
    assert all(one.ok for one in verifying.verify(pair.store))
    told = records.history(pair, *closed["card"])
    assert [(one.event, one.changes) for one in told] == [("new", ()), ("purge", ())]


def test_one_alone_deletes_nothing(pair: Office, closed: dict[str, At]) -> None:
    alone = replace(at_last(pair), second=None)
    with pytest.raises(Refused, match="第二人"):
        retention.purge(alone, [closed["card"]], BASIS, REASON)
    two_of_a_kind = replace(at_last(pair), second=Signer("钱副所长", "u-2", "supervisor", bytes(32)))
    with pytest.raises(Refused, match="管理员和审核人"):
        retention.purge(two_of_a_kind, [closed["card"]], BASIS, REASON)
    assert pair.store.count(Card) == 1


@pytest.mark.parametrize("role", ["clerk", "investigator", "auditor"])
def test_no_other_role_deletes_anything(pair: Office, closed: dict[str, At], role: str) -> None:
    with pytest.raises(Refused):
        retention.purge(replace(at_last(pair), role=role), [closed["card"]], BASIS, REASON)


def test_before_its_time_nothing_goes_without_an_order(pair: Office, closed: dict[str, At]) -> None:
    with pytest.raises(Refused, match="没有届满") as refused:
        retention.purge(pair, [closed["card"]], BASIS, REASON)
    assert refused.value.article == "个人信息保护法第四十七条第二款"
    assert pair.store.count(Card) == 1


def test_an_order_with_its_number_lifts_the_period(pair: Office, closed: dict[str, At]) -> None:
    retention.purge(pair, [closed["card"]], ORDER, "依决定书删除")
    assert pair.store.count(Card) == 0


def test_a_dependent_that_is_not_over_keeps_the_whole(pair: Office, closed: dict[str, At]) -> None:
    running = save(pair, a_case(status="investigating"))
    save(pair, an_involvement(closed["person"][1], running))
    with pytest.raises(Refused, match="没有届满"):
        retention.purge(at_last(pair), [closed["person"], closed["card"]], BASIS, REASON, dependents=True)
    assert pair.store.count(Person) == 1


def test_what_something_living_hangs_on_stays(pair: Office, closed: dict[str, At]) -> None:
    with pytest.raises(Refused, match=f"涉案卡 #{closed['card'][1]}还引用") as refused:
        retention.purge(at_last(pair), [closed["case"]], BASIS, REASON, dependents=True)
    assert "没有删除" in refused.value.message
    with pytest.raises(Refused, match="还引用"):
        retention.purge(at_last(pair), [closed["part"]], BASIS, REASON)
    assert pair.store.count(Case) == 1


@pytest.mark.parametrize(
    ("basis", "reason", "field"),
    [
        ("", REASON, "basis"),
        ("上级要求", REASON, "basis"),
        (BASIS, "删除张建国的卡", "reason"),
        (f"{BASIS}（张建国）", REASON, "basis"),
    ],
)  # fmt: skip
def test_the_ground_is_lawful_and_names_nobody(
    pair: Office, closed: dict[str, At], basis: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        retention.purge(at_last(pair), [closed["person"]], basis, reason, dependents=True)
    assert field in wrong.value.problems


def test_without_a_reason_nothing_goes(pair: Office, closed: dict[str, At]) -> None:
    with pytest.raises(Invalid):
        retention.purge(at_last(pair), [closed["card"]], BASIS, " ")


def test_what_is_not_there_is_said_to_be_missing(pair: Office) -> None:
    with pytest.raises(Missing):
        retention.purge(pair, [("people", 99)], ORDER, REASON)
    with pytest.raises(UserError):
        retention.purge(pair, [], ORDER, REASON)


def test_a_refused_purge_stands_in_the_log(pair: Office, closed: dict[str, At]) -> None:
    with pytest.raises(Refused):
        retention.purge(replace(pair, role="clerk"), [closed["card"]], BASIS, REASON)
    event = logbook.of_record(pair.store, *closed["card"])[-1]
    assert (event[4], event[5]) == ("denied", '{"operation":"purge_record"}')


# Periods


def test_the_station_sets_its_own_years_with_their_source(pair: Office, closed: dict[str, At]) -> None:
    retention.set_years(pair, "case_criminal", 30, "案卷保管期限表〔2026〕3号")
    assert str(retention.kept(pair, *closed["case"]).until) == "2056-12-31"
    assert {row.key: years for row, years in retention.periods(pair)}["case_criminal"] == 30
    retention.set_years(pair, "trash", 5, "案卷保管期限表〔2026〕3号")
    assert str(retention.kept(pair, *closed["case"]).until) == "2056-12-31"
    [[changes]] = pair.store.rows("SELECT changes FROM log JOIN history USING (seq) WHERE event='policy' LIMIT 1")
    assert json.loads(changes) == {"row": "case_criminal", "years": 30, "basis": "案卷保管期限表〔2026〕3号"}


def test_a_period_is_not_set_below_the_least_nor_by_one_alone(pair: Office) -> None:
    with pytest.raises(Refused, match="至少保存 20 年"):
        retention.set_years(pair, "case_criminal", 5, "上级文件")
    with pytest.raises(Refused, match="第二人"):
        retention.set_years(replace(pair, second=None), "case_criminal", 30, "上级文件")
    with pytest.raises(Invalid):
        retention.set_years(pair, "case_criminal", 30, " ")
    with pytest.raises(Invalid):
        retention.set_years(pair, "case_criminal", 300, "上级文件")
    with pytest.raises(UserError, match="case_criminal"):
        retention.set_years(pair, "balloons", 30, "上级文件")
    assert retention.periods(pair)[0][1] == 60
