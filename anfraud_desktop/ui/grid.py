"""Two views of the same rows: the first columns stay in sight while the others scroll sideways."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.cells import Cells, Hover
from anfraud_desktop.ui.columns import Column, Layout
from anfraud_desktop.ui.heads import Heads
from anfraud_desktop.ui.rows import Rows

FROZEN = 2
FROZEN_SHARE = 0.6  # of the width, at most: on a narrow window nothing is frozen
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _dress(view: QTableView, heads: Heads) -> None:
    view.setHorizontalHeader(heads)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)


class Grid(QTableView):
    """The scrolling view, with the frozen one as its child. `opened` says that a row is to be opened."""

    opened = Signal()
    arranged = Signal()

    def __init__(self, rows: Rows, *, filters: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.heads = Heads(rows.columns, self, filters=filters)
        self.frozen = QTableView(self)
        parts.role(self.frozen, "frozen")
        self.frozen_heads = Heads(rows.columns, self.frozen, filters=filters)
        for view, heads in ((self, self.heads), (self.frozen, self.frozen_heads)):
            view.setModel(rows)
            _dress(view, heads)
        self.cells = Cells(rows, self)
        self.setItemDelegate(self.cells)
        self.frozen.setItemDelegate(self.cells)
        self.frozen.setSelectionModel(self.selectionModel())
        self.frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heads.setSectionsMovable(True)
        self.hover = Hover(self.cells, (self, self.frozen))
        self._widths: dict[int, int] = {}  # as the user or the declaration wants them, before they are stretched
        self._fitting = False
        self._connect()
        self.arrange(Layout())

    def _connect(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self.frozen.verticalScrollBar().setValue)
        self.frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self.freeze())
        self.heads.sectionResized.connect(self._resized)
        self.frozen_heads.sectionResized.connect(lambda logical, _, width: self.heads.resizeSection(logical, width))
        self.heads.sectionMoved.connect(lambda *_: self.freeze())
        self.heads.sectionMoved.connect(lambda *_: self.arranged.emit())
        self.heads.entered.connect(self.reveal_column)
        for view in (self, self.frozen):
            view.doubleClicked.connect(lambda _: self.opened.emit())

    def arrange(self, layout: Layout) -> None:
        """Put columns in a user's order and widths; a column that is new since then stands where it is declared."""
        names = [column.name for column in self.rows.columns]
        order = [name for name in layout.order if name in names]
        order += [name for name in names if name not in order]
        self.heads.blockSignals(True)  # noqa: FBT003  Qt's own order of arguments
        for place, name in enumerate(order):
            self.heads.moveSection(self.heads.visualIndex(names.index(name)), place)
        for logical, column in enumerate(self.rows.columns):
            self._widths[logical] = layout.widths.get(column.name, column.width)
            self.setColumnHidden(logical, column.name in layout.hidden)
        self.heads.blockSignals(False)  # noqa: FBT003  Qt's own order of arguments
        height = theme.ROW_COMPACT if layout.compact else theme.ROW
        for view in (self, self.frozen):
            view.verticalHeader().setDefaultSectionSize(height)
        self.updateGeometries()
        self.fit()

    def fit(self) -> None:
        """Give room that is left over to the columns of words; what a user has set is only ever widened."""
        shown = self.shown()
        words = [n for n in shown if self.rows.columns[n].side == "left" and not self.rows.columns[n].tabular]
        spare = self.viewport().width() - sum(self._widths[logical] for logical in shown)
        more = max(spare, 0) // max(len(words), 1)
        self._fitting = True
        for logical in shown:
            self.heads.resizeSection(logical, self._widths[logical] + (more if logical in words else 0))
        self._fitting = False
        self.freeze()

    def arranged_now(self, *, compact: bool) -> Layout:
        """Return the layout as it stands."""
        order = self.order()
        return Layout(
            tuple(column.name for column in order),
            frozenset(c.name for n, c in enumerate(self.rows.columns) if self.isColumnHidden(n)),
            {
                column.name: self._widths[n]
                for n, column in enumerate(self.rows.columns)
                if self._widths[n] != column.width
            },
            compact,
        )

    def order(self) -> list[Column]:
        """Return all columns in the order in which they stand."""
        return [self.rows.columns[self.heads.logicalIndex(place)] for place in range(len(self.rows.columns))]

    def shown(self) -> list[int]:
        """Return the numbers of the columns that are seen, in order."""
        logicals = (self.heads.logicalIndex(place) for place in range(len(self.rows.columns)))
        return [logical for logical in logicals if not self.isColumnHidden(logical)]

    def freeze(self) -> None:
        """Lay the first columns over the view, where it is too narrow for all."""
        kept = self.shown()[:FROZEN]
        width = sum(self.heads.sectionSize(logical) for logical in kept)
        needed = (
            bool(self.rows.ids) and self.horizontalScrollBar().maximum() > 0 and width < self.width() * FROZEN_SHARE
        )
        self.heads.covered = self._names(kept) if needed else frozenset()
        self.frozen.setVisible(needed)
        if needed:
            self._match(kept)
            self.frozen.setGeometry(0, 0, width + theme.HAIRLINE, self.viewport().height() + self.heads.height())
            self.frozen.verticalScrollBar().setValue(self.verticalScrollBar().value())
            self.frozen.raise_()
        self.heads.place()

    def _names(self, logicals: Sequence[int]) -> frozenset[str]:
        return frozenset(self.rows.columns[logical].name for logical in logicals)

    def _match(self, kept: Sequence[int]) -> None:
        heads = self.frozen_heads
        heads.blockSignals(True)  # noqa: FBT003  Qt's own order of arguments
        for place, logical in enumerate(kept):
            heads.moveSection(heads.visualIndex(logical), place)
        for logical in range(len(self.rows.columns)):
            self.frozen.setColumnHidden(logical, logical not in kept)
            heads.resizeSection(logical, self.heads.sectionSize(logical))
        heads.blockSignals(False)  # noqa: FBT003  Qt's own order of arguments
        for name, box in self.heads.boxes.items():
            twin = heads.boxes[name]
            if twin.text() != box.text() and not twin.hasFocus():
                twin.setText(box.text())
                parts.state(twin, str(box.property("state") or ""))
        heads.place()

    def _resized(self, logical: int, _old: int, width: int) -> None:
        if self._fitting or not width:
            return
        self._widths[logical] = width
        if self.frozen_heads.sectionSize(logical) != width:
            self.frozen_heads.resizeSection(logical, width)
        self.freeze()
        self.arranged.emit()

    def reveal_column(self, logical: int) -> None:
        """Scroll sideways until a column is in sight."""
        left = self.heads.sectionViewportPosition(logical)
        covered = self.frozen.width() if self.frozen.isVisible() else 0
        bar = self.horizontalScrollBar()
        if left < covered:
            bar.setValue(bar.value() + left - covered)
        elif left + self.heads.sectionSize(logical) > self.viewport().width():
            bar.setValue(bar.value() + left + self.heads.sectionSize(logical) - self.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep the frozen view over its columns."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Enter opens the row."""
        if event.key() in OPENING and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Be quick to scroll."""
        super().showEvent(event)
        self._be_opaque()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Stay so when the style sheet is put in force again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._be_opaque()

    def _be_opaque(self) -> None:
        # Qt scrolls an opaque view by moving its picture, a tenth of the work of drawing it. A style sheet takes that
        # away from what it has dressed; the palette's ground is the same.
        self.viewport().setAutoFillBackground(True)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Take new colours into the delegate."""
        if event.type() == QEvent.Type.PaletteChange:
            self.cells.dress()
        return super().viewportEvent(event)
