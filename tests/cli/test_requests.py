"""The way of a request to a bank through the command line."""

from pathlib import Path

import pytest

from anfraud_desktop.documents.images import pdf_text
from tests.cli.conftest import PASSWORD, SECOND, Run
from tests.factories import card_number

PAPER = "document_number=安公(府城)冻财字〔2026〕{}号"
BANK = ("institution=中国工商银行", "target_kind=银行账户")


@pytest.fixture
def account(run: Run) -> str:
    """Write a filed case and a card of it; return the card's number."""
    run("add", "cases", "number=案1", "name=三号案", "offence=诈骗罪", "filed_on=2026-03-01")
    number = card_number()
    run("add", "cards", "kind=debit", f"number={number}", "cases=案1")
    return number


def test_a_freeze_goes_from_draft_to_release(run: Run, account: str) -> None:
    made = run("request", "draft", "冻结", "card=#1", PAPER.format(1)).json
    assert (made["id"], made["kind"], made["state"]) == (1, "freeze", "draft")
    assert "推测" in made["warnings"][0]
    sent = run("request", "send", 1, "sent_at=2026-03-05T09:30").json
    assert (sent["state"], sent["reply_due_on"]) == ("sent", "2026-03-06")
    done = run("request", "answer", 1, "starts_at=2026-03-05 10:12", "balance=1200.50", "replied_on=2026-03-08").json
    assert (done["expires_at"], done["delayed"]) == ("2026-09-05T23:59", 1)
    release = run("request", "lift", 1, "--reason", "与案件无关", "--as-of", "2026-04-01")
    assert release.json["error"]["kind"] == "refused"
    late = run("request", "lift", 1, "--reason", "期限届满").json
    assert (late["id"], late["state"]) == (1, "ended")
    assert account not in str(made)


def test_a_third_stop_is_refused_with_the_rule(run: Run) -> None:
    number = card_number()
    for at in (1, 2, 3):
        run("request", "draft", "止付", *BANK, f"target={number}")
        done = run("request", "send", at, f"sent_at=2026-03-0{at}T09:30")
    assert (done.status, done.json["error"]["article"]) == (1, "银发〔2016〕86号")
    assert number not in done.out + done.err


def test_letters_are_written_one_to_each_institution(run: Run, account: str, tmp_path: Path) -> None:
    run("request", "draft", "冻结", "card=#1", PAPER.format(1))
    other = ("institution=湖北银行", "target_kind=银行账户", f"target={card_number()}")
    run("request", "draft", "冻结", *other, PAPER.format(2))
    folder = tmp_path / "函件"
    folder.mkdir()
    both = run("request", "letter", "1,2", folder).json["letters"]
    assert [one["ids"] for one in both] == [[1], [2]]
    assert account in "".join("".join(pdf_text(Path(both[0]["file"]).read_bytes())).split())
    assert account not in both[0]["file"]
    assert run("request", "letter", "1,2", tmp_path / "一份.pdf").json["error"]["kind"] == "mistake"
    word = run("request", "letter", "1", folder, "--word").json["letters"]
    assert Path(word[0]["file"]).read_bytes()[:2] == b"PK"


def test_what_is_late_is_listed_at_any_moment(run: Run, bare: Run) -> None:
    run("request", "draft", "查询", *BANK, f"target={card_number()}", PAPER.format(1))
    run("request", "send", 1, "sent_at=2026-03-05T09:30")
    assert run("request", "overdue", "--as-of", "2026-03-06").json["outstanding"] == []
    [waits] = run("request", "overdue", "--all", "--as-of", "2026-03-06").json["outstanding"]
    assert (waits["what"], waits["late"], waits["by"]) == ("reply", False, "2026-03-08")
    told = bare("request", "overdue", "--user", "赵六", "--as-of", "2026-03-10").out
    assert "逾期 2 日" in told


def test_two_replace_the_template_and_anybody_reads_it(
    file: Path, bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del file
    own = tmp_path / "own.toml"
    text = '[stop]\ntitle = "止付函"\nopening = "请止付{count}个账户。"\ncolumns = ["target"]\n'
    own.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", PASSWORD)
    by = ("--user", "王五", "--second", "李四", "--reason", "县局新样式", "--json")
    assert bare("request", "template", "--set", own, *by).status == 0
    assert "止付函" in bare("request", "template", "--user", "王五", "--json").json["template"]
    assert bare("request", "template", "--set", tmp_path / "none.toml", *by).json["error"]["kind"] == "unavailable"
    assert "协助查询财产通知书" in bare("request", "template", "--restore", *by).json["template"]
