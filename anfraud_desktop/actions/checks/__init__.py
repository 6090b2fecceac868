"""The checks of the health page: small pure functions over columns of the file; their words are data."""
