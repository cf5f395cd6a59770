"""Optional and its kin, and the summary statistics."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.objects import not_castable_to
from findling.script.api.values.optional import Optional, OptionalDouble, OptionalInt, OptionalLong
from findling.script.api.values.statistics import DoubleStatistics, IntStatistics, LongStatistics, Statistics
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError


def _of(value: Any) -> Optional:
    if value is None:
        raise thrown("NullPointerException")
    return Optional(value)


def _of_nullable(value: Any) -> Optional:
    return Optional() if value is None else Optional(value)


def _map(optional: Optional, change: Callable[[Any], Any]) -> Optional:
    return _of_nullable(change(optional.value)) if optional.present else optional


def _flat_map(optional: Optional, change: Callable[[Any], Any]) -> Any:
    if not optional.present:
        return optional
    found = change(optional.value)
    if found is None:
        raise thrown("NullPointerException")
    if not isinstance(found, Optional):
        raise not_castable_to(found, "java.util.Optional")
    return found


def _filter(optional: Optional, holds: Callable[[Any], bool]) -> Optional:
    return optional if not optional.present or holds(optional.value) else Optional()


def _if_present(optional: Optional, consume: Callable[[Any], Any]) -> None:
    if optional.present:
        consume(optional.value)


def _or_else(optional: Optional, default: Any) -> Any:
    return optional.value if optional.present else default


def _or_else_get(optional: Optional, make: Callable[[], Any]) -> Any:
    return optional.value if optional.present else make()


def _or_else_throw(optional: Optional, make: Callable[[], Any]) -> Any:
    if not optional.present:
        error = make()
        if not isinstance(error, JavaError):
            raise not_castable_to(error, "java.lang.Throwable")
        raise error
    return optional.value


def _primitive(name: str, kind: type[Optional]) -> ClassInfo:
    plain = name.lower()
    return java_class(
        f"Optional{name}",
        "Object",
        {
            f"static Optional{name} empty()": kind,
            f"{plain} getAs{name}()": kind.get,
            f"void ifPresent({name}Consumer)": _if_present,
            "boolean isPresent()": lambda optional: optional.present,
            f"static Optional{name} of({plain})": kind,
            f"{plain} orElse({plain})": _or_else,
            f"{plain} orElseGet({name}Supplier)": _or_else_get,
            f"{plain} orElseThrow(Supplier)": _or_else_throw,
        },
        python=(kind,),
    )


def _statistics(name: str, kind: type[Statistics]) -> ClassInfo:
    own, plain = f"{name}SummaryStatistics", name.lower()
    return java_class(
        own,
        f"Object {name}Consumer",
        {
            "new()": kind,
            f"void accept({plain})": kind.accept,
            f"void combine({own})": kind.combine,
            "double getAverage()": kind.average,
            "long getCount()": lambda figures: figures.count,
            f"{plain} getMax()": lambda figures: figures.greatest,
            f"{plain} getMin()": lambda figures: figures.least,
            f"{'double' if name == 'Double' else 'long'} getSum()": kind.sum,
        },
        python=(kind,),
    )


CLASSES: Final = (
    java_class(
        "Optional",
        "Object",
        {
            "static Optional empty()": Optional,
            "Optional filter(Predicate)": _filter,
            "Optional flatMap(Function)": _flat_map,
            "def get()": Optional.get,
            "void ifPresent(Consumer)": _if_present,
            "boolean isPresent()": lambda optional: optional.present,
            "Optional map(Function)": _map,
            "static Optional of(def)": _of,
            "static Optional ofNullable(def)": _of_nullable,
            "def orElse(def)": _or_else,
            "def orElseGet(Supplier)": _or_else_get,
            "def orElseThrow(Supplier)": _or_else_throw,
        },
        python=(Optional,),
    ),
    _primitive("Int", OptionalInt),
    _primitive("Long", OptionalLong),
    _primitive("Double", OptionalDouble),
    _statistics("Int", IntStatistics),
    _statistics("Long", LongStatistics),
    _statistics("Double", DoubleStatistics),
)
