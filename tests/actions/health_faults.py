"""A sound case file for the check of the file, and one fault for each check."""

import shutil
from collections.abc import Callable
from datetime import date
from typing import Any

from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.schema.kinds.links import KeptFile, kept
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import accounts
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.backups import folder_for
from tests.actions.staging import Staged, decide, save, settle_unit, stage
from tests.factories import a_card, a_case, a_person, a_victim, an_involvement, id_number
from tests.filled import picture

KEEPERS = {"李管": "administrator", "王警官": "supervisor", "赵审": "supervisor", "钱计": "auditor"}
OFFICER = {"lead_officer": "王警官"}


def sound(office: Office) -> Staged:
    """Write a file in which nothing is wrong: one of each ledger, everything filled in that a check asks for."""
    if office.unit is None:
        settle_unit(office)
    there = {one.name for one in accounts.everyone(office.store)}
    with office.change("开立账户") as change:
        for at, (name, role) in enumerate(KEEPERS.items()):
            if name not in there:
                accounts.add(change, name, f"u-{at}", role)
    for name in KEEPERS:
        with office.store.change("登录", by=name) as change:
            change.entries.append(Entry("sign in", "", 0, {}))
    whole = stage(office, "detained", case=OFFICER, decided_on="2026-10-12", ends_on="2026-11-10")
    photo = kept(picture(7), "照片.jpg")
    person = office.store.get(Person, whole.person)
    save(office, person.but(photo=photo))
    save(office, a_card(holder=whole.person, cases=(whole.case,), seizure="frozen", seized_on="2026-10-01"))
    save(office, a_victim(whole.case, loss="100"))
    draft = {"subject": "通告", "kind": "exposure", "state": "draft", "involvements": (whole.part,),
             "channel": "公告栏", "valid_until": "2027-03-01"}  # fmt: skip
    save(office, Notice.read(draft))
    return whole


def _put(office: Office, ledger: type[Record], at: int, **values: Any) -> int:
    """Write values that a form would refuse, as an older program or another hand may have left them."""
    return save(office, office.store.get(ledger, at).but(**values))


def _sql(office: Office, statement: str, *values: Any) -> None:
    with office.store.change("损坏", by=office.officer) as change:
        change.sql(statement, values)


def _idle(office: Office) -> None:
    _sql(office, "INSERT INTO accounts VALUES ('周久', 'u-9', 'clerk', 1, '{}')")
    long_ago = (0, "-", "2026-08-01T00:00:00+00:00", "周久", "登录", "sign in", "", 0, None, "{}", None, b"0", None)
    _sql(office, "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *long_ago)


def _minor(office: Office) -> None:
    stage(office, "convicted_final", person={"id_number": id_number(date(2010, 1, 1))}, case=OFFICER)


def _doubles(office: Office, **other: Any) -> None:
    first = save(office, a_person(name="孙重复", id_number=id_number(date(1988, 8, 8))))
    person = office.store.get(Person, first)
    save(office, Person(person.values | other))


def _same_paper(office: Office) -> None:
    number = "安公(府城)拘字〔2026〕901号"
    stage(office, case=OFFICER, document_number=number, decided_on="2026-10-12", ends_on="2026-11-10")
    stage(office, case=OFFICER, document_number=number, decided_on="2026-10-12", ends_on="2026-11-10")


def _administrative(office: Office) -> None:
    stage(office, case=OFFICER | {"offence": "A-FZ44"}, decided_on="2026-10-12", ends_on="2026-11-10")


def _wanted(office: Office, whole: Staged) -> None:
    _put(office, Person, whole.person, photo=None)
    given = {"subject": "通缉", "kind": "wanted", "state": "draft", "involvements": (whole.part,)}
    save(office, Notice.read(given))


Fault = Callable[[Office, Staged], object]
CASE: dict[str, Any] = OFFICER


def _case(**but: Any) -> Fault:
    return lambda office, _: save(office, a_case(**CASE | but))


def _on(ledger: type[Record], name: str, **values: Any) -> Fault:
    """Return the fault of other values in the sound file's own record of a ledger."""
    return lambda office, whole: _put(office, ledger, getattr(whole, name), **values)


def _done(**values: Any) -> Fault:
    return lambda office, whole: _put(office, Disposition, whole.dispositions[0], **values)


def _further(measure: str, **values: Any) -> Fault:
    return lambda office, whole: decide(office, whole.part, measure, **values)


def _card(**but: Any) -> Fault:
    return lambda office, whole: save(office, a_card(**{"holder": whole.person, "cases": (whole.case,)} | but))


def _raw_card(**values: Any) -> Fault:
    return lambda office, whole: save(office, Card(a_card(holder=whole.person, cases=(whole.case,)).values | values))


def _victim(**values: Any) -> Fault:
    return lambda office, whole: save(office, Victim(a_victim(whole.case, loss="1").values | values))


FAULTS: dict[str, Fault] = {
    "dead_links": lambda office, whole: _sql(office, "UPDATE people SET removed = 1 WHERE id = ?", whole.person),
    "lost_files": lambda office, whole: _put(office, Person, whole.person, photo=KeptFile("ab" * 32, "照片.jpg")),
    "spare_files": lambda office, _: _sql(office, "INSERT INTO files VALUES (?, ?)", "cd" * 32, b"x" * 2_000_000),
    "unit": lambda office, _: _sql(office, "UPDATE office SET code = '42098203', own_phone = NULL"),
    "backup_age": lambda office, _: shutil.rmtree(folder_for(office.store.path, "")),
    "few_keepers": lambda office, _: _sql(office, "UPDATE accounts SET active = 0 WHERE name = '赵审'"),
    "idle_accounts": lambda office, _: _idle(office),
    "identity_number": _on(Person, "person", id_number="420900199002300018", born_on=None, sex=None),
    "identity_facts": _on(Person, "person", born_on=date(1991, 3, 7)),
    "same_person": lambda office, _: _doubles(office, id_number=id_number(date(1988, 8, 8))),
    "same_number": lambda office, _: _doubles(office, id_type="113", name="孙另名"),
    "shared_phone": lambda office, _: [save(office, a_person(name=f"周{n}某", phone="19900009999")) for n in "甲乙丙"],
    "unknown_age": lambda office, whole: save(
        office, an_involvement(save(office, a_person(name="吴无证", id_number="")), whole.case, custody="at_large")
    ),
    "victim_suspect": _victim(name="张建国"),
    "unsealed_minor": lambda office, _: _minor(office),
    "no_suspects": _case(status="judged", solved_on="2026-04-01", closed_on="2026-05-01"),
    "no_offence": _case(offence="", nature="刑事"),
    "no_fraud_type": _case(offence="C266", fraud_type=""),
    "no_officer": lambda office, _: save(office, a_case()),
    "nature": _case(nature="行政"),
    "closing_day": _on(Case, "case", status="closed", solved_on=date(2026, 10, 1)),
    "solving_day": _on(Case, "case", status="transferred"),
    "case_days": _case(closed_on="2026-02-01", status="closed"),
    "case_number": _case(number="A4209820000002026120077"),
    "not_filed": _case(status="accepted", filed_on="", accepted_on="2026-09-01"),
    "sums": _case(loss="20000"),
    "magnitude": _case(amount="35"),
    "losses": _on(Case, "case", loss=1_000_000),
    "victim_loss": _victim(loss=None),
    "unsealed_penalty": _case(offence="A-FZ44", status="closed", closed_on="2026-05-01"),
    "undecided": lambda office, whole: save(office, an_involvement(save(office, a_person(name="郑久拖")), whole.case)),
    "doubtful": _further("bail", decided_on="2026-10-12", ends_on="2027-10-11"),
    "opposed": lambda office, whole: [
        decide(office, whole.part, "convicted_suspended", decided_on="2026-10-20"),
        decide(office, whole.part, "nonprosecution_statutory", decided_on="2026-10-25"),
    ],
    "measure_order": _further("released", decided_on="2026-10-01", document_number=""),
    "measure_lapsed": _done(ends_on=date(2026, 10, 20)),
    "closed_with_measure": _on(Case, "case", status="closed", closed_on=date(2026, 10, 20)),
    "at_large": _on(Involvement, "part", custody="at_large", captured_on=date(2026, 10, 12)),
    "part_days": _on(Involvement, "part", captured_on=date(2026, 1, 1)),
    "no_paper": _done(document_number=None),
    "wrong_paper": _done(document_number="安公(府城)捕字〔2026〕7号"),
    "odd_paper": _done(document_number="口头通知"),
    "same_paper": lambda office, _: _same_paper(office),
    "undated": _done(decided_on=None),
    "decision_day": _done(decided_on=date(2026, 3, 1)),
    "vague": _further("nonprosecution_unspecified", decided_on="2026-10-25"),
    "measure_nature": lambda office, _: _administrative(office),
    "card_number": _card(number="6212260000000000012"),
    "card_bank": _card(number="1000000000000008"),
    "card_holder": _card(holder=None),
    "card_case": _card(cases=None),
    "card_holder_name": _card(holder_name="李别人"),
    "seizure_day": _card(seizure="seized"),
    "freeze_lapsed": _card(seizure="frozen", seized_on="2026-04-01"),
    "barred": _on(Person, "person", id_number=id_number(date(2012, 3, 7)), born_on=date(2012, 3, 7)),
    "photo_missing": _wanted,
    "expired": lambda office, _: save(
        office, Notice.read({"subject": "旧", "kind": "bulletin", "state": "draft", "valid_until": "2026-10-01"})
    ),
}
