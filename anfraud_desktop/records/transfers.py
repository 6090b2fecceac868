"""Hands that a card went through: who gave it to whom, in which part of the chain, when and for how much."""

from typing import Any

from anfraud_desktop.schema.kinds import Choice, Day, Link, LongText, Money, Name, Text
from anfraud_desktop.schema.record import Record


class Transfer(
    Record, table="transfers", title="卡转手", named_by=("card", "role"),
    key=("card", "role"), optional_key=("handed_on", "to_person", "to_name"),
):  # fmt: skip
    """One passing of a card from one hand to the next; somebody not yet identified is told by what they are called."""

    card = Link("cards", "转手的卡", required=True, listed=True)
    role = Choice("接手环节", "hand_roles", required=True, listed=True, indexed=True, hint="接手人在链条里的环节")
    from_person = Link("people", "交出人", listed=True)
    from_name = Name("交出人称呼", searched=True, hint="身份未查明的填写称呼、绰号")
    to_person = Link("people", "接手人", listed=True)
    to_name = Name("接手人称呼", searched=True, hint="身份未查明的填写称呼、绰号")
    handed_on = Day("转手日期", listed=True, indexed=True)
    price = Money("转手价格", listed=True)
    case = Link("cases", "转手案件", listed=True)
    source = Text("证据来源", searched=True, hint="如：讯问笔录、聊天记录、快递单")
    remark = LongText("转手备注")

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Want somebody who took the card, and refuse a card that is handed to oneself."""
        if values["to_person"] is None and values["to_name"] is None:
            problems["to_person"] = "请选择接手人，身份未查明的填写接手人称呼"
        if values["to_person"] is not None and values["to_person"] == values["from_person"]:
            problems["to_person"] = "交出人和接手人是同一人，请核对"

    @classmethod
    def doubts(cls, values: Any) -> dict[str, str]:
        """Point out a missing giver: the chain has a gap there."""
        known = values["from_person"] is not None or values["from_name"] is not None
        return {} if known or values["role"] == "opener" else {"to_person": "没有填写交出人，链条在这里中断"}
