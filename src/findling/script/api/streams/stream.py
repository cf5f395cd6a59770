"""java.util.stream.Stream: a stream of objects."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any, ClassVar

from findling.script.api.objects import natural_key
from findling.script.api.streams.base import BaseStream, limited, taken
from findling.script.api.streams.collector import Collector
from findling.script.api.values.optional import Optional
from findling.script.types import DEF, Array, array_of


class Stream(BaseStream):
    """A stream of values that carry their class."""

    java_class: ClassVar[str] = "java.util.stream.ReferencePipeline$Head"

    def sorted(self, order: Callable[[Any, Any], int] | None = None) -> "Stream":
        """Returns the values in order, by compareTo or a comparator."""
        return Stream(sorted(self.take(), key=natural_key if order is None else cmp_to_key(order)))

    def extreme(self, order: Callable[[Any, Any], int], greatest: bool) -> Optional:
        """Returns the greatest or the least by a comparator."""
        if greatest:
            return self.reduced(lambda left, right: left if order(left, right) >= 0 else right)
        return self.reduced(lambda left, right: left if order(left, right) <= 0 else right)

    def mapped(self, to: type[BaseStream], change: Callable[[Any], Any]) -> Any:
        """Returns what a function makes of each, as a stream of another kind."""
        values = self.take()
        return to(change(value) for value in values)

    def flat_mapped(self, to: type[BaseStream], change: Callable[[Any], Any]) -> Any:
        """Returns the values of the streams that a function makes of each, as a stream of another kind."""
        values = self.take()
        return to(limited(value for each in values for value in taken(change(each), to)))

    def collect(self, collector: Collector) -> Any:
        """Returns what a collector makes of the values."""
        return collector.collected(self.take())

    def to_array(self, *_: Any) -> Array:
        """Returns an array of the values."""
        return Array(array_of(DEF), self.take())

    def to_array_of(self, make: Callable[[int], Any]) -> Array:
        """Returns an array of the values, made by a function of its length."""
        values = list(self.take())
        array: Array = make(len(values))
        array[:] = values
        return array
