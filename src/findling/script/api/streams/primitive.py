"""Streams of ints, longs and doubles, whose values are plain."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from findling.script.api.objects import Key
from findling.script.api.streams.base import BaseStream, Builder
from findling.script.api.streams.stream import Stream
from findling.script.api.values.java_object import wrapped_int, wrapped_long
from findling.script.api.values.number_parsing import double_bits
from findling.script.api.values.optional import Optional, OptionalDouble, OptionalInt, OptionalLong
from findling.script.api.values.statistics import (
    DoubleStatistics,
    IntStatistics,
    LongStatistics,
    Statistics,
    sum_of_doubles,
)
from findling.script.types import DOUBLE, INT, LONG, Array, Type, array_of, boxed


class PrimitiveStream(BaseStream):
    """Base of the streams of numbers."""

    element: ClassVar[Type] = INT
    statistics: ClassVar[type[Statistics]] = IntStatistics

    def key(self, value: Any) -> Key:
        return value

    def boxed(self) -> Stream:
        """Returns a stream of boxes."""
        element = self.element
        return Stream(boxed(value, element) for value in self.take())

    def mapped(self, to: type[BaseStream], change: Callable[[Any], Any]) -> Any:
        """Returns what a function makes of each, as a stream of another kind."""
        values = self.take()
        return to(change(value) for value in values)

    def to_array(self) -> Array:
        """Returns an array of the values."""
        return Array(array_of(self.element), self.take())

    def summary(self) -> Statistics:
        """Returns count, sum, least, greatest and mean."""
        result = self.statistics()
        for value in self.take():
            result.accept(value)
        return result

    def average(self) -> Optional:
        """Returns the mean."""
        result = self.summary()
        return OptionalDouble(result.average()) if result.count else OptionalDouble()

    def sum(self) -> Any:
        """Returns the sum."""
        return wrapped_long(sum(self.take()))

    def sorted(self) -> "PrimitiveStream":
        """Returns the values in order."""
        return type(self)(sorted(self.take()))

    def extreme(self, greatest: bool) -> Optional:
        """Returns the greatest or the least."""
        values = list(self.take())
        if not values:
            return self.optional()
        return self.optional(max(values) if greatest else min(values))


class IntStream(PrimitiveStream):
    """A java.util.stream.IntStream."""

    java_class: ClassVar[str] = "java.util.stream.IntPipeline$Head"
    optional: ClassVar[type[Optional]] = OptionalInt

    def sum(self) -> Any:
        return wrapped_int(sum(self.take()))


class LongStream(PrimitiveStream):
    """A java.util.stream.LongStream."""

    java_class: ClassVar[str] = "java.util.stream.LongPipeline$Head"
    optional: ClassVar[type[Optional]] = OptionalLong
    element: ClassVar[Type] = LONG
    statistics: ClassVar[type[Statistics]] = LongStatistics


class DoubleStream(PrimitiveStream):
    """A java.util.stream.DoubleStream."""

    java_class: ClassVar[str] = "java.util.stream.DoublePipeline$Head"
    optional: ClassVar[type[Optional]] = OptionalDouble
    element: ClassVar[Type] = DOUBLE
    statistics: ClassVar[type[Statistics]] = DoubleStatistics

    def key(self, value: Any) -> Key:
        return double_bits(value)

    def sum(self) -> Any:
        return sum_of_doubles(self.take())

    def sorted(self) -> "DoubleStream":
        return DoubleStream(sorted(self.take(), key=_double_key))

    def extreme(self, greatest: bool) -> Optional:
        values = sorted(self.take(), key=_double_key)
        if not values:
            return self.optional()
        if any(value != value for value in values):
            return self.optional(float("nan"))
        return self.optional(values[-1 if greatest else 0])


def _double_key(value: float) -> tuple[bool, float, bool]:
    return value != value, value, double_bits(value) >= 0


def int_stream(values: Iterable[int]) -> IntStream:
    """Returns a stream of ints."""
    return IntStream(values)


def builder_of(kind: type[BaseStream]) -> Callable[[], Builder]:
    """Returns what makes builders of a kind of streams."""
    return lambda: Builder(kind)
