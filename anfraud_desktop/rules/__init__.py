"""The law: pure functions of plain values; their tables are data with articles and effective dates in resources/law."""
