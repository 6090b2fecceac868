"""All commands, in the order in which --help lists them."""

from anfraud_desktop.cli import (
    accounts,
    books,
    files,
    health,
    ledgers,
    limits,
    logs,
    notices,
    punishments,
    reports,
    requests,
    retention,
    rulings,
    safekeeping,
    today,
    undo,
)

COMMANDS = (
    *files.COMMANDS,
    *accounts.COMMANDS,
    *ledgers.COMMANDS,
    *undo.COMMANDS,
    *books.COMMANDS,
    *rulings.COMMANDS,
    *today.COMMANDS,
    *limits.COMMANDS,
    *notices.COMMANDS,
    *requests.COMMANDS,
    *punishments.COMMANDS,
    *reports.COMMANDS,
    *safekeeping.COMMANDS,
    *health.COMMANDS,
    *logs.COMMANDS,
    *retention.COMMANDS,
)
