"""What all streams have in common: values that are taken once, one by one."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, ClassVar, Self

from findling.script.api.objects import Key, key_of, not_castable_to
from findling.script.api.values.iterators import JavaIterator
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.optional import Optional
from findling.script.api.values.throwing import thrown
from findling.script.painless.limits import check_elements


class BaseStream(JavaObject):
    """A stream of values, which can be used once."""

    optional: ClassVar[type[Optional]] = Optional

    def __init__(self, values: Iterable[Any]) -> None:
        self._values: Iterable[Any] | None = values

    def take(self) -> Iterator[Any]:
        """Returns the values. Raises IllegalStateException if they were taken before."""
        if self._values is None:
            raise thrown("IllegalStateException", "stream has already been operated upon or closed")
        values, self._values = self._values, None
        return iter(values)

    def close(self) -> None:
        """Ends its use."""
        self._values = None

    def same(self) -> Self:
        """Returns a stream of the same values."""
        return type(self)(self.take())

    def iterator(self) -> JavaIterator:
        """Returns the iterator of its values."""
        return JavaIterator(self.take())

    def key(self, value: Any) -> Key:
        """Returns what tells values apart."""
        return key_of(value)

    def all_match(self, holds: Callable[[Any], bool]) -> bool:
        """Whether a predicate holds for all."""
        return all(holds(value) for value in self.take())

    def any_match(self, holds: Callable[[Any], bool]) -> bool:
        """Whether a predicate holds for one."""
        return any(holds(value) for value in self.take())

    def none_match(self, holds: Callable[[Any], bool]) -> bool:
        """Whether a predicate holds for none."""
        return not self.any_match(holds)

    def count(self) -> int:
        """Returns how many there are."""
        return sum(1 for _ in self.take())

    def distinct(self) -> Self:
        """Returns each value once."""
        values = self.take()

        def once() -> Iterator[Any]:
            seen = set()
            for value in values:
                key = self.key(value)
                if key not in seen:
                    seen.add(key)
                    yield value

        return type(self)(once())

    def filter(self, holds: Callable[[Any], bool]) -> Self:
        """Returns those for which a predicate holds."""
        values = self.take()
        return type(self)(value for value in values if holds(value))

    def find_first(self) -> Optional:
        """Returns the first."""
        for value in self.take():
            if value is None:
                raise thrown("NullPointerException")
            return self.optional(value)
        return self.optional()

    def for_each(self, consume: Callable[[Any], Any]) -> None:
        """Gives each to a consumer."""
        for value in self.take():
            consume(value)

    def limit(self, most: int) -> Self:
        """Returns the first."""
        if most < 0:
            raise thrown("IllegalArgumentException", str(most))
        return type(self)(islice(self.take(), most))

    def skip(self, count: int) -> Self:
        """Returns all but the first."""
        if count < 0:
            raise thrown("IllegalArgumentException", str(count))
        return type(self)(islice(self.take(), count, None))

    def map(self, change: Callable[[Any], Any]) -> Self:
        """Returns what a function makes of each."""
        values = self.take()
        return type(self)(change(value) for value in values)

    def flat_map(self, change: Callable[[Any], Any]) -> Self:
        """Returns the values of the streams that a function makes of each."""
        values = self.take()
        return type(self)(limited(inner for value in values for inner in taken(change(value), type(self))))

    def peek(self, consume: Callable[[Any], Any]) -> Self:
        """Returns the values, each of which is given to a consumer when it comes."""
        values = self.take()

        def shown() -> Iterator[Any]:
            for value in values:
                consume(value)
                yield value

        return type(self)(shown())

    def concat(self, other: "BaseStream") -> Self:
        """Returns the values of both."""
        return type(self)(chain(self.take(), other.take()))

    def reduced(self, combine: Callable[[Any, Any], Any]) -> Optional:
        """Returns what is left when two become one, again and again."""
        values = self.take()
        for result in values:
            for value in values:
                result = combine(result, value)
            if result is None:
                raise thrown("NullPointerException")
            return self.optional(result)
        return self.optional()

    def reduced_from(self, start: Any, combine: Callable[[Any, Any], Any], *_: Any) -> Any:
        """Returns what is left, with a value to begin with."""
        for value in self.take():
            start = combine(start, value)
        return start

    def collected_by(
        self, supply: Callable[[], Any], accumulate: Callable[[Any, Any], Any], combine: Callable[[Any, Any], Any]
    ) -> Any:
        """Returns a container of the values."""
        result = supply()
        for value in self.take():
            accumulate(result, value)
        return result


def counted(start: int, end: int) -> range:
    """Returns whole numbers. Raises OutOfMemoryError for more than a script may have."""
    check_elements(end - start)
    return range(start, end)


def limited(values: Iterable[Any]) -> Iterator[Any]:
    """Yields values. Raises OutOfMemoryError after as many as a script may have."""
    for count, value in enumerate(values):
        check_elements(count)
        yield value


def taken(stream: Any, kind: type[BaseStream]) -> Iterator[Any]:
    """Returns the values of a stream, none of null. Raises ClassCastException for what is no stream of the kind."""
    if stream is None:
        return iter(())
    if not isinstance(stream, kind):
        raise not_castable_to(stream, f"java.util.stream.{kind.__name__}")
    return stream.take()


class Builder(JavaObject):
    """Collects the values of a stream to be."""

    def __init__(self, of: type[BaseStream]) -> None:
        self._of = of
        self._values: list[Any] = []

    def add(self, value: Any) -> "Builder":
        """Takes a value."""
        self._values.append(value)
        return self

    def build(self) -> BaseStream:
        """Returns the stream."""
        return self._of(self._values)
