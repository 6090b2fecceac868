"""README says what is so: the tree, the commands, the words."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = README.splitlines()[:20]


def section(title: str) -> str:
    """Return the text below a heading of the second level."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def tree() -> dict[str, str]:
    """Return what README says about each folder, by its path."""
    found: dict[str, str] = {}
    parents: list[str] = []
    for indent, name, words in re.findall(r"^( *)([\w.]+)/ +(.+)$", section("The tree"), re.MULTILINE):
        parents[len(indent) // 2 :] = [name]
        found["/".join(parents)] = words
    return found


def docstrings() -> dict[str, str]:
    """Return the first line that each folder of the package says about itself."""
    found = {}
    for path in (ROOT / "anfraud_desktop").rglob("__init__.py"):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.parent.relative_to(ROOT).as_posix()] = words.partition("\n")[0]
    return found


def test_the_tree_says_of_each_folder_what_its_docstring_says() -> None:
    said = {path: words for path, words in tree().items() if path.startswith("anfraud_desktop")}
    assert said == docstrings()


def test_each_folder_of_the_tree_exists() -> None:
    assert [path for path in tree() if not (ROOT / path).is_dir()] == []


@pytest.mark.parametrize("command", ["demo", "test"])
@pytest.mark.parametrize("python", ["python3", "py"])
def test_the_first_screen_has_the_two_commands_for_linux_and_windows(python: str, command: str) -> None:
    assert any(f"`{python} dev.py {command}`" in line for line in FIRST_SCREEN)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"dev\.py (\w+)", README))))
def test_each_command_that_readme_names_exists(command: str) -> None:
    asked = subprocess.run(
        [sys.executable, "dev.py", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr


def test_the_glossary_gives_each_chinese_word_once() -> None:
    cells = [cell.strip() for line in section("Glossary").splitlines()[4:] for cell in line.split("|")]
    chinese = [cell for cell in cells if re.search("[一-鿿]", cell)]
    assert len(chinese) >= 30
    assert len(chinese) == len(set(chinese))


def test_every_library_that_is_asked_for_stands_under_licences() -> None:
    asked = re.findall(r'^  "([\w-]+)[><=~]', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    libraries = asked[: asked.index("platformdirs") + 1]
    told = section("Licences").lower()
    unseen = {"defusedxml"}  # PSF licence, a guard inside openpyxl
    assert [name for name in libraries if name.split("-Ess")[0].lower() not in told and name not in unseen] == []
