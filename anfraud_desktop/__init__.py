"""Anfraud: the case file of a police station against telecom fraud."""

__version__ = "0.1.0"
