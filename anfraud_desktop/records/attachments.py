"""Attachments: papers, photos and sheets that belong to a case, kept inside the encrypted file."""

from anfraud_desktop.schema.kinds import Attachments, Choice, Day, DocumentNumber, Link, LongText, Text
from anfraud_desktop.schema.record import Record


class Attachment(Record, table="attachments", title="卷宗材料", named_by=("name",), key=("case", "name")):
    """One paper of a case with its files."""

    case = Link("cases", "材料案件", required=True, listed=True)
    name = Text("材料名称", required=True, listed=True, searched=True)
    kind = Choice("材料种类", "attachment_kinds", listed=True, indexed=True)
    document_number = DocumentNumber("材料文书号", listed=True, searched=True)
    dated_on = Day("材料日期", listed=True, indexed=True)
    files = Attachments("材料文件", hint="照片里的拍摄地点等信息存入时去掉；每个文件不超过 50 MB")
    remark = LongText("材料备注", searched=True)
