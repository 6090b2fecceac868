"""The check of the file: silent on a sound one, one fault found by its check, findings let stand and brought back."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time

import pytest

from anfraud_desktop import resources
from anfraud_desktop.actions import backups, health, vaults
from anfraud_desktop.actions.checks.check import SEVERITIES, Holdings, words
from anfraud_desktop.actions.checks.days import months_after
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Invalid, Missing, Refused
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.settings import Settings
from anfraud_desktop.store import accounts, audit, inspecting, logbook
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from tests.actions.health_faults import FAULTS, sound
from tests.actions.staging import Staged, save
from tests.conftest import NOW
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement, an_office

SECRET = "Reed-Pond-Lamp-77"


@pytest.fixture(autouse=True)
def log_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the log's clock go with the office's."""
    monkeypatch.setattr(audit, "stamp", lambda: NOW.astimezone().isoformat())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, Staged]:
    """Make a sound file with its keys and a backup beside it, once; return folder, data key and who is in it."""
    file = tmp_path_factory.mktemp("sound") / "case.db"
    founders = (vaults.Founder("李管", SECRET, "administrator"), vaults.Founder("王警官", SECRET, "supervisor"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(audit, "stamp", lambda: NOW.astimezone().isoformat())
        vaults.create_file(file, an_office(own_phone="0712-5222222"), founders, Kdf(FLOOR_KIB, 1, 1))
        office = vaults.sign_in(file, "王警官", SECRET, lambda: NOW)
        staged = sound(office)
        backups.make(office)
        key = office.store.key
        office.store.close()
    return file.parent, key, staged


@pytest.fixture
def whole(built: tuple[Path, bytes, Staged]) -> Staged:
    return built[2]


@pytest.fixture
def head(built: tuple[Path, bytes, Staged], tmp_path: Path) -> Iterator[Office]:
    folder, key, _ = built
    shutil.copytree(folder, tmp_path / "file")
    store = Store.open(tmp_path / "file" / "case.db", key)
    yield Office(store, "王警官", "supervisor", lambda: NOW, Settings(bundled_fonts=True))
    store.close()


def struck(office: Office) -> dict[str, list[str]]:
    """Return the details of what is found, by check."""
    found = health.run(office)
    return {one.key: [finding.detail for finding in one.findings] for one in found.checks if one.findings}


def test_a_sound_file_is_silent(head: Office, whole: Staged) -> None:
    del whole
    found = health.run(head)
    assert struck(head) == {}
    assert (found.ok, found.open, found.accepted) == (len(health.CHECKS), 0, 0)


@pytest.mark.parametrize("key", FAULTS)
def test_a_fault_is_found_by_its_check(key: str, head: Office, whole: Staged) -> None:
    FAULTS[key](head, whole)
    (checked,) = (one for one in health.run(head).checks if one.key == key)
    assert checked.findings
    for finding in checked.findings:
        assert finding.detail
        assert not finding.ledger or (finding.field in Record.ledgers[finding.ledger].fields)


def test_every_check_has_a_fault_words_and_a_place() -> None:
    keys = [check.key for check in health.CHECKS]
    assert len(keys) == len(set(keys)) >= 22
    assert set(FAULTS) == set(keys) == {row["key"] for row in resources.table("trust", "health.toml")["check"]}
    for check in health.CHECKS:
        told = words(check.key)
        assert told.severity in SEVERITIES
        assert all((told.name, told.meaning, told.remedy, told.source))
        assert not check.ledger or check.field in Record.ledgers[check.ledger].fields


def test_findings_of_many_faults_have_keys_of_their_own(head: Office, whole: Staged) -> None:
    for key in ("case_days", "sums", "magnitude", "unit", "closed_with_measure", "doubtful", "seizure_day"):
        FAULTS[key](head, whole)
    keys = [finding.key for checked in health.run(head).checks for finding in checked.findings]
    assert len(keys) == len(set(keys)) > 7


def test_no_finding_spells_a_number_or_the_name_of_a_person(head: Office, whole: Staged) -> None:
    for key in ("same_person", "shared_phone", "victim_suspect", "card_holder_name", "identity_facts", "card_number"):
        FAULTS[key](head, whole)
    found = [finding for checked in health.run(head).checks for finding in checked.findings]
    assert not [one for one in found if re.search(r"\d{15}|1990000\d{4}|张建国|孙重复", one.detail)]
    assert not [one for one in found if one.ledger in ("people", "cards") and re.search(r"\d{12}", one.title)]


def finding(office: Office, key: str) -> health.Finding:
    return next(one.findings[0] for one in health.run(office).checks if one.key == key)


def test_an_accepted_finding_stands_apart_with_its_reason(head: Office, whole: Staged) -> None:
    FAULTS["measure_lapsed"](head, whole)
    key = finding(head, "measure_lapsed").key
    health.accept(head, [key], " 已延长羁押，文书在途 ")
    found = health.run(head)
    assert (found.open, found.accepted, found.ok) == (0, 1, len(health.CHECKS))
    standing = finding(head, "measure_lapsed").acceptance
    assert standing is not None
    assert (standing.officer, standing.reason) == ("王警官", "已延长羁押，文书在途")


def test_an_accepted_finding_comes_back_when_its_facts_change(head: Office, whole: Staged) -> None:
    FAULTS["measure_lapsed"](head, whole)
    health.accept(head, [finding(head, "measure_lapsed").key], "已延长")
    disposition = head.store.get(Disposition, whole.dispositions[0])
    save(head, disposition.but(remark="与此无关"))
    assert health.run(head).open == 0
    disposition = head.store.get(Disposition, whole.dispositions[0])
    save(head, disposition.but(ends_on=date(2026, 10, 22)))
    assert health.run(head).open == 1


def test_an_accepted_finding_stays_accepted_on_the_next_day(head: Office, whole: Staged) -> None:
    FAULTS["measure_lapsed"](head, whole)
    health.accept(head, [finding(head, "measure_lapsed").key], "已延长")
    tomorrow = replace(head, clock=lambda: datetime.combine(NOW, time(23, 59)) + timedelta(minutes=2))
    assert health.run(tomorrow).open == 0


def test_an_acceptance_is_taken_back(head: Office, whole: Staged) -> None:
    FAULTS["at_large"](head, whole)
    key = finding(head, "at_large").key
    health.accept(head, [key], "已移交，待改")
    health.reopen(head, [key])
    assert finding(head, "at_large").acceptance is None
    with pytest.raises(Missing):
        health.reopen(head, [key])


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_accepted_without_a_reason(reason: str, head: Office, whole: Staged) -> None:
    FAULTS["at_large"](head, whole)
    with pytest.raises(Invalid):
        health.accept(head, [finding(head, "at_large").key], reason)
    assert inspecting.accepted(head.store) == {}


def test_what_is_mended_can_no_longer_be_accepted(head: Office, whole: Staged) -> None:
    FAULTS["at_large"](head, whole)
    key = finding(head, "at_large").key
    FAULTS["measure_lapsed"](head, whole)
    with head.change("改好") as change:
        change.sql("UPDATE involvements SET custody = 'in_custody'")
    for gone in (key, "nothing:people:1:00", ""):
        with pytest.raises(Missing):
            health.accept(head, [gone], "理由")


def test_running_accepting_reopening_and_printing_are_logged(head: Office, whole: Staged) -> None:
    FAULTS["at_large"](head, whole)
    key = finding(head, "at_large").key
    health.accept(head, [key], "已移交")
    health.reopen(head, [key])
    health.pdf(head, health.run(head))
    events = [event for (event,) in head.store.rows("SELECT event FROM log ORDER BY seq")]
    assert [e for e in events if e in ("check", "accept finding", "reopen finding", "print")] == [
        "check", "accept finding", "reopen finding", "check", "print",
    ]  # fmt: skip
    (accepted,) = [row for row in logbook.of_record(head.store, "involvements", whole.part) if row[4].startswith("acc")]
    assert "已移交" in accepted[5]


@pytest.mark.parametrize("role", ["clerk", "investigator", ""])
def test_who_may_not_check_the_file_may_neither_run_nor_accept(role: str, head: Office, whole: Staged) -> None:
    FAULTS["at_large"](head, whole)
    key = finding(head, "at_large").key
    other = replace(head, officer="某人", role=role)
    for act in (health.run, lambda who: health.accept(who, [key], "理由"), lambda who: health.reopen(who, [key])):
        with pytest.raises(Refused):
            act(other)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_may_not_open_people_sees_record_numbers_alone(role: str, head: Office, whole: Staged) -> None:
    FAULTS["identity_facts"](head, whole)
    FAULTS["few_keepers"](head, whole)
    other = replace(head, officer="钱计", role=role)
    told = finding(other, "identity_facts")
    assert (told.title, told.detail) == (f"人员 #{whole.person}", health.HIDDEN)
    with pytest.raises(Refused):
        health.accept(other, [told.key], "理由")
    health.accept(other, [finding(other, "few_keepers").key], "正在补充")
    assert "张建国" not in "".join("".join(pdf_text(health.pdf(other, health.run(other)))).split())


def test_a_cancel_between_two_checks_leaves_no_trace(head: Office, whole: Staged) -> None:
    del whole
    before = logbook.head(head.store)

    def stop(done: int, total: int, name: str) -> None:
        assert (total, bool(name)) == (len(health.CHECKS), True)
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        health.run(head, stop)
    assert logbook.head(head.store) == before


def test_the_paper_tells_findings_remedies_and_who_let_one_stand(head: Office, whole: Staged) -> None:
    for key in ("at_large", "magnitude", "few_keepers"):
        FAULTS[key](head, whole)
    health.accept(head, [finding(head, "magnitude").key], "金额无误")
    text = "".join("".join(pdf_text(health.pdf(head, health.run(head)))).split())
    for told in (
        "已到案仍是在逃",
        "金额大小异常",
        "王警官：金额无误",
        f"涉案人员#{whole.part}",
        "账户太少",
        "已接受1处",
    ):
        assert told in text


def test_an_account_that_never_signed_in_is_idle_from_the_beginning_of_the_file(head: Office, whole: Staged) -> None:
    del whole
    with head.change("开立账户") as change:
        accounts.add(change, "周新", "u-9", "clerk")
    assert "idle_accounts" not in struck(head)
    later = replace(head, clock=lambda: NOW + timedelta(days=31))
    assert any("周新" in told and "从未登录" in told for told in struck(later)["idle_accounts"])


def test_a_file_that_is_open_for_reading_is_checked_without_a_log(
    head: Office, whole: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS["at_large"](head, whole)
    before = logbook.head(head.store)
    monkeypatch.setattr(head.store, "read_only", True)
    assert health.run(head).open == 1
    assert logbook.head(head.store) == before


def test_a_removed_record_is_not_looked_at(head: Office, whole: Staged) -> None:
    FAULTS["magnitude"](head, whole)
    at = finding(head, "magnitude").id
    with head.change("移走") as change:
        change.remove(Record.ledgers["cases"], at, "重复")
    assert "magnitude" not in struck(head)


@pytest.mark.soak  # it takes the machine's time, which others may be using
@pytest.mark.parametrize(("people", "seconds"), [(10_000, 3.0)])
def test_all_checks_take_less_than_three_seconds_over_ten_thousand_people(
    people: int, seconds: float, head: Office
) -> None:
    with head.change("登记") as change:
        ids = change.add([a_person(name=f"某{at}", id_number=f"C{at:06d}", id_type="990") for at in range(people)])
        cases = change.add([a_case(number=f"甲{at}") for at in range(people)])
        parts = change.add([an_involvement(a, b) for a, b in zip(ids, cases, strict=True)])
        change.add([a_disposition(at) for at in parts])
        change.add([a_card(holder=a, cases=(b,)) for a, b in zip(ids, cases, strict=True)])
    began = process_time()
    assert health.run(head).open > people
    assert process_time() - began < seconds


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-08-31", 6, "2027-02-28"), ("2026-12-31", 2, "2027-02-28"), ("2026-01-15", 12, "2027-01-15")],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert months_after(date.fromisoformat(start), months).isoformat() == end


def test_values_walk_along_links_and_come_as_the_record_has_them(head: Office, whole: Staged) -> None:
    file = Holdings(head)
    (row,) = [row for row in file.values(Disposition, "involvement.person.born_on") if row[0] == whole.dispositions[0]]
    assert row[1] == date(1990, 3, 7)
    assert isinstance(head.store.get(Person, whole.person).born_on, date)
