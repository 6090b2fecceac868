"""A real disk of 1 MB that fills up: nothing is lost, each refusal says how much to free, and then work goes on."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from anfraud_desktop.actions import backups, drafts, logs, opening
from anfraud_desktop.actions.logs import Asked
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.opening import Opened
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import verifying
from tests.conftest import NOW
from tests.factories import a_person
from tests.faults import work
from tests.founding import PASSWORD
from tests.kills.workflows import FILE, PEOPLE_A_BOOK

SMALL, LARGE = "1m", "300m"
ADVICE = r"至少腾出 [\d,]+ MB"
OFFICER = "赵六"
MOST = 1000  # acts that 1 MB cannot hold


class Disk:
    """A file system in memory of its own, with a case file of which the rest of it is free."""

    def __init__(self, place: Path) -> None:
        self.place, self.file, self.filler = place, place / FILE, place / "filler"

    def grow(self) -> None:
        """Make room, as deleting other files would: 1 MB has none for what a backup wants to be free."""
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", self.place], check=True)

    def lock(self) -> None:
        """Take no writes any more."""
        subprocess.run(["mount", "-o", "remount,ro", self.place], check=True)

    def fill(self) -> None:
        """Write until not one byte more goes on it."""
        with self.filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        assert shutil.disk_usage(self.place).free == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "small"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root on Linux can mount a disk of 1 MB")
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)]
    mounted = subprocess.run(words, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no disk of 1 MB: {mounted.stderr.strip()}")
    try:
        work.lay(tmp_path)
        for name in (FILE, "case.keys"):
            shutil.copy(tmp_path / work.PRISTINE / name, place)
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def started(disk: Disk) -> Opened:
    """Open the file as a window does."""
    return opening.open_file(disk.file, OFFICER, PASSWORD, lambda: NOW)


def left(disk: Disk, desk: Opened, *, cut_off: bool) -> None:
    """Close a file, or leave it as a cut does."""
    aside = disk.place.with_name("aside")
    shutil.copytree(disk.place, aside)
    desk.close()
    if cut_off:
        shutil.copytree(aside, disk.place, dirs_exist_ok=True)


def save(office: Office, _: Path) -> None:
    with office.change("登记") as change:
        change.save(a_person(name="孙某某", id_number="", remark="备注" * 2000))


def type_half(office: Office, _: Path) -> None:
    drafts.keep(office, {"people/new": {"remark": "写了一半" * 3000}})


def read_log(office: Office, _: Path) -> None:
    logs.find(office, Asked())


ACTS: dict[str, Callable[[Office, Path], object]] = {
    "save": save, "import": work.take, "draft": work.draft, "half-typed form": type_half, "log page": read_log,
    "backup": work.back_up,
}  # fmt: skip


def holding(office: Office) -> tuple[int, int, int, int, int]:
    """Return how much of each kind is there: people, cases, notices, half-typed forms, backups."""
    store = office.store
    kept = len(backups.listing(office))
    return store.count(Person), store.count(Case), store.count(Notice), len(drafts.kept(office)), kept


def until_refused(office: Office, disk: Disk, act: Callable[[Office, Path], object]) -> int:
    """Do something until it is refused, with the advice; return how often it was done."""
    done, words = 0, ""
    while not words and done < MOST:
        try:
            act(office, disk.place)
            done += 1
        except Unavailable as told:
            words = told.message
    assert re.search(ADVICE, words)
    return done


def until_full(office: Office, disk: Disk) -> int:
    """Save people until one is refused, fill what is left, and return how many were acknowledged."""
    done = until_refused(office, disk, save)
    disk.fill()
    return done


def test_on_a_full_disk_nothing_is_lost_and_work_goes_on_once_there_is_room(disk: Disk) -> None:
    desk = started(disk)
    office = desk.office
    saved = until_full(office, disk)
    assert saved > 0
    done = {name: until_refused(office, disk, act) for name, act in ACTS.items()}
    assert done["import"] == done["backup"] == 0
    people, drafted, half = 1 + saved + done["save"], done["draft"], int(done["half-typed form"] > 0)
    assert holding(office) == (people, 1, drafted, half, 0)
    disk.grow()
    for act in ACTS.values():
        act(office, disk.place)
    people += 1 + PEOPLE_A_BOOK
    assert holding(office) == (people, 1 + PEOPLE_A_BOOK, drafted + 1, 1, 2)  # one backup before the import
    assert [check for check in verifying.verify(office.store) if not check.ok] == []
    desk.close()


two_ways = pytest.mark.parametrize("cut_off", [False, True], ids=["closed", "cut off"])


@two_ways
def test_a_file_that_was_left_on_a_full_disk_is_whole_at_the_next_start(disk: Disk, *, cut_off: bool) -> None:
    desk = started(disk)
    saved = until_full(desk.office, disk)
    left(disk, desk, cut_off=cut_off)
    disk.grow()
    with closing(started(disk)) as again:
        assert again.office.store.count(Person) == 1 + saved
        assert [check for check in verifying.verify(again.office.store) if not check.ok] == []


@two_ways
def test_a_full_disk_is_told_so_at_the_start_and_opens_to_be_read(disk: Disk, *, cut_off: bool) -> None:
    desk = started(disk)
    saved = until_full(desk.office, disk)
    left(disk, desk, cut_off=cut_off)
    disk.fill()
    with pytest.raises(opening.Unfit, match=ADVICE):
        started(disk)
    with closing(opening.read_file(disk.file, OFFICER, PASSWORD, lambda: NOW)) as again:
        assert again.office.store.count(Person) == 1 + saved


@two_ways
def test_a_disk_that_takes_no_writes_at_all_is_told_so_and_opens_to_be_read(disk: Disk, *, cut_off: bool) -> None:
    desk = started(disk)
    save(desk.office, disk.place)
    left(disk, desk, cut_off=cut_off)
    disk.lock()
    with pytest.raises(opening.Unfit, match="不能写入"):
        started(disk)
    with closing(opening.read_file(disk.file, OFFICER, PASSWORD, lambda: NOW)) as again:
        assert again.office.store.count(Person) == 2
