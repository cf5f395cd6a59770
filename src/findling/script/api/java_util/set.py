"""Set and the classes of sets."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import equal, hash_of
from findling.script.api.values import collecting
from findling.script.api.values.iterators import JavaIterator
from findling.script.api.values.sets import (
    EntriesView,
    HashSet,
    KeysView,
    LinkedHashSet,
    SetOfMap,
    TreeSet,
    UnmodifiableSet,
)


def _near(below: bool, inclusive: bool) -> Any:
    def run(values: TreeSet, value: Any) -> Any:
        found = values.map.near(value, below, inclusive)
        return None if found is None else found.key

    return run


def _poll(last: bool) -> Any:
    def run(values: TreeSet) -> Any:
        found = values.map.poll(last)
        return None if found is None else found.key

    return run


def _head(values: TreeSet, high: Any, inclusive: bool = False) -> TreeSet:
    return TreeSet.of(values.map.part(high=high, to_high=inclusive))


def _tail(values: TreeSet, low: Any, inclusive: bool = True) -> TreeSet:
    return TreeSet.of(values.map.part(low, from_low=inclusive))


def _sub(values: TreeSet, low: Any, from_low: bool, high: Any, to_high: bool) -> TreeSet:
    return TreeSet.of(values.map.part(low, high, from_low=from_low, to_high=to_high))


def _descending(values: TreeSet) -> TreeSet:
    return TreeSet.of(values.map.descending())


CLASSES: Final = (
    java_class(
        "Set",
        "Collection",
        {"boolean equals(Object)": equal, "int hashCode()": hash_of, "boolean remove(def)": collecting.discard},
        python=(KeysView, EntriesView, UnmodifiableSet, SetOfMap),
    ),
    java_class("AbstractSet", "AbstractCollection Set"),
    java_class(
        "SortedSet",
        "Set",
        {
            "Comparator comparator()": lambda values: values.map.order,
            "def first()": lambda values: values.map.end(False).key,
            "SortedSet headSet(def)": _head,
            "def last()": lambda values: values.map.end(True).key,
            "SortedSet subSet(def,def)": lambda values, low, high: _sub(values, low, True, high, False),
            "SortedSet tailSet(def)": _tail,
        },
    ),
    java_class(
        "NavigableSet",
        "SortedSet",
        {
            "def ceiling(def)": _near(False, True),
            "Iterator descendingIterator()": lambda values: JavaIterator(list(values)[::-1], values.discard),
            "NavigableSet descendingSet()": _descending,
            "def floor(def)": _near(True, True),
            "NavigableSet headSet(def,boolean)": _head,
            "def higher(def)": _near(False, False),
            "def lower(def)": _near(True, False),
            "def pollFirst()": _poll(False),
            "def pollLast()": _poll(True),
            "NavigableSet subSet(def,boolean,def,boolean)": _sub,
            "NavigableSet tailSet(def,boolean)": _tail,
        },
    ),
    java_class(
        "HashSet",
        "AbstractSet",
        {"new()": HashSet, "new(Collection)": HashSet, "def clone()": HashSet},
        python=(HashSet,),
    ),
    java_class(
        "LinkedHashSet",
        "HashSet",
        {"new()": LinkedHashSet, "new(Collection)": LinkedHashSet, "def clone()": LinkedHashSet},
        python=(LinkedHashSet,),
    ),
    java_class(
        "TreeSet",
        "AbstractSet NavigableSet",
        {
            "new()": TreeSet,
            "new(Comparator)": lambda order: TreeSet(order=order),
            "def clone()": lambda values: TreeSet(values, values.map.order),
        },
        python=(TreeSet,),
    ),
)
