"""The tables of java.util.stream."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.streams.base import BaseStream, Builder, counted
from findling.script.api.streams.collector import Collector
from findling.script.api.streams.primitive import DoubleStream, IntStream, LongStream, builder_of
from findling.script.api.streams.stream import Stream

_NAMES: Final = {"Int": IntStream, "Long": LongStream, "Double": DoubleStream}


def _to(kind: type[BaseStream]) -> Callable[[Any, Callable[[Any], Any]], Any]:
    return lambda stream, change: stream.mapped(kind, change)


def _flat_to(kind: type[BaseStream]) -> Callable[[Any, Callable[[Any], Any]], Any]:
    return lambda stream, change: stream.flat_mapped(kind, change)


def _shared(of: str, predicate: str, consumer: str, function: str, optional: str) -> dict[str, Any]:
    """Returns the members that streams of all kinds have."""
    return {
        f"boolean allMatch({predicate})": BaseStream.all_match,
        f"boolean anyMatch({predicate})": BaseStream.any_match,
        f"boolean noneMatch({predicate})": BaseStream.none_match,
        f"static {of} concat({of},{of})": BaseStream.concat,
        "long count()": BaseStream.count,
        f"{of} distinct()": BaseStream.distinct,
        f"{of} filter({predicate})": BaseStream.filter,
        f"{optional} findAny()": BaseStream.find_first,
        f"{optional} findFirst()": BaseStream.find_first,
        f"{of} flatMap({function})": BaseStream.flat_map,
        f"void forEach({consumer})": BaseStream.for_each,
        f"void forEachOrdered({consumer})": BaseStream.for_each,
        f"{of} limit(long)": BaseStream.limit,
        f"{of} peek({consumer})": BaseStream.peek,
        f"{of} skip(long)": BaseStream.skip,
    }


def _primitive(name: str) -> tuple[ClassInfo, ClassInfo]:
    kind, of, plain = _NAMES[name], f"{name}Stream", name.lower()
    members = _shared(of, f"{name}Predicate", f"{name}Consumer", f"{name}Function", f"Optional{name}") | {
        "OptionalDouble average()": kind.average,
        "Stream boxed()": kind.boxed,
        f"static {of}.Builder builder()": builder_of(kind),
        f"def collect(Supplier,Obj{name}Consumer,BiConsumer)": kind.collected_by,
        f"static {of} empty()": lambda: kind(()),
        f"PrimitiveIterator.Of{name} iterator()": kind.iterator,
        f"{of} map({name}UnaryOperator)": kind.map,
        f"Stream mapToObj({name}Function)": _to(Stream),
        f"Optional{name} max()": lambda stream: stream.extreme(True),
        f"Optional{name} min()": lambda stream: stream.extreme(False),
        f"static {of} of({plain}[])": kind,
        f"Optional{name} reduce({name}BinaryOperator)": kind.reduced,
        f"{plain} reduce({plain},{name}BinaryOperator)": kind.reduced_from,
        f"{of} sequential()": kind.same,
        f"{of} sorted()": kind.sorted,
        f"{plain} sum()": kind.sum,
        f"{name}SummaryStatistics summaryStatistics()": kind.summary,
        f"{plain}[] toArray()": kind.to_array,
    }
    for other, other_kind in _NAMES.items():
        if other != name:
            members[f"{other}Stream mapTo{other}({name}To{other}Function)"] = _to(other_kind)
    if name != "Double":
        members["DoubleStream asDoubleStream()"] = lambda stream: DoubleStream(map(float, stream.take()))
        members[f"static {of} range({plain},{plain})"] = lambda start, end: kind(counted(start, end))
        members[f"static {of} rangeClosed({plain},{plain})"] = lambda start, end: kind(counted(start, end + 1))
    if name == "Int":
        members["LongStream asLongStream()"] = lambda stream: LongStream(stream.take())
    return java_class(of, "BaseStream", members, python=(kind,)), java_class(
        f"{of}.Builder",
        f"{name}Consumer",
        {f"{of}.Builder add({plain})": Builder.add, f"{of} build()": Builder.build},
    )


_STREAM: Final = _shared("Stream", "Predicate", "Consumer", "Function", "Optional") | {
    "static Stream.Builder builder()": builder_of(Stream),
    "def collect(Collector)": Stream.collect,
    "def collect(Supplier,BiConsumer,BiConsumer)": Stream.collected_by,
    "static Stream empty()": lambda: Stream(()),
    "DoubleStream flatMapToDouble(Function)": _flat_to(DoubleStream),
    "IntStream flatMapToInt(Function)": _flat_to(IntStream),
    "LongStream flatMapToLong(Function)": _flat_to(LongStream),
    "Stream map(Function)": Stream.map,
    "DoubleStream mapToDouble(ToDoubleFunction)": _to(DoubleStream),
    "IntStream mapToInt(ToIntFunction)": _to(IntStream),
    "LongStream mapToLong(ToLongFunction)": _to(LongStream),
    "Optional max(Comparator)": lambda stream, order: stream.extreme(order, True),
    "Optional min(Comparator)": lambda stream, order: stream.extreme(order, False),
    "static Stream of(def[])": Stream,
    "Optional reduce(BinaryOperator)": Stream.reduced,
    "def reduce(def,BinaryOperator)": Stream.reduced_from,
    "def reduce(def,BiFunction,BinaryOperator)": Stream.reduced_from,
    "Stream sorted()": Stream.sorted,
    "Stream sorted(Comparator)": Stream.sorted,
    "def[] toArray()": Stream.to_array,
    "def[] toArray(IntFunction)": Stream.to_array_of,
}

CLASSES: Final = (
    java_class(
        "BaseStream",
        members={
            "void close()": BaseStream.close,
            "boolean isParallel()": lambda stream: False,
            "Iterator iterator()": BaseStream.iterator,
            "BaseStream sequential()": BaseStream.same,
            "BaseStream unordered()": BaseStream.same,
        },
    ),
    java_class("Stream", "BaseStream", _STREAM, python=(Stream,)),
    java_class(
        "Stream.Builder",
        "Consumer",
        {"Stream.Builder add(def)": Builder.add, "Stream build()": Builder.build},
        python=(Builder,),
    ),
    *_primitive("Int"),
    *_primitive("Long"),
    *_primitive("Double"),
    java_class(
        "Collector",
        members={
            "BiConsumer accumulator()": lambda collector: collector.accumulator,
            "BinaryOperator combiner()": lambda collector: collector.combiner,
            "Function finisher()": lambda collector: collector.finisher,
            "Supplier supplier()": lambda collector: collector.supplier,
            "static Collector of(Supplier,BiConsumer,BinaryOperator,Function,Collector.Characteristics[])": (
                lambda supply, put, combine, finish, _: Collector(supply, put, finish, combine)
            ),
            "static Collector of(Supplier,BiConsumer,BinaryOperator,Collector.Characteristics[])": (
                lambda supply, put, combine, _: Collector(supply, put, combiner=combine)
            ),
        },
        python=(Collector,),
    ),
)
