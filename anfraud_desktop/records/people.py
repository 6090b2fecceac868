"""People: one record per human, found by identity type and number."""

from datetime import date
from typing import Any

from anfraud_desktop.rules.numbers import check_identity
from anfraud_desktop.schema.kinds import Aliases, Choice, Day, IdNumber, LongText, Name, Phone, Photo, Text
from anfraud_desktop.schema.kinds.numbers import RESIDENT_CARD
from anfraud_desktop.schema.record import Record


class Person(Record, table="people", title="人员", named_by=("name", "id_number"), key=("id_type", "id_number")):
    """One human being, whatever part they played."""

    name = Name(
        "姓名", required=True, listed=True, searched=True, indexed=True,
        headings=("嫌疑人姓名", "嫌疑人", "人员姓名", "违法犯罪嫌疑人", "涉案人员", "被处理人"),
    )  # fmt: skip
    id_type = Choice("证件类型", "id_types", headings=("证件种类",))
    id_number = IdNumber(
        "证件号码", listed=True, searched=True, sensitive=True,
        headings=("身份证号", "身份证号码", "公民身份号码", "证件号", "身份证", "居民身份证号"),
    )  # fmt: skip
    aliases = Aliases("曾用名、别名", searched=True, headings=("曾用名", "别名", "绰号"))
    sex = Choice("性别", "sexes", listed=True)
    born_on = Day("出生日期", listed=True, headings=("出生年月日", "生日"))
    ethnicity = Choice("民族", "ethnicities")
    registered_address = Text(
        "户籍地", searched=True, listed=True, sensitive=True, headings=("户籍地址", "户籍所在地", "户籍")
    )
    address = Text("现住址", searched=True, sensitive=True, headings=("住址", "现住地", "居住地", "家庭住址"))
    phone = Phone(
        "联系电话", searched=True, indexed=True, listed=True, sensitive=True,
        headings=("电话", "手机", "手机号码", "手机号", "联系方式", "本人电话"),
    )  # fmt: skip
    education = Choice("文化程度", "education", headings=("学历",))
    occupation = Text("职业", headings=("工作", "从业状况"))
    photo = Photo("照片")
    remark = LongText("人员备注", searched=True, headings=("备注",))
    derived = {"born_on": "id_number", "sex": "id_number"}  # noqa: RUF012  a declaration, never changed

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Take sex and birth date from the number, which outweighs what was typed (GB 11643)."""
        if values["id_number"] is None:
            return
        values["id_type"] = values["id_type"] or RESIDENT_CARD
        if "id_number" in problems:
            return
        facts = check_identity(values["id_type"], values["id_number"]).facts
        if "born_on" in facts:
            born = date.fromisoformat(facts["born_on"])
            if values["born_on"] not in (None, born):
                problems["born_on"] = f"与证件号码中的出生日期 {born} 不一致，请核对"
            values["born_on"] = born

    @classmethod
    def doubts(cls, values: Any) -> dict[str, str]:
        """Point out a missing number and a sex that the number contradicts (numbers carry errors of issue)."""
        if values["id_number"] is None:
            return {"id_number": "没有证件号码，无法与其他案件中的同一人对上"}
        facts = check_identity(values["id_type"] or RESIDENT_CARD, values["id_number"]).facts
        code = {"男": "1", "女": "2"}.get(facts.get("sex", ""))
        if code and values["sex"] is None:
            values["sex"] = code
        if code and values["sex"] != code:
            return {"sex": f"与证件号码推定的性别（{facts['sex']}）不一致，请核对"}
        return {}
