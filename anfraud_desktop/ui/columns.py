"""What a table shows: its columns, and rows whose texts are ready to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from anfraud_desktop.ui import theme
from anfraud_desktop.ui.badges import Mark

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Column:
    """One column; one that is not `listed` is hidden until its user asks for it."""

    name: str
    title: str
    side: Side = "left"
    tabular: bool = False
    sortable: bool = True
    filtered: bool = True
    listed: bool = True
    width: int = theme.COLUMN_TEXT
    hint: str = ""


def told(name: str, title: str, width: int, *, right: bool = False) -> Column:
    """Return a column of a short list that is only looked at: neither sorted nor filtered, figures to the right."""
    side: Side = "right" if right else "left"
    return Column(name, title, side, tabular=right, sortable=False, filtered=False, width=width)


@dataclass(frozen=True)
class Row:
    """One row: its id, the text of each column by name, and badges for some of them."""

    id: int
    texts: Mapping[str, str]
    marks: Mapping[str, Mark] = field(default_factory=dict)
    faded: bool = False  # drawn in muted ink: refused, removed, not chosen


@dataclass(frozen=True)
class Layout:
    """How a user has arranged a table: names in their order, hidden ones, widths."""

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    compact: bool = False

    def kept(self) -> dict[str, object]:
        """Return the layout as a JSON object."""
        return {
            "order": list(self.order), "hidden": sorted(self.hidden), "widths": dict(self.widths),
            "compact": self.compact,
        }  # fmt: skip

    @classmethod
    def from_kept(cls, kept: Mapping[str, object] | None) -> "Layout":
        """Return the layout of a JSON object; what is missing or of another kind is left at its default."""
        kept = kept or {}
        order, hidden, widths = kept.get("order"), kept.get("hidden"), kept.get("widths")
        return cls(
            tuple(str(name) for name in order) if isinstance(order, list) else (),
            frozenset(str(name) for name in hidden) if isinstance(hidden, list) else frozenset(),
            {str(name): int(width) for name, width in widths.items()} if isinstance(widths, dict) else {},
            bool(kept.get("compact")),
        )
