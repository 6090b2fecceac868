"""The rules for passwords and sign-in that are in force: a preset of resources/trust/policy.toml."""

from functools import cache
from typing import Any

from anfraud_desktop import resources


@cache
def policy() -> dict[str, Any]:
    """Return the preset in force: numbers by name, as the table explains them."""
    table = resources.table("trust", "policy.toml")
    return dict(table["presets"][table["preset"]])
