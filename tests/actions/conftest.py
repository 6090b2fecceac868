"""An office that prints with the program's own fonts, its unit registered."""

import pytest

from anfraud_desktop.actions.office import Office
from anfraud_desktop.settings import Settings
from tests.actions.staging import settle_unit


@pytest.fixture
def desk(office: Office) -> Office:
    settle_unit(office)
    return Office(office.store, office.officer, office.role, office.clock, Settings(bundled_fonts=True))
