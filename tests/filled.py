"""A record of any ledger with something in every field, straight from its declaration; made-up values throughout."""

import io
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image
from stdnum import luhn

from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.kinds import (
    Aliases,
    Attachments,
    BankCard,
    CardNumber,
    CaseNumber,
    Choice,
    Choices,
    Count,
    Day,
    DocumentNumber,
    Iccid,
    IdNumber,
    Link,
    Links,
    LongText,
    Moment,
    Money,
    Name,
    Phone,
    Photo,
    Text,
    Tick,
)
from anfraud_desktop.schema.kinds.links import kept
from anfraud_desktop.schema.record import Field, Record
from tests.factories import card_number, id_number, phone

BORN = date(1990, 3, 7)
OWN_RULES: dict[tuple[str, str], Any] = {  # what a ledger asks of a field beyond its kind
    ("office", "code"): "420982000000",
    ("cards", "kind"): "debit",
    ("people", "id_type"): "111",
    ("people", "born_on"): BORN,
    ("people", "sex"): "1",
}
_serial = count(1)
_numbered = count(999, -2)  # identity numbers of one birthday are few; the factories count up from 1


def picture(at: int) -> bytes:
    """Return a small JPEG, another for each number."""
    out = io.BytesIO()
    Image.new("RGB", (12, 16), (at * 37 % 256, at * 91 % 256, at * 53 % 256)).save(out, "JPEG")
    return out.getvalue()


def name_of(at: int) -> str:
    return f"欧阳{chr(0x5B50 + at % 500)}{chr(0x5F20 + at % 300)}"


def iccid(at: int) -> str:
    body = f"898600{at:013d}"
    return body + str(luhn.calc_check_digit(body))


def typed(office: Office, field: Field[Any]) -> Any:
    """Return something for a field as `read` takes it; the records that it refers to are written first."""
    at = next(_serial)
    if isinstance(field, Link | Links):
        target = needed(office, Record.ledgers[field.target])
        return target if isinstance(field, Link) else (target, needed(office, Record.ledgers[field.target]))
    if isinstance(field, IdNumber):
        return id_number(BORN, next(_numbered))
    if isinstance(field, Choice | Choices):
        options = field.codes.options
        return options[0].code if isinstance(field, Choice) else [option.code for option in options[:2]]
    made: dict[type[Field[Any]], Any] = {
        Text: f"{field.label}之{at}号院落",
        LongText: f"{field.label}甲段{at}\n乙段：尚待核实。",
        Name: name_of(at),
        Aliases: [name_of(at), f"小{chr(0x6000 + at % 8000)}"],
        Day: date(2026, 3, 5),
        Moment: datetime(2026, 3, 5, 9, 30),  # noqa: DTZ001  local time
        Money: Decimal(at * 100) + Decimal("12.34"),
        Count: at,
        Tick: False,
        BankCard: card_number(serial=at),
        CardNumber: card_number(serial=at),
        Phone: phone(at),
        Iccid: iccid(at),
        CaseNumber: f"A420982000000202603{at % 10_000:04d}",
        DocumentNumber: f"安公（府城）拘字〔2026〕{at}号",
        Photo: picture(at),
        Attachments: [kept(picture(at), f"附件{at}.jpg")],
    }
    return made[type(field)]


def given(office: Office, ledger: type[Record], *, bare: bool = False) -> dict[str, Any]:
    """Return something for every field, or for those alone that must be filled or tell records apart."""
    names = [name for name, field in ledger.fields.items() if not bare or field.required or name in ledger.key]
    return {name: OWN_RULES.get((ledger.table, name)) or typed(office, ledger.fields[name]) for name in names}


def needed(office: Office, ledger: type[Record]) -> int:
    """Write a record with no more than it must have; return its id."""
    return write(office, ledger.read(given(office, ledger, bare=True)))


def filled(office: Office, ledger: type[Record]) -> Record:
    """Write a record with something in every field, and return it as it was read."""
    record = ledger.read(given(office, ledger))
    write(office, record)
    return record


def write(office: Office, record: Record) -> int:
    with office.store.change("登记", by=office.officer) as change:
        return change.save(record)
