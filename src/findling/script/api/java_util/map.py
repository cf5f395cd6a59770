"""Map, its entries and the classes of maps."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.functions.comparator import by_key
from findling.script.api.objects import compare, equal, hash_of, key_of, not_castable_to
from findling.script.api.values import augmented_collections as more
from findling.script.api.values.collecting import put_all
from findling.script.api.values.iterators import JavaIterator
from findling.script.api.values.maps import (
    DictEntry,
    EmptyMap,
    Entry,
    FixedEntry,
    HashMap,
    Hashtable,
    IdentityMap,
    LinkedHashMap,
    SimpleEntry,
    SingletonMap,
    UnmodifiableMap,
    entries_of,
)
from findling.script.api.values.sets import EntriesView, KeysView, TreeSet, ValuesView
from findling.script.api.values.throwing import thrown, unsupported
from findling.script.api.values.tree_map import TreeMap


def changing(entries: Any) -> MutableMapping[Any, Any]:
    """Returns a map that may be changed. Raises UnsupportedOperationException."""
    if not isinstance(entries, MutableMapping):
        raise unsupported()
    return entries


def get(entries: Any, key: Any) -> Any:
    """Returns the value of a key, or None."""
    try:
        return entries.get(key)
    except TypeError:  # a plain dict has none of the keys that Python cannot hash
        return None


def has(entries: Any, key: Any) -> bool:
    """Whether there is a key."""
    try:
        return key in entries
    except TypeError:
        return False


def put(entries: Any, key: Any, value: Any) -> Any:
    """Gives a key a value; returns the one before."""
    if isinstance(entries, Hashtable) and (key is None or value is None):
        raise thrown("NullPointerException")
    before = get(entries, key)
    changing(entries)[key] = value
    return before


def remove(entries: Any, key: Any) -> Any:
    """Removes a key; returns the value it had."""
    changing(entries)
    before = get(entries, key)
    if has(entries, key):
        del entries[key]
    return before


def _store(entries: Any, key: Any, value: Any) -> Any:
    """Gives a key a value, or removes it for null; returns the value."""
    if value is None:
        remove(entries, key)
    else:
        put_computed(entries, key, value)
    return value


def put_computed(entries: Any, key: Any, value: Any) -> None:
    """Gives a key a value that was computed: in a HashMap new keys stand in front of their buckets then."""
    if isinstance(entries, HashMap) and not isinstance(entries, Hashtable):
        entries.put_in_front(key, value)
    else:
        put(entries, key, value)


def _compute(entries: Any, key: Any, change: Callable[[Any, Any], Any]) -> Any:
    changing(entries)
    return _store(entries, key, change(key, get(entries, key)))


def _compute_if_absent(entries: Any, key: Any, make: Callable[[Any], Any]) -> Any:
    changing(entries)
    before = get(entries, key)
    if before is not None:
        return before
    value = make(key)
    if value is not None:
        put_computed(entries, key, value)
    return value


def _compute_if_present(entries: Any, key: Any, change: Callable[[Any, Any], Any]) -> Any:
    changing(entries)
    before = get(entries, key)
    return None if before is None else _store(entries, key, change(key, before))


def _merge(entries: Any, key: Any, value: Any, change: Callable[[Any, Any], Any]) -> Any:
    changing(entries)
    if value is None:
        raise thrown("NullPointerException")
    before = get(entries, key)
    return _store(entries, key, value if before is None else change(before, value))


def _put_if_absent(entries: Any, key: Any, value: Any) -> Any:
    changing(entries)
    before = get(entries, key)
    if before is None:
        put(entries, key, value)
    return before


def _remove_pair(entries: Any, key: Any, value: Any) -> bool:
    changing(entries)
    same = has(entries, key) and equal(get(entries, key), value)
    if same:
        del entries[key]
    return same


def _replace(entries: Any, key: Any, value: Any) -> Any:
    changing(entries)
    return put(entries, key, value) if has(entries, key) else None


def _replace_pair(entries: Any, key: Any, old: Any, new: Any) -> bool:
    changing(entries)
    same = has(entries, key) and equal(get(entries, key), old)
    if same:
        put(entries, key, new)
    return same


def _replace_all(entries: Any, change: Callable[[Any, Any], Any]) -> None:
    changing(entries)
    for entry in list(entries_of(entries)):
        entry.set_value(change(entry.key, entry.value))


def _get_or_default(entries: Any, key: Any, default: Any) -> Any:
    return get(entries, key) if has(entries, key) else default


def _for_each(entries: Any, consume: Callable[[Any, Any], Any]) -> None:
    more.each_entry(entries, consume)


def _has_value(entries: Mapping[Any, Any], value: Any) -> bool:
    wanted = key_of(value)
    return any(key_of(each) == wanted for each in entries.values())


def _put_all(entries: Any, others: Mapping[Any, Any]) -> None:
    put_all(changing(entries), others)


def _near(below: bool, inclusive: bool, key_alone: bool) -> Callable[[TreeMap, Any], Any]:
    def run(entries: TreeMap, key: Any) -> Any:
        found = entries.near(key, below, inclusive)
        return found.key if key_alone and found is not None else found

    return run


def _head(entries: TreeMap, high: Any, inclusive: bool = False) -> TreeMap:
    return entries.part(high=high, to_high=inclusive)


def _tail(entries: TreeMap, low: Any, inclusive: bool = True) -> TreeMap:
    return entries.part(low, from_low=inclusive)


def _sub(entries: TreeMap, low: Any, from_low: bool, high: Any, to_high: bool) -> TreeMap:
    return entries.part(low, high, from_low=from_low, to_high=to_high)


def _entry_key(entry: Any) -> Any:
    return _entry(entry).key


def _entry_value(entry: Any) -> Any:
    return _entry(entry).value


def _entry(given: Any) -> Entry:
    if not isinstance(given, Entry):
        raise not_castable_to(given, "java.util.Map$Entry")
    return given


def _copied(kind: Any) -> dict[str, Any]:
    """Returns the constructors of a class of maps."""
    return {"new()": kind, "new(Map)": kind, "def clone()": kind}


_MAP: Final = {
    "void clear()": lambda entries: changing(entries).clear(),
    "def compute(def,BiFunction)": _compute,
    "def computeIfAbsent(def,Function)": _compute_if_absent,
    "def computeIfPresent(def,BiFunction)": _compute_if_present,
    "boolean containsKey(def)": has,
    "boolean containsValue(def)": _has_value,
    "Set entrySet()": EntriesView,
    "boolean equals(Object)": equal,
    "void forEach(BiConsumer)": _for_each,
    "def get(def)": get,
    "def getOrDefault(def,def)": _get_or_default,
    "boolean isEmpty()": lambda entries: not len(entries),
    "Set keySet()": KeysView,
    "def merge(def,def,BiFunction)": _merge,
    "def put(def,def)": put,
    "void putAll(Map)": _put_all,
    "def putIfAbsent(def,def)": _put_if_absent,
    "def remove(def)": remove,
    "boolean remove(def,def)": _remove_pair,
    "def replace(def,def)": _replace,
    "boolean replace(def,def,def)": _replace_pair,
    "void replaceAll(BiFunction)": _replace_all,
    "int size()": len,
    "Collection values()": ValuesView,
    "Object getByPath(String)": more.by_path,
    "Object getByPath(String,Object)": more.by_path,
    "List collect(BiFunction)": more.of_map(more.collect),
    "def collect(Collection,BiFunction)": more.of_map(more.collect_into),
    "int count(BiPredicate)": more.of_map(more.count_entries),
    "def each(BiConsumer)": more.each_entry,
    "boolean every(BiPredicate)": more.of_map(more.every),
    "Map.Entry find(BiPredicate)": more.of_map(more.find_entry),
    "Map findAll(BiPredicate)": more.find_all_entries,
    "def findResult(BiFunction)": more.of_map(more.find_result),
    "def findResult(def,BiFunction)": more.of_map(more.find_result_or),
    "List findResults(BiFunction)": more.of_map(more.find_results),
    "Map groupBy(BiFunction)": more.group_entries,
}

CLASSES: Final = (
    java_class("Map", members=_MAP, python=(UnmodifiableMap, EmptyMap, SingletonMap)),
    java_class("AbstractMap", "Object Map"),
    java_class(
        "Map.Entry",
        members={
            "static Comparator comparingByKey()": lambda: by_key(_entry_key, compare),
            "static Comparator comparingByKey(Comparator)": lambda order: by_key(_entry_key, order),
            "static Comparator comparingByValue()": lambda: by_key(_entry_value, compare),
            "static Comparator comparingByValue(Comparator)": lambda order: by_key(_entry_value, order),
            "boolean equals(Object)": equal,
            "def getKey()": _entry_key,
            "def getValue()": _entry_value,
            "int hashCode()": hash_of,
            "def setValue(def)": lambda entry, value: entry.set_value(value),
        },
        python=(Entry, DictEntry),
    ),
    java_class(
        "AbstractMap.SimpleEntry",
        "Object Map.Entry",
        {"new(def,def)": SimpleEntry, "new(Map.Entry)": lambda entry: SimpleEntry(entry.key, entry.value)},
        python=(SimpleEntry,),
    ),
    java_class(
        "AbstractMap.SimpleImmutableEntry",
        "Object Map.Entry",
        {"new(def,def)": FixedEntry, "new(Map.Entry)": lambda entry: FixedEntry(entry.key, entry.value)},
        python=(FixedEntry,),
    ),
    java_class(
        "SortedMap",
        "Map",
        {
            "Comparator comparator()": lambda entries: entries.order,
            "def firstKey()": lambda entries: entries.end(False).key,
            "SortedMap headMap(def)": _head,
            "def lastKey()": lambda entries: entries.end(True).key,
            "SortedMap subMap(def,def)": lambda entries, low, high: _sub(entries, low, True, high, False),
            "SortedMap tailMap(def)": _tail,
        },
    ),
    java_class(
        "NavigableMap",
        "SortedMap",
        {
            "Map.Entry ceilingEntry(def)": _near(False, True, False),
            "def ceilingKey(def)": _near(False, True, True),
            "NavigableSet descendingKeySet()": lambda entries: TreeSet.of(entries.descending()),
            "NavigableMap descendingMap()": TreeMap.descending,
            "Map.Entry firstEntry()": lambda entries: entries.at(0),
            "Map.Entry floorEntry(def)": _near(True, True, False),
            "def floorKey(def)": _near(True, True, True),
            "NavigableMap headMap(def,boolean)": _head,
            "Map.Entry higherEntry(def)": _near(False, False, False),
            "def higherKey(def)": _near(False, False, True),
            "Map.Entry lastEntry()": lambda entries: entries.at(len(entries) - 1),
            "Map.Entry lowerEntry(def)": _near(True, False, False),
            "NavigableSet navigableKeySet()": TreeSet.of,
            "Map.Entry pollFirstEntry()": lambda entries: entries.poll(False),
            "Map.Entry pollLastEntry()": lambda entries: entries.poll(True),
            "NavigableMap subMap(def,boolean,def,boolean)": _sub,
            "NavigableMap tailMap(def,boolean)": _tail,
        },
    ),
    java_class("HashMap", "AbstractMap", _copied(HashMap), python=(HashMap,)),
    java_class("LinkedHashMap", "HashMap", _copied(LinkedHashMap), python=(LinkedHashMap, dict)),
    java_class("IdentityHashMap", "AbstractMap", _copied(IdentityMap), python=(IdentityMap,)),
    java_class(
        "TreeMap",
        "AbstractMap NavigableMap",
        {
            "new()": TreeMap,
            "new(Comparator)": lambda order: TreeMap(order=order),
            "def clone()": lambda entries: TreeMap(entries, entries.order),
        },
        python=(TreeMap,),
    ),
    java_class(
        "Dictionary",
        "Object",
        {
            "Enumeration elements()": lambda entries: JavaIterator(list(entries.values())),
            "def get(def)": get,
            "boolean isEmpty()": lambda entries: not len(entries),
            "Enumeration keys()": lambda entries: JavaIterator(list(entries)),
            "def put(def,def)": put,
            "def remove(def)": remove,
            "int size()": len,
        },
    ),
    java_class("Hashtable", "Dictionary Map", _copied(Hashtable), python=(Hashtable,)),
)
