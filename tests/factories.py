"""Builders of records with made-up data: prefix 420900, phones 1990000xxxx, cards a BIN with zeros and a serial."""

from datetime import date
from itertools import count
from typing import Any

from stdnum import luhn
from stdnum.cn import ric

from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.office import Office
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim

KEY = bytes(range(32))  # the raw data key of every test's file

_serial = count(1)


def id_number(born_on: date = date(1990, 3, 7), serial: int | None = None) -> str:
    """Return a resident identity number with a right check digit; odd serials are men's."""
    text = f"420900{born_on:%Y%m%d}{(next(_serial) if serial is None else serial) % 1000:03d}0"
    return text[:17] + ric.calc_check_digit(text)


def card_number(bin_: str = "621226", length: int = 19, serial: int | None = None) -> str:
    """Return a bank card number with a right Luhn digit."""
    at = next(_serial) if serial is None else serial
    body = bin_ + str(at).zfill(length - 1 - len(bin_))
    return body + str(luhn.calc_check_digit(body))


def phone(serial: int | None = None) -> str:
    return f"1990000{(next(_serial) if serial is None else serial) % 10000:04d}"


def a_case(**but: Any) -> Case:
    at = next(_serial)
    given = {
        "number": f"A420982000000202603{at:04d}", "offence": "C287B2", "fraud_type": "01", "filed_on": "2026-03-10",
        "amount": "12345.67", "status": "filed",
    }  # fmt: skip
    return Case.read(given | but)


def a_person(**but: Any) -> Person:
    return Person.read({"name": "张建国", "id_number": id_number(), "phone": phone()} | but)


def an_involvement(person: int, case: int, **but: Any) -> Involvement:
    return Involvement.read({"person": person, "case": case, "roles": "card_owner"} | but)


def a_card(**but: Any) -> Card:
    return Card.read({"kind": "debit", "number": card_number(), "institution": "中国工商银行"} | but)


def a_disposition(involvement: int, **but: Any) -> Disposition:
    at = next(_serial)
    given = {"involvement": involvement, "measure": "detained", "decided_on": "2026-03-12",
             "document_number": f"安公（府城）拘字〔2026〕{at}号"}  # fmt: skip
    return Disposition.read(given | but)


def a_victim(case: int, **but: Any) -> Victim:
    return Victim.read({"case": case, "role": "victim", "name": "李受害", "phone": phone()} | but)


def an_office(**but: Any) -> Office:
    given = {"name": "府城派出所", "code": "420982000000", "bureau": "安陆市公安局", "paper_word": "安公",
             "department_word": "府城", "notice_word": "安公通"}  # fmt: skip
    return Office.read(given | but)
