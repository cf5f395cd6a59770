"""Iterable, Collection, Iterator and their kin."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.streams.stream import Stream
from findling.script.api.values import augmented_collections as more
from findling.script.api.values import collecting
from findling.script.api.values.iterators import JavaIterator, ListIterator, iterator_of
from findling.script.api.values.sets import JavaCollection, UnmodifiableCollection, ValuesView
from findling.script.types import DEF, Array, array_of


def to_array(values: Any) -> Array:
    """Returns an array of the values."""
    return Array(array_of(DEF), values)


def _into_array(values: Any, array: Array) -> Array:
    if len(array) < len(values):
        return Array(array.type, values)
    array[: len(values)] = list(values)
    if len(array) > len(values):
        array[len(values)] = None
    return array


def _for_each(values: Any, consume: Any) -> None:
    for value in list(values):
        consume(value)


def _contains_all(values: Any, others: Any) -> bool:
    return all(map(collecting.among(values), others))


def _retain_all(values: Any, others: Any) -> bool:
    wanted = collecting.among(others)
    return collecting.remove_where(values, lambda value: not wanted(value))


CLASSES: Final = (
    java_class(
        "Iterable",
        members={
            "void forEach(Consumer)": _for_each,
            "Iterator iterator()": iterator_of,
            "boolean any(Predicate)": more.any_of,
            "Collection asCollection()": more.as_collection,
            "List asList()": more.as_list,
            "def each(Consumer)": more.each,
            "def eachWithIndex(ObjIntConsumer)": more.each_with_index,
            "boolean every(Predicate)": more.every,
            "List findResults(Function)": more.find_results,
            "Map groupBy(Function)": more.group_by,
            "String join(String)": more.join,
            "double sum()": more.total,
            "double sum(ToDoubleFunction)": more.total,
        },
    ),
    java_class(
        "Collection",
        "Iterable",
        {
            "boolean add(def)": collecting.add,
            "boolean addAll(Collection)": collecting.add_all,
            "void clear()": collecting.clear,
            "boolean contains(def)": collecting.contains,
            "boolean containsAll(Collection)": _contains_all,
            "boolean isEmpty()": lambda values: not len(values),
            "boolean removeAll(Collection)": lambda values, others: collecting.remove_where(
                values, collecting.among(others)
            ),
            "boolean removeIf(Predicate)": collecting.remove_where,
            "boolean retainAll(Collection)": _retain_all,
            "int size()": len,
            "Stream stream()": Stream,
            "def[] toArray()": to_array,
            "def[] toArray(def[])": _into_array,
            "List collect(Function)": more.collect,
            "def collect(Collection,Function)": more.collect_into,
            "def find(Predicate)": more.find,
            "List findAll(Predicate)": more.find_all,
            "def findResult(Function)": more.find_result,
            "def findResult(def,Function)": more.find_result_or,
            "List split(Predicate)": more.split,
        },
        python=(JavaCollection, UnmodifiableCollection, ValuesView),
    ),
    java_class("AbstractCollection", "Object Collection"),
    java_class(
        "Iterator",
        members={
            "void forEachRemaining(Consumer)": _for_each,
            "boolean hasNext()": lambda iterator: iterator.has_next(),
            "def next()": lambda iterator: iterator.next(),
            "void remove()": lambda iterator: iterator.remove(),
        },
        python=(JavaIterator,),
    ),
    java_class(
        "ListIterator",
        "Iterator",
        {
            "void add(def)": ListIterator.add,
            "boolean hasPrevious()": ListIterator.has_previous,
            "int nextIndex()": ListIterator.next_index,
            "int previousIndex()": lambda iterator: iterator.next_index() - 1,
            "void set(def)": ListIterator.set,
        },
        python=(ListIterator,),
    ),
    java_class("PrimitiveIterator", "Iterator", {"void forEachRemaining(def)": _for_each}),
    *(
        java_class(
            f"PrimitiveIterator.Of{name}",
            "PrimitiveIterator",
            {
                f"{box} next()": lambda iterator: iterator.next(),
                f"{name.lower()} next{name}()": lambda iterator: iterator.next(),
            },
        )
        for name, box in (("Int", "Integer"), ("Long", "Long"), ("Double", "Double"))
    ),
    java_class(
        "Enumeration",
        members={
            "boolean hasMoreElements()": lambda iterator: iterator.has_next(),
            "def nextElement()": lambda iterator: iterator.next(),
        },
    ),
    java_class("RandomAccess"),
    java_class("EventListener"),
)
