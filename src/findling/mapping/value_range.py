"""The bounds of a range as a request or a document writes them, and fields whose values are ranges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Protocol

import numpy.typing as npt

EndKind = Literal["numbers", "dates", "addresses"]
# lower and upper end of an interval, inclusive, encoded
Bounds = tuple[bytes, bytes]
BOUND_NAMES: Final = ("gt", "gte", "lt", "lte")


@dataclass(frozen=True, slots=True)
class ValueRange:
    """Bounds as JSON scalars, None for an open end, and how dates among them are read.

    format: of the dates instead of that of the field; time_zone: of dates without one; now_ms: what `now` stands for
    """

    gt: Any = None
    gte: Any = None
    lt: Any = None
    lte: Any = None
    format: str | None = None
    time_zone: str | None = None
    now_ms: int | None = None

    @classmethod
    def equal_to(cls, value: object, now_ms: int | None = None) -> "ValueRange":
        """Returns the range of one value: of a date, all that it leaves open."""
        return cls(gte=value, lte=value, now_ms=now_ms)

    @property
    def is_open(self) -> bool:
        """Whether there are no bounds at all."""
        return self.gt is None and self.gte is None and self.lt is None and self.lte is None

    @property
    def low(self) -> object:
        """The lower bound, `gt` before `gte`; None if there is none."""
        return self.gte if self.gt is None else self.gt

    @property
    def high(self) -> object:
        """The upper bound, `lt` before `lte`; None if there is none."""
        return self.lte if self.lt is None else self.lt

    def converted(self, convert: Callable[[Any], Any]) -> "ValueRange":
        """Returns the range with each bound that is given converted."""
        gt, gte, lt, lte = [None if end is None else convert(end) for end in (self.gt, self.gte, self.lt, self.lte)]
        return ValueRange(gt, gte, lt, lte, self.format, self.time_zone, self.now_ms)

    def bounds(self) -> dict[str, object]:
        """Returns the bounds that are given, by name."""
        given = {"gt": self.gt, "gte": self.gte, "lt": self.lt, "lte": self.lte}
        return {name: bound for name, bound in given.items() if bound is not None}


class Intervals(Protocol):
    """A range field: each value is one interval.

    name: of the field; ends_are: what the ends of an interval are
    """

    name: str
    ends_are: ClassVar[EndKind]

    def query_bounds(self, wanted: ValueRange) -> Bounds | None:
        """Returns the encoded inclusive bounds of a query; None if no value is within."""

    def ends(self, terms: Sequence[bytes]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]] | None:
        """Returns the lower and the upper ends of terms as numbers, both inclusive; None for addresses."""
