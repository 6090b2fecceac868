"""The way of a notice through the command line."""

from datetime import date
from pathlib import Path

import pytest

from anfraud_desktop.documents.images import pdf_text
from tests.cli.conftest import Run
from tests.factories import id_number

DRAFT = ("notice", "draft", "--title", "关于公开曝光典型案件的通告", "--channel", "公告栏", "--until", "2099-01-01")


@pytest.fixture
def people(run: Run) -> Run:
    """Write an adult in detention (1), a minor in detention (2) and an adult on bail (3)."""
    for at, (name, born, measure, word) in enumerate(
        [("张建国", date(1990, 3, 7), "刑事拘留", "拘字"), ("李少年", date(2009, 3, 7), "刑事拘留", "拘字"),
         ("王保释", date(1990, 3, 7), "取保候审", "取保字")], 1,
    ):  # fmt: skip
        run("add", "people", f"name={name}", f"id_number={id_number(born)}")
        run("add", "cases", f"number=案{at}", "offence=诈骗罪", "filed_on=2026-03-10")
        run("add", "involvements", f"person=#{at}", f"case=案{at}", "acted_on=2026-02-01")
        run("add", "dispositions", f"involvement=#{at}", f"measure={measure}", "decided_on=2026-03-12",
            f"document_number=安公(府城){word}〔2026〕{at}号")  # fmt: skip
    return run


def test_a_draft_tells_the_ruling_on_each(people: Run) -> None:
    done = people(*DRAFT, "--involvements", "1,3")
    assert done.status == 0
    assert (done.json["id"], done.json["state"], done.json["number"], done.json["blockers"]) == (1, "draft", None, [])
    first, second = done.json["entries"]
    assert (first["involvement"], first["person"], first["mode"], first["row"]) == (1, 1, "mask", "D08")
    assert first["shown_name"] == "张某某"
    assert (second["mode"], second["row"], second["shown_name"]) == ("aggregate", "D09", None)
    assert {"reason", "article"} <= set(first)


def test_a_minor_is_refused_by_number_and_article(people: Run) -> None:
    done = people(*DRAFT, "--involvements", "1,2")
    error = done.json["error"]
    assert (done.status, error["kind"]) == (1, "refused")
    assert "#2" in error["message"]
    assert "未成年人保护法第一百零三条" in error["article"]
    assert "李少年" not in done.out + done.err
    assert people("list", "notices").json["total"] == 0


def test_a_draft_becomes_a_pdf_and_pictures(people: Run, tmp_path: Path) -> None:
    people(*DRAFT, "--involvements", "1")
    pdf = people("notice", "pdf", "1", tmp_path / "n.pdf")
    assert (pdf.status, len(pdf.json["sha256"]), pdf.json["state"]) == (0, 64, "draft")
    text = "".join(pdf_text((tmp_path / "n.pdf").read_bytes()))
    assert "张某某" in text
    assert "张建国" not in text
    image = people("notice", "image", "1", tmp_path / "n.png").json
    assert [Path(name).read_bytes()[:4] for name in image["files"]] == [b"\x89PNG"] * len(image["files"])
    long = people("notice", "image", "1", tmp_path / "n.jpg").json
    assert Path(long["file"]).read_bytes()[:2] == b"\xff\xd8"


def test_a_check_follows_the_facts(people: Run, tmp_path: Path) -> None:
    people(*DRAFT, "--involvements", "1")
    assert people("notice", "check", "1").json["blockers"] == []
    people("set", "cases", "1", "sealed=是")
    told = people("notice", "check", "1").json
    assert "#1" in told["blockers"][0]
    assert told["entries"][0]["mode"] == "never"
    done = people("notice", "pdf", "1", tmp_path / "n.pdf")
    assert (done.status, done.json["error"]["kind"]) == (1, "refused")
    assert not (tmp_path / "n.pdf").exists()


def test_a_check_may_look_from_another_day(people: Run) -> None:
    people(*DRAFT, "--involvements", "1")
    told = people("notice", "check", "1", "--as-of", "2099-06-01").json
    assert any("有效期" in text for text in told["blockers"])


def test_a_case_alone_makes_a_notice(people: Run) -> None:
    assert people(*DRAFT, "--cases", "1").json["entries"] == []


@pytest.mark.parametrize("more", [[], ["--involvements", "99"], ["--until", "明天", "--involvements", "1"]])
def test_a_draft_of_nobody_or_odd_values_is_status_one(people: Run, more: list[str]) -> None:
    assert people(*DRAFT, *more).status == 1


def test_a_check_for_people_is_lines(people: Run, bare: Run) -> None:
    people(*DRAFT, "--involvements", "1")
    done = bare("notice", "check", "1", "--user", "赵六")
    assert "涉案人员 #1 张某某 隐名（D08" in done.out
    assert "没有阻碍" in done.out
