"""Screenshots of every page at 1366×768 and 1920×1080: `python -m tests.shots.run --out DIR`."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import imports, preferences
from anfraud_desktop.actions.office import Office
from anfraud_desktop.resources import resource
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.notice_page import NoticePage
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.pages import book
from anfraud_desktop.ui.signin import SignIn
from tests.conftest import NOW
from tests.factories import KEY, an_office

SIZES = ((1366, 768), (1920, 1080))
BOOK = resource("demo", "府城派出所人员台账2026.xlsx")


def wait(milliseconds: int) -> None:
    """Let the window and its workers go on; QTest's own wait would keep the workers out."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(frame: Frame) -> None:
    """Wait until nothing is under way."""
    wait(150)
    while frame.tasks.busy() or frame.reads.busy():
        wait(50)
    wait(150)


def an_office_at_work(folder: Path) -> Office:
    """Return an office on a fresh file that holds the bundled ledger."""
    office = Office(Store.create(folder / "case.db", KEY), "王警官", "investigator", lambda: NOW)
    with office.store.change("建立", by="王警官") as change:
        change.save(an_office())
    imports.commit(office, imports.preview(office, BOOK), accept_good=True)
    return office


def everybody(frame: Frame) -> None:
    """Take everybody who may be named over into a notice."""
    frame.go("notice")
    settle(frame)
    page = frame.findChildren(NoticePage)[0]
    page.candidates.choice.everything()
    page.take()


def search(frame: Frame, text: str) -> None:
    frame.search.ask()
    wait(50)
    frame.search.line.setText(text)
    frame.search.line.textEdited.emit(text)  # as if it were typed
    wait(600)


def scenes(frame: Frame) -> dict[str, Callable[[], object]]:
    """Return what leads to each page, by the name of its picture."""
    found: dict[str, Callable[[], object]] = {f"list-{table}": partial(frame.go, table) for table in Record.ledgers}
    forms = ("cases", "people", "cards", "dispositions")
    found |= {f"form-{table}": partial(frame.new_record, table) for table in forms}
    found |= {
        "today": partial(frame.go, "today"),
        "punishment": partial(frame.go, "punishment"),
        "case": lambda: frame.open_record("cases", 5),
        "import": lambda: frame.go("import"),
        "import-preview": lambda: frame.go("import", path=str(BOOK)),
        "notice": lambda: everybody(frame),
        "report": lambda: frame.go("report", period="2026-10"),
        "log": lambda: frame.go("log"),
        "search": lambda: search(frame, "司马"),
    }
    return found


def snap(widget: QWidget, out: Path, name: str) -> None:
    path = out / f"{name}-{widget.width()}x{widget.height()}.png"
    if not widget.grab().save(str(path)):
        raise OSError(path.name)
    print(path.name, flush=True)


def main() -> int:
    """Draw every page at every size; return 0."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--out", type=Path, default=Path("shots-out"))
    out: Path = arguments.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.chosen("light"))
    sign_in = SignIn(lambda _name, _password: None, file="case.db")
    sign_in.resize(*theme.SIGN_IN_WINDOW)
    sign_in.show()
    wait(200)
    snap(sign_in, out, "sign-in")
    sign_in.close()
    with tempfile.TemporaryDirectory() as folder:
        office = an_office_at_work(Path(folder))
        keep = Keep(partial(preferences.load, office), partial(preferences.save, office))
        for width, height in SIZES:
            frame = Frame(office, book(), keep)
            frame.resize(width, height)
            frame.show()
            for name, show in scenes(frame).items():
                show()
                settle(frame)
                snap(frame, out, name)
            frame.close()
        office.store.close()
    from tests.shots import trust  # it draws with what stands here

    trust.draw(out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
