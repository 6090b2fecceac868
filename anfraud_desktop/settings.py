"""What belongs to this machine, not to the office, read from a TOML file."""

import os
from pathlib import Path
from typing import NamedTuple

from anfraud_desktop.errors import UserError

APP = "anfraud"


class Settings(NamedTuple):  # a data class and its library would cost the sign-in window's start
    """Machine settings with their defaults."""

    file: str = ""  # the case file that was open last
    backups: str = ""  # the folder of the backups; empty: 备份 beside the case file
    user: str = ""  # the account that signed in last
    theme: str = "light"  # light, dark, contrast
    compact_rows: bool = False
    lock_minutes: int = 10  # without a key or a click until the window locks itself: 5 to 30
    bundled_fonts: bool = False  # print with the program's own fonts even where Windows has others


def data_folder() -> Path:
    """Return the user's data folder of this program."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def settings_path() -> Path:
    """Return where the settings lie; ANFRAUD_SETTINGS names another place."""
    if given := os.environ.get("ANFRAUD_SETTINGS"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.toml"


def default_file() -> Path:
    """Return the case file that is meant where none is named."""
    given = os.environ.get("ANFRAUD_FILE") or load().file
    return Path(given) if given else data_folder() / "case.db"


def load() -> Settings:
    """Read the settings; raises UserError that names a key this program does not know."""
    path = settings_path()
    if not path.is_file():
        return Settings()
    import tomllib

    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UserError(f"设置文件 {path.name} 写法有误，数据没有受影响。请改正或删除这个文件后重开程序。") from None
    if unknown := sorted(set(given) - set(Settings._fields)):
        raise UserError(f"设置文件 {path.name} 里有不认识的项“{unknown[0]}”，请删除后重开程序。")
    return Settings(**given)


def save(settings: Settings) -> None:
    """Write the settings that differ from the defaults."""
    default = Settings()._asdict()
    lines = [f"{name} = {_toml(value)}" for name, value in settings._asdict().items() if value != default[name]]
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _toml(value: str | bool | int) -> str:  # noqa: FBT001  a value, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
