"""The helpers of collections: Collections, Arrays, Objects."""

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.functions.comparator import reverse
from findling.script.api.java_util.list import replace_all, set_at, sort
from findling.script.api.objects import compare, equal, hash_of, key_of, list_hash, list_text, to_text
from findling.script.api.values import collecting
from findling.script.api.values.iterators import JavaIterator, ListIterator
from findling.script.api.values.java_random import JavaRandom
from findling.script.api.values.maps import EmptyMap, LinkedHashMap, SingletonMap, UnmodifiableMap
from findling.script.api.values.sequences import ArrayView, FixedList, LifoQueue
from findling.script.api.values.sets import HashSet, SetOfMap, TreeSet, UnmodifiableCollection, UnmodifiableSet
from findling.script.api.values.throwing import no_such_element, thrown
from findling.script.api.values.tree_map import TreeMap
from findling.script.painless.limits import check_elements
from findling.script.types import Array

Order = Callable[[Any, Any], int]


def _binary_search(values: Sequence[Any], key: Any, order: Order | None = None) -> int:
    order = order or compare
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        found = order(values[middle], key)
        if found == 0:
            return middle
        low, high = (middle + 1, high) if found < 0 else (low, middle - 1)
    return -(low + 1)


def _copy(target: Any, source: Any) -> None:
    if len(source) > len(target):
        raise thrown("IndexOutOfBoundsException", "Source does not fit in dest")
    for place, value in enumerate(list(source)):
        set_at(target, place, value)


def _fill(values: Any, value: Any) -> None:
    replace_all(values, lambda _: value)


def _index_of_sub_list(values: Any, part: Any, last: bool = False) -> int:
    places = range(len(values) - len(part) + 1)
    for place in reversed(places) if last else places:
        if collecting.same_values(values[place : place + len(part)], part):
            return place
    return -1


def _best(values: Any, order: Order | None, greatest: bool) -> Any:
    items = list(values)
    if not items:
        raise no_such_element()
    rank = cmp_to_key(order or compare)
    return max(items, key=rank) if greatest else min(items, key=rank)


def _copies(count: int, value: Any) -> FixedList:
    if count < 0:
        raise thrown("IllegalArgumentException", f"List length = {count}")
    check_elements(count)
    return FixedList([value] * count)


def _replace_all(values: Any, old: Any, new: Any) -> bool:
    places = [place for place, value in enumerate(values) if equal(value, old)]
    for place in places:
        set_at(values, place, new)
    return bool(places)


def _reorder(values: Any, ordered: Sequence[Any]) -> None:
    for place, value in enumerate(list(ordered)):
        set_at(values, place, value)


def _rotate(values: Any, distance: int) -> None:
    if len(values):
        distance %= len(values)
        items = list(values)
        _reorder(values, items[len(items) - distance :] + items[: len(items) - distance])


def _shuffle(values: Any, random: JavaRandom | None = None) -> None:
    random = random or JavaRandom()
    items = list(values)
    for size in range(len(items), 1, -1):
        other = random.next_int(size)
        items[size - 1], items[other] = items[other], items[size - 1]
    _reorder(values, items)


def _swap(values: Any, left: int, right: int) -> None:
    one, other = collecting.get(values, left), collecting.get(values, right)
    set_at(values, left, other)
    set_at(values, right, one)


def _frequency(values: Any, value: Any) -> int:
    wanted = key_of(value)
    return sum(1 for each in values if key_of(each) == wanted)


def _singleton(value: Any) -> UnmodifiableSet:
    return UnmodifiableSet(HashSet([value]))


def _deep_text(array: Any) -> str:
    return (
        "null" if array is None else list_text([_Deep(value) if isinstance(value, Array) else value for value in array])
    )


class _Deep:
    """An array that is written with its values."""

    def __init__(self, array: Array) -> None:
        self._array = array

    def __str__(self) -> str:
        return _deep_text(self._array)


def _deep_equal(left: Any, right: Any) -> bool:
    if isinstance(left, Array) and isinstance(right, Array):
        return len(left) == len(right) and all(map(_deep_equal, left, right))
    return equal(left, right)


def _deep_hash(array: Any) -> int:
    return list_hash([_deep_hash(value) if isinstance(value, Array) else value for value in array])


def _required(value: Any, message: str | None = None) -> Any:
    if value is None:
        raise thrown("NullPointerException", message)
    return value


def _compared(left: Any, right: Any, order: Order) -> int:
    return 0 if left is right else order(left, right)


_VIEWS: Final[dict[str, Callable[[Any], Any]]] = {
    "Collection": UnmodifiableCollection,
    "List": FixedList,
    "Map": UnmodifiableMap,
    "NavigableMap": UnmodifiableMap,
    "NavigableSet": UnmodifiableSet,
    "Set": UnmodifiableSet,
    "SortedMap": UnmodifiableMap,
    "SortedSet": UnmodifiableSet,
}
_EMPTY: Final[dict[str, tuple[str, Callable[[], Any]]]] = {
    "emptyEnumeration": ("Enumeration", lambda: JavaIterator(())),
    "emptyIterator": ("Iterator", lambda: JavaIterator(())),
    "emptyList": ("List", FixedList),
    "emptyListIterator": ("ListIterator", lambda: ListIterator(FixedList())),
    "emptyMap": ("Map", lambda: EmptyMap({})),
    "emptyNavigableMap": ("NavigableMap", TreeMap),
    "emptyNavigableSet": ("NavigableSet", TreeSet),
    "emptySet": ("Set", lambda: UnmodifiableSet(HashSet())),
    "emptySortedMap": ("SortedMap", TreeMap),
    "emptySortedSet": ("SortedSet", TreeSet),
}
_COLLECTIONS: Final[dict[str, Any]] = {
    "const List EMPTY_LIST": FixedList(),
    "const Map EMPTY_MAP": EmptyMap({}),
    "const Set EMPTY_SET": UnmodifiableSet(HashSet()),
    "static boolean addAll(Collection,def[])": collecting.add_all,
    "static Queue asLifoQueue(Deque)": LifoQueue,
    "static int binarySearch(List,def)": _binary_search,
    "static int binarySearch(List,def,Comparator)": _binary_search,
    "static void copy(List,List)": _copy,
    "static boolean disjoint(Collection,Collection)": lambda left, right: not any(map(collecting.among(right), left)),
    "static Enumeration enumeration(Collection)": lambda values: JavaIterator(list(values)),
    "static void fill(List,def)": _fill,
    "static int frequency(Collection,def)": _frequency,
    "static int indexOfSubList(List,List)": _index_of_sub_list,
    "static int lastIndexOfSubList(List,List)": lambda values, part: _index_of_sub_list(values, part, last=True),
    "static ArrayList list(Enumeration)": list,
    "static def max(Collection)": lambda values: _best(values, None, True),
    "static def max(Collection,Comparator)": lambda values, order: _best(values, order, True),
    "static def min(Collection)": lambda values: _best(values, None, False),
    "static def min(Collection,Comparator)": lambda values, order: _best(values, order, False),
    "static List nCopies(int,def)": _copies,
    "static Set newSetFromMap(Map)": SetOfMap,
    "static boolean replaceAll(List,def,def)": _replace_all,
    "static void reverse(List)": lambda values: _reorder(values, list(values)[::-1]),
    "static Comparator reverseOrder()": lambda: reverse(compare),
    "static Comparator reverseOrder(Comparator)": lambda order: reverse(order or compare),
    "static void rotate(List,int)": _rotate,
    "static void shuffle(List)": _shuffle,
    "static void shuffle(List,Random)": _shuffle,
    "static Set singleton(def)": _singleton,
    "static List singletonList(def)": lambda value: FixedList([value]),
    "static Map singletonMap(def,def)": lambda key, value: SingletonMap(LinkedHashMap.of(key, value)),
    "static void sort(List)": sort,
    "static void sort(List,Comparator)": sort,
    "static void swap(List,int,int)": _swap,
}


CLASSES: Final = (
    java_class(
        "Collections",
        "Object",
        _COLLECTIONS
        | {f"static {of} {name}()": make for name, (of, make) in _EMPTY.items()}
        | {f"static {of} unmodifiable{of}({of})": view for of, view in _VIEWS.items()},
    ),
    java_class(
        "Arrays",
        "Object",
        {
            "static List asList(Object[])": ArrayView,
            "static boolean deepEquals(Object[],Object[])": _deep_equal,
            "static int deepHashCode(Object[])": _deep_hash,
            "static String deepToString(Object[])": _deep_text,
        },
    ),
    java_class(
        "Objects",
        "Object",
        {
            "static int compare(def,def,Comparator)": _compared,
            "static boolean deepEquals(Object,Object)": _deep_equal,
            "static boolean equals(Object,Object)": equal,
            "static int hash(Object[])": list_hash,
            "static int hashCode(Object)": hash_of,
            "static boolean isNull(Object)": lambda value: value is None,
            "static boolean nonNull(Object)": lambda value: value is not None,
            "static def requireNonNull(def)": _required,
            "static def requireNonNull(def,String)": _required,
            "static String toString(Object)": to_text,
            "static String toString(Object,String)": lambda value, default: (
                default if value is None else to_text(value)
            ),
        },
    ),
)
