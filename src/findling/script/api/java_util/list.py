"""List and the classes of lists."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import equal, hash_of, natural_key
from findling.script.api.values import augmented_collections as more
from findling.script.api.values import collecting
from findling.script.api.values.collecting import changing
from findling.script.api.values.iterators import JavaIterator, ListIterator
from findling.script.api.values.sequences import FixedList, JavaList, LinkedList, Stack, SubList, Vector
from findling.script.api.values.throwing import no_such_element, thrown, unsupported
from findling.script.painless.limits import check_elements


def _add_at(values: Any, index: int, value: Any) -> None:
    changing(values)
    if not 0 <= index <= len(values):
        raise thrown("IndexOutOfBoundsException", f"Index: {index}, Size: {len(values)}")
    changing(values).insert(index, value)


def _add_all_at(values: Any, index: int, others: Any) -> bool:
    changing(values)
    if others is None:
        raise thrown("NullPointerException", collecting.NO_COLLECTION)
    if not 0 <= index <= len(values):
        raise thrown("IndexOutOfBoundsException", f"Index: {index}, Size: {len(values)}")
    check_elements(len(values) + len(others))
    for place, value in enumerate(list(others)):
        _add_at(values, index + place, value)
    return bool(len(others))


def remove_at(values: Any, index: int) -> Any:
    """Takes the value at an index out."""
    changing(values)
    before = collecting.get(values, index)
    del changing(values)[index]
    return before


def set_at(values: Any, index: int, value: Any) -> Any:
    """Puts a value in place of another, which is returned."""
    if isinstance(values, FixedList) and not _is_array(values):
        raise unsupported()
    before = collecting.get(values, index)
    values[index] = value
    return before


def _is_array(values: FixedList) -> bool:
    return values.java_class == "java.util.Arrays$ArrayList"


def replace_all(values: Any, change: Callable[[Any], Any]) -> None:
    """Puts what a function makes of each value in its place."""
    for place, value in enumerate(list(values)):
        set_at(values, place, change(value))


def sort(values: Any, order: Callable[[Any, Any], int] | None = None) -> None:
    """Sorts a list by compareTo or a comparator."""
    ordered = sorted(values, key=natural_key if order is None else cmp_to_key(order))
    for place, value in enumerate(ordered):
        set_at(values, place, value)


def _sub_list(values: Any, start: int, end: int) -> Any:
    if start < 0:
        raise thrown("IndexOutOfBoundsException", f"fromIndex = {start}")
    if end > len(values):
        raise thrown("IndexOutOfBoundsException", f"toIndex = {end}")
    if start > end:
        raise thrown("IllegalArgumentException", f"fromIndex({start}) > toIndex({end})")
    return FixedList(values[start:end]) if isinstance(values, FixedList) else SubList(values, start, end)


def _list_iterator(values: Any, index: int = 0) -> ListIterator:
    if not 0 <= index <= len(values):
        raise thrown("IndexOutOfBoundsException", f"Index: {index}, Size: {len(values)}")
    return ListIterator(values, index)


def _element_at(values: Vector, index: int) -> Any:
    return collecting.get(_within(values, index), index)


def _within(values: Vector, index: int) -> Vector:
    """Returns a vector. Raises ArrayIndexOutOfBoundsException if it ends before an index."""
    if index >= len(values):
        raise thrown("ArrayIndexOutOfBoundsException", f"{index} >= {len(values)}")
    return values


def _remove_element(values: Vector, index: int) -> None:
    if index < 0:
        raise thrown("ArrayIndexOutOfBoundsException", f"Array index out of range: {index}")
    remove_at(_within(values, index), index)


def _insert_element(values: Vector, value: Any, index: int) -> None:
    if index > len(values):
        raise thrown("ArrayIndexOutOfBoundsException", f"{index} > {len(values)}")
    _add_at(values, index, value)


def _end(values: Vector, place: int) -> Any:
    if not len(values):
        raise no_such_element()
    return values[place]


def _top(values: Stack, take: bool) -> Any:
    if not len(values):
        raise thrown("EmptyStackException")
    return values.pop() if take else values[-1]


def _push(values: Stack, value: Any) -> Any:
    values.append(value)
    return value


def _search(values: Stack, value: Any) -> int:
    place = collecting.last_place_of(values, value)
    return len(values) - place if place >= 0 else -1


def _copied(values: JavaList) -> JavaList:
    return type(values)(values)


def _copy_into(values: Vector, array: list[Any]) -> None:
    array[: len(values)] = list(values)


def _vector_place(values: Vector, value: Any, index: int) -> int:
    if index >= len(values):
        raise thrown("IndexOutOfBoundsException", f"{index} >= {len(values)}")
    return collecting.last_place_of(values[: index + 1], value)


CLASSES: Final = (
    java_class(
        "List",
        "Collection",
        {
            "void add(int,def)": _add_at,
            "boolean addAll(int,Collection)": _add_all_at,
            "boolean equals(Object)": equal,
            "def get(int)": collecting.get,
            "int hashCode()": hash_of,
            "int indexOf(def)": collecting.place_of,
            "int lastIndexOf(def)": collecting.last_place_of,
            "ListIterator listIterator()": _list_iterator,
            "ListIterator listIterator(int)": _list_iterator,
            "def remove(int)": remove_at,
            "void replaceAll(UnaryOperator)": replace_all,
            "def set(int,def)": set_at,
            "int getLength()": len,
            "void sort(Comparator)": sort,
            "List subList(int,int)": _sub_list,
            "Object getByPath(String)": more.by_path,
            "Object getByPath(String,Object)": more.by_path,
        },
        python=(FixedList, SubList),
    ),
    java_class("AbstractList", "AbstractCollection List"),
    java_class("AbstractSequentialList", "AbstractList"),
    java_class(
        "ArrayList",
        "AbstractList RandomAccess",
        {"new()": list, "new(Collection)": list, "def clone()": list, "void trimToSize()": lambda values: None},
        python=(list,),
    ),
    java_class(
        "LinkedList",
        "AbstractSequentialList Deque",
        {"new()": LinkedList, "new(Collection)": LinkedList, "def clone()": _copied},
        python=(LinkedList,),
    ),
    java_class(
        "Vector",
        "AbstractList RandomAccess",
        {
            "new()": Vector,
            "new(Collection)": Vector,
            "void addElement(def)": Vector.append,
            "void copyInto(Object[])": _copy_into,
            "def elementAt(int)": _element_at,
            "Enumeration elements()": JavaIterator,
            "def firstElement()": lambda values: _end(values, 0),
            "void insertElementAt(def,int)": _insert_element,
            "def lastElement()": lambda values: _end(values, -1),
            "int lastIndexOf(def,int)": _vector_place,
            "void removeAllElements()": collecting.clear,
            "boolean removeElement(def)": collecting.discard,
            "void removeElementAt(int)": _remove_element,
            "void setElementAt(def,int)": lambda values, value, index: set_at(_within(values, index), index, value),
            "def clone()": _copied,
        },
        python=(Vector,),
    ),
    java_class(
        "Stack",
        "Vector",
        {
            "new()": Stack,
            "def push(def)": _push,
            "def pop()": lambda values: _top(values, True),
            "def peek()": lambda values: _top(values, False),
            "boolean empty()": lambda values: not len(values),
            "int search(def)": _search,
        },
        python=(Stack,),
    ),
)
