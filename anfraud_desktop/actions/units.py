"""The unit's own record, from the little that is known when a case file is made."""

import re

from anfraud_desktop.records.office import Office
from anfraud_desktop.rules.numbers import division_name

BUREAU = "公安局"

_province = re.compile(r"^.*?(省|自治区)(?=.)")


def founding_unit(name: str, code: str, bureau: str = "") -> Office:
    """Return the unit's record; where no bureau is named it is taken from the name, else from the code's division.

    Raises Invalid for a code that is not twelve digits.
    """
    name, code = name.strip(), code.strip()
    if not bureau and BUREAU in name:
        bureau, own = name[: name.index(BUREAU) + len(BUREAU)], name[name.index(BUREAU) + len(BUREAU) :]
        name = own or name
    if not bureau:
        place = _province.sub("", division_name(code))
        bureau = f"{place}{BUREAU}" if place else name
    return Office.read({"name": name, "code": code, "bureau": bureau, "alarm_phone": "110", "fraud_phone": "96110"})
