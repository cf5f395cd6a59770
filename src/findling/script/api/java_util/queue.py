"""Queue, Deque and the classes of queues."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.values import collecting
from findling.script.api.values.iterators import JavaIterator
from findling.script.api.values.sequences import ArrayDeque, LifoQueue, PriorityQueue
from findling.script.api.values.throwing import no_such_element


def _insert_first(values: Any, value: Any) -> bool:
    values.insert(0, value)
    return True


def _first(values: Any, take: bool, place: int = 0) -> Any:
    """Returns the value at an end. Raises NoSuchElementException."""
    if not len(values):
        raise no_such_element()
    return values.pop(place) if take else values[place]


def _first_or_none(values: Any, take: bool, place: int = 0) -> Any:
    return _first(values, take, place) if len(values) else None


def _discard_last(values: Any, value: Any) -> bool:
    place = collecting.last_place_of(list(values), value)
    if place >= 0:
        del values[place]
    return place >= 0


def _priority_of(order: Any) -> PriorityQueue:
    return PriorityQueue(order=order)


CLASSES: Final = (
    java_class(
        "Queue",
        "Collection",
        {
            "def element()": lambda values: _first(values, False),
            "boolean offer(def)": collecting.add,
            "def peek()": lambda values: _first_or_none(values, False),
            "def poll()": lambda values: _first_or_none(values, True),
            "def remove()": lambda values: _first(values, True),
        },
        python=(LifoQueue,),
    ),
    java_class("AbstractQueue", "AbstractCollection Queue"),
    java_class(
        "Deque",
        "Queue",
        {
            "void addFirst(def)": _insert_first,
            "void addLast(def)": collecting.add,
            "Iterator descendingIterator()": lambda values: JavaIterator(
                list(values)[::-1], lambda value: _discard_last(values, value)
            ),
            "def getFirst()": lambda values: _first(values, False),
            "def getLast()": lambda values: _first(values, False, -1),
            "boolean offerFirst(def)": _insert_first,
            "boolean offerLast(def)": collecting.add,
            "def peekFirst()": lambda values: _first_or_none(values, False),
            "def peekLast()": lambda values: _first_or_none(values, False, -1),
            "def pollFirst()": lambda values: _first_or_none(values, True),
            "def pollLast()": lambda values: _first_or_none(values, True, -1),
            "def pop()": lambda values: _first(values, True),
            "void push(def)": _insert_first,
            "boolean remove(def)": collecting.discard,
            "def removeFirst()": lambda values: _first(values, True),
            "boolean removeFirstOccurrence(def)": collecting.discard,
            "def removeLast()": lambda values: _first(values, True, -1),
            "boolean removeLastOccurrence(def)": _discard_last,
        },
    ),
    java_class(
        "ArrayDeque",
        "AbstractCollection Deque",
        {"new()": ArrayDeque, "new(Collection)": ArrayDeque, "ArrayDeque clone()": ArrayDeque},
        python=(ArrayDeque,),
    ),
    java_class(
        "PriorityQueue",
        "AbstractQueue",
        {"new()": PriorityQueue, "new(Comparator)": _priority_of},
        python=(PriorityQueue,),
    ),
)
