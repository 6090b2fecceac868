"""The commands for retention: what is over, the periods, deleting for good by two, correcting on request."""

from pathlib import Path

import pytest

from anfraud_desktop.documents.images import pdf_text
from tests.cli.conftest import PASSWORD, SECOND, Run

AGO = "2022-05-01T00:00:00+00:00"
BASIS = ("--basis", "个人信息保护法第四十七条第一款第一项", "--reason", "保存期限届满")


@pytest.fixture
def people(run: Run, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Write somebody long ago and somebody now; return their numbers."""
    with monkeypatch.context() as then:
        then.setattr("anfraud_desktop.store.audit.stamp", lambda: AGO)
        old = run("add", "people", "name=张建国").json["id"]
    return [old, run("add", "people", "name=李四").json["id"]]


@pytest.fixture
def supervisor(file: Path, bare: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    del file
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", PASSWORD)
    return lambda *words: bare(*words, "--user", "王五", "--json")


def test_what_is_over_is_listed_with_its_reason_and_article(people: list[int], supervisor: Run) -> None:
    [one] = supervisor("retention", "list").json["ended"]
    assert (one["ledger"], one["id"], one["until"], one["trash"]) == ("people", people[0], "2025-12-31", False)
    assert "第四十七条" in one["article"]
    ahead = supervisor("retention", "list", "--as-of", "2040-01-01").json["ended"]
    assert [one["id"] for one in ahead] == people


def test_for_people_each_is_a_line(people: list[int], bare: Run, supervisor: Run) -> None:
    del supervisor
    told = bare("retention", "list", "--user", "王五").out
    assert f"people {people[0]}　张建国" in told
    assert "个人信息保护法" in told


def test_two_delete_what_is_over(people: list[int], supervisor: Run) -> None:
    alone = supervisor("purge", "people", people[0], *BASIS)
    assert (alone.status, alone.json["error"]["kind"]) == (1, "refused")
    done = supervisor("purge", "people", people[0], *BASIS, "--second", "李四")
    assert (done.status, done.json["purged"], done.json["paper"]) == (0, {"people": 1}, None)
    assert supervisor("retention", "list").json["ended"] == []
    gone = supervisor("purge", "people", people[0], *BASIS, "--second", "李四")
    assert gone.json["error"]["kind"] == "missing"


def test_before_its_time_it_is_refused_with_the_article(people: list[int], supervisor: Run) -> None:
    done = supervisor("purge", "people", people[1], *BASIS, "--second", "李四")
    assert (done.status, done.json["error"]["article"]) == (1, "个人信息保护法第四十七条第二款")


def test_a_deletion_on_request_is_answered_on_paper(people: list[int], supervisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "答复.pdf"
    request = ("--requested-by", "张建国", "--request-date", "2022-10-20", "--paper", out)
    done = supervisor("purge", "people", people[0], *BASIS, "--second", "李四", *request)
    assert done.json["paper"] == str(out)
    assert "已经彻底删除" in "".join(pdf_text(out.read_bytes())[0].split())


def test_half_a_request_deletes_nothing(people: list[int], supervisor: Run) -> None:
    done = supervisor("purge", "people", people[0], *BASIS, "--second", "李四", "--requested-by", "张建国")
    assert done.status == 1
    assert len(supervisor("retention", "list").json["ended"]) == 1


def test_the_periods_are_listed_and_set_by_two(supervisor: Run) -> None:
    rows = {one["key"]: one for one in supervisor("retention", "periods").json["periods"]}
    assert (rows["case_criminal"]["years"], rows["case_criminal"]["unsure"]) == (60, True)
    words = ("retention", "set", "case_criminal", "30", "--basis", "保管期限表〔2026〕3号")
    assert supervisor(*words).status == 1
    assert supervisor(*words, "--second", "李四").status == 0
    rows = {one["key"]: one for one in supervisor("retention", "periods").json["periods"]}
    assert (rows["case_criminal"]["years"], rows["case_criminal"]["default"]) == (30, 60)


def test_a_correction_is_written_and_answered(people: list[int], run: Run, tmp_path: Path) -> None:
    out = tmp_path / "答复.pdf"
    request = ("--requested-by", "李四", "--request-date", "2022-10-20", "--paper", out)
    done = run("correct", "people", people[1], "address=棠棣镇李店村", *request)
    assert (done.status, done.json["corrected"], done.json["paper"]) == (0, True, str(out))
    assert run("show", "people", people[1]).json["record"]["shown"]["address"] == "棠棣镇李店村"
    assert "个人信息更正答复书" in pdf_text(out.read_bytes())[0]


def test_a_request_is_declined_with_a_reason(people: list[int], run: Run, tmp_path: Path) -> None:
    out = tmp_path / "答复.pdf"
    request = ("--requested-by", "李四", "--request-date", "2022-10-20", "--paper", out)
    done = run("correct", "people", people[1], "name=李五", *request, "--refuse", "与户籍登记不一致")
    assert (done.status, done.json["corrected"]) == (0, False)
    assert run("show", "people", people[1]).json["record"]["shown"]["name"] == "李四"
    done = run("correct", "people", people[1], *request, "--refuse", "")
    assert done.status == 0
    assert "个人信息删除答复书" in pdf_text(out.read_bytes())[0]


def test_a_date_that_is_none_is_wrong_usage(people: list[int], run: Run) -> None:
    request = ("--requested-by", "李四", "--request-date", "昨天")
    assert run("correct", "people", people[1], "name=李五", *request).status == 2
