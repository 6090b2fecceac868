"""How a user arranges a table's columns, and how that is kept."""

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from anfraud_desktop.ui.columns import Layout
from anfraud_desktop.ui.grid import Grid
from anfraud_desktop.ui.heads import Heads
from anfraud_desktop.ui.page import Keep

PAUSE_MS = 400  # while a column is dragged nothing is written


class Arrangement(QObject):
    """Columns moved, hidden, sized; rows high or compact. Without a `keep` it lasts as long as the table."""

    def __init__(self, grid: Grid, keep: Keep | None, name: str) -> None:
        super().__init__(grid)
        self._grid, self._keep, self._name = grid, keep, name
        kept = keep.load(name) if keep and name else None
        self._layout = Layout.from_kept(kept) if kept else Layout(hidden=self._unlisted())
        grid.arrange(self._layout)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)
        grid.arranged.connect(self._pause.start)
        for heads in (grid.heads, grid.frozen_heads):
            heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            heads.customContextMenuRequested.connect(lambda at, heads=heads: self._popup(heads, at))

    def _popup(self, heads: Heads, at: QPoint) -> None:
        self.menu().popup(heads.mapToGlobal(at))

    def menu(self) -> QMenu:
        """Return the menu that shows and hides columns and sets the height of rows."""
        menu = QMenu(self._grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self._grid.shown()
        for logical, column in enumerate(self._grid.rows.columns):
            act = menu.addAction(column.title)
            act.setCheckable(True)
            act.setChecked(logical in shown)
            act.setEnabled(logical not in shown or len(shown) > 1)
            act.triggered.connect(lambda on, logical=logical: self.show_column(logical, shown=on))
        menu.addSeparator()
        compact = menu.addAction("紧凑行高")
        compact.setCheckable(True)
        compact.setChecked(self._layout.compact)
        compact.triggered.connect(lambda on: self.arrange(self._grid.arranged_now(compact=on)))
        menu.addAction("恢复默认列").triggered.connect(lambda: self.arrange(Layout(hidden=self._unlisted())))
        return menu

    def _unlisted(self) -> frozenset[str]:
        return frozenset(column.name for column in self._grid.rows.columns if not column.listed)

    def show_column(self, logical: int, *, shown: bool) -> None:
        """Show or hide one column."""
        self._grid.setColumnHidden(logical, not shown)
        self.arrange(self._grid.arranged_now(compact=self._layout.compact))

    def arrange(self, layout: Layout) -> None:
        """Put the columns as a layout says, and keep it."""
        self._layout = layout
        self._grid.arrange(layout)
        self.save()

    def now(self) -> Layout:
        """Return the layout as it stands."""
        return self._grid.arranged_now(compact=self._layout.compact)

    def save(self) -> None:
        """Keep the columns as they stand for this user."""
        self._pause.stop()
        self._layout = self.now()
        if self._keep and self._name:
            self._keep.save(self._name, self._layout.kept())
