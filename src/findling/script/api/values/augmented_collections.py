"""What Painless adds to Iterable, Collection, List and Map."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from findling.script.api.objects import class_name, to_text
from findling.script.api.values.collecting import add
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.maps import Entry, LinkedHashMap, entries_of
from findling.script.api.values.number_parsing import parsed_integer
from findling.script.api.values.sets import JavaCollection
from findling.script.api.values.throwing import out_of_bounds, thrown
from findling.script.api.values.tree_map import TreeMap
from findling.script.faults import JavaError

Function = Callable[..., Any]


def any_of(values: Iterable[Any], holds: Function) -> bool:
    """Whether a predicate holds for one."""
    return any(holds(value) for value in values)


def as_list(values: Iterable[Any]) -> Any:
    """Returns the values as a list; a list as it is."""
    return values if isinstance(values, Sequence) else list(values)


def as_collection(values: Iterable[Any]) -> Any:
    """Returns the values as a collection; one as it is."""
    return values if isinstance(values, JavaCollection | Sequence) else list(values)


def each(values: Any, consume: Function) -> Any:
    """Gives each value to a consumer; returns the collection."""
    for value in list(values):
        consume(value)
    return values


def each_with_index(values: Any, consume: Function) -> Any:
    """Gives each value and its place to a consumer; returns the collection."""
    for place, value in enumerate(list(values)):
        consume(value, place)
    return values


def every(values: Iterable[Any], holds: Function) -> bool:
    """Whether a predicate holds for all."""
    return all(holds(value) for value in values)


def find_results(values: Iterable[Any], change: Function) -> list[Any]:
    """Returns what a function makes of the values, where that is not null."""
    return [result for result in map(change, values) if result is not None]


def group_by(values: Iterable[Any], classify: Function) -> LinkedHashMap:
    """Returns class -> list of values."""
    groups = LinkedHashMap()
    for value in values:
        key = classify(value)
        if key not in groups:
            groups[key] = []
        groups[key].append(value)
    return groups


def join(values: Iterable[Any], separator: str) -> str:
    """Returns the texts of the values, parted by a separator."""
    return to_text(separator).join(map(to_text, values))


def total(values: Iterable[Any], number_of: Function | None = None) -> float:
    """Returns the sum of the values, or of what a function makes of them, as a double."""
    result = 0.0
    for value in values:
        result += float(_number(value)) if number_of is None else number_of(value)
    return result


def _number(value: Any) -> Any:
    if isinstance(value, str | bool | JavaObject) or not isinstance(value, int | float):
        own, name = class_name(value), "java.lang.Number"
        where = "are in module java.base of loader 'bootstrap'"
        message = f"class {own} cannot be cast to class {name} ({own} and {name} {where})"
        raise thrown("ClassCastException", message) if value is not None else thrown("NullPointerException")
    return value


def collect(values: Iterable[Any], change: Function) -> list[Any]:
    """Returns a list of what a function makes of the values."""
    return [change(value) for value in values]


def collect_into(values: Iterable[Any], target: Any, change: Function) -> Any:
    """Adds what a function makes of the values to a collection; returns it."""
    for value in values:
        add(target, change(value))
    return target


def find(values: Iterable[Any], holds: Function) -> Any:
    """Returns the first value for which a predicate holds, or None."""
    return next((value for value in values if holds(value)), None)


def find_all(values: Iterable[Any], holds: Function) -> list[Any]:
    """Returns the values for which a predicate holds."""
    return [value for value in values if holds(value)]


def find_result(values: Iterable[Any], change: Function) -> Any:
    """Returns the first that a function makes of a value and that is not null, or None."""
    return find_result_or(values, None, change)


def find_result_or(values: Iterable[Any], default: Any, change: Function) -> Any:
    """Returns the first that a function makes of a value and that is not null, or a default."""
    return next((result for result in map(change, values) if result is not None), default)


def split(values: Iterable[Any], holds: Function) -> list[Any]:
    """Returns the values for which a predicate holds, and those for which it does not."""
    parts: list[Any] = [[], []]
    for value in values:
        parts[not holds(value)].append(value)
    return parts


def of_map(function: Function) -> Function:
    """Returns the method of a map whose function takes key and value."""

    def run(entries: Mapping[Any, Any], *arguments: Any) -> Any:
        *given, change = arguments
        return function(entries_of(entries), *given, lambda entry: change(entry.key, entry.value))

    return run


def count_entries(entries: Iterable[Entry], holds: Function) -> int:
    """Returns for how many a predicate holds."""
    return sum(1 for entry in entries if holds(entry))


def find_entry(entries: Iterable[Entry], holds: Function) -> Entry | None:
    """Returns the first entry for which a predicate holds."""
    return next((entry for entry in entries if holds(entry)), None)


def each_entry(entries: Any, consume: Function) -> Any:
    """Gives each key and value to a consumer; returns the map."""
    for entry in list(entries_of(entries)):
        consume(entry.key, entry.value)
    return entries


def find_all_entries(entries: Mapping[Any, Any], holds: Function) -> Any:
    """Returns a map of the entries for which a predicate holds."""
    return _alike(entries, [entry for entry in entries_of(entries) if holds(entry.key, entry.value)])


def group_entries(entries: Mapping[Any, Any], classify: Function) -> LinkedHashMap:
    """Returns class -> map of entries."""
    groups = group_by(entries_of(entries), lambda entry: classify(entry.key, entry.value))
    for key in groups:
        groups[key] = _alike(entries, groups[key])
    return groups


def _alike(entries: Mapping[Any, Any], chosen: Iterable[Entry]) -> Any:
    result: Any = TreeMap(order=entries.order) if isinstance(entries, TreeMap) else LinkedHashMap()
    for entry in chosen:
        result[entry.key] = entry.value
    return result


def by_path(container: Any, path: str, *default: Any) -> Any:
    """Returns what lies at a path of keys and indices with points between them, or a default."""
    if not path:
        raise thrown("IllegalArgumentException", "Missing path")
    parts = path.split(".")
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        found, value = _step(container, part, place, path)
        if not found:
            if is_last and default:
                return default[0]
            raise _missing(part, place, path, is_last)
        container = value
    return container


def _step(container: Any, part: str, place: int, path: str) -> tuple[bool, Any]:
    if isinstance(container, Mapping):
        return part in container, container.get(part)
    if isinstance(container, Sequence) and not isinstance(container, str):
        at = _place(part, place, path)
        if at < 0:
            raise out_of_bounds(at, len(container))
        inside = at < len(container)
        return inside, container[at] if inside else None
    kind = class_name(container) if container is not None else "null"
    message = f"Non-container [{kind}] at [{part}], index [{place}] in path [{path}]"
    raise thrown("IllegalArgumentException", message)


def _place(part: str, place: int, path: str) -> int:
    try:
        return parsed_integer(part, 10, 32)
    except JavaError as error:
        message = f"Could not parse [{part}] as a int index into list at path [{path}] and index [{place}]"
        raise thrown("IllegalArgumentException", message, error) from None


def _missing(part: str, place: int, path: str, is_last: bool) -> JavaError:
    if is_last:
        return thrown("IllegalArgumentException", f"Could not find value at path [{path}]")
    message = f"Container does not have [{part}], for non-terminal index [{place}] in path [{path}]"
    return thrown("IllegalArgumentException", message)
