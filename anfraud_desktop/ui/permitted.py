"""Buttons that know whether their user may press them: the matrix of rights asked once, its words on hover."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

TIP = "tip"  # what a button says on hover while it may be pressed


def allow(button: QAbstractButton, office: "Office", key: str, *, when: bool = True) -> bool:
    """Enable a button where the officer's role has an operation and `when` holds; else say on hover why not."""
    from anfraud_desktop.actions.permits import why_not

    if button.property(TIP) is None:
        button.setProperty(TIP, button.toolTip())
    why = why_not(office, key)
    button.setEnabled(when and not why)
    button.setToolTip(why or str(button.property(TIP)))
    return not why
