"""Figures that a long test prints, past what pytest holds back: they are what acceptance asks for."""

import sys

import pytest


def tell(capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Print a line of its own."""
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")
        sys.stdout.flush()
