from dataclasses import replace
from datetime import datetime, timedelta

from anfraud_desktop.actions import drafts
from anfraud_desktop.actions.office import Office
from anfraud_desktop.store.database import Store
from tests.factories import KEY

TYPED = {"ledger": "people", "record": 0, "texts": {"name": "王芳"}}


def test_what_is_kept_comes_back_and_belongs_to_its_officer(office: Office) -> None:
    drafts.keep(office, {"people/0": TYPED})
    [found] = drafts.kept(office)
    assert (found.place, found.content) == ("people/0", TYPED)
    assert datetime.now() - found.at < timedelta(minutes=1)  # noqa: DTZ005  local time, as it is shown
    assert drafts.kept(replace(office, officer="李四")) == []


def test_a_place_holds_its_newest_content_and_none_forgets_it(office: Office) -> None:
    drafts.keep(office, {"people/0": TYPED, "cases/3": {"texts": {}}})
    drafts.keep(office, {"people/0": {"texts": {"name": "王芳芳"}}})
    assert {one.place: one.content["texts"] for one in drafts.kept(office)} == {
        "people/0": {"name": "王芳芳"}, "cases/3": {},
    }  # fmt: skip
    drafts.keep(office, {"people/0": None})
    assert [one.place for one in drafts.kept(office)] == ["cases/3"]


def test_keeping_writes_no_entry_of_the_log(office: Office) -> None:
    before = office.store.rows("SELECT count(*) FROM log")
    drafts.keep(office, {"people/0": TYPED})
    assert office.store.rows("SELECT count(*) FROM log") == before


def test_a_file_that_is_read_only_keeps_nothing(office: Office) -> None:
    path = office.store.path
    office.store.close()
    only_read = Store.open(path, KEY, read_only=True)
    drafts.keep(replace(office, store=only_read), {"people/0": TYPED})
    assert drafts.kept(replace(office, store=only_read)) == []
    only_read.close()


def test_nothing_of_a_draft_lies_in_plain_text_on_the_disk(office: Office) -> None:
    drafts.keep(office, {"people/0": {"texts": {"name": "暗河渡口王芳"}}})
    office.store.close()
    marks = [
        mark for text in ("暗河渡口王芳",) for mark in (text.encode(), text.encode("gbk"), text.encode("utf-16-le"))
    ]
    files = [path for path in office.store.path.parent.rglob("*") if path.is_file()]
    assert files
    assert not any(mark in path.read_bytes() for mark in marks for path in files)
