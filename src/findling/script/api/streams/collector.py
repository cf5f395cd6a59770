"""java.util.stream.Collector, and those of Collectors."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from findling.script.api.objects import char_sequence_text, to_text
from findling.script.api.values.collecting import add
from findling.script.api.values.java_object import JavaObject, wrapped_int, wrapped_long
from findling.script.api.values.maps import HashMap, LinkedHashMap
from findling.script.api.values.optional import Optional
from findling.script.api.values.sets import HashSet
from findling.script.api.values.statistics import Statistics, sum_of_doubles
from findling.script.api.values.throwing import thrown
from findling.script.types import Long

Function = Callable[[Any], Any]


class Collector(JavaObject):
    """How to make something of many values: a container, what puts a value in, what makes the result of it."""

    java_class: ClassVar[str] = "java.util.stream.Collectors$CollectorImpl"

    def __init__(
        self,
        supplier: Callable[[], Any],
        accumulator: Callable[[Any, Any], Any],
        finisher: Function = lambda result: result,
        combiner: Callable[[Any, Any], Any] = lambda left, right: left,
    ) -> None:
        self.supplier = supplier
        self.accumulator = accumulator
        self.finisher = finisher
        self.combiner = combiner

    def collected(self, values: Iterable[Any]) -> Any:
        """Returns what it makes of values."""
        container = self.supplier()
        for value in values:
            self.accumulator(container, value)
        return self.finisher(container)


def to_collection(supply: Callable[[], Any]) -> Collector:
    """Collects into a collection."""
    return Collector(supply, add)


def to_list() -> Collector:
    """Collects into a list."""
    return Collector(list, list.append)


def to_set() -> Collector:
    """Collects into a set."""
    return Collector(HashSet, HashSet.add)


def _of_list(finish: Callable[[list[Any]], Any]) -> Collector:
    return Collector(list, list.append, finish)


def counting() -> Collector:
    """Counts."""
    return _of_list(lambda values: Long(len(values)))


def summing_int(value_of: Function) -> Collector:
    """Adds ints up."""
    return _of_list(lambda values: wrapped_int(sum(map(value_of, values))))


def summing_long(value_of: Function) -> Collector:
    """Adds longs up."""
    return _of_list(lambda values: Long(wrapped_long(sum(map(value_of, values)))))


def summing_double(value_of: Function) -> Collector:
    """Adds doubles up."""
    return _of_list(lambda values: sum_of_doubles(map(value_of, values)))


def averaging(value_of: Function) -> Collector:
    """Takes the mean of ints or longs, 0 of none."""
    return _of_list(lambda values: wrapped_long(sum(map(value_of, values))) / len(values) if values else 0.0)


def averaging_double(value_of: Function) -> Collector:
    """Takes the mean of doubles, 0 of none."""
    return _of_list(lambda values: sum_of_doubles(map(value_of, values)) / len(values) if values else 0.0)


def summarizing(kind: type[Statistics]) -> Callable[[Function], Collector]:
    """Returns what makes collectors of statistics."""
    return lambda value_of: Collector(kind, lambda figures, value: figures.accept(value_of(value)))


def collecting_and_then(collector: Collector, finish: Function) -> Collector:
    """Collects, then applies a function."""
    return Collector(collector.supplier, collector.accumulator, lambda result: finish(collector.finisher(result)))


def mapping(change: Function, collector: Collector) -> Collector:
    """Collects what a function makes of the values."""
    put = collector.accumulator
    return Collector(collector.supplier, lambda result, value: put(result, change(value)), collector.finisher)


def best_by(order: Callable[[Any, Any], int], greatest: bool) -> Collector:
    """Takes the greatest or the least by a comparator."""
    sign = 1 if greatest else -1
    return reducing(lambda left, right: left if order(left, right) * sign >= 0 else right)


def reducing(combine: Callable[[Any, Any], Any]) -> Collector:
    """Makes one of two, again and again."""

    def finish(values: list[Any]) -> Optional:
        if not values:
            return Optional()
        result = values[0]
        for value in values[1:]:
            result = combine(result, value)
        return Optional() if result is None else Optional(result)

    return _of_list(finish)


def reducing_from(start: Any, change: Function, combine: Callable[[Any, Any], Any]) -> Collector:
    """Makes one of two, with a value to begin with."""

    def finish(values: list[Any]) -> Any:
        result = start
        for value in values:
            result = combine(result, change(value))
        return result

    return _of_list(finish)


def joining(delimiter: str = "", prefix: str = "", suffix: str = "") -> Collector:
    """Joins texts."""
    for name, part in (("prefix", prefix), ("delimiter", delimiter), ("suffix", suffix)):
        if part is None:
            raise thrown("NullPointerException", f"The {name} must not be null")
    return _of_list(lambda values: f"{prefix}{str(delimiter).join(map(char_sequence_text, values))}{suffix}")


def _put(result: Any, key: Any, value: Any) -> None:
    """Puts a new key into a map, as compute does."""
    if type(result) is HashMap:
        result.put_in_front(key, value)
    else:
        result[key] = value


def grouping_by(classify: Function, supply: Callable[[], Any], downstream: Collector) -> Collector:
    """Collects the values of each class by another collector."""

    def accumulate(groups: Any, value: Any) -> None:
        key = classify(value)
        if key is None:
            raise thrown("NullPointerException", "element cannot be mapped to a null key")
        if key not in groups:
            _put(groups, key, downstream.supplier())
        downstream.accumulator(groups[key], value)

    def finish(groups: Any) -> Any:
        for key in list(groups):
            groups[key] = downstream.finisher(groups[key])
        return groups

    return Collector(supply, accumulate, finish)


def partitioning_by(holds: Callable[[Any], bool], downstream: Collector) -> Collector:
    """Collects the values for which a predicate holds, and those for which it does not."""

    def supply() -> Any:
        return LinkedHashMap({False: downstream.supplier(), True: downstream.supplier()})

    def finish(parts: Any) -> Any:
        for key in (False, True):
            parts[key] = downstream.finisher(parts[key])
        return parts

    return Collector(supply, lambda parts, value: downstream.accumulator(parts[bool(holds(value))], value), finish)


def to_map(
    key_of: Function,
    value_of: Function,
    merge: Callable[[Any, Any], Any] | None = None,
    supply: Callable[[], Any] = HashMap,
) -> Collector:
    """Collects into a map. Two values of one key are merged, or else an IllegalStateException."""

    def accumulate(result: Any, each: Any) -> None:
        key, value = key_of(each), value_of(each)
        if value is None:
            raise thrown("NullPointerException")
        if key not in result:
            if merge is None:
                result[key] = value
            else:
                _put(result, key, value)
        elif merge is None:
            before = to_text(result[key])
            message = f"Duplicate key {to_text(key)} (attempted merging values {before} and {to_text(value)})"
            raise thrown("IllegalStateException", message)
        else:
            result[key] = merge(result[key], value)

    return Collector(supply, accumulate)
