"""Maps whose keys are equal where Java finds them equal. Maps of JSON are plain dicts with strings as keys."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, ClassVar

from findling.script.api.objects import Key, equal, hash_of, key_of, map_text, to_text
from findling.script.api.values.java_object import JavaObject, wrapped_int
from findling.script.api.values.throwing import unsupported


class Entry(JavaObject):
    """A key and its value: the map has this very object, so that a new value is the map's."""

    __slots__ = ("key", "value")
    java_class: ClassVar[str] = "java.util.HashMap$Node"

    def __init__(self, key: Any, value: Any) -> None:
        self.key = key
        self.value = value

    def set_value(self, value: Any) -> Any:
        """Gives it a new value; returns the old one."""
        before, self.value = self.value, value
        return before

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and equal(self.key, other.key) and equal(self.value, other.value)

    def __hash__(self) -> int:
        return hash((key_of(self.key), key_of(self.value)))

    def java_hash(self) -> int:
        return hash_of(self.key) ^ hash_of(self.value)

    def __str__(self) -> str:
        return f"{to_text(self.key)}={to_text(self.value)}"


class FixedEntry(Entry):
    """An entry whose value stays."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.AbstractMap$SimpleImmutableEntry"

    def set_value(self, value: Any) -> Any:
        raise unsupported()


class SimpleEntry(Entry):
    """An entry of no map."""

    __slots__ = ()
    java_class: ClassVar[str] = "java.util.AbstractMap$SimpleEntry"


class DictEntry(Entry):
    """An entry of a plain dict."""

    __slots__ = ("_owner",)
    java_class: ClassVar[str] = "java.util.LinkedHashMap$Entry"

    def __init__(self, owner: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        super().__init__(key, value)
        self._owner = owner

    def set_value(self, value: Any) -> Any:
        self._owner[self.key] = value
        return super().set_value(value)


class JavaMap(JavaObject, MutableMapping[Any, Any]):
    """Base of maps: that of java.util.LinkedHashMap, whose entries are in the order in which they came in."""

    java_class: ClassVar[str] = "java.util.LinkedHashMap"

    def __init__(self, entries: Mapping[Any, Any] | None = None) -> None:
        self._entries: dict[Key, Entry] = {}
        for key, value in (entries or {}).items():
            self[key] = value

    def __getitem__(self, key: Any) -> Any:
        return self._entries[key_of(key)].value

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._entries.get(key_of(key))
        return default if found is None else found.value

    def __setitem__(self, key: Any, value: Any) -> None:
        own = key_of(key)
        found = self._entries.get(own)
        if found is None:
            self._entries[own] = Entry(key, value)
            self._changed()
        else:
            found.value = value

    def __delitem__(self, key: Any) -> None:
        del self._entries[key_of(key)]
        self._changed()

    def __contains__(self, key: object) -> bool:
        return key_of(key) in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Any]:
        return (entry.key for entry in self.entries())

    def clear(self) -> None:
        self._entries.clear()
        self._changed()

    def entries(self) -> Iterable[Entry]:
        """Returns the entries in order."""
        return list(self._entries.values())

    def _changed(self) -> None:
        """Called when a key came or went."""

    def java_key(self) -> Key:
        return map_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return map_hash(self)

    def __str__(self) -> str:
        return map_text(self)


class LinkedHashMap(JavaMap):
    """A java.util.LinkedHashMap."""

    @classmethod
    def of(cls, key: Any, value: Any) -> "LinkedHashMap":
        """Returns a map of one entry."""
        result = cls()
        result[key] = value
        return result


class HashMap(JavaMap):
    """A java.util.HashMap: entries are in the order of their buckets, then in that in which they came in.

    There are twice as many buckets once three quarters would be full; they do not get fewer.
    """

    java_class: ClassVar[str] = "java.util.HashMap"

    def __init__(self, entries: Mapping[Any, Any] | None = None, room_for: int = 0) -> None:
        """room_for: how many buckets there are at least"""
        self._order: list[Entry] | None = None
        self._ranks: dict[Key, int] = {}
        self._buckets = _power_of_two(room_for or 16)
        if entries:
            self._buckets = _power_of_two(int(len(entries) / 0.75 + 1.0))
        super().__init__(entries)

    def entries(self) -> Iterable[Entry]:
        if self._order is None:
            self._order = sorted(self._entries.values(), key=self._place)
        return self._order

    def _place(self, entry: Entry) -> tuple[int, int]:
        """Returns the bucket of an entry and its rank there: below 0 for those that were put in front."""
        bits = hash_of(entry.key) & 0xFFFFFFFF
        return (bits ^ bits >> 16) & (self._buckets - 1), self._ranks.get(key_of(entry.key), 0) if self._ranks else 0

    def put_in_front(self, key: Any, value: Any) -> None:
        """Puts a new key in front of those of its bucket, as compute and merge do."""
        own = key_of(key)
        if own not in self._entries:
            self._ranks[own] = -1 - len(self._ranks)
        self[key] = value

    def __delitem__(self, key: Any) -> None:
        self._ranks.pop(key_of(key), None)
        super().__delitem__(key)

    def _changed(self) -> None:
        self._order = None
        while len(self._entries) > self._buckets * 0.75:
            self._buckets *= 2


class Hashtable(HashMap):
    """A java.util.Hashtable: later buckets first."""

    java_class: ClassVar[str] = "java.util.Hashtable"

    def entries(self) -> Iterable[Entry]:
        size = 11
        while len(self._entries) > int(size * 0.75):
            size = size * 2 + 1
        newest_first = reversed(self._entries.values())
        return sorted(newest_first, key=lambda entry: -((hash_of(entry.key) & 0x7FFFFFFF) % size))


class IdentityMap(JavaMap):
    """A java.util.IdentityHashMap; small numbers and texts are the same where they are equal, as Java's mostly are."""

    java_class: ClassVar[str] = "java.util.IdentityHashMap"


class UnmodifiableMap(JavaObject, Mapping[Any, Any]):
    """A view of a map that cannot be changed."""

    java_class: ClassVar[str] = "java.util.Collections$UnmodifiableMap"

    def __init__(self, inner: Mapping[Any, Any]) -> None:
        self.inner = inner

    def __getitem__(self, key: Any) -> Any:
        return self.inner[key]

    def get(self, key: Any, default: Any = None) -> Any:
        return self.inner.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self.inner

    def __len__(self) -> int:
        return len(self.inner)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.inner)

    def java_key(self) -> Key:
        return map_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return map_hash(self)

    def __str__(self) -> str:
        return map_text(self)


class EmptyMap(UnmodifiableMap):
    """Collections.emptyMap()."""

    java_class: ClassVar[str] = "java.util.Collections$EmptyMap"


class SingletonMap(UnmodifiableMap):
    """Collections.singletonMap(key, value)."""

    java_class: ClassVar[str] = "java.util.Collections$SingletonMap"


def map_key(entries: Mapping[Any, Any]) -> Key:
    """Returns what is equal for equal maps."""
    return dict, frozenset((key_of(key), key_of(value)) for key, value in entries.items())


def map_hash(entries: Mapping[Any, Any]) -> int:
    """Returns the hashCode of a map."""
    return wrapped_int(sum(hash_of(key) ^ hash_of(value) for key, value in entries.items()))


def entries_of(entries: Mapping[Any, Any]) -> Iterable[Entry]:
    """Returns the entries of a map of any kind."""
    if isinstance(entries, JavaMap):
        return entries.entries()
    if isinstance(entries, MutableMapping):
        return [DictEntry(entries, key, value) for key, value in entries.items()]
    return [FixedEntry(key, value) for key, value in entries.items()]


def _power_of_two(least: int) -> int:
    return 1 << max(least - 1, 0).bit_length()
