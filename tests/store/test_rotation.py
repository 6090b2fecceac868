"""Which backups go: those of this file's own past that have served their time, and never the newest."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.store import archive, backups, rotation
from anfraud_desktop.store.database import Store
from tests.founding import NOW, backed_up, keyed, register

DAY = timedelta(days=1)
RULES = rotation.rules()
MOMENTS = st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 3)), min_size=1, max_size=80, unique=True)  # noqa: DTZ001


def test_the_rules_are_those_that_were_set() -> None:
    assert rotation.rules() == rotation.Rules(all_days=2, daily=12, weekly=10, monthly=9)


@given(MOMENTS)
def test_rotation_keeps_the_newest_of_each_period_and_nothing_twice_over(moments: list[datetime]) -> None:
    made = {str(at): at for at in moments}
    gone = rotation.outdated(made, NOW, RULES)
    stay = {at for one, at in made.items() if one not in gone}
    assert max(moments) in stay
    assert {at for at in moments if NOW - at <= 2 * DAY} <= stay
    for many, period in ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m")):
        periods = sorted({at.strftime(period) for at in moments})[-many:]
        assert {max(at for at in moments if at.strftime(period) == one) for one in periods} <= stay
    assert len([at for at in stay if NOW - at > 2 * DAY]) <= 12 + 10 + 9


@given(MOMENTS)
def test_what_rotation_keeps_it_keeps_when_asked_again(moments: list[datetime]) -> None:
    made = {str(at): at for at in moments}
    gone = rotation.outdated(made, NOW, RULES)
    left = {one: at for one, at in made.items() if one not in gone}
    assert rotation.outdated(left, NOW, RULES) == set()


def test_rotation_deletes_what_has_served_its_time_and_nothing_else(kept: Store, folder: Path) -> None:
    days = [*range(300, 20, -10), *range(15, -1, -1)]
    made = {day: backed_up(kept, folder, NOW - day * DAY) for day in days}
    (folder / "case_20200101-000000_e1_00000000.afbk").write_bytes(b"damaged: for people to look at")
    (folder / "other_20200101-000000_e1_00000000.afbk").write_bytes(b"of another file")
    gone = backups.rotate(kept.connection, "case", made[0])
    left = [day for day in days if made[day].path.exists()]
    assert {made[day].path for day in days if day not in left} == set(gone)
    weeks, months = [14, 30, 40, 50, 60, 70, 80, 90], [100, 130, 160, 190, 220]  # that go beyond the twelve days
    assert sorted(left) == [*range(12), *weeks, *months]
    assert len(list(folder.glob("*_20200101-*"))) == 2


def test_backups_of_another_past_are_never_displaced(
    kept: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "rules", lambda: rotation.Rules(0, 1, 1, 1))
    own = backed_up(kept, folder, NOW - 9 * DAY)
    register(kept, 3)
    lost = backed_up(kept, folder, NOW - 8 * DAY)
    key = kept.key
    kept.close()
    archive.extract(own, kept.path)  # an older file is put in the place of the case file
    older = Store.open(kept.path, key)
    register(older)
    newest = backed_up(older, folder, NOW)
    assert backups.rotate(older.connection, "case", newest) == [own.path]
    assert lost.path.exists()
    older.close()


def test_another_vault_keeping_its_backups_in_the_same_folder_loses_none(
    kept: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "rules", lambda: rotation.Rules(0, 1, 1, 1))
    (tmp_path / "neighbour").mkdir()
    neighbour, _ = keyed(tmp_path / "neighbour")
    theirs = backed_up(neighbour, folder, NOW - 9 * DAY)
    neighbour.close()
    assert backups.rotate(kept.connection, "case", backed_up(kept, folder)) == []
    assert theirs.path.exists()
