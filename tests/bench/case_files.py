"""Large case files for the measurements, made once and kept below bench-out/."""

from collections.abc import Callable
from pathlib import Path

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.store.database import Store
from tests.factories import KEY

KEPT = Path(__file__).parent.parent.parent / "bench-out"
BLOCK = 1 << 22


def kept(name: str, make: Callable[[Store], None]) -> Store:
    """Open a kept case file, making it first where it is not there; a new form of it wants a new name.

    It is read through once, so that what is measured is the program with a warm disk cache and not this disk.
    """
    path = KEPT / f"{name}.db"
    if not path.exists():
        KEPT.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        for left in KEPT.glob(f"{unfinished.name}*"):
            left.unlink()
        store = Store.create(unfinished, KEY)
        make(store)
        store.close()
        unfinished.rename(path)
    with path.open("rb") as file:
        while file.read(BLOCK):
            pass
    return Store.open(path, KEY)
