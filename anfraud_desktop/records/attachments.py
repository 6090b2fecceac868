"""Attachments: the papers of a case as files, encrypted in the case file like everything else."""

from pathlib import PurePath
from typing import Any

from anfraud_desktop.schema.kinds import Attachments, Choice, Day, DocumentNumber, Link, LongText, Text
from anfraud_desktop.schema.record import Record

LONGEST_NAME = 60  # that is taken from a file


class Attachment(
    Record, table="attachments", title="卷宗材料", named_by=("kind", "name"),
    key=("case", "name"), optional_key=("document_number", "dated_on"),
):  # fmt: skip
    """One paper of a case: a scan, a photo, a statement of an account, a recording; of one or more files."""

    case = Link("cases", "案件", required=True, listed=True)
    kind = Choice("材料种类", "attachment_kinds", required=True, listed=True, indexed=True, headings=("材料类别",))
    name = Text("材料名称", required=True, listed=True, searched=True, hint="不填写的，取第一个附件的名称")
    document_number = DocumentNumber("材料文书号", listed=True, searched=True)
    dated_on = Day("材料日期", listed=True, indexed=True, headings=("成文时间",))
    files = Attachments("附件", hint="每个不超过 50 MB；照片会去掉拍摄位置等信息，其他文件原样保存")
    remark = LongText("材料备注", searched=True)

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Call a paper after its first file where nobody has named it."""
        del problems
        if values["name"] is None and values["files"]:
            values["name"] = cls.name.read(PurePath(values["files"][0].name).stem[:LONGEST_NAME])
