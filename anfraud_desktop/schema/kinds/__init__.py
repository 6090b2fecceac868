"""The kinds of value: one class per kind owns all its spellings."""

from anfraud_desktop.schema.kinds.choices import Choice, Choices
from anfraud_desktop.schema.kinds.links import Attachments, KeptFile, Link, Links, Photo
from anfraud_desktop.schema.kinds.money import Money
from anfraud_desktop.schema.kinds.numbers import (
    BankCard,
    CardNumber,
    CaseNumber,
    DocumentNumber,
    Iccid,
    IdNumber,
    Number,
    Phone,
)
from anfraud_desktop.schema.kinds.text import Aliases, Count, LongText, Name, Text, Tick
from anfraud_desktop.schema.kinds.times import Day, Moment

__all__ = [
    "Aliases", "Attachments", "BankCard", "CardNumber", "CaseNumber", "Choice", "Choices", "Count", "Day",
    "DocumentNumber", "Iccid", "IdNumber", "KeptFile", "Link", "Links", "LongText", "Moment", "Money", "Name",
    "Number", "Phone", "Photo", "Text", "Tick",
]  # fmt: skip
