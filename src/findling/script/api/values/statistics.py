"""java.util.IntSummaryStatistics and its kin, and sums of doubles as Java makes them."""

import math
from collections.abc import Iterable
from typing import Any, ClassVar

from findling.script.api.values.java_object import JavaObject, wrapped_long
from findling.script.numbers import double_text


def sum_of_doubles(values: Iterable[float]) -> float:
    """Returns a sum by Kahan's compensation, as DoubleStream.sum."""
    total = compensation = simple = 0.0
    for value in values:
        simple += value
        part = value - compensation
        high = total + part
        compensation = (high - total) - part
        total = high
    result = total - compensation
    return simple if math.isnan(result) and math.isinf(simple) else result


class Statistics(JavaObject):
    """How many numbers there were, their sum, least and greatest."""

    __slots__ = ("count", "greatest", "least", "total")
    bits: ClassVar[int] = 32

    def __init__(self) -> None:
        self.count = 0
        self.total: Any = 0
        self.least: Any = (1 << (self.bits - 1)) - 1
        self.greatest: Any = -(1 << (self.bits - 1))

    def accept(self, value: Any) -> None:
        """Takes a number."""
        self.count += 1
        self.total = wrapped_long(self.total + value)
        self.least, self.greatest = min(self.least, value), max(self.greatest, value)

    def combine(self, other: "Statistics") -> None:
        """Takes the numbers of another."""
        self.count += other.count
        self.total = wrapped_long(self.total + other.total)
        self.least, self.greatest = min(self.least, other.least), max(self.greatest, other.greatest)

    def sum(self) -> Any:
        """Returns the sum."""
        return self.total

    def average(self) -> float:
        """Returns the mean, 0 of none."""
        return self.sum() / self.count if self.count else 0.0

    def __str__(self) -> str:
        name = self.java_class.rpartition(".")[2]
        figures = f"count={self.count}, sum={self.sum()}, min={self.least}, average={self.average():.6f}"
        return f"{name}{{{figures}, max={self.greatest}}}"


class IntStatistics(Statistics):
    """Of ints; the sum is a long."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.IntSummaryStatistics"


class LongStatistics(Statistics):
    """Of longs."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.LongSummaryStatistics"
    bits: ClassVar[int] = 64


class DoubleStatistics(Statistics):
    """Of doubles."""

    __slots__ = ("values",)
    java_class: ClassVar[str] = "java.util.DoubleSummaryStatistics"

    def __init__(self) -> None:
        super().__init__()
        self.values: list[float] = []
        self.least, self.greatest = math.inf, -math.inf

    def accept(self, value: Any) -> None:
        self.count += 1
        self.values.append(value)
        self.least = value if math.isnan(value) else min(self.least, value)
        self.greatest = value if math.isnan(value) else max(self.greatest, value)

    def combine(self, other: Statistics) -> None:
        assert isinstance(other, DoubleStatistics)
        for value in list(other.values):
            self.accept(value)

    def sum(self) -> Any:
        return sum_of_doubles(self.values)

    def __str__(self) -> str:
        total, least, mean, greatest = map(_six, (self.sum(), self.least, self.average(), self.greatest))
        figures = f"count={self.count}, sum={total}, min={least}, average={mean}, max={greatest}"
        return f"DoubleSummaryStatistics{{{figures}}}"


def _six(value: float) -> str:
    """Returns a double with six digits behind the point."""
    return f"{value:.6f}" if math.isfinite(value) else double_text(value)
