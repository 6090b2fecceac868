"""What is typed and not saved survives the window, whatever ends it."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import drafts as kept_drafts
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import drafts as drafts_module
from anfraud_desktop.ui import pages
from anfraud_desktop.ui.drafts import EVERY_MS, DraftBar
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep
from tests.ui.conftest import Make, settle

Open = Callable[[], Frame]


@pytest.fixture
def open_again(qtbot: QtBot, office: Office, keep: Keep) -> Iterator[Open]:
    """Open another window on the same file, as after a crash of the one before."""
    opened: list[Frame] = []

    def make() -> Frame:
        frame = Frame(office, pages.book(), keep)
        frame.show()
        frame.drafts.start()
        settle(qtbot, frame)
        wait(qtbot, frame)
        opened.append(frame)
        return frame

    yield make
    for frame in opened:
        frame.put_away()


def wait(qtbot: QtBot, frame: Frame) -> None:
    qtbot.waitUntil(lambda: not any(lane.busy() for lane in (frame.drafts.lane, frame.tasks, frame.reads)))
    QApplication.processEvents()


def page_of(frame: Frame) -> FormPage:
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    return page


def type_into(page: FormPage, field: str, text: str) -> None:
    line = page.form.boxes[field].editor.inputs()[0]
    assert isinstance(line, QLineEdit)
    line.setText(text)
    line.textEdited.emit(text)


def typed(office: Office) -> dict[str, object]:
    return {one.place: one.content["typed"] for one in kept_drafts.kept(office)}


def bar_of(frame: Frame) -> DraftBar:
    return frame.findChildren(DraftBar)[0]


def test_what_is_typed_is_in_the_file_within_five_seconds(open_again: Open, office: Office, qtbot: QtBot) -> None:
    frame = open_again()
    frame.new_record("people")
    type_into(page_of(frame), "name", "王芳")
    assert EVERY_MS < 5000
    qtbot.waitUntil(lambda: typed(office) == {"people/0": {"name": "王芳"}}, timeout=5000)


def test_only_what_has_changed_is_written(open_again: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = open_again()
    frame.new_record("people")
    type_into(page_of(frame), "name", "王芳")
    written: list[object] = []
    real = kept_drafts.keep

    def keep(office: Office, what: Mapping[str, Mapping[str, object] | None]) -> None:
        written.append(what)
        real(office, what)

    monkeypatch.setattr(kept_drafts, "keep", keep)
    for _ in range(3):
        frame.drafts.keep()
        wait(qtbot, frame)
    assert len(written) == 1


def test_a_crash_is_followed_by_an_offer_that_brings_everything_back(
    open_again: Open, make: Make, qtbot: QtBot
) -> None:
    case = make("cases", number="A4209820500002026030001")
    person = make("people", name="王芳")
    before = open_again()
    before.new_record("cards", {"cases": (case.id,)})
    type_into(page_of(before), "institution", "中国工商银行")
    before.new_record("involvements", {"person": person.id})
    before.edit_record("people", person.id or 0)
    type_into(page_of(before), "occupation", "司机")
    before.drafts.keep()
    wait(qtbot, before)

    after = open_again()
    assert bar_of(after).isVisible()
    assert bar_of(after).words.text() == "上次有 3 份没保存的内容"
    bar_of(after).go_on.click()
    wait(qtbot, after)
    forms = [page for page in after.workspaces.open.values() if isinstance(page, FormPage)]
    given = {page.ledger.table: page.form.given() for page in forms}
    assert given["cards"]["cases"] == [case.id]
    assert given["cards"]["institution"] == "中国工商银行"
    assert given["involvements"]["person"] == f"#{person.id}"
    assert given["people"]["occupation"] == "司机"
    assert all(page.unsaved() for page in forms)
    assert not bar_of(after).isVisible()


@pytest.mark.parametrize("ledger", sorted(Record.ledgers))
def test_every_kind_of_field_takes_back_what_it_gave(open_again: Open, make: Make, ledger: str, qtbot: QtBot) -> None:
    make("cases", number="A4209820500002026030001")
    make("people", name="王芳")
    frame = open_again()
    frame.new_record(ledger)
    form = page_of(frame).form
    for box in form.boxes.values():
        if box.editor.given() == []:
            continue
        box.editor.retype({"TickEditor": "是", "LinkEditor": "#1"}.get(type(box.editor).__name__, "12"))
    given = form.typed()
    form.load(None)
    form.retype(given)
    assert form.typed() == given
    wait(qtbot, frame)


def test_saving_forgets_the_draft(open_again: Open, office: Office, qtbot: QtBot) -> None:
    frame = open_again()
    frame.new_record("people")
    page = page_of(frame)
    type_into(page, "name", "王芳")
    frame.drafts.keep()
    wait(qtbot, frame)
    page.save()
    qtbot.waitUntil(lambda: page.form.record is not None)
    wait(qtbot, frame)
    assert typed(office) == {}


def test_giving_a_form_up_forgets_its_draft(open_again: Open, office: Office, qtbot: QtBot) -> None:
    frame = open_again()
    frame.new_record("people")
    page = page_of(frame)
    type_into(page, "name", "王芳")
    frame.drafts.keep()
    wait(qtbot, frame)
    frame.close_page(page)
    wait(qtbot, frame)
    assert typed(office) == {}


def test_throwing_away_forgets_all_that_was_left(
    open_again: Open, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_drafts.keep(office, {"people/0": {"ledger": "people", "record": 0, "version": None, "typed": {"name": "王"}}})
    frame = open_again()
    monkeypatch.setattr(drafts_module, "decide", lambda *_, **__: -1)
    bar_of(frame).away.click()
    assert bar_of(frame).isVisible()
    monkeypatch.setattr(drafts_module, "decide", lambda *_, **__: 0)
    bar_of(frame).away.click()
    wait(qtbot, frame)
    assert not bar_of(frame).isVisible()
    assert typed(office) == {}


def test_an_offer_that_waits_is_not_written_over_by_a_new_form(open_again: Open, office: Office, qtbot: QtBot) -> None:
    left = {"ledger": "people", "record": 0, "version": None, "typed": {"name": "王"}}
    kept_drafts.keep(office, {"people/0": left})
    frame = open_again()
    frame.new_record("people")
    type_into(page_of(frame), "name", "李")
    frame.drafts.keep()
    wait(qtbot, frame)
    assert typed(office) == {"people/0": {"name": "王"}, "people/0/2": {"name": "李"}}
    frame.drafts.take_up()
    assert page_of(frame).form.typed() == {"name": "李"}
    assert bar_of(frame).words.text() == "上次有 1 份没保存的内容"


def test_opening_the_record_takes_its_draft_up_and_says_if_it_was_changed_since(
    open_again: Open, office: Office, make: Make, qtbot: QtBot
) -> None:
    person = make("people", name="王芳")
    frame = open_again()
    frame.edit_record("people", person.id or 0)
    type_into(page_of(frame), "occupation", "司机")
    frame.drafts.keep()
    wait(qtbot, frame)
    with office.store.change("改", "李四") as change:
        change.save(person.but(address="解放大道"))
    after = open_again()
    after.edit_record("people", person.id or 0)
    given = page_of(after).form.given()
    assert (given["occupation"], given["address"]) == ("司机", "解放大道")
    assert "核对" in after.toasts.shown[-1].words


def test_a_draft_of_a_record_that_is_gone_stays_offered(open_again: Open, office: Office, make: Make) -> None:
    person = make("people", name="王芳")
    left = {"ledger": "people", "record": person.id, "version": 1, "typed": {"occupation": "司机"}}
    kept_drafts.keep(office, {f"people/{person.id}": left})
    with office.store.change("删", "李四") as change:
        change.remove(type(person), person.id or 0, "重复")
    frame = open_again()
    frame.drafts.take_up()
    assert "回收站" in frame.toasts.shown[-1].words
    assert bar_of(frame).isVisible()


def test_a_disk_that_takes_no_draft_is_told_once_and_tried_again(
    open_again: Open, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = open_again()
    frame.new_record("people")
    type_into(page_of(frame), "name", "王芳")

    def full(*_: object) -> None:
        raise Unavailable("磁盘空间不足，本次没有写入。")

    with monkeypatch.context() as broken:
        broken.setattr(kept_drafts, "keep", full)
        for _ in range(3):
            frame.drafts.keep()
            wait(qtbot, frame)
    assert [toast.words for toast in frame.toasts.shown] == ["磁盘空间不足，本次没有写入。"]
    frame.drafts.keep()
    wait(qtbot, frame)
    assert typed(office) == {"people/0": {"name": "王芳"}}


def test_the_status_line_counts_what_is_not_saved(open_again: Open) -> None:
    frame = open_again()
    frame.new_record("people")
    page = page_of(frame)
    assert frame.status.told["unsaved"] == ""
    type_into(page, "name", "王芳")
    assert frame.status.told["unsaved"] == "1 份未保存"
    assert "1 份未保存" in frame.status.words.text()
    frame.close_page(page)
    assert frame.status.told["unsaved"] == ""
