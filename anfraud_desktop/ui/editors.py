"""The editor of a field by its kind; a new kind takes its parent's."""

from functools import singledispatch
from typing import Any

from anfraud_desktop.schema.kinds import (
    Attachments,
    BankCard,
    CardNumber,
    Choice,
    Choices,
    Day,
    Iccid,
    IdNumber,
    Link,
    Links,
    LongText,
    Money,
    Photo,
    Tick,
)
from anfraud_desktop.schema.record import Field
from anfraud_desktop.ui.editor import DayEditor, Editor, LineEditor, MoneyEditor, NumberEditor, TextEditor, TickEditor
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.pickers import ChoiceEditor, ChoicesEditor, LinkEditor, LinksEditor
from anfraud_desktop.ui.pictures import AttachmentsEditor, PhotoEditor


@singledispatch
def editor(field: Field[Any], host: Host) -> Editor:
    """Return an editor for a field."""
    del host
    return LineEditor(field)


@editor.register(IdNumber)
@editor.register(BankCard)
@editor.register(CardNumber)
@editor.register(Iccid)
def _(field: Field[Any], host: Host) -> Editor:
    del host
    return NumberEditor(field)


@editor.register
def _(field: Money, host: Host) -> Editor:
    del host
    return MoneyEditor(field)


@editor.register
def _(field: Day, host: Host) -> Editor:
    return DayEditor(field, host.office.today)


@editor.register
def _(field: LongText, host: Host) -> Editor:
    del host
    return TextEditor(field)


@editor.register
def _(field: Tick, host: Host) -> Editor:
    del host
    return TickEditor(field)


@editor.register
def _(field: Choice, host: Host) -> Editor:
    return ChoiceEditor(field, host)


@editor.register
def _(field: Choices, host: Host) -> Editor:
    return ChoicesEditor(field, host)


@editor.register
def _(field: Link, host: Host) -> Editor:
    return LinkEditor(field, host)


@editor.register
def _(field: Links, host: Host) -> Editor:
    return LinksEditor(field, host)


@editor.register
def _(field: Photo, host: Host) -> Editor:
    return PhotoEditor(field, host)


@editor.register
def _(field: Attachments, host: Host) -> Editor:
    del host
    return AttachmentsEditor(field)
