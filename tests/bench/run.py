"""Runs the measurements, `python -m tests.bench.run [NAME]`: a table, bench-out/bench.json, status 1 below a bar.

A measurement is a file bench_NAME.py in this folder with `def bench() -> list[Row]`.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.bench.rows import Row

__all__ = ["Row", "main"]

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "bench-out"
WIDTH = 58


def names() -> list[str]:
    """Return the names of all measurements."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def line(row: Row) -> str:
    """Return a row as a line of the table."""
    theirs = "" if row.theirs is None else f"{row.theirs:,.2f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} x"
    bar = f"{row.bar:g} {'x' if row.ratio is not None else row.unit}"
    verdict = "ok" if row.met else "MISSED"
    return f"{row.name:<{WIDTH}}{row.ours:>12,.2f}{theirs:>12} {row.unit:<4}{ratio:>10}  <= {bar:<10}{verdict}"


def measure(name: str) -> list[Row] | None:
    """Run one measurement and print its lines; nothing comes back where it broke."""
    began = time.monotonic()
    try:
        rows: list[Row] = importlib.import_module(f"tests.bench.bench_{name}").bench()
    except Exception:  # noqa: BLE001  one that breaks must not cost the figures of the others
        traceback.print_exc()
        return None
    for row in rows:
        print(line(row), flush=True)
    print(f"  {name}: {time.monotonic() - began:.0f} s", flush=True)
    return rows


def main(wanted: list[str]) -> int:
    """Run the named measurements, or all; return the exit status."""
    known = names()
    if unknown := [name for name in wanted if name not in known]:
        print(f"No such measurement: {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    print(f"{'':<{WIDTH}}{'ours':>12}{'theirs':>12} {'':<4}{'ratio':>10}  bar")
    measured = {name: measure(name) for name in wanted or known}
    rows = [row for found in measured.values() for row in found or []]
    OUT.mkdir(exist_ok=True)
    report = {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "rows": [{**asdict(row), "met": row.met} for row in rows],
    }
    (OUT / "bench.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    broken = [name for name, found in measured.items() if found is None]
    missed = [row.name for row in rows if not row.met]
    print(f"{len(rows) - len(missed)} of {len(rows)} bars reached", *(f"broken: {name}" for name in broken), sep="; ")
    return 1 if missed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
