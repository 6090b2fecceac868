"""Notices: nobody whom the law forbids gets into one, by whatever way."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anfraud_desktop.actions import imports, notices, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Refused, UserError
from anfraud_desktop.records.notices import Notice
from tests.actions.staging import TITLE, Staged, decide, drafted, printed, save, stage
from tests.factories import a_case, a_person, a_victim, id_number


def forbidden(office: Office) -> dict[str, Staged]:
    number = id_number(date(1985, 1, 2))
    found = {
        "minor": stage(office, person={"name": "钱未成年", "id_number": id_number(date(2008, 6, 1))}),
        "perhaps": stage(
            office, person={"name": "孙或未成年", "id_number": id_number(date(2004, 6, 1))}, part={"acted_on": ""}
        ),
        "unborn": stage(office, person={"name": "李无生日", "id_number": ""}),
        "withdrawn": stage(office, "case_withdrawn", person={"name": "周撤案"}),
        "acquitted": stage(office, "acquitted", person={"name": "吴无罪"}),
        "unprosecuted": stage(office, "nonprosecution_unspecified", person={"name": "郑不诉"}),
        "released": stage(office, "released", person={"name": "冯释放"}),
        "sealed": stage(office, person={"name": "陈封存"}, case={"sealed": "是"}),
        "appeal": stage(office, person={"name": "褚申诉"}, appeal="是"),
        "misfit": stage(office, "arrested", person={"name": "卫文书"}, document_number="安公(府城)拘字〔2026〕7号"),
        "victim": stage(office, person={"name": "蒋受害", "id_number": number}),
    }  # fmt: skip
    save(office, a_victim(found["victim"].case, name="蒋受害", id_number=number))
    return found


def test_nobody_who_is_forbidden_gets_into_a_draft_and_the_refusal_says_who_and_why(desk: Office) -> None:
    good = stage(desk)
    for kind, staged in forbidden(desk).items():
        with pytest.raises(Refused) as told:
            drafted(desk, good.part, staged.part)
        assert f"涉案人员 #{staged.part}" in told.value.message, kind
        assert f"#{good.part} " not in told.value.message
        assert told.value.article
    assert desk.store.count(Notice) == 0


def test_a_refusal_names_nobody(desk: Office) -> None:
    found = forbidden(desk)
    with pytest.raises(Refused) as told:
        drafted(desk, *(staged.part for staged in found.values()))
    for staged in found.values():
        name = records.show(desk, "people", staged.person).values["name"]
        assert name not in told.value.message


CHANGES: dict[str, tuple[str, dict[str, object]]] = {
    "the birth date": ("people", {"id_number": id_number(date(2010, 1, 1), 77), "born_on": ""}),
    "no number": ("people", {"id_number": "", "born_on": ""}),
    "the day of the act": ("involvements", {"acted_on": "2006-02-01"}),
    "the case's first day": ("cases", {"act_from": "2006-02-01"}),
    "a sealed case": ("cases", {"sealed": "是"}),
    "a withdrawn case": ("cases", {"status": "撤案"}),
    "an appeal": ("dispositions", {"appeal": "是"}),
    "a revoked measure": ("dispositions", {"revoked_on": "2026-06-01"}),
    "another measure": ("dispositions", {"measure": "判决无罪", "document_number": "（2026）鄂0982刑初5号"}),
    "no document": ("dispositions", {"document_number": ""}),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_fact_changed_after_the_draft_keeps_the_person_out(desk: Office, what: str) -> None:
    staged = stage(desk)
    notice = drafted(desk, staged.part, stage(desk, person={"name": "刘其他"}).part)
    table, given = CHANGES[what]
    at = {"people": staged.person, "cases": staged.case, "involvements": staged.part}.get(table, staged.dispositions[0])
    records.change(desk, table, at, given, "更正")
    assert any(f"#{staged.part}" in text for text in notices.check(desk, notice.id or 0).barred)
    for printing in (notices.pdf, notices.image):
        with pytest.raises(Refused, match=f"#{staged.part}") as told:
            printing(desk, notice.id or 0)
        assert told.value.article


def test_a_new_outcome_after_the_draft_keeps_the_person_out(desk: Office) -> None:
    staged = stage(desk)
    notice = drafted(desk, staged.part)
    decide(desk, staged.part, "nonprosecution_insufficient", decided_on="2026-10-30")
    with pytest.raises(Refused):
        notices.pdf(desk, notice.id or 0)


def test_who_becomes_a_victim_after_the_draft_is_kept_out(desk: Office) -> None:
    number = id_number(date(1985, 1, 2))
    staged = stage(desk, person={"id_number": number})
    notice = drafted(desk, staged.part)
    save(desk, a_victim(staged.case, name="张建国", id_number=number, role="witness"))
    with pytest.raises(Refused):
        notices.pdf(desk, notice.id or 0)


@pytest.mark.parametrize("table", ["people", "cases", "involvements"])
def test_what_went_to_the_trash_is_not_printed(desk: Office, table: str) -> None:
    staged = stage(desk)
    notice = drafted(desk, staged.part)
    at = {"people": staged.person, "cases": staged.case, "involvements": staged.part}[table]
    records.remove(desk, table, [at], "误登")
    assert notices.check(desk, notice.id or 0).barred
    with pytest.raises(Refused):
        notices.pdf(desk, notice.id or 0)


def test_a_person_who_only_counts_now_is_not_named_any_more(desk: Office) -> None:
    staged = stage(desk)
    notice = drafted(desk, staged.part, stage(desk, person={"name": "刘其他"}).part)
    decide(desk, staged.part, "bail", decided_on="2026-10-30")
    text = printed(desk, notice)
    assert "张某" not in text
    assert "刘某某" in text


def test_an_import_never_writes_a_notice(desk: Office, tmp_path: Path) -> None:
    staged = stage(desk, person={"id_number": id_number(date(2008, 6, 1))})
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "通告"
    sheet.append(["标题", "文书种类", "通告状态", "涉案人员", "发布渠道"])
    sheet.append([TITLE, "公开曝光通告", "草稿", str(staged.part), "公告栏"])
    book.save(tmp_path / "notices.xlsx")
    columns = {
        "标题": "notices.subject",
        "文书种类": "notices.kind",
        "通告状态": "notices.state",
        "涉案人员": "notices.involvements",
    }
    for given in (None, columns):
        try:
            plan = imports.preview(desk, tmp_path / "notices.xlsx", columns=given)
            imports.commit(desk, plan, accept_good=True)
        except UserError:
            pass
        assert desk.store.count(Notice) == 0


def test_an_import_that_makes_somebody_a_minor_keeps_them_out(desk: Office, tmp_path: Path) -> None:
    number = id_number(date(2004, 1, 1))
    case = "A4209820000002026030555"
    staged = stage(
        desk, person={"name": "钱或", "id_number": number}, case={"number": case}, part={"acted_on": "2026-02-01"}
    )
    notice = drafted(desk, staged.part)
    book: Any = openpyxl.Workbook()
    book.active.append(["案件编号", "姓名", "身份证号", "行为时间"])
    book.active.append([case, "钱或", number, "2020-02-01"])
    book.save(tmp_path / "book.xlsx")
    imports.commit(desk, imports.preview(desk, tmp_path / "book.xlsx"), accept_good=True)
    with pytest.raises(Refused):
        notices.pdf(desk, notice.id or 0)


def test_an_amended_draft_is_ruled_on_again(desk: Office) -> None:
    good, bad = stage(desk), stage(desk, "acquitted")
    notice = drafted(desk, good.part)
    with pytest.raises(Refused):
        notices.amend(desk, notice.id or 0, {"involvements": (good.part, bad.part)})
    assert notices.amend(desk, notice.id or 0, {"subject": "关于典型案件的通告"}).involvements == (good.part,)


def test_a_discarded_draft_is_gone(desk: Office) -> None:
    notice = drafted(desk, stage(desk).part)
    notices.discard(desk, notice.id or 0, "不再发布")
    assert desk.store.count(Notice) == 0
    with pytest.raises(Refused):
        records.restore(desk, "notices", [notice.id or 0])


@pytest.mark.parametrize(
    ("but", "field"),
    [({"subject": ""}, "subject"), ({"involvements": ()}, "involvements"), ({"number": "安公通〔2026〕3号"}, "number"),
     ({"channel": "电报"}, "channel"), ({"valid_until": "明年"}, "valid_until"), ({"kind": "情书"}, "kind")],
)  # fmt: skip
def test_a_draft_says_what_is_missing_or_odd(desk: Office, but: dict[str, object], field: str) -> None:
    staged = stage(desk)
    with pytest.raises(Invalid) as told:
        drafted(desk, staged.part, **but)
    assert field in told.value.problems


@pytest.mark.parametrize(
    "words",
    [
        "曝光张建国等人",
        "关于曝光一批骗子的通告",
        "请拨打19900001234",
        "身份证420900199001010015",
        "卡号6212260000000000011",
        "经技侦查明",
    ],
)
def test_typed_words_may_not_say_what_the_ruling_hides(desk: Office, words: str) -> None:
    staged = stage(desk)
    for but in ({"subject": words}, {"opening": words}, {"signed_by": words}):
        with pytest.raises(Refused, match="文字中有") as told:
            drafted(desk, staged.part, **but)
        assert "张建国" not in told.value.message


def test_the_name_of_a_victim_or_an_accomplice_may_not_be_typed(desk: Office) -> None:
    other = save(desk, a_person(name="何同案"))
    staged = stage(desk, part={"accomplices": (other,)})
    save(desk, a_victim(staged.case, name="李受害"))
    for name in ("何同案", "李受害"):
        with pytest.raises(Refused, match="不得公开的人名"):
            drafted(desk, staged.part, opening=f"{name}一案通告如下：")


def test_a_sealed_case_is_not_told(desk: Office) -> None:
    with pytest.raises(Refused, match="已封存"):
        drafted(desk, cases=(save(desk, a_case(sealed="是")),), involvements=())


def test_open_points_are_told_and_do_not_keep_a_draft_from_being_printed(office: Office) -> None:
    staged = stage(office)
    notice = drafted(office, staged.part, channel="", valid_until="2026-10-01")
    told = notices.check(office, notice.id or 0)
    assert len(told.open_points) == 3
    assert told.barred == ()
    with pytest.raises(Refused, match="没有登记单位"):
        notices.pdf(office, notice.id or 0)


def test_a_notice_grows_old(desk: Office) -> None:
    notice = drafted(desk, stage(desk).part)
    later = Office(desk.store, desk.officer, desk.role, lambda: datetime(2027, 4, 1), desk.settings)  # noqa: DTZ001
    assert any("有效期" in text for text in notices.check(later, notice.id or 0).open_points)
