"""Who may do what: every cell of the matrix, at the gate and through the actions behind it."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from anfraud_desktop.actions import exports, imports, notices, records, reports
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import ROLES, Office
from anfraud_desktop.actions.permits import PAIR, may_second, needs_second, permit, why_not
from anfraud_desktop.errors import Invalid, Refused, Unavailable, UserError
from anfraud_desktop.rules.rights import ledger_operation, operations
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.signers import Signer
from tests.actions.staging import settle_unit, stage
from tests.factories import a_case, a_person

PACKAGE = Path(exports.__file__).parent.parent
SUBJECTS = (*ROLES, "", "disabled", "locked")
GONE = Signer("陈某某", "u-gone", "supervisor", bytes(32))  # its slot stands in no active account
CELLS = [(subject, key) for key in operations() for subject in SUBJECTS]


def subject(office: Office, who: str) -> Office:
    """Return the office of a role, of nobody, of a disabled account, or of one whose file is locked."""
    if who in ROLES:
        return replace(office, officer="陈某某", role=who)
    if who == "disabled":
        return replace(office, officer="陈某某", role="supervisor", signer=GONE)
    return replace(office, officer="陈某某", role="")


def with_fitting_second(office: Office, key: str) -> Office:
    operation = operations()[key]
    if operation.pair:
        role = next(role for role in sorted(PAIR) if role != office.role)
    else:
        role = next((role for role in ROLES if operation.right(role)), "supervisor")
    return replace(office, second=Signer("周某某", "u-second", role, bytes(32)))


@pytest.mark.parametrize(("who", "key"), CELLS)
def test_a_cell_lets_pass_just_what_it_says(office: Office, who: str, key: str) -> None:
    if who == "locked":
        office.store.close()
        with pytest.raises(Unavailable):
            permit(
                replace(
                    office, officer="陈某某", role="supervisor", signer=Signer("陈某某", "u-1", "supervisor", bytes(32))
                ),
                key,
            )
        return
    at = subject(office, who)
    right = operations()[key].right(who)
    if not right:
        assert why_not(at, key)
        with pytest.raises(Refused):
            permit(
                with_fitting_second(replace(at, role=at.role or "auditor"), key) if who in ROLES else at,
                key,
                reason="核对",
            )
        return
    assert why_not(at, key) == ""
    assert needs_second(at, key) == right.asks("second")
    if right.asks("second"):
        with pytest.raises(Refused, match="第二人"):
            permit(at, key, reason="核对")
        at = with_fitting_second(at, key)
    assert permit(at, key, own=lambda: True, draft=lambda: True, reason="核对") == right
    if right.asks("own"):
        with pytest.raises(Refused):
            permit(at, key, own=lambda: False, reason="核对")
    if right.asks("draft"):
        with pytest.raises(Refused):
            permit(at, key, draft=lambda: False, reason="核对")
    if right.asks("reason"):
        with pytest.raises(Invalid):
            permit(at, key, reason=" ")


def test_the_matrix_has_every_operation_of_the_design() -> None:
    assert [operation.number for operation in operations().values()] == list(range(1, 49))
    assert all(set(operation.rights) <= set(ROLES) for operation in operations().values())


def test_every_refusal_stands_in_the_log(office: Office) -> None:
    auditor = replace(office, officer="陈某某", role="auditor")
    with pytest.raises(Refused):
        records.add(auditor, "people", {"name": "张三"})
    [(officer, event, changes)] = office.store.rows(
        "SELECT officer, event, changes FROM log JOIN history USING (seq) ORDER BY seq DESC LIMIT 1"
    )
    assert (officer, event, changes) == ("陈某某", "denied", '{"operation":"create_person"}')


def test_an_operation_is_named_in_the_matrix_wherever_it_is_asked_for() -> None:
    asked = {
        call.args[1].value
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in ASKING
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    assert asked <= set(operations())
    assert len(asked) > 5


ASKING = ("permit", "why_not", "needs_second", "asks_reason", "allow")


@pytest.mark.parametrize("ledger", Record.ledgers.values(), ids=lambda ledger: ledger.table)
def test_every_ledger_goes_by_operations_of_the_matrix(ledger: type[Record]) -> None:
    assert {ledger_operation(ledger.table, verb) for verb in ("view", "list", "create", "edit")} <= set(operations())


def test_the_second_person_is_never_the_first(office: Office) -> None:
    own = Signer("陈某某", "u-1", "supervisor", bytes(32))
    twice = replace(office, officer="陈某某", role="supervisor", second=own)
    with pytest.raises(Refused, match="不能是本人"):
        permit(twice, "export_full", reason="核对")


def test_accounts_and_keys_take_an_administrator_and_a_supervisor() -> None:
    assert may_second("manage_accounts", "supervisor", "supervisor")
    assert may_second("manage_accounts", "administrator", "administrator")
    assert not may_second("manage_accounts", "administrator", "supervisor")


# Through the actions


Act = Callable[[Office, Path], object]


def _case(office: Office) -> int:
    with office.store.change("登记", by="别人") as change:
        return change.save(a_case(lead_officer="别人"))


def _person(office: Office) -> int:
    with office.store.change("登记", by="别人") as change:
        return change.save(a_person())


ACTS: dict[str, Act] = {
    "list_people": lambda office, _: records.listing(office, "people"),
    "open_person": lambda office, _: records.show(office, "people", _person(office)),
    "create_person": lambda office, _: records.add(office, "people", {"name": "张三"}),
    "register_card": lambda office, _: records.add(office, "cards", {"kind": "debit", "number": "6222020000000000017"}),
    "view_case": lambda office, _: records.listing(office, "cases"),
    "change_policy": lambda office, _: records.add(office, "office", {"name": "府城派出所", "code": "420982000000"}),
    "preview_report": lambda office, _: reports.month_report(office, "2026-10"),
    "export_masked": lambda office, folder: exports.export(
        office, "cards", folder / "x.xlsx", terms=Terms(reason="核对")
    ),
    "export_full": lambda office, folder: exports.export(
        office, "cards", folder / "x.xlsx", terms=Terms(full_numbers=True, reason="核对")
    ),
    "draft_notice": lambda office, _: notices.draft(office, {"subject": "通告", "involvements": [1]}),
    "import_book": lambda office, _: imports.undo(office, 99),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", ACTS)
def test_an_action_asks_the_matrix(office: Office, tmp_path: Path, role: str, key: str) -> None:
    settle_unit(office)
    stage(office)
    at = with_fitting_second(replace(office, officer="陈某某", role=role), key)
    try:
        ACTS[key](at, tmp_path)
        refused = ""
    except UserError as told:
        refused = getattr(told, "article", "")
    assert bool(operations()[key].right(role)) == (not refused.startswith("权限表")), refused


@pytest.mark.parametrize("key", ["edit_person", "edit_case", "remove_record"])
@pytest.mark.parametrize("role", ["clerk", "investigator"])
def test_what_belongs_to_another_officer_stays_theirs(office: Office, role: str, key: str) -> None:
    at = replace(office, officer="陈某某", role=role)
    case = _case(office)
    if key == "edit_person":
        person = _person(office)
        with office.store.change("关联", by="别人") as change:
            change.save(Record.ledgers["involvements"].read({"person": person, "case": case, "roles": "card_owner"}))
        with pytest.raises(Refused, match="本人"):
            records.change(at, "people", person, {"occupation": "务工"})
    elif key == "edit_case":
        with pytest.raises(Refused, match="本人"):
            records.change(at, "cases", case, {"amount": "1元"})
    else:
        with pytest.raises(Refused, match="本人"):
            records.remove(at, "cases", [case], "重复")


def test_a_case_is_changed_by_its_officers_and_one_without_any_by_every_investigator(office: Office) -> None:
    with office.store.change("登记", by="别人") as change:
        own, led, free = (change.save(a_case(lead_officer=name)) for name in ("陈某某", "别人", None))
    at = replace(office, officer="陈某某", role="investigator")
    records.change(at, "cases", own, {"amount": "1元"})
    records.change(at, "cases", free, {"amount": "1元"})
    with pytest.raises(Refused):
        records.change(at, "cases", led, {"amount": "1元"})


def test_a_clerk_sees_own_cases_alone_and_numbers_masked(office: Office) -> None:
    clerk = replace(office, officer="陈某某", role="clerk")
    with office.store.change("登记", by="别人") as change:
        change.save(a_case(lead_officer="别人"))
        own = change.save(a_case(assisting_officers="刘某、陈某某"))
        person = a_person(name="张建国")
        change.save(person)
    assert list(records.chosen(clerk, "cases")) == [own]
    [hit] = records.find(clerk, "张建国")
    assert str(person.id_number) not in hit.title + hit.matched
    assert "张建国" in hit.title


def test_a_person_who_stands_in_a_notice_is_changed_with_a_reason_alone(office: Office) -> None:
    settle_unit(office)
    staged = stage(office)
    notices.draft(office, {"subject": "关于公开曝光的通告", "involvements": [staged.part], "valid_until": "2027-03-01"})
    with pytest.raises(Invalid, match="原因"):
        records.change(office, "people", staged.person, {"occupation": "务工"})
    records.change(office, "people", staged.person, {"occupation": "务工"}, "本人更正")
    [(context,)] = office.store.rows("SELECT context FROM log ORDER BY seq DESC LIMIT 1")
    assert '"reason":"本人更正"' in context
    clerk = replace(office, role="clerk")
    with pytest.raises(Refused):
        records.change(clerk, "people", staged.person, {"occupation": "务农"}, "更正")


def test_a_second_person_and_the_officer_both_sign(office: Office) -> None:
    first, second = (Signer(name, f"u-{name}", "supervisor", bytes([at]) * 32) for at, name in enumerate("甲乙", 1))
    office.store.signer = first
    with replace(office, second=second).change("两人确认") as change:
        change.save(a_case())
    signed = office.store.rows("SELECT seq, slot FROM signatures ORDER BY slot")
    (head,) = office.store.rows("SELECT max(seq) FROM log")[0]
    assert set(signed) == {(head, first.slot), (head, second.slot)}
