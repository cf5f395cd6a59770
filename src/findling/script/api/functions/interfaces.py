"""The tables of java.util.function. A value of one of these is a callable."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.objects import equal

Function = Callable[..., Any]


def call(function: Function, *arguments: Any) -> Any:
    """Calls a function: what the method of its interface does."""
    return function(*arguments)


def both(first: Function, second: Function) -> Function:
    """Returns what gives the same arguments to one, then to the other."""

    def run(*arguments: Any) -> None:
        first(*arguments)
        second(*arguments)

    return run


def then(first: Function, second: Function) -> Function:
    """Returns what gives the result of the first to the second."""
    return lambda *arguments: second(first(*arguments))


def same(value: Any) -> Any:
    """Returns the value itself."""
    return value


def _interface(name: str, method: str, extra: dict[str, Any] | None = None, extends: str = "") -> ClassInfo:
    """Returns a functional interface; method: the one that a lambda is passed for."""
    signature, given = method.split("(")
    count = given.rstrip(")").count(",") + 1 if given != ")" else 0
    functional = f"{signature.split()[1]}/{count}"
    return java_class(name, extends, {method: call} | (extra or {}), functional=functional)


def _predicate(name: str, given: str) -> ClassInfo:
    extra = {
        f"{name} and({name})": lambda one, two: lambda *given: one(*given) and two(*given),
        f"{name} or({name})": lambda one, two: lambda *given: one(*given) or two(*given),
        f"{name} negate()": lambda one: lambda *given: not one(*given),
    }
    if name == "Predicate":
        extra["static Predicate isEqual(def)"] = lambda wanted: lambda value: equal(value, wanted)
    return _interface(name, f"boolean test({given})", extra)


def _unary(name: str, method: str) -> ClassInfo:
    extra = {
        f"{name} andThen({name})": then,
        f"{name} compose({name})": lambda one, two: then(two, one),
        f"static {name} identity()": lambda: same,
    }
    return _interface(name, method, extra)


def _best(greatest: bool) -> Callable[[Function], Function]:
    if greatest:
        return lambda order: lambda left, right: left if order(left, right) >= 0 else right
    return lambda order: lambda left, right: left if order(left, right) <= 0 else right


CLASSES: Final = (
    _interface("BiConsumer", "void accept(def,def)", {"BiConsumer andThen(BiConsumer)": both}),
    _interface("BiFunction", "def apply(def,def)", {"BiFunction andThen(Function)": then}),
    java_class(
        "BinaryOperator",
        "BiFunction",
        {
            "def apply(def,def)": call,
            "static BinaryOperator maxBy(Comparator)": _best(True),
            "static BinaryOperator minBy(Comparator)": _best(False),
        },
        functional="apply/2",
    ),
    _predicate("BiPredicate", "def,def"),
    _interface("BooleanSupplier", "boolean getAsBoolean()"),
    _interface("Consumer", "void accept(def)", {"Consumer andThen(Consumer)": both}),
    _interface("DoubleBinaryOperator", "double applyAsDouble(double,double)"),
    _interface("DoubleConsumer", "void accept(double)", {"DoubleConsumer andThen(DoubleConsumer)": both}),
    _interface("DoubleFunction", "def apply(double)"),
    _predicate("DoublePredicate", "double"),
    _interface("DoubleSupplier", "double getAsDouble()"),
    _interface("DoubleToIntFunction", "int applyAsInt(double)"),
    _interface("DoubleToLongFunction", "long applyAsLong(double)"),
    _unary("DoubleUnaryOperator", "double applyAsDouble(double)"),
    _interface(
        "Function",
        "def apply(def)",
        {
            "Function andThen(Function)": then,
            "Function compose(Function)": lambda one, two: then(two, one),
            "static Function identity()": lambda: same,
        },
    ),
    _interface("IntBinaryOperator", "int applyAsInt(int,int)"),
    _interface("IntConsumer", "void accept(int)", {"IntConsumer andThen(IntConsumer)": both}),
    _interface("IntFunction", "def apply(int)"),
    _predicate("IntPredicate", "int"),
    _interface("IntSupplier", "int getAsInt()"),
    _interface("IntToDoubleFunction", "double applyAsDouble(int)"),
    _interface("IntToLongFunction", "long applyAsLong(int)"),
    _unary("IntUnaryOperator", "int applyAsInt(int)"),
    _interface("LongBinaryOperator", "long applyAsLong(long,long)"),
    _interface("LongConsumer", "void accept(long)", {"LongConsumer andThen(LongConsumer)": both}),
    _interface("LongFunction", "def apply(long)"),
    _predicate("LongPredicate", "long"),
    _interface("LongSupplier", "long getAsLong()"),
    _interface("LongToDoubleFunction", "double applyAsDouble(long)"),
    _interface("LongToIntFunction", "int applyAsInt(long)"),
    _unary("LongUnaryOperator", "long applyAsLong(long)"),
    _interface("ObjDoubleConsumer", "void accept(def,double)"),
    _interface("ObjIntConsumer", "void accept(def,int)"),
    _interface("ObjLongConsumer", "void accept(def,long)"),
    _predicate("Predicate", "def"),
    _interface("Supplier", "def get()"),
    _interface("ToDoubleBiFunction", "double applyAsDouble(def,def)"),
    _interface("ToDoubleFunction", "double applyAsDouble(def)"),
    _interface("ToIntBiFunction", "int applyAsInt(def,def)"),
    _interface("ToIntFunction", "int applyAsInt(def)"),
    _interface("ToLongBiFunction", "long applyAsLong(def,def)"),
    _interface("ToLongFunction", "long applyAsLong(def)"),
    java_class(
        "UnaryOperator",
        "Function",
        {"def apply(def)": call, "static UnaryOperator identity()": lambda: same},
        functional="apply/1",
    ),
)
