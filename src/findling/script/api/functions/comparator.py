"""The table of java.util.Comparator. Its values are callables that give a number below, at or above 0."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.functions.interfaces import call
from findling.script.api.objects import compare, compare_doubles, compare_integers

Order = Callable[[Any, Any], int]
Key = Callable[[Any], Any]


def by_key(key: Key, order: Order = compare) -> Order:
    """Returns the order of what a function makes of values."""
    return lambda left, right: order(key(left), key(right))


def reverse(order: Order) -> Order:
    """Returns the opposite order."""
    return lambda left, right: order(right, left)


def then(first: Order, second: Order) -> Order:
    """Returns an order in which the second decides what is equal by the first."""
    return lambda left, right: first(left, right) or second(left, right)


def _by(order: Order) -> Callable[[Key], Order]:
    return lambda key: by_key(key, order)


def _then_by(order: Order) -> Callable[[Order, Key], Order]:
    return lambda first, key: then(first, by_key(key, order))


def _nulls(first: bool) -> Callable[[Order | None], Order]:
    sign = -1 if first else 1

    def wrap(order: Order | None) -> Order:
        def run(left: Any, right: Any) -> int:
            if left is None or right is None:
                return sign * ((left is None) - (right is None))
            return 0 if order is None else order(left, right)

        return run

    return wrap


CLASSES: Final = (
    java_class(
        "Comparator",
        members={
            "int compare(def,def)": call,
            "static Comparator comparing(Function)": by_key,
            "static Comparator comparing(Function,Comparator)": by_key,
            "static Comparator comparingDouble(ToDoubleFunction)": _by(compare_doubles),
            "static Comparator comparingInt(ToIntFunction)": _by(compare_integers),
            "static Comparator comparingLong(ToLongFunction)": _by(compare_integers),
            "boolean equals(Object)": lambda order, other: order is other,
            "static Comparator naturalOrder()": lambda: compare,
            "static Comparator nullsFirst(Comparator)": _nulls(True),
            "static Comparator nullsLast(Comparator)": _nulls(False),
            "Comparator reversed()": reverse,
            "static Comparator reverseOrder()": lambda: reverse(compare),
            "Comparator thenComparing(Comparator)": then,
            "Comparator thenComparing(Function,Comparator)": lambda first, key, order: then(first, by_key(key, order)),
            "Comparator thenComparingDouble(ToDoubleFunction)": _then_by(compare_doubles),
            "Comparator thenComparingInt(ToIntFunction)": _then_by(compare_integers),
            "Comparator thenComparingLong(ToLongFunction)": _then_by(compare_integers),
        },
        functional="compare/2",
    ),
)
