"""Places, links, accounts and names in odd spellings that a public text may not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop import resources
from anfraud_desktop.rules.masking import county_of, mask, scan_text
from anfraud_desktop.rules.numbers import check_number
from tests.factories import id_number, phone

HUBEI = sorted(
    name.removeprefix("湖北省")
    for code, name in resources.table("law", "divisions.toml")["divisions"].items()
    if name.endswith(("市", "县", "区", "州")) and code != "420901"
)
TOWNS = [
    code["label"]
    for code in resources.table("codes", "townships.toml")["code"]
    if code["label"].endswith(("街道", "镇", "乡", "开发区"))
]
DWELLINGS = [
    "碧涢路123号",
    "紫金花园小区3栋2单元301室",
    "人民医院家属区5栋",
    "第一中学宿舍区",
    "好又多超市",
    "门市部3号",
]


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(item.kind, text[item.start : item.end]) for item in scan_text(text, names)]


@pytest.mark.parametrize("county", HUBEI)
def test_each_county_of_the_table_is_kept(county: str) -> None:
    assert mask("address", f"湖北省{county}") == f"湖北省{county}"
    assert county_of(f"湖北省{county}解放路1号") == f"湖北省{county}"


@pytest.mark.parametrize("dwelling", DWELLINGS)
@pytest.mark.parametrize("place", ["安陆市", "湖北省荆门市", "湖北省天门市", "孝感市孝南区", "云梦县"])
def test_no_dwelling_stays_in_an_address(place: str, dwelling: str) -> None:
    assert mask("address", place + dwelling) == place


@pytest.mark.parametrize("dwelling", DWELLINGS)
@pytest.mark.parametrize("town", TOWNS)
def test_an_address_in_anlu_stops_at_its_town(town: str, dwelling: str) -> None:
    masked = mask("address", f"湖北省安陆市{town}{dwelling}")
    assert masked == f"湖北省安陆市{town}"


@pytest.mark.parametrize("area", ["府城街道碧涢小区", "李店镇工业区", "解放大道东城区", "棠棣镇李家村老区"])
def test_an_area_below_the_town_is_no_county(area: str) -> None:
    assert county_of(f"安陆市{area}1号") == "安陆市"


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        pytest.param("住阳光小区5栋2单元301室。", "address", "阳光小区5栋2单元301室", id="a home with its room"),
        pytest.param("家住城北花园三号楼", "address", "城北花园三号楼", id="a Chinese figure"),
        pytest.param("护照E12345678，", "id", "E12345678", id="passport"),
        pytest.param("回乡证h12345678。", "id", "h12345678", id="home return permit"),
        pytest.param("登录https://example.invalid/a?b=1，", "link", "https://example.invalid/a?b=1", id="link"),
        pytest.param("登录www.example.invalid。", "link", "www.example.invalid", id="link without its scheme"),
        pytest.param("加微信号abc_12345后", "account", "abc_12345", id="account of a chat program"),
        pytest.param("加QQ123456789后", "account", "123456789", id="number of a chat program"),
        pytest.param(f"{id_number(serial=1)}{phone(1)}", "id", "", id="two numbers run together"),
    ],
)
def test_what_leads_to_a_person_or_a_trap_is_found(text: str, kind: str, place: str) -> None:
    assert found(text) == [(kind, place or text)]
    assert (place or text) not in mask("text", text)


@pytest.mark.parametrize(
    "text", ["国家反诈中心APP", "GB11643", "第E1号", "微信群里", "QQ群", "案件编号A4209820000002026030001", "HTTP协议"]
)
def test_plain_words_are_no_account(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("dot", list("·•‧・．.∙⋅"))
def test_a_forbidden_name_is_found_with_every_dot(dot: str) -> None:
    for name in ("买买提·阿不都", f"买买提{dot}阿不都"):
        assert [kind for kind, _ in found(f"犯罪嫌疑人买买提{dot}阿不都，男", name)] == ["name"]


@pytest.mark.parametrize("written", ["张\u200b建国", "张 建 国", "张\u3000建国", "张建\n国", "张\ufeff建国"])
def test_a_forbidden_name_is_found_with_gaps_that_nobody_sees(written: str) -> None:
    assert found(f"与{written}一起", "张建国") == [("name", written)]


def test_a_forbidden_name_of_rare_characters_is_found_whole() -> None:
    assert found("与𠮷䶮𬌗一起", "𠮷䶮𬌗") == [("name", "𠮷䶮𬌗")]
    assert mask("name", "𠮷䶮𬌗") == "𠮷某某"


@given(st.dates().map(id_number), st.text(st.sampled_from("张某，。：证件电话于年月日"), max_size=10))
def test_no_identity_number_survives_in_a_masked_text(number: str, around: str) -> None:
    if check_number("id", number).ok:
        assert number[6:14] not in mask("text", f"{around}{number}{around}")
