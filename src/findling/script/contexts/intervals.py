"""`interval`: whether an interval of positions is taken, for the query `intervals`."""

from dataclasses import dataclass
from typing import Final

from findling.script.api.class_info import ClassInfo
from findling.script.context import Context
from findling.script.doc_values.values import method
from findling.script.types import BOOLEAN, INT, class_type


@dataclass(frozen=True, slots=True)
class Interval:
    """What a script sees of an interval: its first and last position, and how many of them are gaps."""

    start: int
    end: int
    gaps: int


_TYPE: Final = class_type("org.elasticsearch.index.query.IntervalFilterScript.Interval")
_CLASS: Final = ClassInfo(
    _TYPE,
    methods={
        ("getStart", 0): method(INT, lambda interval: interval.start),
        ("getEnd", 0): method(INT, lambda interval: interval.end),
        ("getGaps", 0): method(INT, lambda interval: interval.gaps),
    },
    python_classes=(Interval,),
)
INTERVAL: Final = Context("interval", BOOLEAN, {"interval": _TYPE}, (_CLASS,))
