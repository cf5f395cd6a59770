"""Lists and queues. An ArrayList is a plain list."""

import heapq
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from functools import cmp_to_key
from typing import Any, ClassVar, overload

from findling.script.api.objects import Key, compare, equal, key_of, list_hash, list_text
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.sets import JavaCollection
from findling.script.api.values.throwing import out_of_bounds, thrown
from findling.script.api.values.tree_map import Order
from findling.script.faults import JavaError


class JavaList(JavaObject, MutableSequence[Any]):
    """Base of lists that are no plain ones: a plain one inside."""

    java_class: ClassVar[str] = "java.util.LinkedList"

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self.values: MutableSequence[Any] = list(values)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> MutableSequence[Any]: ...
    def __getitem__(self, index: Any) -> Any:
        return self.values[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self.values[index] = value

    def __delitem__(self, index: Any) -> None:
        del self.values[index]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def insert(self, index: int, value: Any) -> None:
        self.values.insert(index, value)

    def __contains__(self, value: object) -> bool:
        return any(equal(value, each) for each in self.values)

    def bounds(self, index: int) -> JavaError:
        """Returns what it throws for an index that it has not."""
        return out_of_bounds(index, len(self))

    def java_key(self) -> Key:
        return list_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return list_hash(self)

    def __str__(self) -> str:
        return list_text(self, self)


class LinkedList(JavaList):
    """A java.util.LinkedList."""

    def bounds(self, index: int) -> JavaError:
        return thrown("IndexOutOfBoundsException", f"Index: {index}, Size: {len(self)}")


class Vector(JavaList):
    """A java.util.Vector."""

    java_class: ClassVar[str] = "java.util.Vector"

    def bounds(self, index: int) -> JavaError:
        if index < 0:
            message = f"Index {index} out of bounds for length {len(self)}"
        else:
            message = f"Array index out of range: {index}"
        return thrown("ArrayIndexOutOfBoundsException", message)


class Stack(Vector):
    """A java.util.Stack."""

    java_class: ClassVar[str] = "java.util.Stack"


class SubList(JavaList):
    """A part of a list: what is done to it is done to the list."""

    java_class: ClassVar[str] = "java.util.ArrayList$SubList"

    def __init__(self, owner: MutableSequence[Any], start: int, end: int) -> None:
        self._owner = owner
        self._start = start
        self._length = end - start

    @property
    def values(self) -> Any:  # type: ignore[override]
        """The values it has at present."""
        return self._owner[self._start : self._start + self._length]

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            values = list(self.values)
            values[index] = value
            self._owner[self._start : self._start + self._length] = values
            self._length = len(values)
        else:
            self._owner[self._start + index] = value

    def __delitem__(self, index: Any) -> None:
        values = list(self.values)
        del values[index]
        self._owner[self._start : self._start + self._length] = values
        self._length = len(values)

    def __len__(self) -> int:
        return self._length

    def insert(self, index: int, value: Any) -> None:
        self._owner.insert(self._start + index, value)
        self._length += 1


class FixedList(JavaObject, Sequence[Any]):
    """A list that cannot be changed, or only by what it is a view of."""

    java_class: ClassVar[str] = "java.util.Collections$UnmodifiableRandomAccessList"

    def __init__(self, values: Sequence[Any] = ()) -> None:
        self.values = values

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: Any) -> Any:
        return self.values[index]

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, value: object) -> bool:
        return any(equal(value, each) for each in self.values)

    def java_key(self) -> Key:
        return list_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return list_hash(self.values)

    def __str__(self) -> str:
        return list_text(self.values)


class ArrayView(FixedList):
    """Arrays.asList: values may be set, the length stays."""

    java_class: ClassVar[str] = "java.util.Arrays$ArrayList"
    values: list[Any]

    def __setitem__(self, index: int, value: Any) -> None:
        self.values[index] = value


class ArrayDeque(JavaCollection):
    """A java.util.ArrayDeque: no nulls, equal to itself alone."""

    java_class: ClassVar[str] = "java.util.ArrayDeque"

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self.values: list[Any] = list(values)

    def add(self, value: Any) -> bool:
        self.insert(len(self.values), value)
        return True

    def insert(self, index: int, value: Any) -> None:
        """Puts a value before a place."""
        if value is None:
            raise thrown("NullPointerException")
        self.values.insert(index, value)

    def discard(self, value: Any) -> bool:
        for at, each in enumerate(self.values):
            if equal(value, each):
                del self.values[at]
                return True
        return False

    def pop(self, index: int = -1) -> Any:
        """Takes a value out."""
        return self.values.pop(index)

    def clear(self) -> None:
        self.values.clear()

    def __getitem__(self, index: int) -> Any:
        return self.values[index]

    def __delitem__(self, index: int) -> None:
        del self.values[index]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.values))


class LifoQueue(ArrayDeque):
    """Collections.asLifoQueue(deque)."""

    java_class: ClassVar[str] = "java.util.Collections$AsLIFOQueue"

    def __init__(self, deque: Any) -> None:
        self.values = deque.values

    def add(self, value: Any) -> bool:
        self.insert(0, value)
        return True


class PriorityQueue(ArrayDeque):
    """A java.util.PriorityQueue: a binary heap, which is also how it is written."""

    java_class: ClassVar[str] = "java.util.PriorityQueue"

    def __init__(self, values: Iterable[Any] = (), order: Order | None = None) -> None:
        self.order = order
        self._rank = cmp_to_key(order or compare)
        self._heap: list[tuple[Any, Any]] = []
        for value in values:
            self.add(value)

    @property
    def values(self) -> list[Any]:  # type: ignore[override]
        """The heap, the first of which is the least."""
        return [value for _, value in self._heap]

    def add(self, value: Any) -> bool:
        if value is None:
            raise thrown("NullPointerException")
        if not self._heap:
            (self.order or compare)(value, value)
        item = _Ranked(self._rank(value), value)
        heapq.heappush(self._heap, item)
        return True

    def pop(self, index: int = -1) -> Any:
        """Takes the least value out."""
        return _java_pop(self._heap)

    def discard(self, value: Any) -> bool:
        for at, (_, each) in enumerate(self._heap):
            if equal(value, each):
                last = self._heap.pop()
                if at < len(self._heap):
                    self._heap[at] = last
                    heapq.heapify(self._heap)
                return True
        return False

    def clear(self) -> None:
        self._heap.clear()


class _Ranked(tuple[Any, Any]):
    """A rank and a value, ordered by the rank alone."""

    __slots__ = ()

    def __new__(cls, rank: Any, value: Any) -> "_Ranked":
        return super().__new__(cls, (rank, value))

    def __lt__(self, other: Any) -> bool:
        return bool(self[0] < other[0])


def _java_pop(heap: list[Any]) -> Any:
    """Takes the first out and lets the last sink from the top, as Java does (heapq lets it rise from below)."""
    first, last = heap[0], heap.pop()
    if heap:
        at, size = 0, len(heap)
        while (child := 2 * at + 1) < size:
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if not heap[child] < last:
                break
            heap[at], at = heap[child], child
        heap[at] = last
    return first[1]


def list_key(values: Iterable[Any]) -> Key:
    """Returns what is equal for equal lists."""
    return list, tuple(map(key_of, values))
