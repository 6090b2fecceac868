"""The words in which a ledger is declared: records, fields, kinds of value, code tables."""
