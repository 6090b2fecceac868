"""The tables as the declarations make them, held against the golden schema; a change of it is meant, or a migration."""

import os
from pathlib import Path

from anfraud_desktop.store.database import Store
from anfraud_desktop.store.migrations import FILE_VERSION

GOLDEN = Path(__file__).parent.parent / "golden" / "schema.sql"


def test_a_new_file_has_the_golden_schema(store: Store) -> None:
    rows = store.rows(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'find_%\\_%' ESCAPE '\\' ORDER BY name"
    )
    schema = ";\n".join(" ".join(str(sql).split()) for (sql,) in rows) + ";\n"
    if os.environ.get("GOLDEN_UPDATE"):
        GOLDEN.write_text(schema, encoding="utf-8")
    assert schema == GOLDEN.read_text(encoding="utf-8")


def test_a_new_file_says_its_version_and_its_migrations(store: Store) -> None:
    assert store.rows("PRAGMA user_version") == [(FILE_VERSION,)]
    assert store.rows("SELECT count(*) FROM _sqlite_migrations") == [(FILE_VERSION,)]


def test_every_table_is_strict(store: Store) -> None:
    loose = store.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0")
    assert {name for (name,) in loose} <= {"_sqlite_migrations", "sqlite_schema"}
