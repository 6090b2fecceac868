"""Markers: texts that stand nowhere else, put into every value of a case file, and looked for on the disk."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from anfraud_desktop.actions import exports, imports, notices, records, reports
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.kinds import Aliases, LongText, Name, Number, Text
from anfraud_desktop.schema.kinds.links import kept
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.signers import Signer
from tests.actions.staging import stage
from tests.factories import a_case, a_person
from tests.filled import given, write

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
CHIEF = Signer("钱副所长", "u-chief", "supervisor", bytes(range(32)))
UNRULED = ("office.code",)  # a text with a form of its own
PIECE = 32  # bytes of a picture


@dataclass
class Desk:
    """A case file in a folder of its own, and every marker that was put into it; `tell` hears of each beforehand."""

    office: Office
    file: Path
    outside: Path
    markers: dict[str, str] = field(default_factory=dict)
    pieces: dict[str, bytes] = field(default_factory=dict)
    turn: str = ""  # what tells the markers of one round of work from those of the next
    tell: Callable[[str, bytes], object] = lambda *_: None

    def mark(self, where: str) -> str:
        """Return seven characters of GB 2312 that stand nowhere else, and remember what they were put into."""
        chosen = random.Random(self.turn + where)  # noqa: S311  no secret, but another for each place
        places = (bytes((chosen.randrange(0xB0, 0xD7), chosen.randrange(0xA1, 0xFE))) for _ in range(7))
        return self.note(where, b"".join(places).decode("gb2312"))

    def note(self, where: str, text: str) -> str:
        """Remember a text as a marker."""
        self.tell(where, text.encode())
        self.markers[self.turn + where] = text
        return text

    def needles(self) -> Iterator[tuple[str, bytes]]:
        for where, text in self.markers.items():
            for encoding in ENCODINGS:
                yield f"{where} in {encoding}", text.encode(encoding, "ignore")
        yield from self.pieces.items()


def found(needles: list[tuple[str, bytes]], folder: Path) -> list[str]:
    """Return every marker that stands readable in a file below a folder, or in a file's name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = {path: path.read_bytes() + str(path.relative_to(folder)).encode() for path in files}
    return [f"{where}: {path.name}" for path, text in texts.items() for where, needle in needles if needle in text]


def marked(desk: Desk, ledger: type[Record]) -> dict[str, Any]:
    """Return something for every field of a ledger, a marker wherever a text or a number may stand."""
    values = given(desk.office, ledger)
    for name, item in ledger.fields.items():
        where = f"{ledger.table}.{name}"
        if isinstance(item, Number) or where in UNRULED:
            desk.note(where, str(values[name]))
        elif isinstance(item, Text | Name | LongText):
            values[name] = desk.mark(where)
        elif isinstance(item, Aliases):
            values[name] = [desk.mark(where), desk.mark(f"{where} again")]
    return values


def fill(desk: Desk) -> None:
    """Put a record into every ledger, with a picture and with a file of plain text."""
    for ledger in Record.ledgers.values():
        values = marked(desk, ledger)
        if photo := values.get("photo"):
            piece(desk, photo)
        write(desk.office, ledger.read(values))
    text = desk.mark("bytes of a file")
    write(desk.office, a_person(photo=kept(text.encode("gbk") * 5000, "附件.txt")))


def piece(desk: Desk, picture: bytes) -> None:
    """Remember bytes of a picture as they are kept: written anew, without what a camera adds."""
    photo = Person.photo.read(picture)
    data = (photo.data if photo else None) or b""
    found_in = data[len(data) // 2 :][:PIECE]
    assert len(found_in) == PIECE
    desk.tell("tables of a JPEG", found_in)
    desk.pieces[f"{desk.turn}tables of a JPEG"] = found_in


def change(desk: Desk) -> None:
    """Write over, throw away, bring back, and try what fails."""
    office = desk.office
    number = f"府城〔2026〕7{desk.turn}号"
    person, case = write(office, a_person()), a_case(number=number)
    for text in (desk.mark("changed"), desk.mark("changed again")):
        records.change(office, "people", person, {"occupation": text, "remark": text * 40})
    records.remove(office, "people", [person], desk.mark("reason"))
    records.restore(office, "people", [person])
    write(office, case)
    try:
        records.add(office, "cases", {"number": number, "summary": desk.mark("rolled back") * 2000})
    except Invalid:
        return
    raise AssertionError(number)


def publish(desk: Desk) -> None:
    """Draft a notice, look at it, print it, draw it, print the month."""
    staged = stage(desk.office, person={"occupation": desk.mark("staged")})
    texts = {name: desk.mark(f"draft {name}") for name in ("subject", "opening", "signed_by")}
    notice = notices.draft(desk.office, texts | {"involvements": [staged.part], "valid_until": "2027-03-01"})
    assert notices.check(desk.office, notice.id or 0).notice.subject == texts["subject"]
    assert notices.pdf(desk.office, notice.id or 0).files[0].startswith(b"%PDF")
    assert notices.image(desk.office, notice.id or 0).files[0].startswith(b"\x89PNG")
    notices.discard(desk.office, notice.id or 0, desk.mark("discarded"))
    month = reports.month_report(desk.office, "2026-03")
    assert month.pdf().startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(month.xlsx()))


def carry(desk: Desk) -> None:
    """Take records out as a book, and take the book in as another batch."""
    out = desk.outside / f"导出{desk.turn}.xlsx"
    terms = Terms(full_numbers=True, reason=desk.mark("export"), recipient=desk.mark("to"), purpose=desk.mark("for"))
    supervisor = replace(desk.office, officer="司徒审核", role="supervisor", signer=None, second=CHIEF)
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
    assert searched - told == set()
