"""Sets, and the views of maps."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, ClassVar

from findling.script.api.objects import Key, equal, hash_of, key_of, list_text
from findling.script.api.values.java_object import JavaObject, wrapped_int
from findling.script.api.values.maps import HashMap, LinkedHashMap, entries_of
from findling.script.api.values.throwing import thrown, unsupported
from findling.script.api.values.tree_map import Order, TreeMap


class JavaCollection(JavaObject, Collection[Any]):
    """Base of collections that are no lists. Those that cannot be changed leave `add`, `discard`, `clear` as here."""

    def add(self, value: Any) -> bool:
        """Adds a value; returns whether that changed something."""
        raise unsupported()

    def discard(self, value: Any) -> bool:
        """Removes a value once; returns whether it was there."""
        raise unsupported()

    def clear(self) -> None:
        """Removes all."""
        raise unsupported()

    def remove_where(self, unwanted: Callable[[Any], bool]) -> bool:
        """Removes what a predicate holds for; returns whether that changed something."""
        going = [value for value in self if unwanted(value)]
        for value in going:
            self.discard(value)
        return bool(going)

    def __contains__(self, value: object) -> bool:
        return any(equal(value, each) for each in self)

    def __str__(self) -> str:
        return list_text(self, self)


class JavaSet(JavaCollection):
    """Base of sets: the keys of a map."""

    java_class: ClassVar[str] = "java.util.Set"
    map: MutableMapping[Any, Any]

    def add(self, value: Any) -> bool:
        if value in self.map:
            return False
        self.map[value] = True
        return True

    def discard(self, value: Any) -> bool:
        if value not in self.map:
            return False
        del self.map[value]
        return True

    def clear(self) -> None:
        self.map.clear()

    def __contains__(self, value: object) -> bool:
        return value in self.map

    def __len__(self) -> int:
        return len(self.map)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.map))

    def java_key(self) -> Key:
        return set_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return wrapped_int(sum(map(hash_of, self)))


class HashSet(JavaSet):
    """A java.util.HashSet."""

    java_class: ClassVar[str] = "java.util.HashSet"

    def __init__(self, values: Collection[Any] = ()) -> None:
        room = max(int(len(values) / 0.75) + 1, 16)
        self.map: MutableMapping[Any, Any] = HashMap(room_for=room if values else 16)
        for value in values:
            self.add(value)


class LinkedHashSet(HashSet):
    """A java.util.LinkedHashSet."""

    java_class: ClassVar[str] = "java.util.LinkedHashSet"

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self.map = LinkedHashMap()
        for value in values:
            self.add(value)


class TreeSet(JavaSet):
    """A java.util.TreeSet."""

    java_class: ClassVar[str] = "java.util.TreeSet"
    map: TreeMap

    def __init__(self, values: Iterable[Any] = (), order: Order | None = None) -> None:
        self.map = TreeMap(order=order)
        for value in values:
            self.add(value)

    @classmethod
    def of(cls, keys: TreeMap) -> "TreeSet":
        """Returns the set of the keys of a map."""
        result = cls()
        result.map = keys
        return result


class SetOfMap(JavaSet):
    """Collections.newSetFromMap(map)."""

    java_class: ClassVar[str] = "java.util.Collections$SetFromMap"

    def __init__(self, keys: MutableMapping[Any, Any]) -> None:
        if keys:
            raise thrown("IllegalArgumentException", "Map is non-empty")
        self.map = keys


class MapView(JavaCollection):
    """Base of the views of a map: what is removed from them goes out of the map."""

    def __init__(self, owner: Mapping[Any, Any]) -> None:
        self.owner = owner

    def _mutable(self) -> MutableMapping[Any, Any]:
        if not isinstance(self.owner, MutableMapping):
            raise unsupported()
        return self.owner

    def _shown(self, entry: Any) -> Any:
        """Returns what of an entry the view shows."""
        return entry.value

    def __len__(self) -> int:
        return len(self.owner)

    def __iter__(self) -> Iterator[Any]:
        return (self._shown(entry) for entry in list(entries_of(self.owner)))

    def clear(self) -> None:
        self._mutable().clear()

    def discard(self, value: Any) -> bool:
        owner = self._mutable()
        for entry in list(entries_of(owner)):
            if equal(self._shown(entry), value):
                del owner[entry.key]
                return True
        return False

    def remove_where(self, unwanted: Callable[[Any], bool]) -> bool:
        owner = self._mutable()
        going = [entry.key for entry in list(entries_of(owner)) if unwanted(self._shown(entry))]
        for key in going:
            del owner[key]
        return bool(going)


class ValuesView(MapView):
    """Map.values()."""

    java_class: ClassVar[str] = "java.util.HashMap$Values"


class SetView(MapView):
    """Base of the views that are sets."""

    def java_key(self) -> Key:
        return set_key(self)

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        return hash(self.java_key())

    def java_hash(self) -> int:
        return wrapped_int(sum(map(hash_of, self)))


class KeysView(SetView):
    """Map.keySet()."""

    java_class: ClassVar[str] = "java.util.HashMap$KeySet"

    def _shown(self, entry: Any) -> Any:
        return entry.key

    def __contains__(self, value: object) -> bool:
        return value in self.owner


class EntriesView(SetView):
    """Map.entrySet()."""

    java_class: ClassVar[str] = "java.util.HashMap$EntrySet"

    def _shown(self, entry: Any) -> Any:
        return entry


class UnmodifiableCollection(JavaCollection):
    """A view of a collection that cannot be changed."""

    java_class: ClassVar[str] = "java.util.Collections$UnmodifiableCollection"

    def __init__(self, inner: Collection[Any]) -> None:
        self.inner = inner

    def __len__(self) -> int:
        return len(self.inner)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.inner)

    def __contains__(self, value: object) -> bool:
        return any(equal(value, each) for each in self.inner)

    def remove_where(self, unwanted: Callable[[Any], bool]) -> bool:
        raise unsupported()


class UnmodifiableSet(UnmodifiableCollection, JavaSet):
    """A view of a set that cannot be changed."""

    java_class: ClassVar[str] = "java.util.Collections$UnmodifiableSet"

    def add(self, value: Any) -> bool:
        raise unsupported()

    def discard(self, value: Any) -> bool:
        raise unsupported()

    def clear(self) -> None:
        raise unsupported()

    __eq__ = JavaSet.__eq__
    __hash__ = JavaSet.__hash__


def set_key(values: Iterable[Any]) -> Key:
    """Returns what is equal for equal sets."""
    return frozenset, frozenset(map(key_of, values))
