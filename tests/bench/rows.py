"""What a measurement says: ours beside theirs, and the bar between them."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. The bar is for the ratio where there is one, otherwise for our own figure."""

    name: str
    ours: float
    theirs: float | None
    unit: str
    ratio: float | None
    bar: float

    @classmethod
    def against(cls, name: str, ours: float, theirs: float, unit: str, bar: float) -> "Row":
        """Return a row whose bar is a ratio: ours may be at most `bar` times theirs."""
        return cls(name, ours, theirs, unit, ours / theirs, bar)

    @classmethod
    def limit(cls, name: str, ours: float, unit: str, bar: float) -> "Row":
        """Return a row whose bar is a figure of its own unit."""
        return cls(name, ours, None, unit, None, bar)

    @property
    def met(self) -> bool:
        """Tell whether the bar is reached."""
        return (self.ours if self.ratio is None else self.ratio) <= self.bar


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_of(work: Callable[[], object], runs: int = 10) -> float:
    """Return the median seconds of some runs, after one that warms the caches."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def p95(figures: Sequence[float]) -> float:
    """Return what 95 of 100 figures do not exceed; at least two figures are needed."""
    return statistics.quantiles(figures, n=20, method="inclusive")[-1]
