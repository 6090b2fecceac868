"""The header: where you are, the search box, and the page's one primary button."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from anfraud_desktop.ui import icons, parts, shortcuts, theme
from anfraud_desktop.ui.page import Primary

MOST = 24  # characters of one part of the breadcrumb


class Header(QFrame):
    """Back and forward, breadcrumb, search, primary button."""

    def __init__(
        self, *, back: Callable[[], object], forward: Callable[[], object], find: Callable[[], object]
    ) -> None:
        super().__init__()
        parts.role(self, "header")
        self.setFixedHeight(theme.HEADER)
        self.back = parts.tool("back", shortcuts.hint("back", "后退"), back)
        self.forward = parts.tool("forward", shortcuts.hint("forward", "前进"), forward)
        self.crumbs = parts.row(gap=theme.S)
        self.search = parts.button("查找一切…", find, look="search", icon="search")
        self.search.setFixedWidth(theme.SEARCH_BOX)
        cap = parts.label("Ctrl+K", "keycap")
        cap.setFixedHeight(theme.BADGE - theme.XS)
        self.search.setLayout(parts.row(None, cap, margins=(0, 0, theme.S, 0)))
        self.primary = parts.button("", look="primary")
        self.primary.clicked.connect(self._pressed)
        self._does: Primary | None = None
        self.setLayout(
            parts.row(
                self.back, self.forward, theme.S, self.crumbs, None, self.search, self.primary,
                gap=theme.S, margins=(theme.M, 0, theme.L, 0),
            )
        )  # fmt: skip

    def show_place(self, crumbs: tuple[str, ...], primary: Primary | None) -> None:
        """Show where the user is and what the page's primary button does."""
        parts.clear(self.crumbs)
        for number, words in enumerate(crumbs):
            last = number == len(crumbs) - 1
            if number:
                self.crumbs.addWidget(parts.drawing("chevron_right", "muted", theme.BODY))
            shown = parts.label(
                words if len(words) <= MOST else words[: MOST - 1] + "…", "heading" if last else "muted"
            )
            shown.setToolTip(words)
            self.crumbs.addWidget(shown)
        self._does = primary
        self.primary.setVisible(primary is not None)
        if primary:
            self.primary.setText(primary.text)
            self.primary.setIcon(icons.icon(primary.icon, "muted" if primary.why_not else "on_accent"))
            self.primary.setToolTip(primary.why_not or primary.tip)
            self.primary.setEnabled(not primary.why_not)

    def _pressed(self) -> None:
        if self._does:
            self._does.pressed()
