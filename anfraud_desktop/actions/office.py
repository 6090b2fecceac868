"""Office: the one thing handed round. Who is at work, on which case file, at what time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from anfraud_desktop.records import office as office_ledger
from anfraud_desktop.settings import Settings
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer

ROLES = {
    "clerk": "录入员",
    "investigator": "办案民警",
    "supervisor": "审核人",
    "administrator": "管理员",
    "auditor": "审计员",
}


def now() -> datetime:
    """Return the present local time, naive: the station's own clock."""
    return datetime.now().astimezone().replace(tzinfo=None)


@dataclass(frozen=True)
class Office:
    """A signed-in officer with the open case file. `clock` gives local time and is replaced by `--as-of`."""

    store: Store
    officer: str
    role: str = ""
    clock: Callable[[], datetime] = now
    settings: Settings = field(default_factory=Settings)
    signer: Signer | None = None  # the officer's slot and signing key, once signed in by password
    notes: tuple[str, ...] = ()  # what the officer should know after signing in
    second: Signer | None = None  # the other person, for an operation that needs two

    def change(
        self, what: str, batch: int | None = None, *, signed: bool = False, reason: str = ""
    ) -> AbstractContextManager[Change]:
        """Run one transaction in the officer's name, with the second person where there is one (`Store.change`)."""
        return self.store.change(what, self.officer, batch, second=self.second, signed=signed, reason=reason)

    @property
    def today(self) -> date:
        """The clock's day."""
        return self.clock().date()

    @property
    def officer_text(self) -> str:
        """The officer with their role, as the status line names them."""
        return f"{self.officer}（{ROLES[self.role]}）" if self.role in ROLES else self.officer

    @property
    def unit(self) -> office_ledger.Office | None:
        """The record of the station that keeps this file, once it is written."""
        found = self.store.all(office_ledger.Office)
        return found[0] if found else None
