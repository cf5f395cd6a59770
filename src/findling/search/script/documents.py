"""What scripts see of the documents of one segment: `doc`, `field(...)`, sources, and where the document is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.mapping.date_math import parse_date_math
from findling.mapping.dates.date_formatter import date_formatter
from findling.mapping.geo.geo_point_text import parse_point
from findling.script.doc_values.values import DocValues
from findling.script.faults import UNSUPPORTED_OPERATION, JavaError, illegal_argument
from findling.search.doc_set import Docs
from findling.search.fielddata import no_fielddata
from findling.search.geo.distance_unit import parse_distance
from findling.search.script.field_values import FieldValues, constant_values, number_values, read_values

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


_DATES: Final = date_formatter("strict_date_optional_time||epoch_millis")


class Documents:
    """Documents of a segment, one of which is looked at; for one evaluation, not for threads.

    docs: (n,) int32, increasing; place: of the document that is looked at
    """

    def __init__(self, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> None:
        self.index = ctx.index
        self.shard = ctx.shard
        self.docs = docs
        self.place = 0
        self.doc = DocMap(self)
        self._ctx = ctx
        self._segment = segment
        self._fields: dict[str, FieldValues | None] = {}
        self._sources: list[bytes | None] | None = None
        self._made: dict[Hashable, tuple[object, Any]] = {}

    @property
    def doc_id(self) -> int:
        """The number of the document within the shard."""
        return int(self.docs[self.place]) + self._segment.doc_base

    def values_of(self, name: str) -> DocValues | None:
        """Returns the values of a field, None for one that is not mapped. Raises JavaError for one without values."""
        if name in self._fields:
            found = self._fields[name]
        else:
            found = self._fields[name] = self._read(name)
        return None if found is None else found.at(self.place)

    def is_mapped(self, name: str) -> bool:
        """Whether there is a field of a name."""
        return self._ctx.field(name) is not None or self._ctx.constant(name) is not None

    def _read(self, name: str) -> FieldValues | None:
        constant = self._ctx.constant(name)
        if constant is not None:
            return constant_values(constant, self.docs)
        if name in ("_seq_no", "_version"):
            reader = self._segment.reader
            return number_values((reader.seq_nos if name == "_seq_no" else reader.versions)[self.docs])
        field = self._ctx.field(name)
        if field is None:
            return None
        if not (field.type.shows_doc_values or field.type.has_many_vectors or field.structures.is_vector):
            raise illegal_argument(no_fielddata(field, self._ctx).reason)
        return read_values(field, self._segment, self.docs)

    def source(self) -> dict[str, Any]:
        """Returns the source of the document, read anew."""
        if self._sources is None:
            self._sources = list(self._segment.reader.source.get_many(self.docs))
        raw = self._sources[self.place]
        document: dict[str, Any] = orjson.loads(raw) if raw else {}
        return document

    def millis_of(self, date: str) -> int:
        """Returns the instant of a date or of date maths in milliseconds since 1970. Raises JavaError."""
        try:
            return parse_date_math(date, _DATES, None)
        except FindlingError as error:
            raise JavaError("org.elasticsearch.ParseException", error.reason) from error

    def point_of(self, text: str) -> tuple[float, float]:
        """Returns latitude and longitude of a point. Raises JavaError."""
        try:
            return parse_point(text)
        except FindlingError as error:
            raise illegal_argument(error.reason) from error

    def meters_of(self, distance: str) -> float:
        """Returns metres of a distance with its unit. Raises JavaError."""
        try:
            return parse_distance(distance)
        except FindlingError as error:
            raise JavaError("java.lang.NumberFormatException", error.reason) from error

    def made_once(self, use: Hashable, given: object, make: Callable[[], Any]) -> Any:
        """Returns what was made for a use of the same object, for an earlier document."""
        found = self._made.get(use)
        if found is None or found[0] is not given:
            found = self._made[use] = given, make()
        return found[1]


class DocMap:
    """The variable `doc`: the values of fields by name."""

    __slots__ = ("_documents",)

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def get(self, name: Any, default: object = None) -> DocValues:
        """Returns the values of a field. Raises JavaError for one that is not mapped."""
        values = self._documents.values_of(str(name))
        if values is None:
            raise illegal_argument(f"No field found for [{name}] in mapping")
        return values

    __getitem__ = get

    def __contains__(self, name: object) -> bool:
        return self._documents.is_mapped(str(name))

    def __iter__(self) -> Iterator[Any]:
        raise JavaError(UNSUPPORTED_OPERATION)

    def __len__(self) -> int:
        raise JavaError(UNSUPPORTED_OPERATION)

    def __bool__(self) -> bool:
        return True
