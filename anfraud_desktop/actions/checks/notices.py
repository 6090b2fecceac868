"""Checks of notices: who stands in them, their photos, how long they stand."""

from collections.abc import Iterator

from anfraud_desktop.actions.checks.check import Check, Found, Holdings, filled, terms
from anfraud_desktop.actions.rulings import Files, ruled
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.store import inspecting


def _open(file: Holdings, key: str) -> list[tuple[int, str, tuple[int, ...]]]:
    """Return (notice, kind, involvements) of those that are to be published or still stand in public."""
    left_out = terms(key)["past"]
    rows = file.values(Notice, "kind", "state", "involvements", where=filled("involvements"))
    return [(at, kind, parts) for at, kind, state, parts in rows if state not in left_out]


def barred(file: Holdings) -> Iterator[Found]:
    """Rule anew on everybody in a notice that is prepared or published."""
    notices = _open(file, "barred")
    files = Files.of(file.store, sorted({part for _, _, parts in notices for part in parts}))
    for at, kind, parts in notices:
        whole = [part for part in parts if files.is_whole(part)]
        for part in parts:
            if part not in whole:
                yield Found(at, f"涉案人员 #{part} 或其人员、案件已移入回收站", (part,))
        for entry in ruled(files, whole, kind, file.today):
            if entry.blocked:
                told = f"涉案人员 #{entry.involvement}：{entry.why}（{entry.article}）"
                # A blocker may name the day of the judgment: it is no fact.
                blockers = [text.replace(str(file.today), "") for text in entry.blockers]
                yield Found(at, told, (entry.involvement, entry.mode, entry.row, blockers))


def photo_missing(file: Holdings) -> Iterator[Found]:
    """Find people who may be shown in a wanted notice and have no photo, or one whose bytes are gone."""
    notices = [
        (at, kind, parts) for at, kind, parts in _open(file, "barred") if kind in terms("photo_missing")["kinds"]
    ]
    files = Files.of(file.store, sorted({part for _, _, parts in notices for part in parts}))
    kept = inspecting.kept_files(file.store) if notices else set()
    for at, _, parts in notices:
        for part in (one for one in parts if files.is_whole(one)):
            person = files.person_of(part)
            if person.photo is None or person.photo.sha256 not in kept:
                told = "没有照片" if person.photo is None else "照片文件不在案件文件里"
                yield Found(person.id or 0, f"写入了通告 #{at}，{told}", (at, part, told))


def expired(file: Holdings) -> Iterator[Found]:
    """Find notices whose time is over."""
    past = terms("barred")["past"]
    for at, state, until in file.values(Notice, "state", "valid_until", where=filled("valid_until")):
        if state not in past and until < file.today:
            yield Found(at, f"有效期到 {until}，已过", (until, state))


CHECKS = (
    Check("barred", "notices", "involvements", barred),
    Check("photo_missing", "people", "photo", photo_missing),
    Check("expired", "notices", "valid_until", expired),
)
