"""A dialog that asks for some fields of a ledger and does one thing with them; what is wrong is told beside them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import Dialog
from anfraud_desktop.ui.editors import editor
from anfraud_desktop.ui.fieldbox import FieldBox
from anfraud_desktop.ui.page import Workspace

T = TypeVar("T")
MARGINS = (theme.XL, theme.XL, theme.XL, theme.L)


class FieldsDialog(Dialog):
    """Asks for fields by name. `apply` gets what was typed, on the working lane; `then` its outcome, once it is done.

    A mistake keeps the dialog open, with what was typed.
    """

    def __init__(  # noqa: PLR0913  what is asked, of what, and what is done with it
        self,
        page: Workspace,
        ledger: type[Record],
        names: Sequence[str],
        *,
        title: str,
        text: str,
        answer: str,
        apply: Callable[[dict[str, object]], T],
        then: Callable[[T], object],
        values: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(page)
        self.page, self.apply, self.then = page, apply, then
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.DIALOG + 2 * theme.FORM_LABEL)
        self.boxes = {name: FieldBox(editor(ledger.fields[name], page.host)) for name in names}
        for name, box in self.boxes.items():
            box.editor.put((values or {}).get(name))
        self.error = parts.label("", "danger", wrap=True)
        self.error.hide()
        self.confirm = parts.button(answer, self.try_it, look="primary")
        self.confirm.setDefault(True)
        foot = parts.row(None, parts.button("返回", self.reject), self.confirm)
        lines = parts.column(*self.boxes.values(), gap=theme.S)
        words = parts.label(text, wrap=True)
        heading = parts.label(title, "heading", wrap=True)
        self.setLayout(parts.column(heading, words, lines, self.error, theme.S, foot, gap=theme.M, margins=MARGINS))
        next(iter(self.boxes.values())).editor.inputs()[0].setFocus()

    def given(self) -> dict[str, object]:
        """Return what stands in the editors, as the fields' `read` takes it."""
        return {name: box.editor.given() for name, box in self.boxes.items()}

    def try_it(self) -> None:
        """Do it with what was typed."""
        given = self.given()
        self.confirm.setEnabled(False)
        host = self.page.host
        host.tasks.start(
            lambda _: self.apply(given), self.page.alive(self._done), refused=self.page.alive(self._refused)
        )

    def _done(self, outcome: Any) -> None:
        self.accept()
        self.then(outcome)

    def _refused(self, mistake: UserError) -> None:
        self.confirm.setEnabled(True)
        problems = mistake.problems if isinstance(mistake, Invalid) else {}
        for name, box in self.boxes.items():
            box.problem = problems.get(name, "")
            box.say()
        elsewhere = {name: text for name, text in problems.items() if name not in self.boxes}
        self.error.setText(mistake.message if elsewhere or not problems else "")
        self.error.setVisible(bool(self.error.text()))
        if marked := next((box for box in self.boxes.values() if box.problem), None):
            marked.editor.inputs()[0].setFocus()
        self.adjustSize()
