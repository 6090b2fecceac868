"""A field's value as the officer may read it: what a link leads to by its title, numbers masked where they are."""

from collections.abc import Iterable
from typing import Any

from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.exchange.exports import masked
from anfraud_desktop.exchange.references import ids_in
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record


class Wording:
    """Texts of the values of one ledger; titles of what links lead to are read once, of the trash too."""

    def __init__(self, office: Office, ledger: type[Record], seen: Sight) -> None:
        self.office, self.ledger, self.seen = office, ledger, seen
        self._titles: dict[tuple[str, int], str] = {}

    def gather(self, values: Iterable[tuple[str, Any]]) -> None:
        """Read the titles that some values (field name, value) will be told by, all at once."""
        wanted: dict[str, set[int]] = {}
        for name, value in values:
            field = self.ledger.fields[name]
            if isinstance(field, Link | Links):
                wanted.setdefault(field.target, set()).update(ids_in(value))
        for table, ids in wanted.items():
            found = titles(self.office.store, Record.ledgers[table], sorted(ids), trash=True)
            self._titles.update(((table, at), self.seen.text(text)) for at, text in found.items())

    def text(self, name: str, value: Any) -> str:
        """Return the text of a value; empty where it is."""
        field = self.ledger.fields[name]
        if value is None:
            return ""
        if isinstance(field, Link | Links):
            return "、".join(self._titles.get((field.target, at), f"#{at}") for at in ids_in(value))
        shown = field.show(value)
        return masked(field, shown) if self.seen.masked else shown
