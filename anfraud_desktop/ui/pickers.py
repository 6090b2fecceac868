"""Editors that choose out of many: a code by its initials, a record by anything that finds it; one or several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from anfraud_desktop.schema.codes import Code
from anfraud_desktop.schema.kinds import Choice, Choices, Link, Links
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.ui import icons, parts, theme
from anfraud_desktop.ui.editor import Editor
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.titles import titles, titles_seen

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

RECENT = 6
OPTIONS = 60
FOUND = 20


@dataclass(frozen=True)
class Option:
    """One thing to choose: its key, its name, and what is shown in the list."""

    key: Any
    name: str
    shown: str


class Picker(QLineEdit):
    """A line with a list below it. `wanted(text)` asks for options; `show_options` answers, now or later."""

    wanted = Signal(str)
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.CONTROL)
        self._options: list[Option] = []
        self._model = QStringListModel(self)
        self._list = QCompleter(self._model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(RECENT * 2)
        self._view = QListView()
        parts.role(self._view, "popup")
        self._list.setPopup(self._view)
        self._list.setWidget(self)
        by_row = cast("Any", self._list.activated)[QModelIndex]  # the stubs know no overloaded signals
        by_row.connect(lambda index: self.pick(index.row()))
        self.textEdited.connect(self.wanted)
        arrow = QAction(icons.icon("chevron_down"), "展开", self)
        arrow.triggered.connect(self.unfold)
        self.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)

    def unfold(self) -> None:
        """Show all options."""
        self.setFocus()
        if not self.isReadOnly():
            self.wanted.emit("")

    def show_options(self, options: Sequence[Option]) -> None:
        """Show what can be chosen, the first one ready for Enter."""
        self._options = list(options)
        self._model.setStringList([option.shown for option in options])
        if options and self.hasFocus():
            self._list.complete()
            self._view.setCurrentIndex(self._list.completionModel().index(0, 0))
        else:
            self._view.hide()

    def pick(self, row: int) -> None:
        """Choose an option."""
        if 0 <= row < len(self._options):
            self._view.hide()
            self.picked.emit(self._options[row])

    def is_open(self) -> bool:
        """Tell whether the list is shown."""
        return self._view.isVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Down unfolds."""
        if event.key() == Qt.Key.Key_Down and not self.is_open():
            self.unfold()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Unfold; a word is chosen whole, not letter by letter."""
        del event
        self.selectAll()
        self.unfold()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Be ready to be typed over."""
        super().focusInEvent(event)
        if event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.OtherFocusReason,
        ):
            self.selectAll()


class Codes:
    """The options of a code table for one user: recent ones first, then the table's order."""

    def __init__(self, host: Host, field: Choice | Choices) -> None:
        self._host, self._field = host, field
        self._name = f"recent/{field.ledger}/{field.name}"
        self.recent: list[str] = [str(code) for code in (host.keep.load(self._name) or {}).get("codes", [])]

    def options(self, text: str) -> list[Option]:
        """Return the codes in force whose label, synonym or initials begin with or hold a text."""
        today = self._host.office.today
        codes = [code for code in self._field.codes.options if code.holds_on(today)]
        text = text.strip().lower()
        if text:
            ranked = [(rank, code) for code in codes if (rank := _rank(code, text)) is not None]
            codes = [code for _, code in sorted(ranked, key=lambda pair: (pair[0], self._place(pair[1])))]
        else:
            codes = sorted(codes, key=self._place)
        return [Option(code.code, code.label, _shown(code)) for code in codes[:OPTIONS]]

    def _place(self, code: Code) -> int:
        return self.recent.index(code.code) if code.code in self.recent else RECENT

    def used(self, code: str) -> None:
        """Remember a choice."""
        self.recent = [code, *(one for one in self.recent if one != code)][:RECENT]
        self._host.keep.save(self._name, {"codes": self.recent})


def _rank(code: Code, text: str) -> int | None:
    if code.initials.startswith(text) or code.label.startswith(text) or code.code.lower() == text:
        return 0
    if text in code.label or text in code.initials:
        return 1
    return 2 if any(text in synonym.lower() for synonym in code.synonyms) else None


def _shown(code: Code) -> str:
    return f"{code.label}    {code.initials}" if code.initials else code.label


class ChoiceEditor(Editor):
    """One code."""

    def __init__(self, field: Choice, host: Host) -> None:
        super().__init__(field)
        self._codes = Codes(host, field)
        self.picker = Picker()
        self.picker.setAccessibleName(field.label)
        self.picker.wanted.connect(self._ask)
        self.picker.picked.connect(self._take)
        self.picker.textEdited.connect(lambda _: self.edited.emit())
        self.picker.editingFinished.connect(self._settle)
        self.setLayout(parts.row(self.picker, gap=0))
        self.setFocusProxy(self.picker)

    def _ask(self, text: str) -> None:
        self.picker.show_options(self._codes.options(text))

    def _take(self, option: Option) -> None:
        self.picker.setText(option.name)
        self._codes.used(option.key)
        self.edited.emit()
        self.done.emit()

    def _settle(self) -> None:
        text = self.picker.text().strip()
        if not text or self.picker.is_open():
            return
        exact = self.field.codes.find(text)  # type: ignore[attr-defined]  # the field of this editor is a Choice
        options = self._codes.options(text)
        if exact:
            self.picker.setText(exact.label)
        elif len(options) == 1:
            self.picker.setText(options[0].name)
            self.edited.emit()

    def given(self) -> object:
        """Return what stands there."""
        return self.picker.text()

    def put(self, value: Any) -> None:
        """Show a code's label."""
        self.picker.setText(self.field.show(value))

    def inputs(self) -> Sequence[QWidget]:
        """Return the line."""
        return (self.picker,)

    def suggest(self, text: str) -> None:
        """Show it as a placeholder."""
        self.picker.setPlaceholderText(text)


class LinkFinder:
    """Looks records of one ledger up, away from the window; only the newest question is answered."""

    def __init__(self, host: Host, ledger: str) -> None:
        self._host, self._ledger = host, ledger
        self._asked = 0

    def ask(self, text: str, then: Callable[[list[Option]], object]) -> None:
        """Find records by a text; without one the newest."""
        self._asked += 1
        number, office, ledger = self._asked, self._host.office, self._ledger
        self._host.reads.start(
            lambda _: found(office, ledger, text), lambda options: then(options) if number == self._asked else None
        )


def found(office: "Office", ledger: str, text: str) -> list[Option]:
    """Return records that a text finds, as options; raises Refused."""
    from anfraud_desktop.actions.records import find_each
    from anfraud_desktop.actions.sight import sight

    seen = sight(office, Record.ledgers[ledger])
    if text.strip():
        matched = {hit.id: hit.matched for hit in find_each(office, text, FOUND, [ledger])}
    else:
        matched = dict.fromkeys(seen.kept(office.store.ids(Record.ledgers[ledger]))[:FOUND], "")
    known = titles(office.store, [(ledger, at) for at in matched])
    names = {at: seen.text(known.get((ledger, at), f"#{at}")) for at in matched}
    return [Option(at, names[at], f"{names[at]}    {where}" if where else names[at]) for at, where in matched.items()]


class LinkEditor(Editor):
    """A reference to one record: typed words find it, only a chosen one counts."""

    def __init__(self, field: Link, host: Host) -> None:
        super().__init__(field)
        self._host = host
        self._target = field.target
        self._finder = LinkFinder(host, field.target)
        self._chosen: int | None = None
        self._name = ""
        self.picker = Picker()
        self.picker.setAccessibleName(field.label)
        self.picker.setPlaceholderText(f"输入{Record.ledgers[field.target].one}的名称、拼音或号码")
        self.picker.wanted.connect(lambda text: self._finder.ask(text, self.picker.show_options))
        self.picker.picked.connect(self._take)
        self.picker.textEdited.connect(lambda _: self.edited.emit())
        self.setLayout(parts.row(self.picker, gap=0))
        self.setFocusProxy(self.picker)

    def _take(self, option: Option) -> None:
        self._chosen, self._name = option.key, option.name
        self.picker.setText(option.name)
        self.picker.setCursorPosition(0)
        self.edited.emit()
        self.done.emit()

    def given(self) -> object:
        """Return the record's number, or the words where none was chosen (reading them says what to do)."""
        text = self.picker.text().strip()
        return f"#{self._chosen}" if text and text == self._name else text

    def put(self, value: Any) -> None:
        """Show a record's name."""
        self._chosen = value
        self._name = titles_seen(self._host.office, self._target, [value])[value] if value else ""
        self.picker.setText(self._name)
        self.picker.setCursorPosition(0)

    def retype(self, given: object) -> None:
        """Choose the record again, or put back the words with which none was found."""
        text = str(given)
        if text.startswith("#") and text[1:].isdigit():
            self.put(int(text[1:]))
        else:
            self.put(None)
            self.picker.setText(text)

    def inputs(self) -> Sequence[QWidget]:
        """Return the line."""
        return (self.picker,)


class SeveralEditor(Editor):
    """Several of something as chips, with a line that adds one more."""

    def __init__(self, field: Field[Any], ask: Callable[[str, Callable[[list[Option]], object]], object]) -> None:
        super().__init__(field)
        self.chosen: dict[Any, str] = {}
        self._ask = ask
        self.picker = Picker()
        self.picker.setAccessibleName(field.label)
        self.picker.setPlaceholderText("添加…")
        self.picker.wanted.connect(lambda text: self._ask(text, self._offer))
        self.picker.picked.connect(self._take)
        self.picker.installEventFilter(self)
        self._chips = parts.column(gap=theme.XS)
        self.setLayout(parts.column(self._chips, self.picker, gap=theme.XS))
        self.setFocusProxy(self.picker)

    def _offer(self, options: list[Option]) -> None:
        self.picker.show_options([option for option in options if option.key not in self.chosen])

    def _take(self, option: Option) -> None:
        self.chosen[option.key] = option.name
        self.picker.clear()
        self._fill()
        self.edited.emit()

    def _drop(self, key: Any) -> None:
        if self.picker.isReadOnly():
            return
        self.chosen.pop(key, None)
        self._fill()
        self.edited.emit()
        self.picker.setFocus()

    def _fill(self) -> None:
        parts.clear(self._chips)
        for key, name in self.chosen.items():
            chip = parts.button(name, partial(self._drop, key), look="chip", icon="dismiss")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip("去掉")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._chips.addLayout(parts.row(chip, None))

    def eventFilter(self, watched: Any, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Backspace in the empty line takes the last one away."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if key == Qt.Key.Key_Backspace and self.chosen and not self.picker.text():
            self._drop(next(reversed(self.chosen)))
            return True
        return super().eventFilter(watched, event)

    def given(self) -> object:
        """Return the keys; words left in the line count too, so that reading says what is wrong with them."""
        rest = self.picker.text().strip()
        return [*self.chosen, *([rest] if rest else [])]

    def retype(self, given: object) -> None:
        """Choose the same again; words in the line come after them."""
        parts_given = list(given) if isinstance(given, list) else []
        rest = parts_given[-1:] if parts_given and not self.is_key(parts_given[-1]) else []
        self.put(tuple(parts_given[: len(parts_given) - len(rest)]))
        self.picker.setText(str(rest[0]) if rest else "")

    def is_key(self, one: object) -> bool:
        """Tell whether something is a key, and not words that were typed."""
        return isinstance(one, int)

    def inputs(self) -> Sequence[QWidget]:
        """Return the line."""
        return (self.picker,)


class ChoicesEditor(SeveralEditor):
    """Several codes."""

    def __init__(self, field: Choices, host: Host) -> None:
        self._codes = Codes(host, field)
        super().__init__(field, lambda text, then: then(self._codes.options(text)))
        self.picker.picked.connect(lambda option: self._codes.used(option.key))

    def put(self, value: Any) -> None:
        """Show the codes' labels."""
        options = {code.code: code.label for code in self._codes_of()}
        self.chosen = {code: options.get(code, code) for code in value or ()}
        self._fill()

    def is_key(self, one: object) -> bool:
        """Tell whether it is one of the codes."""
        return any(code.code == one for code in self._codes_of())

    def _codes_of(self) -> Sequence[Code]:
        return self.field.codes.options  # type: ignore[attr-defined,no-any-return]  # the field of this editor is a Choices


class LinksEditor(SeveralEditor):
    """References to several records."""

    def __init__(self, field: Links, host: Host) -> None:
        self._host = host
        self._target = field.target
        super().__init__(field, LinkFinder(host, field.target).ask)

    def put(self, value: Any) -> None:
        """Show the records' names."""
        self.chosen = titles_seen(self._host.office, self._target, value) if value else {}
        self._fill()
