"""Safe-keeping: backups made and listed, what a restoring would lose, and a backup put back."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.actions.permits import may_second, permit
from anfraud_desktop.errors import Refused, Unavailable, UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import accounts, anchors, archive, backups, copies, keyfile, restoring
from anfraud_desktop.store.archive import Backup
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.backups import Progress, Terms
from anfraud_desktop.store.connection import DatabaseError
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import Unlocked, key_path
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.store.space import needed_for, require_space

RECOVERED = "恢复密钥"  # who restores with the printed code: a sheet of paper has no name

_SAME_DISK = "备份和案件文件在同一块磁盘上，磁盘坏了会一起丢失。请在设置里把备份位置改到另一块磁盘。"
_UNLOGGED = (
    "备份已经做好并核对过，只是没有记入日志：案件文件写不进去。此外没有写入任何内容，原有数据完好。"
    "请检查案件文件所在的磁盘后再试。"
)
_NO_KEYS = "案件文件旁边没有密钥文件，这份备份不完整。请先找回密钥文件，再备份一次。"
_OTHER_KEY = "这份备份是更换密钥前做的，请输入做备份时的用户名和密码。没有做任何改动。"


@dataclass(frozen=True)
class Made:
    """A new backup; `verified` once the very file was reopened and proved, `removed` what had served its time."""

    path: Path
    made_at: datetime
    rows: int
    verified: bool
    counts: dict[str, int]
    removed: tuple[Path, ...]
    warning: str

    def json(self) -> dict[str, Any]:
        """Return the backup as the command line tells it."""
        return {
            "backup": str(self.path), "made_at": self.made_at.isoformat(), "rows": self.rows,
            "verified": self.verified, "counts": self.counts, "removed": [str(path) for path in self.removed],
            "warning": self.warning or None,
        }  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A backup in its folder. `problem` says in Chinese why it cannot be used, empty for a good one.

    `older_key`: made before a change of the data key, so that it wants a password of its own time.
    """

    path: Path
    made_at: datetime
    age: timedelta
    rows: int
    counts: dict[str, int]
    why: str
    verified: bool
    older_key: bool
    problem: str


@dataclass(frozen=True)
class Comparison:
    """What putting a backup back would take away. `ledgers`: (table, title, live records then, now).

    `deeds`: entries of the log since then, None where the backup is not of this file's own past.
    """

    made_at: datetime
    ledgers: tuple[tuple[str, str, int, int], ...]
    deeds: int | None
    older_key: bool


@dataclass(frozen=True)
class Restored:
    """A case file put back: where it lies, its rows, and where what was there before has been saved."""

    path: Path
    made_at: datetime
    rows: int
    saved: Path | None = None


@dataclass(frozen=True)
class Opener:
    """Who opens a backup's own key file, and how: with the password or the recovery code of that time."""

    name: str
    unlock: Callable[[Path], Unlocked]


def by_password(name: str, password: str) -> Opener:
    """Return how a person opens a backup."""
    return Opener(name, lambda keys: keyfile.unlock(keys, name, password))


def by_recovery(code: str) -> Opener:
    """Return how the printed recovery code opens a backup."""
    return Opener(RECOVERED, lambda keys: keyfile.unlock_with_recovery(keys, code))


def make(office: Office, to: Path | None = None, progress: Progress | None = None, *, why: str = "asked") -> Made:
    """Make a verified backup in a folder, or in that of the settings, and let those go that have served their time.

    Raises Unavailable with the reason; then nothing half done is left and no other backup was touched.
    """
    permit(office, "make_backup")
    return _make(office, to or _chosen(office), why, progress)


def before_big_step(office: Office, why: str, progress: Progress | None = None) -> Made | None:
    """Make a backup before an import, a change of key or the like; None where a fresh one of the same state exists.

    `why` is a word for the manifest. Raises Unavailable where the disk has no room for the step or no backup succeeds:
    then the step must not begin.
    """
    case = office.store.path
    require_space(case, needed_for(case))
    newest = _newest(office)
    if newest and abs(newest.age) < timedelta(minutes=backups.due("step_minutes")):
        with copies.live(case, office.store.key) as live:
            if backups.unchanged(live, archive.read(newest.path)):
                return None
    chosen, beside = _chosen(office), backups.folder_for(case, "")
    try:
        return _make(office, chosen, why, progress)
    except Unavailable:
        if chosen == beside:
            raise
        return _make(office, beside, why, progress)  # a stick that is not plugged in must not stop the work


def _chosen(office: Office) -> Path:
    return backups.folder_for(office.store.path, office.settings.backups)


def _make(office: Office, folder: Path, why: str, progress: Progress | None) -> Made:
    store = office.store
    if store.read_only:
        raise Unavailable("案件文件是只读打开的，不能备份。请在本机硬盘上正常打开后再备份。")
    terms = Terms(office.signer.slot if office.signer else "", why, office.clock())
    try:
        backup = backups.make(store.path, store.key, folder, terms, progress=progress)
    except Unavailable:
        with suppress(UserError, DatabaseError):  # of a damaged file not even that may succeed
            _log(office, "备份失败", {"why": why, "done": False})
        raise
    gone: list[Path] = []
    if backup.complete:
        with copies.live(store.path, store.key) as live:
            gone = backups.rotate(live, store.path.stem, backup)
    made = backup.manifest
    try:
        _log(office, "备份", {"why": why, "done": True, "rows": made.rows, "sha256": made.parts[archive.DATA][0],
                            "head": made.state.head[1], "removed": len(gone)})  # fmt: skip
    except Unavailable:
        raise Unavailable(_UNLOGGED) from None
    warning = _SAME_DISK if folder.stat().st_dev == store.path.stat().st_dev else ""
    return Made(backup.path, made.made_at, made.rows, backup.complete, made.state.counts, tuple(gone),
                warning if backup.complete else _NO_KEYS)  # fmt: skip


def _log(office: Office, what: str, told: dict[str, Any]) -> None:
    with office.change(what) as change:
        change.entries.append(Entry("backup", "", 0, told))


def listing(office: Office) -> list[Listed]:
    """Return the backups of this case file where the settings say and beside it, newest first, damaged ones too."""
    permit(office, "make_backup")
    return list(_listed(office))


def age_of_newest(office: Office) -> timedelta | None:
    """Return how old the newest good backup is; None where there is none."""
    newest = _newest(office)
    return newest.age if newest else None


def overdue(office: Office) -> bool:
    """Tell whether a backup is due: there is none, or the newest good one is too old."""
    age = age_of_newest(office)
    return age is None or age > timedelta(hours=backups.due("hours"))


def _newest(office: Office) -> Listed | None:
    return next((one for one in _listed(office) if one.verified), None)


def _listed(office: Office) -> Iterator[Listed]:
    case = office.store.path
    folders = {_chosen(office), backups.folder_for(case, "")}
    found = [path for folder in folders for path in backups.newest_first(folder, case.stem)]
    keys = key_path(case)
    own = keyfile.identity(keys, office.store.key) if keys.exists() else ("", 0)
    for path in sorted(found, key=lambda path: path.name, reverse=True):
        yield _looked_at(office, path, own)


def _looked_at(office: Office, path: Path, own: tuple[str, int]) -> Listed:
    try:
        backup = archive.read(path)
    except UserError as mistake:
        at = backups.named_at(path, office.store.path.stem) or datetime.min  # noqa: DTZ901  its name was read before
        return Listed(
            path, at, office.clock() - at, 0, {}, "", verified=False, older_key=False, problem=mistake.message
        )
    made = backup.manifest
    fits = backup.sealed_with(office.store.key)
    older_key = not fits and made.epoch < own[1]
    problem = ""
    if made.vault != own[0]:
        problem = "这是另一个案件文件的备份。"
    elif not fits and not older_key:
        problem = archive.damaged("清单校验码不符").message
    elif not backup.complete:
        problem = "这份备份里没有密钥文件。"
    return Listed(path, made.made_at, office.clock() - made.made_at, made.rows, made.state.counts, made.why,
                  verified=not problem, older_key=older_key, problem=problem)  # fmt: skip


def compare(office: Office, path: Path) -> Comparison:
    """Say what would be lost if a backup were put back; raises Unavailable for one that cannot be used."""
    permit(office, "make_backup")
    backup = archive.read(path)
    made = backup.manifest
    with copies.live(office.store.path, office.store.key) as live:
        counts = copies.state_of(live).counts
        own = copies.holds(live, made.state.head)
        deeds = copies.deeds_since(live, made.state.head) if own else None
    ledgers = tuple(
        (table, Record.ledgers[table].title, made.state.counts.get(table, 0), number)
        for table, number in counts.items()
    )
    return Comparison(made.made_at, ledgers, deeds, not backup.sealed_with(office.store.key))


def restore(path: Path, to: Path, opener: Opener) -> Restored:
    """Put a backup back as a case file of its own, opened with its own key file; nothing is overwritten.

    Whoever had an account then may do that: what they get is what they could open then. Raises Unavailable: a wrong
    password, a damaged backup and one of a newer program are told apart.
    """
    restoring.finish(to)
    if to.exists() or key_path(to).exists():
        raise Unavailable("这个位置已经有案件文件或密钥文件，没有改动它。请换一个位置或文件名。")
    backup = archive.read(path)
    opened = _opened(backup, opener)
    with backups.writable():
        to.parent.mkdir(parents=True, exist_ok=True)
    restoring.stage(backup, opened.data_key, to)
    try:
        signer = _signer(restoring.incoming(to), opened, opener.name)
    except BaseException:
        restoring.unstage(to)
        raise
    restoring.put_in_place(to)
    _log_restored(to, opened.data_key, backup, opener.name, (signer, None))
    return Restored(to, backup.manifest.made_at, backup.manifest.rows)


def restore_over(
    office: Office, path: Path, opener: Opener | None = None, progress: Progress | None = None
) -> Restored:
    """Put a backup in the place of the open case file, after a backup of what is there; all must sign in anew.

    Where no backup of the present state succeeds, since the file is damaged or the disk full, its files are kept
    beside under another name. `opener` is wanted for a backup from before a change of the data key.
    Raises Refused without the second person, Unavailable for a backup that cannot be used; then nothing has changed.
    """
    permit(office, "restore_backup")
    backup, case = archive.read(path), office.store.path
    key = _key_of(office, backup, opener)
    restoring.stage(backup, key, case)
    try:
        made = _present(office, progress)
    except BaseException:
        restoring.unstage(case)
        raise
    live_key, stamp = office.store.key, f"{office.clock():{backups.STAMP}}"
    with suppress(UserError, DatabaseError):  # a damaged file may not even be closed in order
        office.store.close()
    saved = made is not None and made.verified and _still(case, live_key, made.path)
    restoring.put_in_place(case, "" if saved else stamp)
    _log_restored(case, key, backup, office.officer, (office.signer, office.second))
    kept = made.path if made is not None and saved else restoring.aside(case, stamp)
    return Restored(case, backup.manifest.made_at, backup.manifest.rows, kept)


def restore_instead(case: Path, path: Path, opener: Opener, second: Opener | None = None) -> Restored:
    """Put a backup in the place of a case file that does not open; its files are kept beside under another name.

    Two people of the right roles by their accounts in the backup, or the recovery code alone. Raises Refused for
    others, Unavailable for a backup that cannot be used; then nothing has changed.
    """
    backup = archive.read(path)
    opened = _opened(backup, opener)
    restoring.stage(backup, opened.data_key, case)
    try:
        signers = _pair(restoring.incoming(case), backup, (opened, opener), second)
    except BaseException:
        restoring.unstage(case)
        raise
    stamp = f"{now():{backups.STAMP}}"
    restoring.put_in_place(case, stamp)
    _log_restored(case, opened.data_key, backup, opener.name, signers)
    return Restored(case, backup.manifest.made_at, backup.manifest.rows, restoring.aside(case, stamp))


def _pair(
    data: Path, backup: Backup, first: tuple[Unlocked, Opener], second: Opener | None
) -> tuple[Signer | None, Signer | None]:
    signer = _signer(data, first[0], first[1].name)
    if signer is None:
        return None, None
    if second is None or second.name == signer.name:
        raise Refused("恢复备份需要管理员和审核人两人当场输入密码。没有做任何改动。")
    other = _signer(data, _opened(backup, second), second.name)
    if words := may_second("restore_backup", signer.role, other.role if other else ""):
        raise Refused(f"{words}没有做任何改动。")
    return signer, other


def _present(office: Office, progress: Progress | None) -> Made | None:
    """Make a backup of what is about to be replaced; None where that does not succeed."""
    try:
        return _make(office, _chosen(office), "restore", progress)
    except Unavailable:
        return None


def _still(case: Path, key: bytes, saved: Path) -> bool:
    """Tell whether a closed file is as its backup has it: a last change may have come between."""
    with suppress(UserError), copies.live(case, key) as live:
        return backups.unchanged(live, archive.read(saved))
    return False


def _key_of(office: Office, backup: Backup, opener: Opener | None) -> bytes:
    keys = key_path(office.store.path)
    vault, epoch = keyfile.identity(keys, office.store.key) if keys.exists() else (backup.manifest.vault, 0)
    if backup.manifest.vault != vault:
        raise Refused("这是另一个案件文件的备份，不能恢复到这里，没有做任何改动。请恢复到新的位置。")
    if backup.sealed_with(office.store.key):
        return office.store.key
    if opener is None:
        raise archive.damaged("清单校验码不符") if backup.manifest.epoch == epoch else Unavailable(_OTHER_KEY)
    return _opened(backup, opener).data_key


def _opened(backup: Backup, opener: Opener) -> Unlocked:
    with tempfile.TemporaryDirectory() as folder:  # as safe there as beside the case file: it holds no open key
        keys = Path(folder) / archive.KEYS
        keys.write_bytes(archive.keys_of(backup))
        opened = opener.unlock(keys)
    if not backup.sealed_with(opened.data_key):
        raise archive.damaged("清单校验码不符")
    return opened


def _signer(data: Path, opened: Unlocked, name: str) -> Signer | None:
    """Return the person as they were then; None for the recovery code. Raises Unavailable for a closed account."""
    if name == RECOVERED:
        return None
    with closing(Store(data, opened.data_key, read_only=True)) as store:
        role = accounts.role_of(store, opened.slot)
    if role is None:
        raise Unavailable("这个账户在做备份时已停用，没有恢复。请用当时有效的账户。")
    return Signer(name, opened.slot, role, opened.pairs.sign)


def _log_restored(
    case: Path, key: bytes, backup: Backup, by: str, signers: tuple[Signer | None, Signer | None]
) -> None:
    made = backup.manifest
    with closing(Store.open(case, key)) as store:
        store.signer, second = signers
        with store.change("恢复备份", by, second=second, signed=second is not None) as change:
            told = {"made_at": made.made_at.isoformat(), "head": made.state.head[1], "why": made.why}
            change.entries.append(Entry("restore", "", 0, told))
        anchors.restored(store)
