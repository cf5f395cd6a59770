"""The order in which Java's collections give back what is in them, where answers depend on it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Generic, TypeVar

import numpy as np

T = TypeVar("T")
V = TypeVar("V")


def java_hash(text: str) -> int:
    """Returns Java's String.hashCode, as 32 bits without a sign."""
    hashed = 0
    for unit in np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").tolist():
        hashed = (31 * hashed + unit) & 0xFFFFFFFF
    return hashed


def set_hash(texts: Iterable[str]) -> int:
    """Returns Java's hashCode of a set of strings, as 32 bits without a sign."""
    return sum(map(java_hash, frozenset(texts))) & 0xFFFFFFFF


def array_hash(texts: Iterable[str] | None) -> int:
    """Returns Java's Arrays.hashCode of strings, None for no array, as 32 bits without a sign."""
    if texts is None:
        return 0
    hashed = 1
    for text in texts:
        hashed = (31 * hashed + java_hash(text)) & 0xFFFFFFFF
    return hashed


def in_map_order(names: Iterable[str]) -> list[str]:
    """Returns distinct strings in the order of a HashMap, see `map_order`."""
    return map_order(names, java_hash)


def map_order(names: Iterable[T], hash_of: Callable[[T], int]) -> list[T]:
    """Returns distinct keys as a HashMap goes through them that they were put into one after the other.

    hash_of: as of their hashCode. Buckets of more than eight keys, which Java keeps as trees, are taken for lists.
    """
    found = list(names)
    buckets = 16
    while len(found) > buckets * 3 // 4:
        buckets *= 2

    def bucket(name: T) -> int:
        hashed = hash_of(name)
        return (hashed ^ hashed >> 16) & (buckets - 1)

    return sorted(found, key=bucket)


def hash_map_order(entries: Mapping[str, V]) -> list[tuple[str, V]]:
    """Returns entries, in the order of their insertion, in the order of a HashMap of strings, see `in_map_order`."""
    return [(name, entries[name]) for name in in_map_order(entries)]


def paged_map_order(entries: Mapping[str, V], capacity: int) -> list[tuple[str, V]]:
    """Returns entries, in the order of their insertion, in that of Elasticsearch's ObjectObjectPagedHashMap.

    Its slots are tried one after the other from that of the hash on. capacity: that it is made with
    """
    slots: list[str | None] = [None] * _slots_for(capacity)
    for n_known, name in enumerate(entries):
        if n_known >= int(len(slots) * _PAGED_LOAD):
            slots = _placed([known for known in slots if known is not None], 2 * len(slots))
        _place(slots, name)
    return [(name, entries[name]) for name in slots if name is not None]


_PAGED_LOAD: Final = 0.6


def _slots_for(capacity: int) -> int:
    return 1 << int(capacity / _PAGED_LOAD).bit_length()


def _placed(names: Iterable[str], size: int) -> list[str | None]:
    slots: list[str | None] = [None] * size
    for name in names:
        _place(slots, name)
    return slots


def _place(slots: list[str | None], name: str) -> None:
    at = java_hash(name) % len(slots)
    while slots[at] is not None:
        at = (at + 1) % len(slots)
    slots[at] = name


class BestOf(Generic[T]):
    """Keeps the `size` entries of the greatest keys (Lucene's PriorityQueue); of equal ones those that came first.

    Which of equal entries goes for a greater one depends on the heap, which is that of Lucene.
    """

    def __init__(self, size: int, key: Callable[[T], float]) -> None:
        self._size = size
        self._key = key
        self._heap: list[T] = []

    def offer_all(self, entries: Iterable[T]) -> None:
        """Offers entries one after the other."""
        for entry in entries:
            if len(self._heap) < self._size:
                self._heap.append(entry)
                self._up(len(self._heap) - 1)
            elif self._heap and self._key(self._heap[0]) < self._key(entry):
                self._heap[0] = entry
                self._down()

    def drained(self) -> list[T]:
        """Returns the entries from the least to the greatest, and forgets them."""
        found = []
        while self._heap:
            found.append(self._heap[0])
            last = self._heap.pop()
            if self._heap:
                self._heap[0] = last
                self._down()
        return found

    def _less(self, one: T, other: T) -> bool:
        return self._key(one) < self._key(other)

    def _up(self, place: int) -> None:
        entry = self._heap[place]
        while place and self._less(entry, self._heap[(place - 1) // 2]):
            self._heap[place] = self._heap[(place - 1) // 2]
            place = (place - 1) // 2
        self._heap[place] = entry

    def _down(self) -> None:
        heap, place, entry = self._heap, 0, self._heap[0]
        while (child := 2 * place + 1) < len(heap):
            if child + 1 < len(heap) and self._less(heap[child + 1], heap[child]):
                child += 1
            if not self._less(heap[child], entry):
                break
            heap[place] = heap[child]
            place = child
        heap[place] = entry
