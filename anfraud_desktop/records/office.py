"""The office: the station that keeps this file. What belongs to the machine is in `settings` instead."""

import re
from typing import Any

from anfraud_desktop.schema.kinds import Phone, Text
from anfraud_desktop.schema.record import Record

UNIT_CODE = re.compile(r"\d{12}")


class Office(Record, table="office", title="单位", named_by=("name",), key=("code",)):
    """The unit's name, code, phones and the words that its paper numbers are made of."""

    name = Text("单位名称", required=True, listed=True, hint="例：府城派出所")
    code = Text("机构代码", required=True, listed=True, hint="12 位数字")
    bureau = Text("所属县级公安机关", required=True, listed=True, hint="例：安陆市公安局，通告以其名义发布")
    paper_word = Text("机关代字", listed=True, hint="例：安公")
    department_word = Text("部门代字", hint="例：府城")
    notice_word = Text("通告代字", hint="例：安公通")
    alarm_phone = Text("报警电话", hint="110")
    fraud_phone = Text("反诈电话", hint="96110")
    own_phone = Phone("本单位电话", listed=True)
    address = Text("单位地址")

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Check that the code has twelve digits (GA/T 380)."""
        if values["code"] and not UNIT_CODE.fullmatch(values["code"]):
            problems["code"] = "机构代码应为 12 位数字"
