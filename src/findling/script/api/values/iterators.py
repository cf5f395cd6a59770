"""Iterators, of collections and of their own."""

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any, ClassVar

from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.sets import JavaCollection
from findling.script.api.values.throwing import no_such_element, thrown, unsupported


class JavaIterator(JavaObject):
    """A java.util.Iterator of values, which does not remove."""

    java_class: ClassVar[str] = "java.util.Iterator"

    def __init__(self, values: Iterable[Any], remove: Callable[[Any], object] | None = None) -> None:
        self._values = iter(values)
        self._ahead: list[Any] = []
        self._last: list[Any] = []
        self._remove = remove

    def has_next(self) -> bool:
        """Whether there is a further value."""
        if not self._ahead:
            for value in self._values:
                self._ahead.append(value)
                break
        return bool(self._ahead)

    def next(self) -> Any:
        """Returns the next value. Raises NoSuchElementException."""
        if not self.has_next():
            raise no_such_element()
        self._last = [self._ahead.pop()]
        return self._last[0]

    def remove(self) -> None:
        """Removes the value that was returned last."""
        if self._remove is None:
            raise unsupported() if self._last else thrown("UnsupportedOperationException", "remove")
        if not self._last:
            raise thrown("IllegalStateException")
        self._remove(self._last.pop())

    def __iter__(self) -> Iterator[Any]:
        while self.has_next():
            yield self.next()


class ListIterator(JavaIterator):
    """An iterator of a list, which goes both ways and changes the list.

    place: of the next value; last: of the one that was returned last, None if there is none
    """

    java_class: ClassVar[str] = "java.util.ListIterator"

    def __init__(self, values: Any, place: int = 0) -> None:
        self._list = values
        self._place = place
        self._returned: int | None = None

    def has_next(self) -> bool:
        return self._place < len(self._list)

    def next(self) -> Any:
        if not self.has_next():
            raise no_such_element()
        self._returned = self._place
        self._place += 1
        return self._list[self._returned]

    def has_previous(self) -> bool:
        """Whether there is a value before."""
        return self._place > 0

    def previous(self) -> Any:
        """Returns the value before. Raises NoSuchElementException."""
        if not self.has_previous():
            raise no_such_element()
        self._place -= 1
        self._returned = self._place
        return self._list[self._place]

    def next_index(self) -> int:
        """Returns the place of the next value."""
        return self._place

    def _changing(self) -> MutableSequence[Any]:
        if not isinstance(self._list, MutableSequence):
            raise unsupported()
        return self._list

    def _last_place(self) -> int:
        if self._returned is None:
            raise thrown("IllegalStateException")
        return self._returned

    def remove(self) -> None:
        values, at = self._changing(), self._last_place()
        del values[at]
        self._place -= self._place > at
        self._returned = None

    def set(self, value: Any) -> None:
        """Puts another value in place of the one that was returned last."""
        self._list[self._last_place()] = value

    def add(self, value: Any) -> None:
        """Puts a value before the next."""
        self._changing().insert(self._place, value)
        self._place += 1
        self._returned = None


def iterator_of(values: Any) -> JavaIterator:
    """Returns the iterator of a collection."""
    if isinstance(values, JavaCollection):
        return JavaIterator(list(values), values.discard)
    return ListIterator(values)
