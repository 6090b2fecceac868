"""Commands for any ledger."""

from pathlib import Path

import pytest

from anfraud_desktop.schema.record import Record
from tests.cli.conftest import Run
from tests.factories import id_number


def test_the_ledgers_are_told_from_their_declarations(bare: Run) -> None:
    told = {ledger["name"]: ledger for ledger in bare("ledgers", "--json").json["ledgers"]}
    assert set(told) == set(Record.ledgers)
    fields = {field["name"]: field for field in told["people"]["fields"]}
    assert fields["name"] == {"name": "name", "label": "姓名", "kind": "Name", "required": True}
    assert told["notices"]["managed"]
    assert "people  人员" in bare("ledgers").out


def test_a_record_goes_round(run: Run) -> None:
    number = id_number()
    added = run("add", "people", "name=张建国", f"id_number={number}", "phone=199 0000 1234")
    assert (added.status, added.json["id"]) == (0, 1)
    assert run("set", "people", "#1", "education=本科").json["version"] == 2
    record = run("show", "people", "1").json["record"]
    assert (record["id"], record["phone"], record["education"], record["born_on"]) == (
        1,
        "19900001234",
        "20",
        "1990-03-07",
    )
    assert record["shown"]["education"] == "大学本科" or "本科" in record["shown"]["education"]
    assert run("remove", "people", "1", "--reason", "重复").status == 0
    assert run("show", "people", "1").json["error"]["kind"] == "missing"
    assert run("untrash", "people", "1").json["restored"] == 1
    events = run("history", "people", "1").json["entries"]
    assert [event["event"] for event in events] == ["new", "change", "remove", "restore"]
    assert events[2]["reason"] == "重复"


def test_money_is_a_decimal_string_and_links_are_ids_with_titles(run: Run) -> None:
    run("add", "people", "name=张建国", f"id_number={id_number()}")
    run("add", "cases", "number=甲一", "amount=12.5万", "offence=C287B2")
    run("add", "involvements", "person=1", "case=甲一", "roles=卡农、跑分")
    case = run("show", "cases", "1").json["record"]
    assert (case["amount"], case["shown"]["amount"]) == ("125000.00", "125,000.00")
    part = run("show", "involvements", "1").json["record"]
    assert (part["person"], part["roles"], part["shown"]["case"]) == (1, ["card_owner", "launderer"], "甲一")


def test_a_list_tells_total_and_limit(run: Run) -> None:
    for name in ("张三", "李四", "王五"):
        run("add", "people", f"name={name}")
    told = run("list", "people", "--where", "name!=李四", "--limit", "1").json
    assert ([record["name"] for record in told["records"]], told["total"]) == (["王五"], 2)


def test_a_list_for_people_is_lines(file: Path, bare: Run) -> None:
    del file
    bare("add", "people", "name=张三", "--user", "赵六")
    done = bare("list", "people", "--user", "赵六")
    assert "#1\t张三" in done.out
    assert "共 1 条" in done.out


@pytest.mark.parametrize("text", ["张建国", "zhangjianguo", "zjg", "建国", "0015", "015"])
def test_something_is_found_by_any_part(run: Run, text: str) -> None:
    run("add", "people", "name=张建国", "id_number=420900199001010015")
    told = run("find", text).json
    assert [(hit["ledger"], hit["id"]) for hit in told["hits"]] == [("people", 1)]
    assert told["ms"] >= 0


@pytest.mark.parametrize("words", [["name"], ["=张三"], ["name=张三", "name=李四"]])
def test_odd_values_are_a_sentence(run: Run, words: list[str]) -> None:
    assert run("add", "people", *words).status == 1


@pytest.mark.parametrize(
    "words",
    [["add", "notices", "subject=通告", "kind=exposure", "state=draft", "involvements=1"],
     ["set", "notices", "1", "involvements=1"], ["remove", "notices", "1", "--reason", "x"],
     ["untrash", "notices", "1"]],
)  # fmt: skip
def test_nobody_writes_a_notice_as_a_record(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert (done.status, done.json["error"]["kind"]) == (1, "refused")


def test_warnings_of_a_record_are_told(run: Run) -> None:
    assert "id_number" in run("add", "people", "name=张三").json["warnings"]


def test_a_number_beyond_all_records_is_missing(run: Run) -> None:
    assert run("show", "people", "999999999999999").json["error"]["kind"] == "missing"
    assert run("show", "people", "9" * 30).status == 2
