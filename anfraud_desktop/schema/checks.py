"""Refuses a wrong declaration at start, with its remedy."""

from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record

MOST_LISTED = 8


def check_declarations() -> None:
    """Look over every ledger; raises TypeError that names the ledger, the field and what to change."""
    for ledger in Record.ledgers.values():
        labels = [field.label for field in ledger.fields.values()]
        if twice := {label for label in labels if labels.count(label) > 1}:
            raise TypeError(f"{ledger.table}: two fields are labelled {twice}; give each its own label")
        if not 1 <= len(ledger.listed_fields()) <= MOST_LISTED:
            raise TypeError(f"{ledger.table}: list one to {MOST_LISTED} fields (listed=True)")
        for name in (*ledger.key, *ledger.optional_key, *ledger.named_by):
            if name not in ledger.fields:
                raise TypeError(f"{ledger.table}: {name} is in the key or title, but is no field")
        for field in ledger.fields.values():
            if isinstance(field, Link | Links) and field.target not in Record.ledgers:
                raise TypeError(f"{ledger.table}.{field.name}: no ledger is called {field.target}")
