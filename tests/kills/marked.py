"""Work with markers in every value, killed at any moment; and what can be read of it on the disk afterwards.

Run as `python -m tests.kills.marked NAME FOLDER`; goes on until it is killed. Each marker is announced on the output
before it is put anywhere: its place, a tab, and its bytes in hexadecimal.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import accounts, backups, defects, drafts, opening, records, retention, vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.opening import Opened
from anfraud_desktop.records.office import Office as Unit
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from tests.conftest import NOW
from tests.factories import a_card, a_person
from tests.filled import write
from tests.founding import PASSWORD, founded
from tests.kills.workflows import FILE, ORDER
from tests.markers import ENCODINGS, Desk, carry, change, fill, found, marked, publish

PRISTINE, WORKED, OUTSIDE = "pristine", "work", "outside"
LONGEST = 1.2  # seconds of work before the kill, after the first marker
ROUNDS = 20  # before the numbers of tests/filled.py begin again; then the process waits for its end
OWN = {"HOME": "home", "XDG_CONFIG_HOME": "home/config", "XDG_CACHE_HOME": "home/cache", "XDG_DATA_HOME": "home/data",
       "XDG_RUNTIME_DIR": "home/run", "ANFRAUD_SETTINGS": "home/settings.toml", "TMPDIR": "temp", "TEMP": "temp",
       "TMP": "temp", "SQLITE_TMPDIR": "temp"}  # fmt: skip


def announced(where: str, text: bytes) -> None:
    sys.stdout.write(f"{where}\t{text.hex()}\n")
    sys.stdout.flush()


def desk_of(office: Office, folder: Path) -> Desk:
    return Desk(office, folder / FILE, folder.parent / OUTSIDE, tell=announced)


def started(folder: Path) -> Opened:
    return opening.open_file(folder / FILE, "赵六", PASSWORD, lambda: NOW)


def turns(desk: Desk, rounds: int) -> Iterator[int]:
    """Yield turn after turn, the markers of each other ones; then wait for the end."""
    for turn in range(rounds):
        desk.turn = str(turn)
        yield turn
    time.sleep(10 * LONGEST)


def again(act: Callable[[Desk], object], rounds: int = ROUNDS) -> Callable[[Path], None]:
    """Do one piece of work over and over, with other markers each time."""

    def work(folder: Path) -> None:
        desk = desk_of(started(folder).office, folder)
        for _ in turns(desk, rounds):
            act(desk)

    return work


def fill_and_change(desk: Desk) -> None:
    """Fill every ledger; of the units there is one more, not one more each time."""
    units = desk.office.store.all(Unit)[1:]
    if units:
        records.remove(desk.office, "office", [unit.id or 0 for unit in units], "重复")
    fill(desk)
    change(desk)


def carry_cards(desk: Desk) -> None:
    write(desk.office, a_card(**marked(desk, Record.ledgers["cards"])))
    carry(desk)


def type_and_fail(desk: Desk) -> None:
    """Leave a form half typed, and run into a defect whose words, and whose frames, hold what nobody may read."""
    content = {"typed": {"name": desk.mark("half-typed name"), "remark": desk.mark("half-typed remark") * 500}}
    drafts.keep(desk.office, {f"people/{desk.turn}": content})
    try:
        int(desk.mark("words of a defect"))
    except ValueError as first:
        defect = KeyError(desk.mark("words of another"))
        defect.__cause__ = first
        defects.write_report(defect, "people", NOW)


def back_up(desk: Desk) -> None:
    records.add(desk.office, "people", {"name": desk.mark("name"), "remark": desk.mark("remark") * 40})
    backups.make(desk.office)


def with_two(act: Callable[[Desk, Office], object]) -> Callable[[Path], None]:
    """Do what takes two persons, over and over; the records are written by a third."""

    def work(folder: Path) -> None:
        opened = opening.open_file(folder / FILE, "王五", PASSWORD, lambda: NOW)
        pair = vaults.with_second(opened.office, "李四", PASSWORD)
        desk = desk_of(replace(opened.office, officer="赵六", role="investigator", signer=None), folder)
        for _ in turns(desk, ROUNDS):
            act(desk, pair)

    return work


def rekey(desk: Desk, pair: Office) -> None:
    write(desk.office, a_person(name=desk.mark("name"), remark=desk.mark("remark") * 40))
    accounts.change_key(pair)


def purge(desk: Desk, pair: Office) -> None:
    at = write(desk.office, Record.ledgers["people"].read(marked(desk, Record.ledgers["people"])))
    retention.purge(pair, [("people", at)], ORDER, "依法应删", dependents=True)


def window(folder: Path) -> None:
    """Sit at the window: type into a form, look for something, look at pages with pictures, and at a notice."""
    from tests.kills.sitting import sit

    sit(desk_of(started(folder).office, folder))


WORKFLOWS: dict[str, Callable[[Path], None]] = {
    "records": again(fill_and_change, rounds=3),
    "notice": again(publish),
    "exchange": again(carry_cards),
    "typing": again(type_and_fail),
    "backup": again(back_up),
    "rekey": with_two(rekey),
    "purge": with_two(purge),
    "window": window,
}


# From outside


class Left(NamedTuple):
    """What a kill has left: markers announced, files looked at, markers that can be read, and that the file holds."""

    markers: int
    files: int
    readable: list[str]
    inside: int


def lay(root: Path) -> None:
    (root / PRISTINE).mkdir()
    founded(root / PRISTINE)


def killed(name: str, root: Path, chance: random.Random) -> list[tuple[str, bytes]]:
    """Let a workflow run on a fresh copy and kill it at some moment; return the markers announced by then."""
    for folder in (WORKED, OUTSIDE, *OWN.values()):
        shutil.rmtree(root / folder, ignore_errors=True)
    shutil.copytree(root / PRISTINE, root / WORKED)
    for folder in (OUTSIDE, *(place for place in OWN.values() if "." not in place)):
        (root / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    env = os.environ | {name: str(root / place) for name, place in OWN.items()} | {"QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "tests.kills.marked", name, str(root / WORKED)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, LONGEST))
        assert process.poll() is None  # it is at work, and has not failed of itself
        process.kill()
        lines = (first + process.stdout.read()).splitlines()
    told = (line.split("\t") for line in lines[:-1] or lines)  # the last may be cut off
    return [(parts[0], bytes.fromhex(parts[1])) for parts in told]


def left_by(root: Path, markers: list[tuple[str, bytes]]) -> Left:
    """Look through the data folder, the temporary folder and the user's own folders."""
    needles = []
    for where, text in markers:
        needles.append((where, text))
        with suppress(UnicodeDecodeError):
            needles += [(f"{where} in {name}", text.decode().encode(name, "ignore")) for name in ENCODINGS[1:]]
    readable: list[str] = []
    files = 0
    for folder in (WORKED, "home", "temp"):
        files += sum(path.is_file() for path in (root / folder).rglob("*"))
        readable += found(needles, root / folder)
    return Left(len(markers), files, readable, _inside(root / WORKED, markers))


def _inside(folder: Path, markers: list[tuple[str, bytes]]) -> int:
    """Return how many of the markers the file holds, once it is open: in rows, drafts and what history keeps."""
    with closing(started(folder)) as desk:
        plain = _plain(desk.office.store)
    return sum(text in plain for _, text in markers)


def _plain(store: Store) -> bytes:
    from tests.store.decrypted import decrypted

    return decrypted(store)


if __name__ == "__main__":
    WORKFLOWS[sys.argv[1]](Path(sys.argv[2]))
