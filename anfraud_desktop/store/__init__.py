"""The case file on disk: the only door to SQLite, encrypted, with search, log and migrations."""
