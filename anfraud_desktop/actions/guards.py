"""What a ledger asks of its records beyond the record itself: rules that need the rest of the file.

Asked before every record that an officer writes one by one; a book that is imported tells what has happened already.
"""

from typing import cast

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.request_limits import refuse_unlawful
from anfraud_desktop.records.requests import Request
from anfraud_desktop.schema.record import Record


def refuse(office: Office, record: Record, before: Record | None) -> None:
    """Let a record be written, or raise Invalid or Refused."""
    if isinstance(record, Request):
        refuse_unlawful(office, record, cast("Request | None", before))
