"""The page around a form: save, save and new, cancel; what is wrong, and what was saved."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from anfraud_desktop.actions import records
from anfraud_desktop.actions.masks import masked_right, note_view
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.errors import Conflict, Invalid, UserError
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, shortcuts, theme
from anfraud_desktop.ui.clock_notes import ClockNotes
from anfraud_desktop.ui.conflict import resolve
from anfraud_desktop.ui.dialogs import ask_reason, decide
from anfraud_desktop.ui.history import HistoryDialog
from anfraud_desktop.ui.occurrence_hint import OccurrenceHints
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.recordform import RecordForm
from anfraud_desktop.ui.reveal import ask_reveal
from anfraud_desktop.ui.second import ask_second
from anfraud_desktop.ui.titles import full, must_exist, title

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office
    from anfraud_desktop.ui.tasks import Task

FOOT = (theme.L, theme.S, theme.L, theme.S)  # margins of the bar below


class FormPage(Workspace):
    """One record of any ledger, to be filled in."""

    topic = "form"

    def __init__(self, host: Host, ledger: str, record: int, given: Mapping[str, object]) -> None:
        super().__init__(host)
        self.ledger = Record.ledgers[ledger]
        self._given = dict(given)
        self._saving: Task[Any] | None = None
        found = self._opened(record) if record else None
        key = ledger_operation(ledger, "edit" if record else "create")
        self.refused = why_not(host.office, key)
        self.seen = Sight(masked_right(host.office, self.ledger, "view"))
        self.form = RecordForm(host, self.ledger)
        self.form.masked = self.seen.masked
        self.hints = OccurrenceHints(self.form, host)
        self.notes = ClockNotes(self.form, host)
        self.primary = Primary("保存", "save", self.save, shortcuts.hint("save", "保存"), self.refused)
        self.words = parts.label("", "label")
        self._build(key)
        self.form.load(found, self._given)
        if self.refused:
            self.form.freeze()
        self._name()
        self.form.edited.connect(self._tell)
        self.form.judged.connect(self._tell)
        self.form.reveal_wanted.connect(lambda name: _reveal(self, name))
        for name, does in {"save": self.save, "save_new": self.save_and_new, "cancel": self.cancel}.items():
            self.bind(name, does)

    def _opened(self, record: int) -> Record:
        """Return a record that the officer may open; that a person was opened is logged, or they are not shown."""
        office, ledger = self.host.office, self.ledger
        found = must_exist(office.store, ledger.table, record)
        records.show(office, ledger.table, record)
        if ledger is Person:
            unseen = self.alive(lambda _: self.host.close_page(self))
            self.host.tasks.start(lambda _: note_view(office, ledger, record), refused=unseen)
        return found

    def _build(self, key: str) -> None:
        inside = QWidget()
        card = parts.frame("card")
        card.setLayout(parts.column(self.form, margins=(theme.L, theme.XL, theme.XL, theme.XL)))
        card.setMaximumWidth(theme.FORM_WIDEST)
        inside.setLayout(parts.column(parts.row(card), None, margins=(theme.L, theme.L, theme.L, theme.L)))
        self.area = parts.scrolled(inside)
        foot = parts.frame("bar")
        self.history_button = parts.button("修改记录", self.show_history, icon="history")
        self.history_button.setToolTip("谁在什么时候把哪一项从什么改成了什么，可以恢复原来的值")
        another = parts.button("保存并新增", self.save_and_new, icon="add")
        another.setToolTip(shortcuts.hint("save_new", "保存并新增"))
        allow(another, self.host.office, key)
        leave = parts.button("取消", self.cancel)
        leave.setToolTip(shortcuts.hint("cancel", "取消"))
        foot.setLayout(parts.row(self.words, None, self.history_button, leave, another, margins=FOOT))
        self.setLayout(parts.column(self.area, foot, gap=0))

    def _name(self) -> None:
        record = self.form.record
        store = self.host.office.store
        self.title = self.seen.text(full(store, record)) if record else f"新增{self.ledger.one}"
        brief = title(store, self.ledger.table, record.id or 0) if record else self.title
        self.brief = self.seen.text(brief)
        self.crumbs = (self.ledger.title, self.title)
        self.history_button.setVisible(record is not None)
        self._tell()

    def _tell(self) -> None:
        text, look = _state(self)
        self.words.setText(text)
        parts.role(self.words, look)
        self.retitled.emit()

    def enter(self, **given: Any) -> None:
        """Go to the field that is named, else to the one that had the focus, at first the first to be filled in."""
        if field := given.get("field"):
            box = self.form.boxes[str(field)]
            box.editor.inputs()[0].setFocus()
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(box))
        elif last := self.form.focusWidget():
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
        if not self.form.keys.composing and self.may_leave():
            self.host.close_page(self)

    def save(self) -> None:
        """Save and stay."""
        self._save(then_new=False)

    def save_and_new(self) -> None:
        """Save and begin the next one; what the form was opened with stays."""
        self._save(then_new=True)

    def _save(self, *, then_new: bool, reason: str = "", agreed: Record | None = None) -> None:
        """Write what is typed, or what was agreed on with what somebody else wrote meanwhile."""
        if (self._saving and self._saving.running) or self.form.keys.composing or self.refused:
            return
        given, before, ledger = self.form.given(), self.form.record, self.ledger
        office = _with_second(self, "edit" if before else "create")
        if office is None:
            return
        self._saving = self.host.tasks.start(
            lambda _: records.save(office, agreed or ledger.read(given, before=before), reason),
            lambda record: self._saved(record, then_new=then_new),
            refused=lambda mistake: self._unsaved(mistake, then_new=then_new, agreed=agreed),
        )

    def _unsaved(self, mistake: UserError, *, then_new: bool, agreed: Record | None) -> None:
        if isinstance(mistake, Conflict):
            if (agreed := _agreed(self)) is not None:
                self._save(then_new=then_new, agreed=agreed)
            return
        if not (isinstance(mistake, Invalid) and set(mistake.problems) == {"reason"}):
            self.tell_refused(mistake)
            return
        words = f"修改{self.ledger.one}"
        reason = ask_reason(self, words, mistake.problems["reason"], "写明原因并保存", danger=False)
        if reason:
            self._save(then_new=then_new, reason=reason, agreed=agreed)

    def tell_refused(self, mistake: UserError) -> None:
        """Mark the fields that are wrong, or say why nothing was written."""
        if isinstance(mistake, Invalid) and set(mistake.problems) & set(self.form.boxes):
            self.form.show_problems(mistake.problems)
            return
        article = getattr(mistake, "article", "")
        self.host.toasts.show(mistake.message + (f"（{article}）" if article else ""), "danger")

    def _saved(self, record: Record, *, then_new: bool) -> None:
        name = self.seen.text(full(self.host.office.store, record))
        self.host.toasts.show(f"已保存{self.ledger.one} {name}")
        if then_new:
            self.form.load(None, self._given)
            self.form.focus_first()
        else:
            self.form.load(record)
        self._name()
        self.host.tell_saved(f"{self.host.office.clock():%H:%M} 已保存")

    def show_history(self) -> None:
        """Show what was done to each field, where an old value may be restored."""
        if (record := self.form.record) is not None:
            HistoryDialog(self, self.host, self.ledger.table, record.id or 0, self.title).exec()

    def draft(self) -> dict[str, Any] | None:
        """Return what was typed and not saved, by field; pictures and files are not kept."""
        typed = self.form.typed() if self.form.dirty() else {}
        record = self.form.record
        facts = {
            "ledger": self.ledger.table,
            "record": (record and record.id) or 0,
            "version": record and record.version,
        }
        return {**facts, "typed": typed} if typed else None

    def take_draft(self, content: Mapping[str, Any]) -> None:
        """Put back what was typed, over the record as it stands now."""
        self.form.retype(content["typed"])
        words, record = f"已恢复 {content['at']} 没保存的内容", self.form.record
        if record and record.version != content["version"]:
            self.host.toasts.show(f"{words}。这条记录在那之后被修改过，请逐项核对后再保存", "warn")
        else:
            self.host.toasts.show(words)

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Show the record and the names of linked ones afresh where nothing is being edited."""
        targets = {field.target for field in self.ledger.fields.values() if isinstance(field, Link | Links)}
        record = self.form.record
        if self.form.dirty() or not ledgers & {*targets, self.ledger.table}:
            return
        if record is None:
            self.form.load(None, self._given)
        elif found := self.host.office.store.page(self.ledger, [record.id or 0]):
            self.form.load(found[0])
            self._name()


def _state(page: FormPage) -> tuple[str, str]:
    """Return what the bar says of the form, and in which look."""
    if page.refused:
        return f"只能查看：{page.refused}", "label"
    if wrong := page.form.problems():
        return f"{wrong} 处需要改正", "danger"
    if page.form.dirty():
        return "有未保存的修改", "warn"
    return ("已保存" if page.form.record else "Enter 到下一项，Ctrl+S 保存"), "label"


def _reveal(page: FormPage, name: str) -> None:
    record = page.form.record
    if record is not None and record.id is not None:
        shown = page.alive(lambda _: page.form.reveal(name))
        ask_reveal(page, page.host, (page.ledger, record.id, name), shown)


def _agreed(page: FormPage) -> Record | None:
    """Ask how what is typed goes with what somebody else wrote meanwhile; None where nothing is to be saved yet."""
    before = page.form.record
    try:
        return resolve(page, page.host, page.ledger.read(page.form.given(), before=before), before)
    except UserError as mistake:
        page.tell_refused(mistake)
        return None


def _with_second(page: FormPage, verb: str) -> "Office | None":
    """Return the office, with the second person where saving takes one; None where they did not confirm."""
    office, words = page.host.office, f"{'修改' if verb == 'edit' else '登记'}{page.ledger.one}"
    if office.second is not None:
        return office
    return ask_second(page, page.host, ledger_operation(page.ledger.table, verb), f"{words}，由两人共同确认。")
