#!/usr/bin/env python3
"""One door to all work on this program: `python dev.py COMMAND`, with nothing but Python 3.11 to 3.13 installed.

It makes .venv beside itself, installs the pinned wheels of the lock files, brings (on Debian and Ubuntu) the system
libraries that Qt loads, and runs one command in there. It imports the standard library alone, and only what is old
enough to load on any Python 3, so that a wrong Python gets a sentence and not a syntax error.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
OLDEST, NEWEST = (3, 11), (3, 13)

# What Qt's wheels load from the system, and the Debian package that brings it. Where Debian has renamed a package
# since (libglib2.0-0t64), the new one provides the old name, so that apt understands both.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
}
CHINESE_FONTS = ("*CJK*", "wqy*", "SourceHan*")

PYTEST_PARALLEL = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "contracts": ["-c", LINT_IMPORTS],
    "tests": ["-m", "pytest", *PYTEST_PARALLEL, "--cov", "--cov-report=term-missing"],
}


def say(text: str) -> None:
    """Print a line at once, so that it stands before what a started program prints."""
    print(text, flush=True)


def run(*command: object, **settings: str) -> int:
    """Run a program in the project's folder, with more environment variables; return its exit status."""
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment(**settings), check=False
    ).returncode


def must(*command: object, **settings: str) -> None:
    """Run a program, and stop with its status when it fails."""
    status = run(*command, **settings)
    if status:
        raise SystemExit(status)


def environment(**settings: str) -> "dict[str, str]":
    """Return the environment for programs in .venv: they find the package here, and speak UTF-8 into pipes."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **settings}


def offscreen() -> "dict[str, str]":
    """Return the setting that lets Qt run without a display, unless the caller has chosen a platform himself."""
    return {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}


def has_display() -> bool:
    """Tell whether a window can be seen from here."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- what the system must have ---------------------------------------------------------------------------------------


def missing_packages(libraries: "dict[str, str]") -> "list[str]":
    """Return the packages of the libraries that the dynamic linker does not know; none where it cannot be asked."""
    linker = LINUX and shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not linker:
        return []
    known = subprocess.run([linker, "-p"], capture_output=True, text=True, check=True).stdout
    return [package for library, package in libraries.items() if f"\t{library} " not in known]


def missing_programs(**packages: str) -> "list[str]":
    """Return the packages of the programs that are not on the path."""
    return [package for program, package in packages.items() if not shutil.which(program.replace("_", "-"))]


def bring(packages: "list[str]", purpose: str) -> None:
    """Install Debian packages as root; otherwise stop with the line to run. Elsewhere name them and go on."""
    if not packages:
        return
    if not shutil.which("apt-get"):
        say(f"For {purpose} this system may lack what Debian calls: {' '.join(packages)}. Install them if it fails.")
        return
    install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        line = " ".join(part for part in install if not part.startswith("--quiet"))
        raise SystemExit(f"For {purpose} run this once, then the same command again:\n  sudo {line}")
    say(f"Installing for {purpose}: {' '.join(packages)}")
    lists = Path("/var/lib/apt/lists")
    if lists.is_dir() and any(lists.glob("*_Packages*")) and apt(*install[1:]):
        return
    if not (apt("update", "--quiet=2") and apt(*install[1:])):  # no package lists yet, or older than the packages
        raise SystemExit(f"apt could not install what {purpose} needs.")


def apt(*arguments: str) -> bool:
    """Run apt-get without questions and without its progress; tell whether it succeeded."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=settings, stdout=subprocess.DEVNULL, check=False).returncode == 0


def bring_fonts() -> None:
    """Bring a Chinese font for pictures of the window, where Linux has none."""
    fonts = Path("/usr/share/fonts")
    if LINUX and not any(next(fonts.rglob(pattern), None) for pattern in CHINESE_FONTS):
        bring(["fonts-noto-cjk"], "Chinese text in pictures")


# --- .venv -----------------------------------------------------------------------------------------------------------


def prepare(*locks: Path) -> None:
    """Make .venv and install the locks into it, each only where it has changed since; bring what Qt loads."""
    if not venv_is_ours():
        make_venv()
    for lock in locks:
        stamp = VENV / f"installed-{lock.stem}.sha256"
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
            continue
        say(f"Installing {lock.name} into {VENV.name} ...")
        install = ["install", "-qq", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
        must(PYTHON, "-m", "pip", *install, "--require-hashes", "--only-binary", ":all:", "-r", lock)
        stamp.write_text(wanted, encoding="ascii")
    bring(missing_packages(QT_LIBRARIES), "Qt")


def venv_is_ours() -> bool:
    """Tell whether .venv stands, works, has pip, and is of the running Python's version."""
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_venv() -> None:
    """Make .venv anew with the running Python; Debian keeps what it takes in a package of its own."""
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        bring([f"python3.{sys.version_info[1]}-venv"], "Python's venv")
    say(f"Making {VENV.name} with Python {sys.version.split()[0]} ...")
    must(sys.executable, "-m", "venv", "--clear", VENV)


# --- commands --------------------------------------------------------------------------------------------------------


def demo(given: argparse.Namespace, _rest: "list[str]") -> int:
    """Do the main job on the bundled ledger into a folder, then open the window on it where there is a display."""
    prepare(LOCK)
    out = Path(given.out).absolute()
    command = [str(PYTHON), "-m", "anfraud_desktop", "demo", "--out", str(out), "--json"]
    own = {"ANFRAUD_SETTINGS": str(out / "settings.toml")}  # the demonstration leaves the user's own settings alone
    settings = environment(QT_QPA_PLATFORM="offscreen", **own)
    done = subprocess.run(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        say(done.stdout)
        return done.returncode
    say(f"Made in {out}:")
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        say(f"  {path.relative_to(out).as_posix()}  {path.stat().st_size:,} bytes")
    if given.no_window or not has_display():
        return 0
    bring(missing_packages(WINDOW_LIBRARIES), "a window")
    say("Opening the window; accounts.txt tells whom to sign in as.")
    return run(PYTHON, "-m", "anfraud_desktop", ANFRAUD_FILE=json.loads(done.stdout)["file"], **own)


def test(_given: argparse.Namespace, rest: "list[str]") -> int:
    """Run the tests, or those that the arguments for pytest name."""
    prepare(LOCK, DEV_LOCK)
    return run(PYTHON, "-m", "pytest", *(rest or PYTEST_PARALLEL), **offscreen())


def check(_given: argparse.Namespace, _rest: "list[str]") -> int:
    """Run format, lint, types, contracts and tests with coverage; all of them, even where one fails."""
    prepare(LOCK, DEV_LOCK)
    failed = [name for name, arguments in CHECKS.items() if not passes(name, arguments)]
    say(f"check: failed: {', '.join(failed)}" if failed else "check: all passed")
    return 1 if failed else 0


def passes(name: str, arguments: "list[str]") -> bool:
    """Run one check and print a line for it; the whole of its output only where it failed."""
    began = time.monotonic()
    done = subprocess.run(
        [str(PYTHON), *arguments],
        cwd=ROOT,
        env=environment(**offscreen()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(done.stdout)
    say(f"{name:<10} {'FAILED' if done.returncode else 'ok':<7} {time.monotonic() - began:6.1f} s")
    if name == "tests" and not done.returncode:
        closing = [line for line in done.stdout.splitlines() if re.search(r"\d+ passed|Total coverage", line)]
        say("\n".join(closing))
    return done.returncode == 0


def bench(given: argparse.Namespace, _rest: "list[str]") -> int:
    """Measure against the bars and print the ratios."""
    prepare(LOCK, DEV_LOCK)
    return run(PYTHON, "-m", "tests.bench.run", *([given.name] if given.name else []), **offscreen())


def soak(_given: argparse.Namespace, rest: "list[str]") -> int:
    """Run the tests that take minutes."""
    prepare(LOCK, DEV_LOCK)
    return run(PYTHON, "-m", "pytest", "-m", "soak", "-o", "faulthandler_timeout=3600", *rest, **offscreen())


def shots(given: argparse.Namespace, _rest: "list[str]") -> int:
    """Draw every page of the window into a folder of pictures, on a display of its own where there is none."""
    prepare(LOCK, DEV_LOCK)
    bring_fonts()
    command = [PYTHON, "-m", "tests.shots.run", "--out", Path(given.out).absolute()]
    if has_display():
        return run(*command)
    screen = ["xvfb-run", "--auto-servernum", "--server-args", "-screen 0 1920x1080x24"]
    bring(missing_packages(WINDOW_LIBRARIES) + missing_programs(xvfb_run="xvfb", xauth="xauth"), "a virtual display")
    return run(*screen, *command, QT_QPA_PLATFORM="xcb")


def build(_given: argparse.Namespace, _rest: "list[str]") -> int:
    """Build the program into dist/, start what was built, and compare its version with the source's."""
    prepare(LOCK, DEV_LOCK)
    if LINUX:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        debian_python = sys.base_prefix == "/usr"  # Debian's python is static; its shared library is a package apart
        library = {f"libpython{version}.so.1.0": f"libpython{version}"} if debian_python else {}
        bring(missing_packages(library) + missing_programs(objdump="binutils"), "the build")
    must(PYTHON, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", "build.spec")
    program = ROOT / "dist" / "anfraud" / ("anfraud.exe" if WINDOWS else "anfraud")
    started = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    wanted = re.search(r'__version__ = "(.+)"', (ROOT / "anfraud_desktop/__init__.py").read_text(encoding="utf-8"))
    if started.returncode or not wanted or started.stdout.strip() != wanted[1]:
        say(f"The built program does not start as it should:\n{started.stdout}{started.stderr}")
        return 1
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"Built {program.relative_to(ROOT)}, version {wanted[1]}, {size / 1e6:.0f} MB in its folder.")
    return 0


def lock(_given: argparse.Namespace, rest: "list[str]") -> int:
    """Pin what pyproject.toml asks for, with hashes, for every system and Python (--upgrade raises the pins)."""
    prepare(LOCK, DEV_LOCK)
    pins = ["--universal", "--generate-hashes", "--only-binary", ":all:", "--python-version", "3.11", "--quiet"]
    words = ["--no-emit-index-url", "--custom-compile-command", "python dev.py lock"]
    resolve = [PYTHON, "-m", "uv", "pip", "compile", *pins, *words, *rest]
    must(*resolve, "pyproject.toml", "--output-file", LOCK.name)
    # The tools are resolved beside the program's own pins, so that the one never moves the other.
    must(*resolve, "--group", "dev", "--constraints", LOCK.name, "--output-file", DEV_LOCK.name)
    return run(PYTHON, "-m", "pytest", "-m", "soak or not soak", "tests/test_lock.py")


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    made = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").split("\n\n")[0])
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for work in (demo, test, check, bench, soak, build, shots, lock):
        words = (work.__doc__ or "").strip()
        commands.add_parser(work.__name__, help=words, description=words).set_defaults(work=work)
    demo_options, bench_options, shots_options = (commands.choices[name] for name in ("demo", "bench", "shots"))
    demo_options.add_argument("--no-window", action="store_true", help="make the files only")
    demo_options.add_argument("--out", metavar="DIR", default="demo-out", help="where to (default: demo-out)")
    bench_options.add_argument("name", nargs="?", help="one measurement: the NAME of tests/bench/bench_NAME.py")
    shots_options.add_argument("--out", metavar="DIR", default="shots-out", help="where to (default: shots-out)")
    return made


def main() -> int:
    """Read the command line and do what it says."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        hint = "py -3.13 dev.py ..." if WINDOWS else "python3.11 dev.py ..."
        raise SystemExit(f"This program needs Python 3.11, 3.12 or 3.13; this is Python {found}. Try: {hint}")
    reader = parser()
    given, rest = reader.parse_known_args()
    if rest and given.command not in {"test", "soak", "lock"}:
        reader.error(f"{given.command} does not know: {' '.join(rest)}")
    work = given.work
    return int(work(given, rest))


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
