import hashlib
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.reports import indicators, month_report, records_behind, unit_name
from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import logbook
from tests.factories import a_case, a_disposition, a_person, an_involvement, an_office, id_number


@pytest.fixture
def busy(office: Office) -> Office:
    """An office with one person detained in two cases in October 2026, and a case of September."""
    with office.store.change("测试", by="王警官") as change:
        change.save(an_office())
        person = change.save(a_person(name="张建国", id_number=id_number(date(1990, 3, 7), 1)))
        for day, town in (("2026-10-08", "南城街道"), ("2026-10-07", "府城街道")):
            case = change.save(a_case(filed_on=day, township=town, amount="0.1", solved_on="2026-10-20"))
            part = change.save(an_involvement(person, case))
            change.save(a_disposition(part, decided_on=day))
        change.save(a_case(filed_on="2026-09-01", amount="0.2"))
    return office


def logged(office: Office) -> list[tuple[str, str]]:
    return [(event, what) for event, what in office.store.rows("SELECT event, what FROM log ORDER BY seq")]


def test_the_document_has_the_shape_of_the_command_lines_contract(busy: Office) -> None:
    told = month_report(busy, "2026-10").json()
    assert (told["period"], told["closed"]) == ("2026-10", False)
    found = {figure["indicator"]: figure for figure in told["figures"]}
    assert found["filed"] == {
        "indicator": "filed", "title": "立案", "unit": "案", "section": "打", "value": 2, "last_period": 1,
        "last_year": 0, "change": "100.00", "year_change": None,
    }  # fmt: skip
    assert (found["amount"]["value"], found["amount"]["last_period"]) == ("0.20", "0.20")
    assert found["detained"]["value"] == 1
    assert {name: found["solved_rate"][name] for name in ("value", "above", "below", "last_period", "last_year")} == {
        "value": "100.00", "above": 2, "below": 2, "last_period": "0.00", "last_year": None,
    }  # fmt: skip
    json.dumps(told)


def test_computing_a_report_writes_nothing_and_printing_it_is_logged_without_values(busy: Office) -> None:
    before = logged(busy)
    report = month_report(busy, "2026-10")
    assert logged(busy) == before
    data = report.pdf()
    assert logged(busy)[len(before) :] == [("print", "打印月报")]
    [(changes,)] = busy.store.rows("SELECT changes FROM history ORDER BY seq DESC LIMIT 1")
    assert json.loads(changes) == {
        "period": "2026-10", "form": "pdf", "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip


def test_the_workbook_is_logged_as_an_export(busy: Office) -> None:
    data = month_report(busy, "2026-W41").xlsx()
    assert logged(busy)[-1] == ("print", "导出周报")
    assert load_workbook(io.BytesIO(data)).sheetnames[0] == "主要指标"


def test_the_paper_names_the_station_with_its_bureau_and_who_made_it(busy: Office) -> None:
    paper = month_report(busy, "2026-10").paper
    assert (paper.unit, paper.compiled_by, paper.made_at) == ("安陆市公安局府城派出所", "王警官", "2026年11月1日 09:30")
    seq, mac = paper.log_head.split("-")
    assert (int(seq), len(mac)) == (logbook.newest(busy.store)[0], 12)


def test_a_file_without_its_station_still_reports(office: Office) -> None:
    assert unit_name(office) == "本单位"
    assert month_report(office, "2026-10").paper.log_head == ""


def test_nonsense_for_a_period_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="不是统计期"):
        month_report(office, "上个月")


def test_the_records_behind_a_figure_are_as_many_as_it_says(busy: Office) -> None:
    behind = records_behind(busy, "detained", "2026-10")
    assert (behind.ledger, behind.value, list(behind.ids)) == ("people", 1, [1])
    told = behind.json()
    assert (told["indicator"], told["ledger"], told["total"], told["by"]) == ("detained", "people", 1, {})
    assert told["records"][0]["id"] == 1
    assert told["records"][0]["title"].startswith("张建国")


@pytest.mark.parametrize(
    ("by", "total"),
    [
        ("township=府城街道", 1),
        ("发案地=南城", 0),
        ("township=不详", 0),
        (["sex=男", "age=30至44周岁"], 1),
        ("month=2026-10", 1),
    ],
)
def test_the_records_behind_a_cell_are_asked_for_in_words(busy: Office, by: str | list[str], total: int) -> None:
    behind = records_behind(busy, "detained", "2026-10", by)
    assert (behind.value, len(behind.ids)) == (total, total)


@pytest.mark.parametrize(
    ("indicator", "by", "words"),
    [
        ("没有", (), "没有“没有”这个指标"),
        ("solved_rate", (), "分别查看"),
        ("filed", "township", "township=府城街道"),
        ("filed", "township=月球", "可填"),
        ("filed", "sex=男", "不能按“sex”分组"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_remedy(busy: Office, indicator: str, by: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        records_behind(busy, indicator, "2026-10", by)


def test_every_indicator_tells_its_ledger_day_and_unit(office: Office) -> None:
    del office
    told = {item["indicator"]: item for item in indicators()}
    assert told["detained"] | {"definition": ""} == {
        "indicator": "detained", "title": "刑事拘留", "unit": "人", "section": "打", "definition": "",
        "article": "刑事诉讼法第八十二条", "ledger": "dispositions", "date": "decided_on",
        "measure": "distinct:involvement.person.id",
        "by": ["township", "offence", "fraud_type", "nature", "sex", "age", "outcome", "month"],
    }  # fmt: skip
    assert told["solved_rate"]["above"] == "solved"
    assert all(item["ledger"] in Record.ledgers for item in told.values() if "ledger" in item)
