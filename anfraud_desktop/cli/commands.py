"""All commands, in the order in which --help lists them."""

from anfraud_desktop.cli import books, files, health, ledgers, notices, reports, rulings, safekeeping

COMMANDS = (
    *files.COMMANDS,
    *ledgers.COMMANDS,
    *books.COMMANDS,
    *rulings.COMMANDS,
    *notices.COMMANDS,
    *reports.COMMANDS,
    *safekeeping.COMMANDS,
    *health.COMMANDS,
)
