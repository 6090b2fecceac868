"""What a notice says: the words that the ruling allows, counts that point at nobody, nothing else in its bytes."""

import re
import zlib
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from anfraud_desktop.actions import notices
from anfraud_desktop.actions.notice_texts import counts, filled
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Refused
from tests.actions.staging import decide, drafted, printed, save, stage
from tests.factories import a_case, a_victim, an_involvement, id_number


def plain_bytes(pdf: bytes) -> bytes:
    """Return a PDF with its streams unpacked beside it."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            continue
    return b"".join(found)


def test_a_notice_shows_masked_people_with_charge_and_outcome(desk: Office) -> None:
    person = {
        "registered_address": "湖北省安陆市府城街道某路1号",
        "sex": "男",
        "id_number": id_number(date(1990, 3, 7), 5),
    }
    staged = stage(desk, person=person, case={"amount": "123450"}, part={"illegal_gain": "800", "roles": "卡农"})
    text = printed(desk, drafted(desk, staged.part))
    assert "张某某，男，36岁，湖北省安陆市人，犯罪嫌疑人。经查，2026年2月，涉嫌帮助信息网络犯罪活动罪" in text
    assert "涉案角色：卡农），所涉案件涉案金额12.345万元，违法所得800元。" in text
    assert "因涉嫌帮助信息网络犯罪活动罪，于2026年3月12日被依法刑事拘留，文书号：安公（府城）拘字〔2026〕1号。" in text
    assert "举报电话：110、96110、0712-5222222。" in text
    assert "草稿" in text


def test_nothing_but_the_masked_name_leaves(desk: Office) -> None:
    number, phone = id_number(date(1990, 3, 7), 5), "19900009876"
    staged = stage(
        desk,
        person={"id_number": number, "phone": phone, "registered_address": "湖北省安陆市府城街道碧涢路88号",
                "address": "湖北省安陆市南城街道解放大道66号", "occupation": "某某公司会计",
                "aliases": "阿国", "remark": "线人提供"},
        case={"summary": "张建国在手机定位后被抓获，家住碧涢路88号", "name": "李受害被诈骗案"},
    )  # fmt: skip
    save(desk, a_victim(staged.case, name="李受害", phone="19900001234"))
    data = notices.pdf(desk, drafted(desk, staged.part).id or 0).files[0]
    text = "".join("".join(pdf_text(data)).split())
    for secret in (
        "张建国",
        number,
        number[-6:],
        phone,
        "碧涢路",
        "解放大道",
        "府城街道",
        "会计",
        "阿国",
        "线人",
        "李受害",
        "定位",
    ):
        assert secret not in text, secret
        assert secret.encode() not in plain_bytes(data)


def test_namesakes_are_told_apart_and_one_person_keeps_one_name(desk: Office) -> None:
    first, second = stage(desk), stage(desk, person={"name": "张卫国"})
    other = save(desk, an_involvement(first.person, save(desk, a_case(offence="C266")), acted_on="2026-02-01"))
    decide(desk, other, "arrested")
    text = printed(desk, drafted(desk, first.part, second.part, other))
    assert text.count("张某甲") == 2
    assert text.count("张某乙") == 1
    assert "一、帮助信息网络犯罪活动案件" in text
    assert "二、诈骗案件" in text


@pytest.mark.parametrize(
    ("measure", "sentence", "standing"),
    [
        ("arrested", "因涉嫌{}，于2026年10月25日被依法逮捕，文书号：", "犯罪嫌疑人"),
        ("transferred_for_prosecution", "因涉嫌{}，于2026年10月25日被移送审查起诉，文书号：", "犯罪嫌疑人"),
        ("prosecuted", "因涉嫌{}，于2026年10月25日被提起公诉，文书号：安检刑诉〔2026〕1号，依法处理中。", "涉嫌"),
        ("convicted_first_instance", "一审判决，尚未生效。", ""),
        ("convicted_final", "因犯{}，于2026年10月25日被依法判处刑罚，案号：", ""),
        ("convicted_suspended", "因犯{}，于2026年10月25日被依法判处刑罚，宣告缓刑，案号：", ""),
        ("convicted_exempt", "因犯{}，于2026年10月25日被人民法院判决免予刑事处罚，案号：", ""),
    ],
)
def test_each_outcome_has_its_sentence(desk: Office, measure: str, sentence: str, standing: str) -> None:
    text = printed(desk, drafted(desk, stage(desk, measure, decided_on="2026-10-25").part))
    assert sentence.format("帮助信息网络犯罪活动罪") in text
    assert standing in text
    assert ("犯罪嫌疑人" in text) == (standing == "犯罪嫌疑人")


def test_a_penalty_is_told_as_entered_where_it_is_nothing_else(desk: Office) -> None:
    told = stage(
        desk, "convicted_final", result="判处有期徒刑一年二个月，并处罚金人民币5000元。", decided_on="2026-10-25"
    )
    odd = stage(desk, "convicted_final", result="有期徒刑一年，同案李四另行处理", decided_on="2026-10-25")
    text = printed(desk, drafted(desk, told.part, odd.part))
    assert "被依法判处有期徒刑一年二个月，并处罚金人民币5000元，案号" in text
    assert "被依法判处刑罚，案号" in text
    assert "李四" not in text


def test_a_photo_stands_only_where_the_ruling_lets_it(desk: Office, tmp_path: Path) -> None:
    Image.new("RGB", (300, 420), "red").save(tmp_path / "p.jpg")
    person = {"photo": str(tmp_path / "p.jpg"), "name": "赵在逃"}
    masked = stage(desk, person=person)
    wanted = stage(desk, "wanted", person=person, document_number="安公缉字〔2026〕1号", organ="安陆市公安局")
    without = notices.pdf(desk, drafted(desk, masked.part).id or 0).files[0]
    shown = notices.pdf(desk, drafted(desk, wanted.part, kind="wanted").id or 0).files[0]
    assert b"/DCTDecode" not in plain_bytes(without)
    assert b"/DCTDecode" in plain_bytes(shown)
    assert "赵在逃" in "".join("".join(pdf_text(shown)).split())


def test_a_case_is_told_without_people(desk: Office) -> None:
    staged = stage(desk, case={"fraud_type": "01", "amount": "50000", "filed_on": "2026-03-10"})
    text = printed(desk, drafted(desk, cases=(staged.case,), involvements=()))
    assert "2026年3月，公安机关依法立案侦查一起刷单返利类案件，涉案金额5万元。" in text
    assert "张" not in text


def test_fewer_than_three_people_are_not_counted(desk: Office) -> None:
    parts = [stage(desk, "admin_detention").part for _ in range(2)]
    with pytest.raises(Refused, match="没有可以写出的内容"):
        drafted(desk, *parts)
    parts.append(stage(desk, "admin_detention").part)
    text = printed(desk, drafted(desk, *parts))
    assert "另有3人因涉及电信网络诈骗及其关联违法犯罪活动，被依法查处或者正在依法处理，其中行政拘留3人。" in text
    assert "张" not in text


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"甲": 2}, ""),
        ({"甲": 5}, "其中甲5人"),
        ({"甲": 5, "乙": 3}, "其中甲5人、乙3人"),
        ({"甲": 9, "乙": 4, "丙": 2}, "其中甲9人、其他6人"),  # 2 alone would be told by the total
        ({"甲": 9, "乙": 4, "丙": 2, "丁": 1}, "其中甲9人、乙4人、其他3人"),
        ({"甲": 9, "丙": 1, "丁": 1}, "另有11人"),
        ({"甲": 2, "乙": 1}, "另有3人"),
    ],
)
def test_a_small_cell_cannot_be_found_from_the_total(cells: dict[str, int], told: str) -> None:
    sentence = "".join(counts([label for label, number in cells.items() for _ in range(number)]))
    assert told in sentence
    assert ("其中" in sentence) == ("其中" in told)


def test_a_part_of_a_template_without_its_value_is_left_out() -> None:
    assert filled("于{day}被拘留[，文书号：{number}]。", {"day": "今日", "number": ""}) == "于今日被拘留。"


def test_every_print_is_logged(desk: Office) -> None:
    notice = drafted(desk, stage(desk).part)
    done = notices.pdf(desk, notice.id or 0)
    notices.image(desk, notice.id or 0)
    told = desk.store.rows(
        "SELECT event, what, ledger, record, changes FROM log JOIN history USING (seq) WHERE event = 'print'"
    )
    assert [row[:4] for row in told] == [("print", "打印通告", "notices", notice.id)] * 2
    assert done.sha256 in told[0][4]


def test_a_notice_is_the_same_bytes_each_time(desk: Office) -> None:
    notice = drafted(desk, stage(desk).part)
    assert notices.pdf(desk, notice.id or 0) == notices.pdf(desk, notice.id or 0)


def test_pictures_come_as_pages_or_as_long_images(desk: Office) -> None:
    notice = drafted(desk, stage(desk).part)
    assert all(page.startswith(b"\x89PNG") for page in notices.image(desk, notice.id or 0).files)
    assert [page[:2] for page in notices.image(desk, notice.id or 0, long=True).files] == [b"\xff\xd8"]
