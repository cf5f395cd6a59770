"""The table of java.util.stream.Collectors."""

from typing import Final

from findling.script.api.declare import java_class
from findling.script.api.streams import collector as by
from findling.script.api.values.maps import HashMap
from findling.script.api.values.statistics import DoubleStatistics, IntStatistics, LongStatistics

CLASSES: Final = (
    java_class(
        "Collectors",
        "Object",
        {
            "static Collector averagingDouble(ToDoubleFunction)": by.averaging_double,
            "static Collector averagingInt(ToIntFunction)": by.averaging,
            "static Collector averagingLong(ToLongFunction)": by.averaging,
            "static Collector collectingAndThen(Collector,Function)": by.collecting_and_then,
            "static Collector counting()": by.counting,
            "static Collector groupingBy(Function)": lambda classify: by.grouping_by(classify, HashMap, by.to_list()),
            "static Collector groupingBy(Function,Collector)": lambda classify, downstream: by.grouping_by(
                classify, HashMap, downstream
            ),
            "static Collector groupingBy(Function,Supplier,Collector)": by.grouping_by,
            "static Collector joining()": by.joining,
            "static Collector joining(CharSequence)": by.joining,
            "static Collector joining(CharSequence,CharSequence,CharSequence)": by.joining,
            "static Collector mapping(Function,Collector)": by.mapping,
            "static Collector maxBy(Comparator)": lambda order: by.best_by(order, True),
            "static Collector minBy(Comparator)": lambda order: by.best_by(order, False),
            "static Collector partitioningBy(Predicate)": lambda holds: by.partitioning_by(holds, by.to_list()),
            "static Collector partitioningBy(Predicate,Collector)": by.partitioning_by,
            "static Collector reducing(BinaryOperator)": by.reducing,
            "static Collector reducing(def,BinaryOperator)": lambda start, combine: by.reducing_from(
                start, lambda value: value, combine
            ),
            "static Collector reducing(def,Function,BinaryOperator)": by.reducing_from,
            "static Collector summarizingDouble(ToDoubleFunction)": by.summarizing(DoubleStatistics),
            "static Collector summarizingInt(ToIntFunction)": by.summarizing(IntStatistics),
            "static Collector summarizingLong(ToLongFunction)": by.summarizing(LongStatistics),
            "static Collector summingDouble(ToDoubleFunction)": by.summing_double,
            "static Collector summingInt(ToIntFunction)": by.summing_int,
            "static Collector summingLong(ToLongFunction)": by.summing_long,
            "static Collector toCollection(Supplier)": by.to_collection,
            "static Collector toList()": by.to_list,
            "static Collector toMap(Function,Function)": by.to_map,
            "static Collector toMap(Function,Function,BinaryOperator)": by.to_map,
            "static Collector toMap(Function,Function,BinaryOperator,Supplier)": by.to_map,
            "static Collector toSet()": by.to_set,
        },
    ),
)
