"""The bounds of the house: what is small enough for one look, and names that say something."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted([*(ROOT / "anfraud_desktop").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "dev.py"])
EMPTY_NAMES = {"utils", "helpers", "common", "manager", "base", "core", "misc", "handler", "data", "info"}
NESTING = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.TryStar)
Function = ast.FunctionDef | ast.AsyncFunctionDef

MAX_FILE, MAX_FUNCTION, MAX_METHODS, MAX_PARAMETERS, MAX_NESTING = 400, 40, 20, 5, 3


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(function: Function, lines: list[str]) -> int:
    """Count the lines of a body that are neither its docstring, nor blank, nor a comment."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    written = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(1 for line in written if line and not line.startswith("#"))


def depth(node: ast.AST) -> int:
    """Return how deep statements stand within statements; an elif stands beside its if, a function starts anew."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, depth(child) + (isinstance(child, NESTING) and not chained))
    return deepest


def too_much(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines, tree = text.splitlines(), ast.parse(text)
    if len(lines) > MAX_FILE:
        yield f"{len(lines)} lines"
    for function in functions(tree):
        positional = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        own = [name for name in positional if name not in {"self", "cls"}]
        if (size := code_lines(function, lines)) > MAX_FUNCTION:
            yield f"{function.name}: {size} code lines"
        if len(own) > MAX_PARAMETERS:
            yield f"{function.name}: {len(own)} positional parameters"
        if (deep := depth(function)) > MAX_NESTING:
            yield f"{function.name}: nested {deep} deep"
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        methods = sum(isinstance(one, Function) for one in kind.body)
        if methods > MAX_METHODS:
            yield f"{kind.name}: {methods} methods"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_small_enough_for_one_look(path: Path) -> None:
    assert list(too_much(path)) == []


def test_every_module_and_folder_has_a_name_that_says_something() -> None:
    parts = {part for path in FILES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & EMPTY_NAMES == set()


SQL = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA)\s+[\w*(]")


@pytest.mark.parametrize(
    "path", [path for path in FILES if "anfraud_desktop" in path.parts and "store" not in path.parts], ids=named
)
def test_sql_is_spelt_in_store_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    assert [text for text in texts if SQL.match(text)] == []
