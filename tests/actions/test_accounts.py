"""Accounts: two open them, one person alone makes them theirs; what ends, ends; a new data key loses nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from anfraud_desktop.actions import accounts, records, signing, vaults
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.errors import Invalid, Refused, Unavailable, UserError
from anfraud_desktop.store import attempts, keyfile
from anfraud_desktop.store.accounts import Row, everyone, update
from anfraud_desktop.store.keyfile import key_path
from tests.founding import PASSWORD, QUICK, founded, signed_in

FRESH = "Nest-Cove-Fern-91"


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep the waits after failures, and do not wait."""
    waited: list[float] = []
    monkeypatch.setattr(attempts.wait, "__defaults__", (waited.append,))
    return waited


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return founded(tmp_path)[0]


@pytest.fixture
def pair(case: Path) -> Iterator[Office]:
    """Return the administrator's office with the supervisor beside them."""
    office = vaults.with_second(signed_in(case, "李四"), "王五", PASSWORD)
    yield office
    office.store.close()


def activated(case: Path, made: accounts.Activation, password: str = FRESH) -> accounts.Activated:
    return accounts.activate(case, made.name, made.code, password, kdf=QUICK)


def test_an_account_is_opened_by_two_and_activated_by_its_person(case: Path, pair: Office) -> None:
    made = accounts.add(pair, "孙七", "investigator")
    assert activated(case, made).role == "investigator"
    office = vaults.sign_in(case, "孙七", FRESH)
    assert office.role == "investigator"
    assert records.add(office, "people", {"name": "张三"}).id == 1
    office.store.close()


def test_one_alone_or_two_of_one_kind_open_nothing(case: Path, pair: Office) -> None:
    with pytest.raises(Refused, match="第二人"):
        accounts.add(replace(pair, second=None), "孙七", "clerk")
    investigator = vaults.with_second(pair, "赵六", PASSWORD)
    with pytest.raises(Refused, match="管理员和审核人"):
        accounts.add(investigator, "孙七", "clerk")
    assert [one.name for one in everyone(pair.store)] == sorted(("李四", "王五", "赵六"))
    assert keyfile.slot_of(key_path(case), "孙七") is None


def test_the_code_is_good_once_for_a_day_and_for_its_name(case: Path, pair: Office) -> None:
    made = accounts.add(pair, "孙七", "clerk")
    with pytest.raises(Unavailable, match="激活码"):
        accounts.activate(case, "孙七", made.code[:-1] + ("0" if made.code[-1] != "0" else "1"), FRESH, kdf=QUICK)
    with pytest.raises(Unavailable, match="激活码"):
        accounts.activate(case, "赵六", made.code, FRESH, kdf=QUICK)
    with pytest.raises(Unavailable, match="24 小时"):
        accounts.activate(case, "孙七", made.code, FRESH, at=lambda: now() + timedelta(hours=25), kdf=QUICK)
    with pytest.raises(Unavailable, match="激活"):
        vaults.sign_in(case, "孙七", FRESH)
    activated(case, made)
    with pytest.raises(Unavailable, match="激活码"):
        activated(case, made)


def test_the_code_may_be_typed_as_people_type(case: Path, pair: Office) -> None:
    made = accounts.add(pair, "孙七", "clerk")
    assert accounts.activate(case, "孙七", made.code.lower().replace("-", " "), FRESH, kdf=QUICK).name == "孙七"


@pytest.mark.parametrize(("name", "role"), [("", "clerk"), ("孙七", "chief"), ("赵六", "clerk")])
def test_a_name_or_role_that_will_not_do_opens_nothing(pair: Office, name: str, role: str) -> None:
    with pytest.raises(Invalid):
        accounts.add(pair, name, role)
    assert len(everyone(pair.store)) == 3


def test_a_reset_ends_the_old_password_and_the_old_signing_key(case: Path, pair: Office) -> None:
    signed_in(case, "赵六").store.close()
    made = accounts.reset(pair, "赵六")
    with pytest.raises(Unavailable):
        vaults.sign_in(case, "赵六", PASSWORD)
    activated(case, made)
    office = vaults.sign_in(case, "赵六", FRESH)
    keys = office.store.rows("SELECT closed IS NULL FROM signers WHERE name = '赵六' ORDER BY since")
    assert keys == [(0,), (1,)]
    office.store.close()


def test_a_role_takes_effect_at_once(case: Path, pair: Office) -> None:
    clerk = signed_in(case, "赵六")
    accounts.set_role(pair, "赵六", "auditor")
    with pytest.raises(Refused):
        records.listing(clerk, "people")
    clerk.store.close()


@pytest.mark.parametrize("name", ["李四", "王五"])
def test_the_last_of_each_keeper_stays(pair: Office, name: str) -> None:
    with pytest.raises(Refused, match="最后一个"):
        accounts.set_role(pair, name, "clerk")
    with pytest.raises(Refused, match="最后一个"):
        accounts.disable(pair, name)


def test_who_is_let_go_opens_nothing_though_they_kept_the_old_key_file(case: Path, pair: Office) -> None:
    with pair.change("登记") as change:
        change.save(records.ledger_of("people").read({"name": "张三"}))
    old_keys, old_key = key_path(case).read_bytes(), pair.store.key
    accounts.disable(pair, "赵六")
    assert pair.store.key != old_key
    assert records.listing(signed_in(case, "王五"), "people").total == 1
    with pytest.raises(Unavailable, match="不正确"):
        vaults.sign_in(case, "赵六", PASSWORD)
    key_path(case).write_bytes(old_keys)
    with pytest.raises(Unavailable):
        vaults.sign_in(case, "赵六", PASSWORD)


def test_a_new_data_key_leaves_passwords_sheet_and_log_as_they_were(tmp_path: Path) -> None:
    case, code = founded(tmp_path)
    pair = vaults.with_second(signed_in(case, "李四"), "王五", PASSWORD)
    accounts.change_key(pair)
    accounts.change_key(pair)
    with pair.change("登记") as change:
        change.save(records.ledger_of("people").read({"name": "张三"}))
    pair.store.close()
    for name in ("李四", "王五", "赵六"):
        office = signed_in(case, name)
        assert office.store.rows("SELECT count(*) FROM log_keys") == [(2,)]
        office.store.close()
    accounts.check_recovery(case, code)


def test_the_recovery_code_makes_an_administrator_and_is_used_up(tmp_path: Path) -> None:
    case, code = founded(tmp_path)
    fresh = accounts.recover(case, code, "周八", FRESH, QUICK)
    office = vaults.sign_in(case, "周八", FRESH)
    assert office.role == "administrator"
    assert office.store.rows("SELECT count(*) FROM log WHERE event = 'recovery_used'") == [(1,)]
    office.store.close()
    with pytest.raises(Unavailable):
        accounts.check_recovery(case, code)
    accounts.check_recovery(case, fresh)


def test_five_wrong_passwords_lock_until_two_release(case: Path, pair: Office, without_waiting: list[float]) -> None:
    for _ in range(5):
        with pytest.raises(Unavailable, match="不正确"):
            vaults.sign_in(case, "赵六", "wrong")
    assert without_waiting == [1, 2, 4, 8]
    with pytest.raises(Unavailable, match="锁定"):
        vaults.sign_in(case, "赵六", PASSWORD)
    assert [one.name for one in vaults.accounts(pair) if one.locked] == ["赵六"]
    accounts.unlock(pair, "赵六")
    signed_in(case, "赵六").store.close()


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(case: Path) -> None:
    told = []
    for name in ("赵六", "无此人"):
        for _ in range(6):
            with pytest.raises(Unavailable) as mistake:
                vaults.sign_in(case, name, "wrong")
            told.append(mistake.value.message)
    assert told[:6] == told[6:]


def test_failures_long_ago_do_not_lock_but_many_do(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # as the module calls it
            return datetime.now(tz) + cls.ahead  # type: ignore[arg-type]

    monkeypatch.setattr(attempts, "datetime", Clock)
    for number in range(9):
        Clock.ahead = timedelta(hours=number)
        with pytest.raises(Unavailable, match="不正确"):
            vaults.sign_in(case, "赵六", "wrong")
    Clock.ahead = timedelta(hours=10)
    with pytest.raises(Unavailable, match="不正确"):
        vaults.sign_in(case, "赵六", "wrong")
    with pytest.raises(Unavailable, match="锁定"):
        vaults.sign_in(case, "赵六", PASSWORD)


def test_failures_are_told_and_logged_at_the_next_sign_in(case: Path) -> None:
    with pytest.raises(Unavailable):
        vaults.sign_in(case, "赵六", "wrong")
    office = signed_in(case, "赵六")
    assert any("1 次输错密码" in note for note in office.notes)
    events = office.store.rows("SELECT event FROM log WHERE officer = '赵六' ORDER BY seq")
    assert events == [("sign_in_failed",), ("sign_in",)]
    office.store.close()


def test_a_supervisors_sign_in_signs_the_head_of_the_log(case: Path) -> None:
    office = signed_in(case, "王五")
    head = office.store.rows("SELECT max(seq) FROM log")[0][0]
    assert (head, office.signer.slot if office.signer else "") in office.store.rows("SELECT seq, slot FROM signatures")
    office.store.close()


def aged(case: Path, name: str, **days: int) -> None:
    """Let something about an account have happened so many days ago."""
    office = signed_in(case, name)
    row = next(one for one in everyone(office.store) if one.name == name)
    facts = {key: (now() - timedelta(days=ago)).isoformat(timespec="seconds") for key, ago in days.items()}
    with office.store.change("登记", by=name) as change:
        update(change, row._replace(facts=row.facts | facts))
    office.store.close()


def test_a_password_runs_out_is_announced_and_may_be_changed(case: Path) -> None:
    aged(case, "赵六", password_at=85)
    office = signed_in(case, "赵六")
    assert any("5 天到期" in note for note in office.notes)
    office.store.close()
    aged(case, "赵六", password_at=91)
    with pytest.raises(Unavailable, match="先修改密码"):
        signed_in(case, "赵六")
    vaults.change_password(case, "赵六", PASSWORD, FRESH, QUICK)
    vaults.sign_in(case, "赵六", FRESH).store.close()


def test_a_password_that_was_used_lately_does_not_come_again(case: Path) -> None:
    used = [PASSWORD, *(f"Nest-Cove-Fern-9{at}" for at in range(4))]
    for old, new in pairwise(used):
        vaults.change_password(case, "赵六", old, new, QUICK)
    for again in used:
        with pytest.raises(UserError, match="最近 5 次"):
            vaults.change_password(case, "赵六", used[-1], again, QUICK)


def test_an_account_that_nobody_used_is_closed_but_not_a_keepers(case: Path, pair: Office) -> None:
    aged(case, "赵六", last=31)
    with pytest.raises(Unavailable, match="30 天"):
        signed_in(case, "赵六")
    accounts.unlock(pair, "赵六")
    signed_in(case, "赵六").store.close()
    aged(case, "王五", last=400)
    signed_in(case, "王五").store.close()


def test_a_clock_that_has_gone_back_closes_nothing() -> None:
    row = everyone_row(last=-400, password_at=-400)
    signing.refuse_stale(row, now())
    assert all("到期" not in note for note in signing.notes_for(row, 0, now()))


def everyone_row(**days: int) -> Row:
    facts = {key: (now() - timedelta(days=ago)).isoformat(timespec="seconds") for key, ago in days.items()}
    return Row("赵六", "u-1", "investigator", active=True, facts=facts)
