"""Nothing that was typed into the case file can be read on the disk, in any encoding, at any moment."""

import io
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.actions import exports, imports, notices, records, reports, vaults
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.schema.kinds import Aliases, LongText, Name, Number, Text
from anfraud_desktop.schema.kinds.links import kept
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from anfraud_desktop.store.signers import Signer
from tests.actions.staging import stage
from tests.conftest import NOW
from tests.factories import a_case, a_person, an_office
from tests.filled import given, write

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
OFFICER, PASSWORD = "欧阳录入", "Reed-Pond-Lamp-77"
SECOND, SECOND_PASSWORD = "司徒审核", "Kite-Moss-Barn-42"
CHIEF = Signer("钱副所长", "u-chief", "supervisor", bytes(range(32)))
UNRULED = ("office.code",)  # a text with a form of its own
FEWEST = 40


@dataclass
class Desk:
    """A case file in a folder of its own, and every marker that was put into it."""

    office: Office
    file: Path
    outside: Path
    markers: dict[str, str] = field(default_factory=dict)
    pieces: dict[str, bytes] = field(default_factory=dict)

    def mark(self, where: str) -> str:
        """Return seven characters of GB 2312 that stand nowhere else, and remember what they were put into."""
        chosen = random.Random(where)  # noqa: S311  no secret, but another for each place
        places = (bytes((chosen.randrange(0xB0, 0xD7), chosen.randrange(0xA1, 0xFE))) for _ in range(7))
        self.markers[where] = b"".join(places).decode("gb2312")
        return self.markers[where]

    def needles(self) -> Iterator[tuple[str, bytes]]:
        for where, text in self.markers.items():
            for encoding in ENCODINGS:
                yield f"{where} in {encoding}", text.encode(encoding, "ignore")
        yield from self.pieces.items()


def found(desk: Desk, folder: Path) -> list[str]:
    """Return every marker that stands readable in a file below a folder, or in a file's name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = {path: path.read_bytes() + str(path.relative_to(folder)).encode() for path in files}
    needles = list(desk.needles())
    return [f"{where}: {path.name}" for path, text in texts.items() for where, needle in needles if needle in text]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Sign in to a new case file; whatever is written for a while goes below the same folder."""
    data, outside = tmp_path / "data", tmp_path / "outside"
    for folder in (data / "temp", outside):
        folder.mkdir(parents=True)
    monkeypatch.setenv("ANFRAUD_SETTINGS", str(data / "settings.toml"))
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(data / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    founders = (
        vaults.Founder(OFFICER, PASSWORD, "investigator"),
        vaults.Founder(SECOND, SECOND_PASSWORD, "supervisor"),
    )
    code = vaults.create_file(data / "case.db", an_office(code="420982030000"), founders, Kdf(FLOOR_KIB, 1, 1))
    made = Desk(vaults.sign_in(data / "case.db", OFFICER, PASSWORD, lambda: NOW), data / "case.db", outside)
    secrets = (OFFICER, PASSWORD, SECOND, SECOND_PASSWORD, code, code.replace("-", ""))
    made.markers.update({f"secret {at}": text for at, text in enumerate(secrets)})
    yield made
    made.office.store.close()
    monkeypatch.setattr(tempfile, "tempdir", None)


def marked(desk: Desk, ledger: type[Record]) -> dict[str, Any]:
    """Return something for every field of a ledger, a marker wherever a text or a number may stand."""
    values = given(desk.office, ledger)
    for name, item in ledger.fields.items():
        where = f"{ledger.table}.{name}"
        if isinstance(item, Number) or where in UNRULED:
            desk.markers[where] = str(values[name])
        elif isinstance(item, Text | Name | LongText):
            values[name] = desk.mark(where)
        elif isinstance(item, Aliases):
            values[name] = [desk.mark(where), desk.mark(f"{where} again")]
    return values


def fill(desk: Desk) -> None:
    """Put a record into every ledger, with a picture and with a file of plain text."""
    for ledger in Record.ledgers.values():
        record = ledger.read(marked(desk, ledger))
        write(desk.office, record)
    photo = desk.office.store.all(Record.ledgers["people"])[-1].values["photo"]
    picture = desk.office.store.file(photo.sha256)
    desk.pieces["tables of a JPEG"] = picture[len(picture) // 2 :][:32]
    text = desk.mark("bytes of a file")
    write(desk.office, a_person(photo=kept(text.encode("gbk") * 5000, "附件.txt")))


def change(desk: Desk) -> None:
    """Write over, throw away, bring back, and try what fails."""
    office = desk.office
    person, case = write(office, a_person()), a_case(number="府城〔2026〕7号")
    for text in (desk.mark("changed"), desk.mark("changed again")):
        records.change(office, "people", person, {"occupation": text, "remark": text * 40})
    records.remove(office, "people", [person], desk.mark("reason"))
    records.restore(office, "people", [person])
    write(office, case)
    with pytest.raises(Invalid):
        records.add(office, "cases", {"number": "府城〔2026〕7号", "summary": desk.mark("rolled back") * 2000})


def publish(desk: Desk) -> None:
    """Draft a notice, print it, print the month."""
    staged = stage(desk.office, person={"occupation": desk.mark("staged")})
    texts = {name: desk.mark(f"draft {name}") for name in ("subject", "opening", "signed_by")}
    notice = notices.draft(desk.office, texts | {"involvements": [staged.part], "valid_until": "2027-03-01"})
    assert notices.check(desk.office, notice.id or 0).notice.subject == desk.markers["draft subject"]
    assert notices.pdf(desk.office, notice.id or 0).files[0].startswith(b"%PDF")
    notices.discard(desk.office, notice.id or 0, desk.mark("discarded"))
    month = reports.month_report(desk.office, "2026-03")
    assert month.pdf().startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(month.xlsx()))


def carry(desk: Desk) -> None:
    """Take records out as a book, and take the book in as another batch."""
    out = desk.outside / "导出.xlsx"
    terms = Terms(full_numbers=True, reason=desk.mark("export"), recipient=desk.mark("to"), purpose=desk.mark("for"))
    supervisor = replace(desk.office, officer=SECOND, role="supervisor", signer=None, second=CHIEF)
    exports.export(supervisor, "cards", out, terms=terms)
    taken = list(desk.office.store.ids(Record.ledgers["cards"]))
    records.remove(desk.office, "cards", taken, "重新导入")
    assert imports.commit(desk.office, imports.preview(desk.office, out)).batch is not None


def ask(desk: Desk) -> None:
    """Look for every marker; those in a searched field are found, or nothing was put in at all."""
    told = {where for where, text in desk.markers.items() if desk.office.store.search(text)}
    searched = {
        f"{ledger.table}.{n}" for ledger in Record.ledgers.values() for n, f in ledger.fields.items() if f.searched
    }
    assert searched <= told


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Do a day's work on the case file."""
    for act in (fill, change, publish, carry, ask):
        act(desk)
    assert len(desk.markers) >= FEWEST
    return desk


def test_no_marker_stands_on_the_disk_while_the_file_is_open_nor_afterwards(worked: Desk) -> None:
    waiting = worked.file.with_name("case.db-wal")
    assert waiting.stat().st_size > 0
    assert found(worked, worked.file.parent) == []
    worked.office.store.close()
    assert worked.file.stat().st_size > 0
    assert found(worked, worked.file.parent) == []
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        sqlite3.connect(worked.file).execute("SELECT * FROM sqlite_master")


def test_what_the_case_file_holds_is_all_there_again_after_signing_in(worked: Desk) -> None:
    worked.office.store.close()
    again = vaults.sign_in(worked.file, SECOND, SECOND_PASSWORD)
    try:
        assert again.store.search(worked.markers["people.name"])
        assert again.store.all(Notice)
    finally:
        again.store.close()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_marker_that_does_stand_on_the_disk_is_found(desk: Desk, encoding: str) -> None:
    text = desk.mark("leak")
    (desk.outside / "leak.bin").write_bytes(bytes(4095) + text.encode(encoding) + bytes(99))
    assert found(desk, desk.outside) == [f"leak in {encoding}: leak.bin"]


def test_a_file_that_is_opened_twice_at_once_writes_nothing_readable(desk: Desk) -> None:
    other = vaults.sign_in(desk.file, SECOND, SECOND_PASSWORD)
    try:
        for office, where in ((desk.office, "one"), (other, "other")):
            write(office, a_person(remark=desk.mark(where) * 30))
        assert found(desk, desk.file.parent) == []
    finally:
        other.store.close()
