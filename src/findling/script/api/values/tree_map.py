"""java.util.TreeMap: entries in the order of their keys."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cmp_to_key
from typing import Any, ClassVar

from findling.script.api.objects import compare
from findling.script.api.values.maps import Entry, FixedEntry, JavaMap
from findling.script.api.values.throwing import no_such_element, thrown

Order = Callable[[Any, Any], int]


class TreeMap(JavaMap):
    """A map sorted by its keys. Parts of it are copies.

    order: the comparator, None: by compareTo
    """

    java_class: ClassVar[str] = "java.util.TreeMap"

    def __init__(self, entries: Mapping[Any, Any] | None = None, order: Order | None = None) -> None:
        self.order = order
        self._rank = cmp_to_key(order or compare)
        self._ranks: list[Any] = []
        self._sorted: list[Entry] = []
        super().__init__(entries)

    def _place(self, key: Any) -> tuple[int, bool]:
        """Returns where a key is or belongs, and whether it is there."""
        if key is None and self.order is None:
            raise thrown("NullPointerException")
        self._compare_first(key)
        rank = self._rank(key)
        at = bisect_left(self._ranks, rank)
        return at, at < len(self._ranks) and not self._ranks[at] > rank

    def _compare_first(self, key: Any) -> None:
        """Compares a key with the first: Java compares it with those that are there, which errors tell."""
        if self._sorted:
            (self.order or compare)(key, self._sorted[0].key)

    def __getitem__(self, key: Any) -> Any:
        at, found = self._place(key)
        if not found:
            raise KeyError(key)
        return self._sorted[at].value

    def get(self, key: Any, default: Any = None) -> Any:
        at, found = self._place(key)
        return self._sorted[at].value if found else default

    def __setitem__(self, key: Any, value: Any) -> None:
        if key is None and self.order is None:
            message = 'Cannot invoke "java.lang.Comparable.compareTo(Object)" because "k1" is null'
            raise thrown("NullPointerException", None if self._ranks else message)
        if not self._sorted:
            (self.order or compare)(key, key)
        at, found = self._place(key)
        if found:
            self._sorted[at].value = value
            return
        self._ranks.insert(at, self._rank(key))
        self._sorted.insert(at, Entry(key, value))

    def __delitem__(self, key: Any) -> None:
        at, found = self._place(key)
        if not found:
            raise KeyError(key)
        del self._ranks[at], self._sorted[at]

    def __contains__(self, key: object) -> bool:
        return self._place(key)[1]

    def __len__(self) -> int:
        return len(self._sorted)

    def clear(self) -> None:
        self._ranks.clear()
        self._sorted.clear()

    def entries(self) -> Iterable[Entry]:
        return list(self._sorted)

    def at(self, place: int) -> Entry | None:
        """Returns a copy of the entry at a place, None if there is none."""
        if not 0 <= place < len(self._sorted):
            return None
        return FixedEntry(self._sorted[place].key, self._sorted[place].value)

    def near(self, key: Any, below: bool, inclusive: bool) -> Entry | None:
        """Returns the nearest entry below (or above) a key, or of the key itself if that counts."""
        if key is None and self.order is None:
            raise thrown("NullPointerException")
        self._compare_first(key)
        rank = self._rank(key)
        left = bisect_left(self._ranks, rank)
        right = bisect_right(self._ranks, rank)
        if below:
            return self.at((right if inclusive else left) - 1)
        return self.at(left if inclusive else right)

    def end(self, last: bool) -> Entry:
        """Returns the first or last entry. Raises NoSuchElementException."""
        found = self.at(len(self._sorted) - 1 if last else 0)
        if found is None:
            raise no_such_element()
        return found

    def poll(self, last: bool) -> Entry | None:
        """Takes the first or last entry out."""
        found = self.at(len(self._sorted) - 1 if last else 0)
        if found is not None:
            del self[found.key]
        return found

    def part(
        self, low: Any = None, high: Any = None, *, from_low: bool | None = None, to_high: bool | None = None
    ) -> "TreeMap":
        """Returns the entries of a range; from_low, to_high: whether its ends count, None: there is no such end."""
        if from_low is not None and to_high is not None and (self.order or compare)(low, high) > 0:
            raise thrown("IllegalArgumentException", "fromKey > toKey")
        start, end = 0, len(self._ranks)
        if from_low is not None:
            start = (bisect_left if from_low else bisect_right)(self._ranks, self._rank(low))
        if to_high is not None:
            end = (bisect_right if to_high else bisect_left)(self._ranks, self._rank(high))
        result = TreeMap(order=self.order)
        result._ranks, result._sorted = self._ranks[start:end], self._sorted[start:end]
        return result

    def descending(self) -> "TreeMap":
        """Returns the entries in the opposite order."""
        own = self.order or compare
        return TreeMap(self, lambda left, right: own(right, left))
