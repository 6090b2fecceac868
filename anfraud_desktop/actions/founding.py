"""The first day: a case file with its unit, its two founders, its recovery sheet; made-up data to try it out with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from anfraud_desktop import settings
from anfraud_desktop.actions import imports, preferences, vaults
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.actions.units import founding_unit
from anfraud_desktop.documents.recovery_sheets import recovery_pdf
from anfraud_desktop.errors import Invalid, Unavailable
from anfraud_desktop.resources import resource
from anfraud_desktop.store.passwords import password_problem
from anfraud_desktop.store.places import why_unfit
from anfraud_desktop.store.sealing import Kdf

SAMPLES = "samples"  # the preference that holds the batch of the made-up data
SAMPLE_BOOK = ("demo", "府城派出所人员台账2026.xlsx")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Beginning:
    """What is asked of those who begin: the unit, an administrator and a supervisor, where the file and backups lie."""

    unit: str
    code: str
    administrator: str
    supervisor: str
    path: Path
    bureau: str = ""
    backups: str = ""
    passwords: tuple[str, str] = field(default=("", ""), repr=False)  # the administrator's, the supervisor's


@dataclass(frozen=True)
class Founded:
    """A new case file: where it lies, the code that is shown once, and the sheet to print it on."""

    path: Path
    code: str = field(repr=False)
    sheet: bytes = field(repr=False)


def unit_problems(unit: str, code: str) -> dict[str, str]:
    """Return what is wrong with the unit's name and code, by field; empty where nothing is."""
    try:
        founding_unit(unit, code)
    except Invalid as told:
        return told.problems
    return {}


def account_problems(names: tuple[str, str], passwords: tuple[str, str]) -> dict[int, str]:
    """Return what is wrong with the founders by their place; empty where nothing is."""
    problems = {at: "请填写姓名" for at, name in enumerate(names) if not name.strip()}
    if not problems and names[0].strip() == names[1].strip():
        problems[1] = "两个账户要由两个人分别使用，姓名不能相同"
    if not problems and passwords[0] == passwords[1]:
        problems[1] = "两个人的密码不能相同"
    for at, (name, password) in enumerate(zip(names, passwords, strict=True)):
        if at not in problems and (words := password_problem(name.strip(), password)):
            problems[at] = words
    return problems


def place_problem(path: Path) -> str:
    """Say why a case file cannot be made at a place; empty where it can."""
    if path.exists() or vaults.key_path(path).exists():
        return "这个位置已经有案件文件，请换一个文件名，或直接登录它。"
    return why_unfit(path)


def found(beginning: Beginning, clock: Callable[[], datetime] = now, kdf: Kdf | None = None) -> Founded:
    """Make the case file and remember it on this machine; raises Invalid or Unavailable, and leaves nothing then."""
    if problem := place_problem(beginning.path):
        raise Unavailable(problem)
    unit = founding_unit(beginning.unit, beginning.code, beginning.bureau)
    founders = (
        vaults.Founder(beginning.administrator.strip(), beginning.passwords[0], "administrator"),
        vaults.Founder(beginning.supervisor.strip(), beginning.passwords[1], "supervisor"),
    )
    code = vaults.create_file(beginning.path, unit, founders, kdf or vaults.usual_cost())
    known = settings.load()
    settings.save(
        known._replace(file=str(beginning.path), user=founders[1].name, backups=beginning.backups or known.backups)
    )
    sheet = recovery_pdf(f"{unit.bureau}{unit.name}", beginning.path.name, code, clock(), bundled=known.bundled_fonts)
    return Founded(beginning.path, code, sheet)


def add_samples(office: Office, progress: Progress = lambda *_: None) -> int:
    """Take the made-up ledger in, to try the program out with; return how many people it brings."""
    plan = imports.preview(office, resource(*SAMPLE_BOOK), progress=progress)
    done = imports.commit(office, plan, accept_good=True, progress=progress)
    preferences.save_shared(office, SAMPLES, {"batch": done.batch})
    return plan.counts()["people"]["new"]


def has_samples(office: Office) -> bool:
    """Tell whether the made-up data is still there."""
    kept = preferences.load_shared(office, SAMPLES) or {}
    return bool(kept.get("batch")) and imports.still_in(office, int(kept["batch"]))


def remove_samples(office: Office) -> None:
    """Take the made-up data back; raises Refused where something that was entered since hangs on it."""
    kept = preferences.load_shared(office, SAMPLES) or {}
    if has_samples(office):
        imports.undo(office, int(kept["batch"]), however_old=True)
        preferences.save_shared(office, SAMPLES, {})
