"""Dispositions: every measure and outcome, per person and case."""

from typing import Any

from anfraud_desktop.schema.kinds import Choice, Day, DocumentNumber, Link, LongText, Moment, Text, Tick
from anfraud_desktop.schema.record import Record


class Disposition(
    Record, table="dispositions", title="处置", named_by=("measure", "decided_on"),
    key=("involvement", "measure"), optional_key=("decided_on", "document_number"),
):  # fmt: skip
    """One decision about one person in one case."""

    involvement = Link("involvements", "涉案人员", required=True, listed=True)
    measure = Choice(
        "处理情况", "measures", required=True, listed=True, indexed=True,
        headings=("处理结果", "办理结果", "处置情况", "强制措施", "处罚种类", "处置", "打处情况"),
    )  # fmt: skip
    organ = Text("决定机关", headings=("批准机关",))
    organ_kind = Choice("机关种类", "organs")
    document_number = DocumentNumber(
        "文书号", listed=True, searched=True, headings=("文书字号", "法律文书号", "决定书文号", "文号")
    )
    decided_on = Day("决定日期", listed=True, indexed=True, headings=("处理日期", "处理时间", "处置日期", "决定时间"))
    decided_at = Moment("决定时刻", hint="以小时计算的期限填写到分")
    starts_on = Day("起始日期", listed=True, headings=("执行日期", "起"))
    ends_on = Day("截止日期", listed=True, headings=("止", "到期日期"))
    offence = Choice("认定罪名", "offences", headings=("判决罪名", "处罚案由"))
    result = LongText("结果详情", headings=("判决结果", "处罚结果", "处理详情"))
    stage = Choice("审级", "stages", headings=("一审/生效",))
    appeal = Tick("申诉复议中", headings=("是否申诉", "申诉/复议中"))
    revoked_on = Day("变更撤销日期", headings=("撤销日期", "变更日期"))
    remark = LongText("处置备注")

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Take the day from the moment; refuse an end before its beginning."""
        if values["decided_at"] and values["decided_on"] is None:
            values["decided_on"] = values["decided_at"].date()
        if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
            problems["ends_on"] = "截止日期早于起始日期，请核对"

    @classmethod
    def doubts(cls, values: Any) -> dict[str, str]:
        """Point out an outcome that is stated without its kind."""
        option = cls.measure.option(values["measure"])
        return {"measure": option.vague} if option and option.vague else {}
