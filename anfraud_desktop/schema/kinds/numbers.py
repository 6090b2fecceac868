"""Numbers that name a person, a card, a case or a paper. What they must look like stands in `rules.numbers`."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from anfraud_desktop.rules.numbers import NumberCheck, check_identity, check_number
from anfraud_desktop.schema.kinds.text import digits_written, text_of
from anfraud_desktop.schema.record import Field, Tokens

RESIDENT_CARD = "111"  # GA/T 2000.156
NUMBER_LENGTH = 64


class Number(Field[str]):
    """A number kept as text in its one normal spelling."""

    tokens: ClassVar[Tokens] = "number"
    numeric: ClassVar[bool] = True

    def read(self, given: object) -> str | None:
        text = digits_written(given)
        if not text:
            return None
        if len(text) > NUMBER_LENGTH:
            raise ValueError(f"最多 {NUMBER_LENGTH} 个字符")
        return self.check(text, {}).normal or text

    def check(self, text: str, values: Mapping[str, Any]) -> NumberCheck:
        """Judge the number beside the record's other values."""
        del values
        return NumberCheck(ok=True, normal=text, problems=(), warnings=(), facts={})

    def settle(self, value: str, values: Mapping[str, Any]) -> str:
        found = self.check(value, values)
        if found.problems:
            raise ValueError("；".join(found.problems))
        return found.normal

    def doubt(self, value: str, values: Mapping[str, Any]) -> str:
        return "；".join(self.check(value, values).warnings)


class IdNumber(Number):
    """The number of an identity document, judged by the document type in `type_field`."""

    def __init__(self, label: str, *, type_field: str = "id_type", **facts: Any) -> None:
        super().__init__(label, **facts)
        self.type_field = type_field

    def check(self, text: str, values: Mapping[str, Any]) -> NumberCheck:
        return check_identity(text_of(values, self.type_field) or RESIDENT_CARD, text)

    def read(self, given: object) -> str | None:
        text = unicodedata.normalize("NFKC", digits_written(given))
        if len(text) > NUMBER_LENGTH:
            raise ValueError(f"最多 {NUMBER_LENGTH} 个字符")
        return re.sub(r"[\s\-‐–—]", "", text).upper() or None

    def show(self, value: str | None) -> str:
        return value or ""


class RuledNumber(Number):
    """A number whose spelling is judged by one kind of `rules.numbers`."""

    rule: ClassVar[str]

    def check(self, text: str, values: Mapping[str, Any]) -> NumberCheck:
        del values
        return check_number(self.rule, text)


class BankCard(RuledNumber):
    """A bank card or account number."""

    rule: ClassVar[str] = "bank_card"


class Phone(RuledNumber):
    """A phone number, written as its digits."""

    rule: ClassVar[str] = "phone"


class Iccid(RuledNumber):
    """The serial number of a SIM card."""

    rule: ClassVar[str] = "iccid"


class CaseNumber(RuledNumber):
    """案件编号: 23 characters in the police system, or the station's own."""

    rule: ClassVar[str] = "case_number"
    numeric: ClassVar[bool] = False


class DocumentNumber(RuledNumber):
    """文书字号: 机关代字 + 文书代字 + 〔year〕 + number + 号."""

    rule: ClassVar[str] = "document_number"
    numeric: ClassVar[bool] = False


class CardNumber(Number):
    """The number of a card, line, account or wallet, judged by the card kind in `kind_field`.

    Only where the kind is a bank card or a phone number is there a rule; an internet account is free text.
    """

    _rules: ClassVar[dict[str, str]] = {
        "bank": "bank_card", "debit": "bank_card", "credit": "bank_card", "sim": "phone", "landline": "phone",
    }  # fmt: skip

    def __init__(self, label: str, *, kind_field: str = "kind", **facts: Any) -> None:
        super().__init__(label, **facts)
        self.kind_field = kind_field

    def check(self, text: str, values: Mapping[str, Any]) -> NumberCheck:
        rule = self._rules.get(text_of(values, self.kind_field))
        return check_number(rule, text) if rule else super().check(re.sub(r"\s+", "", text), values)
