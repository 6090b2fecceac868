"""Undo and redo on the command line: one's own last act of the day, by name."""

from tests.cli.conftest import Run


def test_the_last_act_is_undone_and_redone(run: Run) -> None:
    run("add", "people", "name=张三")
    run("add", "people", "name=李四")
    assert run("undo").json == {"undone": "登记人员", "records": 1}
    assert run("list", "people").json["total"] == 1
    assert run("redo").json == {"redone": "登记人员", "records": 1}
    assert run("list", "people").json["total"] == 2
    assert run("redo").json["error"]["kind"] == "refused"


def test_what_others_did_is_not_undone(run: Run, bare: Run) -> None:
    run("add", "people", "name=张三")
    done = bare("undo", "--user", "李四", "--json")
    assert "没有可以撤销" in done.json["error"]["message"]
    assert run("list", "people").json["total"] == 1
