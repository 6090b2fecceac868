"""Where the program's own data lies: law, code tables, fonts, icons, the bundled ledger."""

import sys
from functools import cache
from pathlib import Path
from typing import Any


def resource(*parts: str) -> Path:
    """Return the path of a file below resources/, in a checkout, an installed tree or a built program."""
    built = getattr(sys, "_MEIPASS", None)
    root = Path(built) if built else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


@cache
def table(*parts: str) -> dict[str, Any]:
    """Return a TOML file below resources/ as a dictionary, read once; callers must not change it."""
    import tomllib  # here, because the sign-in window reads no table

    return tomllib.loads(resource(*parts).read_text(encoding="utf-8"))
