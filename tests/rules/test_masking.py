"""Names, numbers and addresses made fit for the public; what cannot be read is never printed as it stands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anfraud_desktop import resources
from anfraud_desktop.rules.masking import county_of, mask, mask_names

COMPOUND = resources.table("law", "surnames.toml")["compound"]
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张伟", "张某"), ("张建国", "张某某"), ("张 伟", "张某"), (" 张　建国 ", "张某某"), ("张\u200b伟", "张某"),
        ("欧阳明", "欧阳某"), ("欧阳建国", "欧阳某某"), ("司马光", "司马某"), ("诸葛孔明", "诸葛某某"),
        ("爱新觉罗启明", "爱新觉罗某某"), ("东方", "东某"), ("欧阳", "欧某"), ("单于明", "单于某"),
        ("买买提·阿不都", "买某某"), ("买买提•阿不都", "买某某"), ("买买提．阿不都", "买某某"),
        ("买买提・阿不都", "买某某"), ("买买提‧阿不都", "买某某"), ("买买提∙阿不都", "买某某"),
        ("买买提 · 阿不都", "买某某"), ("买买提.阿不都", "买某某"), ("阿依古丽·买买提·艾山", "阿某某"),
        ("John Smith", "J某"), ("john", "J某"), ("O'Neil", "O某"), ("J. R. Smith", "J某"), ("Émile Zola", "E某"),
        ("Ｊｏｈｎ", "J某"), ("㛃小明", "㛃某某"), ("𠮷明", "𠮷某"), ("李王小明", "李某某"), ("张某某", "张某某"),
        ("", "某某"), ("张", "某某"), ("张*国", "某某"), ("张建国(绰号老三)", "某某"), ("张建国13800001111", "某某"),
        ("无名氏1号", "某某"), ("阿D", "某某"), ("Иван", "某某"), ("买买提·", "某某"), ("张建国、李明", "某某"),
        ("张建国李明王小红", "某某"),
    ],
)  # fmt: skip
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert mask("name", name) == masked


@pytest.mark.parametrize("surname", COMPOUND)
def test_each_compound_surname_is_kept_whole(surname: str) -> None:
    assert mask("name", f"{surname}明") == f"{surname}某"


@given(st.one_of(st.just(""), st.sampled_from(COMPOUND), han), st.text(han, min_size=1, max_size=12))
def test_a_masked_name_never_holds_a_given_name_character(surname: str, given_name: str) -> None:
    masked = mask("name", surname + given_name)
    kept = masked.removesuffix("某").removesuffix("某")
    assert kept in ("", (surname + given_name)[0], *COMPOUND)
    assert not set(masked) & set(given_name) - set(surname) - {"某"} - set(kept)


@given(st.text())
@example("\ufdfa")
def test_whatever_is_typed_as_a_name_no_more_than_a_surname_comes_out(text: str) -> None:
    masked = mask("name", text)
    assert "某" in masked
    assert len(masked.rstrip("某")) <= 4
    if len(masked.rstrip("某")) > 1:
        assert masked.rstrip("某") in COMPOUND


@pytest.mark.parametrize(
    ("names", "masked"),
    [
        (["张伟", "李强"], ["张某", "李某"]),
        (["张伟", "张强"], ["张某甲", "张某乙"]),
        (["张建国", "李强", "张建军"], ["张某甲", "李某", "张某乙"]),
        (["张伟", "张强", "张建国", "张建军"], ["张某甲", "张某乙", "张某丙", "张某丁"]),
        (["张伟", "张建国"], ["张某", "张某某"]),
        (["欧阳明", "欧阳红"], ["欧阳某甲", "欧阳某乙"]),
        (["?", "!"], ["某某甲", "某某乙"]),
        ([], []),
    ],
)
def test_names_that_come_out_alike_are_told_apart(names: list[str], masked: list[str]) -> None:
    assert mask_names(names) == masked


@given(st.lists(st.text(han, min_size=2, max_size=4), max_size=25))
def test_no_two_people_in_a_paper_have_one_name(names: list[str]) -> None:
    masked = mask_names(names)
    assert len(masked) == len(names)
    assert len(set(masked)) == len(masked)


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("id", "420982199001011234", "420982********1234"), ("id", "42090019900101001x", "420900********001X"),
        ("id", "420900 1990 0101 0015", "420900********0015"), ("id", "420900900101001", "420900*****1001"),
        ("id", "E12345678", "E1*****78"), ("id", "没有", "某某"), ("id", "", "某某"), ("id", "1234567", "某某"),
        ("phone", "13812345678", "138****5678"), ("phone", "+86 138-1234-5678", "138****5678"),
        ("phone", "0712-5222110", "071****2110"), ("phone", "5222110", "***2110"), ("phone", "110", "某某"),
        ("phone", "问他本人", "某某"),
        ("bank_card", "6222021234567890123", "622202*********0123"),
        ("bank_card", "6222 0212 3456 7890", "622202******7890"), ("bank_card", "12345678", "12**5678"),
        ("bank_card", "不明", "某某"), ("bank_card", "1234567", "某某"),
    ],
)  # fmt: skip
def test_a_number_is_masked(kind: str, text: str, masked: str) -> None:
    assert mask(kind, text) == masked


@given(st.sampled_from(["id", "phone", "bank_card"]), st.text("0123456789X -", max_size=24))
def test_no_number_is_shown_whole(kind: str, text: str) -> None:
    masked = mask(kind, text)
    assert masked == "某某" or "*" in masked
    assert sum(character.isdigit() for character in masked) <= 10


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("湖北省安陆市府城街道碧涢路8号", "湖北省安陆市府城街道"),
        ("湖北省孝感市安陆市棠棣镇李家村3组", "湖北省孝感市安陆市棠棣镇"),
        ("湖北省 安陆市 木梓乡 某村", "湖北省安陆市木梓乡"), ("安陆市府城办事处解放路2号", "安陆市府城办事处"),
        ("安陆市阳光小区3栋", "安陆市"), ("安陆市", "安陆市"), ("湖北省", "湖北省"),
        ("北京市朝阳区建国路1号", "北京市朝阳区"), ("安陆市经济开发区太白大道1号", "安陆市经济开发区"),
        ("湖北省恩施土家族苗族自治州利川市汪营镇", "湖北省恩施土家族苗族自治州利川市汪营镇"),
        ("内蒙古自治区锡林郭勒盟苏尼特左旗满都拉图镇", "内蒙古自治区锡林郭勒盟苏尼特左旗满都拉图镇"),
        ("新疆维吾尔自治区喀什地区疏附县", "新疆维吾尔自治区喀什地区疏附县"),
        ("长阳土家族自治县龙舟坪镇", "长阳土家族自治县龙舟坪镇"), ("新乡市红旗区平原路1号", "新乡市红旗区"),
        ("景德镇市昌江区竟成镇", "景德镇市昌江区竟成镇"), ("荆州市沙市区中山路2号", "荆州市沙市区"),
        ("云梦县城关镇", "云梦县城关镇"), ("唐山市路南区友谊街道", "唐山市路南区友谊街道"),
        ("碧涢路12号", "某地"), ("阳光小区3栋", "某地"), ("大润发超市二楼", "某地"), ("府城街道解放社区3组", "某地"),
        ("", "某地"), ("不详", "某地"), ("No. 8, Main Street", "某地"),
    ],
)  # fmt: skip
def test_an_address_stops_at_the_town(address: str, masked: str) -> None:
    assert mask("address", address) == masked


@pytest.mark.parametrize(
    ("address", "county"),
    [("湖北省安陆市府城街道碧涢路8号", "湖北省安陆市"), ("安陆市棠棣镇", "安陆市"), ("解放路8号", ""), ("", "")],
)
def test_the_county_of_an_address_is_read(address: str, county: str) -> None:
    assert county_of(address) == county


@given(st.text(st.sampled_from("省市县区镇乡街道路村社号栋小安陆湖北府城12 "), max_size=20))
def test_an_address_never_says_a_number_nor_more_than_was_typed(text: str) -> None:
    masked = mask("address", text)
    assert masked == "某地" or "".join(text.split()).startswith(masked)
    assert not any(character.isdigit() for character in masked)


@given(st.sampled_from(["name", "id", "phone", "bank_card", "address", "text"]), st.text())
def test_whatever_is_typed_can_be_masked(kind: str, text: str) -> None:
    assert isinstance(mask(kind, text), str)


@given(han, st.text(han, min_size=1, max_size=3))
def test_masking_a_masked_name_changes_nothing(surname: str, given_name: str) -> None:
    once = mask("name", surname + given_name)
    assert mask("name", once) == once


def test_another_kind_is_a_defect_of_the_caller() -> None:
    with pytest.raises(KeyError):
        mask("colour", "红")
