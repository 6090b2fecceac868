"""Nothing that was put in can be read anywhere on the disk, outside the files that the user made."""

import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from anfraud_desktop.actions import imports, notices, records, reports, vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.kinds import Aliases, KeptFile, LongText, Name, Photo, Text
from anfraud_desktop.schema.kinds.links import kept
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from tests.factories import a_case, a_disposition, a_person, an_involvement, an_office, card_number, id_number, phone

SPELLINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
PASSWORD = "Abcd-12345xy"
STEMS = "甲乙丙丁戊己庚辛壬癸"
FEWEST = 40
BESIDE = 5  # three numbers, a photo and an attachment


def markers() -> dict[tuple[str, str], str]:
    """Return a marker of its own for every field of words, by ledger and field."""
    fields = [(t, n) for t, ledger in Record.ledgers.items() if not ledger.managed for n, f in ledger.fields.items()
              if isinstance(f, Text | LongText | Name | Aliases) and (t, n) != ("office", "code")]  # fmt: skip
    return {key: f"标记{STEMS[at // 10]}{STEMS[at % 10]}藏" for at, key in enumerate(fields)}


def filled(ledger: type[Record], marks: dict[tuple[str, str], str], **given: Any) -> Record:
    """Return a record with its markers in place, beside what it needs."""
    own = {name: mark for (table, name), mark in marks.items() if table == ledger.table}
    return ledger.read(given | own)


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 400), 90).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    path = tmp_path / "data" / "case.db"
    founders = (
        vaults.Founder("李管理", PASSWORD, "administrator"),
        vaults.Founder("王所长", PASSWORD + "2", "supervisor"),
    )
    vaults.create_file(path, an_office(), founders, Kdf(FLOOR_KIB, 1, 1))
    return vaults.sign_in(path, "王所长", PASSWORD + "2")


def work(office: Office, marks: dict[tuple[str, str], str], book: Path) -> list[bytes]:
    """Run every workflow once and return what must be found nowhere."""
    numbers = {"id": id_number(serial=777), "phone": phone(7777), "card": card_number(serial=777_777)}
    ledgers, secret = Record.ledgers, kept("附件里的秘密内容".encode(), "秘密.txt")
    with office.store.change("登记", office.officer) as change:
        case = change.save(filled(ledgers["cases"], marks, number="A4209820000002026039999", filed_on="2026-03-10"))
        person = filled(ledgers["people"], marks, id_number=numbers["id"], phone=numbers["phone"], photo=a_picture())
        at = change.save(person)
        part = change.save(filled(ledgers["involvements"], marks, person=at, case=case))
        change.save(
            filled(ledgers["dispositions"], marks, involvement=part, measure="detained", decided_on="2026-03-12")
        )
        change.save(filled(ledgers["cards"], marks, kind="debit", number=numbers["card"], cases=(case,), holder=at))
        change.save(filled(ledgers["victims"], marks, case=case))
        unit = office.unit
        assert unit
        change.save(unit.but(**{n: m for (t, n), m in marks.items() if t == "office"}))
        change.connection.execute("INSERT INTO files VALUES (?, ?)", (secret.sha256, secret.data))
        other = [change.save(record) for record in (a_case(), a_person(name="钱成年"))]
        shown = change.save(an_involvement(other[1], other[0]))
        change.save(a_disposition(shown))
    for mark in marks.values():
        records.find(office, mark, 5)
    records.remove(office, "people", [at], marks["people", "name"])
    notice = notices.draft(office, {"subject": "试验通告", "involvements": (shown,)})
    notices.pdf(office, notice.id or 0)
    reports.month_report(office, "2026-03").pdf()
    imports.commit(office, imports.preview(office, book), accept_good=True)
    photo = person.values["photo"]
    assert isinstance(photo, KeptFile)
    assert isinstance(ledgers["people"].fields["photo"], Photo)
    hidden = [
        text.encode(spelling, "ignore") for text in (*marks.values(), *numbers.values()) for spelling in SPELLINGS
    ]
    return [*hidden, (photo.data or b"")[200:240], secret.data or b"", "司马英桂".encode(), PASSWORD.encode()]


def found(folder: Path, hidden: list[bytes]) -> list[str]:
    """Return the files in which something hidden can be read."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for data in [path.read_bytes()]
        if any(text and text in data for text in hidden)
    ]


def test_no_marker_is_found_on_disk_while_the_file_is_open_nor_after(
    office: Office, tmp_path: Path, book: Path
) -> None:
    marks = markers()
    assert len(marks) + BESIDE >= FEWEST
    hidden = work(office, marks, book)
    assert found(tmp_path, hidden) == []  # the write-ahead log is still there
    office.store.close()
    assert found(tmp_path, hidden) == []


def test_the_stock_library_cannot_open_what_is_left(office: Office, tmp_path: Path) -> None:
    office.store.close()
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(tmp_path / "data" / "case.db").execute("SELECT name FROM sqlite_master")


def test_the_key_file_holds_no_name(office: Office, tmp_path: Path) -> None:
    office.store.close()
    text = (tmp_path / "data" / "case.keys").read_text(encoding="utf-8")
    assert "王所长" not in text
    assert "\\u738b" not in text
