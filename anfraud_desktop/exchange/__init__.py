"""Data in and out: a station's own books read, planned and taken in; ledgers written as workbooks."""
