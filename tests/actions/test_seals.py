"""The monthly seal sheet: what it says of its month, what it leaves in the log, and that it finds a change later."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from anfraud_desktop import verify
from anfraud_desktop.actions import log_exports, logs
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Invalid, Missing, Refused, UserError
from anfraud_desktop.store import audit, logbook
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from tests.factories import a_case, an_office
from tests.store.tampering import chain_anew, opened

SIGNER = Signer("孙审计", "u-9", "auditor", bytes(range(1, 33)))


@pytest.fixture
def auditor(store: Store, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """Return the office of an auditor who has signed in, over a log of two months."""
    monkeypatch.setattr("anfraud_desktop.settings.data_folder", lambda: tmp_path / "data")
    store.connection.execute("INSERT INTO accounts (name, slot, role, active) VALUES ('孙审计', 'u-9', 'auditor', 1)")
    store.signer = SIGNER
    for month, many in (("09", 2), ("10", 3), ("11", 1)):
        at = f"2026-{month}-15T02:00:00+00:00"
        monkeypatch.setattr(audit, "stamp", lambda at=at: at)
        for _ in range(many):
            with store.change("登记", by="王警官") as change:
                change.save(a_case())
    with store.change("单位", by="王警官") as change:
        change.save(an_office())
    return replace(office, officer="孙审计", role="auditor", signer=SIGNER)


def words(data: bytes) -> str:
    return "".join("".join(pdf_text(data)).split())


def test_the_sheet_tells_the_month_and_the_head_that_the_auditor_signed(auditor: Office) -> None:
    text = words(log_exports.seal_sheet(auditor, "2026-10"))
    seq, mac = logbook.newest(auditor.store)
    assert "（2026年10月）" in text
    assert "第3号至第5号，共3条" in text
    assert "登记3" in text
    assert f"日志封至第{seq}号" in text
    assert mac.hex() in text.replace("第2行", "")
    assert verify.fingerprint(SIGNER.public().hex()).replace(" ", "") in text
    [(signed, slot)] = auditor.store.rows("SELECT seq, slot FROM signatures")
    assert (signed, slot) == (seq, "u-9")
    assert logbook.of_record(auditor.store, "", 0)[-1][4] == "seal"


def test_what_stands_on_the_sheet_finds_a_log_that_was_chained_anew_and_stripped_of_signatures(
    auditor: Office, store: Store
) -> None:
    log_exports.seal_sheet(auditor, "2026-10")
    seq, mac = logbook.newest(store)
    printed = log_exports.read_head(f"{seq}-{mac.hex()[:12]}")
    assert logs.verify(auditor, [printed]).ok
    live = opened(store)
    chain_anew(live, store, 3)
    live.execute("DELETE FROM signatures")
    live.execute("DELETE FROM signers")
    live.close()
    found = logs.verify(auditor, [printed])
    assert [check.name for check in found.checks if not check.ok] == ["anchors"]


@pytest.mark.parametrize(
    ("month", "kind", "told"),
    [
        ("2026-08", Missing, "没有日志记录"),
        ("2026-12", Invalid, "已经开始的月份"),
        ("2026-Q3", Invalid, "已经开始的月份"),
    ],
)
def test_only_a_month_that_has_begun_and_has_entries_is_sealed(
    auditor: Office, month: str, kind: type[UserError], told: str
) -> None:
    before = logbook.head(auditor.store)
    with pytest.raises(kind, match=told):
        log_exports.seal_sheet(auditor, month)
    assert logbook.head(auditor.store) == before


@pytest.mark.parametrize(
    "act",
    [
        lambda office, _: log_exports.seal_sheet(office, "2026-10"),
        lambda office, _: log_exports.anchor(office),
        lambda office, folder: log_exports.export(office, folder / "log.jsonl"),
    ],
)
def test_only_the_auditor_takes_anything_out_of_the_log(
    auditor: Office, tmp_path: Path, act: Callable[[Office, Path], object]
) -> None:
    with pytest.raises(Refused, match="导出、签名、锚定日志"):
        act(replace(auditor, role="supervisor", signer=None), tmp_path)
    with pytest.raises(Refused, match="本人用密码登录"):
        act(replace(auditor, signer=None), tmp_path)
    assert list(tmp_path.glob("*.jsonl")) == []
