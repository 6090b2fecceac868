"""The page around a form: save, save and new, cancel; what is wrong, and what was saved."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, shortcuts, theme
from anfraud_desktop.ui.dialogs import decide
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.recordform import RecordForm
from anfraud_desktop.ui.titles import full, must_exist, title


class FormPage(Workspace):
    """One record of any ledger, to be filled in."""

    topic = "form"

    def __init__(self, host: Host, ledger: str, record: int, given: Mapping[str, object]) -> None:
        super().__init__(host)
        self.ledger = Record.ledgers[ledger]
        self._given = dict(given)
        self._saving = False
        found = must_exist(host.office.store, ledger, record) if record else None
        self.form = RecordForm(host, self.ledger)
        self.primary = Primary("保存", "save", self.save, shortcuts.hint("save", "保存"))
        self.words = parts.label("", "label")
        self._build()
        self.form.load(found, self._given)
        self._name()
        self.form.edited.connect(self._tell)
        self.form.judged.connect(self._tell)
        for name, does in {"save": self.save, "save_new": self.save_and_new, "cancel": self.cancel}.items():
            self.bind(name, does)

    def _build(self) -> None:
        inside = QWidget()
        card = parts.frame("card")
        card.setLayout(parts.column(self.form, margins=(theme.L, theme.XL, theme.XL, theme.XL)))
        card.setMaximumWidth(theme.FORM_WIDEST)
        inside.setLayout(parts.column(parts.row(card), None, margins=(theme.L, theme.L, theme.L, theme.L)))
        area = parts.scrolled(inside)
        foot = parts.frame("bar")
        another = parts.button("保存并新增", self.save_and_new, icon="add")
        another.setToolTip(shortcuts.hint("save_new", "保存并新增"))
        leave = parts.button("取消", self.cancel)
        leave.setToolTip(shortcuts.hint("cancel", "取消"))
        foot.setLayout(parts.row(self.words, None, leave, another, margins=(theme.L, theme.S, theme.L, theme.S)))
        self.setLayout(parts.column(area, foot, gap=0))

    def _name(self) -> None:
        record = self.form.record
        store = self.host.office.store
        self.title = full(store, record) if record else f"新增{self.ledger.one}"
        self.brief = title(store, self.ledger.table, record.id or 0) if record else self.title
        self.crumbs = (self.ledger.title, self.title)
        self._tell()

    def _tell(self) -> None:
        wrong = self.form.problems()
        if wrong:
            self._say(f"{wrong} 处需要改正", "danger")
        elif self.form.dirty():
            self._say("有未保存的修改", "warn")
        else:
            self._say("已保存" if self.form.record else "Enter 到下一项，Ctrl+S 保存", "label")
        self.retitled.emit()

    def _say(self, text: str, look: str) -> None:
        self.words.setText(text)
        parts.role(self.words, look)

    def enter(self, **given: Any) -> None:
        """Go to the field where work goes on: the one that had the focus, at first the first to be filled in."""
        del given
        if last := self.form.focusWidget():
            last.setFocus()
        else:
            self.form.focus_first()

    def unsaved(self) -> bool:
        """Tell whether there is something to lose."""
        return self.form.dirty()

    def may_leave(self) -> bool:
        """Ask what is to become of unsaved values."""
        if not self.form.dirty():
            return True
        return decide(self, f"“{self.title}”有未保存的修改", "离开后这些修改不会保留。", "放弃修改", danger=True) == 0

    def cancel(self) -> None:
        """Close the form."""
        if not self.form.composing and self.may_leave():
            self.host.close_page(self)

    def save(self) -> None:
        """Save and stay."""
        self._save(then_new=False)

    def save_and_new(self) -> None:
        """Save and begin the next one; what the form was opened with stays."""
        self._save(then_new=True)

    def _save(self, *, then_new: bool) -> None:
        from anfraud_desktop.actions import records

        if self._saving or self.form.composing:
            return
        self._saving = True
        given, before, ledger, office = self.form.given(), self.form.record, self.ledger, self.host.office
        self.host.tasks.start(
            lambda _: records.save(office, ledger.read(given, before=before)),
            lambda record: self._saved(record, then_new=then_new),
            refused=self._refused,
            always=self._free,
        )

    def _free(self) -> None:
        self._saving = False

    def _refused(self, mistake: UserError) -> None:
        if isinstance(mistake, Invalid) and set(mistake.problems) & set(self.form.boxes):
            self.form.show_problems(mistake.problems)
            return
        article = getattr(mistake, "article", "")
        self.host.toasts.show(mistake.message + (f"（{article}）" if article else ""), "danger")

    def _saved(self, record: Record, *, then_new: bool) -> None:
        name = full(self.host.office.store, record)
        self.host.toasts.show(f"已保存{self.ledger.one} {name}")
        self.host.tell_saved(f"{self.host.office.clock():%H:%M} 已保存")
        if then_new:
            self.form.load(None, self._given)
            self.form.focus_first()
        else:
            self.form.settle(record)
        self._name()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Show names of linked records afresh where nothing is being edited."""
        targets = {field.target for field in self.ledger.fields.values() if isinstance(field, Link | Links)}
        if ledgers & targets and not self.form.dirty():
            self.form.load(self.form.record, None if self.form.record else self._given)
