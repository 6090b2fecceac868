import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from anfraud_desktop.resources import resource
from anfraud_desktop.ui import icons, theme

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))
NAMED = re.compile(r"""(?:icon=|drawing\(|tool\(|icon\(|picture\(|Primary\([^,]+, )["'](\w+)["']""")


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_that_is_asked_for(name: str) -> None:
    image = icons.picture(name, "danger", theme.ICON_LARGE).toImage()
    solid = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == QColor("black").alpha()
    ]
    assert solid
    assert {colour.name() for colour in solid} == {theme.colour("danger").name()}


def test_every_icon_that_the_window_names_is_there() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(icons.__file__).parent.glob("*.py"))
    assert set(NAMED.findall(text)) <= set(NAMES)


def test_the_icons_licence_lies_beside_them() -> None:
    assert "MIT License" in resource("icons", "LICENSE").read_text(encoding="utf-8")
