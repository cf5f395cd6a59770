"""What every collection can do, whether a plain list or one of ours."""

from collections.abc import Callable, Collection, Mapping, MutableSequence, Sequence
from typing import Any, Final

from findling.script.api.objects import equal, key_of
from findling.script.api.values.sequences import ArrayView, JavaList
from findling.script.api.values.sets import JavaCollection
from findling.script.api.values.throwing import out_of_bounds, thrown, unsupported
from findling.script.faults import JavaError
from findling.script.painless.limits import check_elements

Predicate = Callable[[Any], bool]


NO_COLLECTION: Final = 'Cannot invoke "java.util.Collection.toArray()" because "c" is null'
"""What lists say of a collection that is null."""


def changing(values: Any) -> MutableSequence[Any]:
    """Returns a list that may be changed. Raises UnsupportedOperationException."""
    if not isinstance(values, MutableSequence):
        raise unsupported()
    return values


def add(values: Any, value: Any) -> bool:
    """Adds a value; returns whether that changed something."""
    if isinstance(values, JavaCollection):
        return values.add(value)
    changing(values).append(value)
    return True


def add_all(values: Any, others: Collection[Any]) -> bool:
    """Adds values; returns whether that changed something."""
    if others is None:
        iterating = 'Cannot invoke "java.util.Collection.iterator()" because "c" is null'
        raise thrown("NullPointerException", iterating if isinstance(values, JavaCollection) else NO_COLLECTION)
    check_elements(len(values) + len(others))
    changed = [add(values, each) for each in list(others)]
    return any(changed)


def clear(values: Any) -> None:
    """Removes all."""
    if isinstance(values, JavaCollection):
        values.clear()
    else:
        del changing(values)[:]


def contains(values: Any, value: Any) -> bool:
    """Whether a value is there."""
    if isinstance(values, JavaCollection):
        return value in values
    return place_of(values, value) >= 0


def place_of(values: Sequence[Any], value: Any) -> int:
    """Returns where a value stands first, or -1."""
    wanted = key_of(value)
    return next((at for at, each in enumerate(values) if key_of(each) == wanted), -1)


def last_place_of(values: Sequence[Any], value: Any) -> int:
    """Returns where a value stands last, or -1."""
    wanted = key_of(value)
    return next((at for at in range(len(values) - 1, -1, -1) if key_of(values[at]) == wanted), -1)


def discard(values: Any, value: Any) -> bool:
    """Removes a value once; returns whether it was there."""
    if isinstance(values, JavaCollection):
        return values.discard(value)
    at = place_of(values, value)
    if at >= 0:
        del changing(values)[at]
    return at >= 0


def remove_where(values: Any, unwanted: Predicate) -> bool:
    """Removes what a predicate holds for; returns whether that changed something."""
    if isinstance(values, JavaCollection):
        return values.remove_where(unwanted)
    kept = [value for value in values if not unwanted(value)]
    changed = len(kept) < len(values)
    if changed:
        changing(values)[:] = kept
    return changed


def among(others: Collection[Any]) -> Predicate:
    """Returns the predicate of the values of a collection."""
    if isinstance(others, JavaCollection):
        return lambda value: value in others
    keys = set(map(key_of, others))
    return lambda value: key_of(value) in keys


def get(values: Sequence[Any], index: int) -> Any:
    """Returns the value at an index. Raises IndexOutOfBoundsException."""
    if not 0 <= index < len(values):
        raise bounds(values, index)
    return values[index]


def bounds(values: Sequence[Any], index: int) -> JavaError:
    """Returns what a list throws for an index that it has not."""
    if isinstance(values, JavaList):
        return values.bounds(index)
    if isinstance(values, ArrayView):
        message = f"Index {index} out of bounds for length {len(values)}"
        return thrown("ArrayIndexOutOfBoundsException", message)
    return out_of_bounds(index, len(values))


def same_values(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether two lists have equal values in the same order."""
    return len(left) == len(right) and all(map(equal, left, right))


def put_all(target: Any, entries: Mapping[Any, Any]) -> None:
    """Puts entries into a map."""
    for key, value in list(entries.items()):
        target[key] = value
