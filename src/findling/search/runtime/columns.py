"""Computes the values of a field for the documents of a segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.base.errors import AggregationExecutionError, FindlingError, TaskCancelledError
from findling.codec.field_values import FieldValues, NumberValues, TermValues
from findling.codec.memory_segment import field_in_memory
from findling.mapping.synthetic_values import IGNORED
from findling.mapping.types.geo.geo_point import encode_points
from findling.script.api.objects import to_text
from findling.script.contexts.aggregations import AGGS
from findling.script.contexts.runtime import EMITTED, Emitted
from findling.script.doc_values.dates import is_moment, millis_of_zoned
from findling.script.types import Array
from findling.search.doc_set import Docs
from findling.search.query.creation import weight_of
from findling.search.runtime.computed import ComputedField
from findling.search.runtime.numbers import column_of
from findling.search.script.compiled import compiled
from findling.search.script.field_values import read_values
from findling.search.script.runner import ScriptRunner

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext, ShardContext

Values = list[list[Any]]

# documents between two tries of a script whose errors are passed over
_WINDOW: Final = 1024


def compute(computed: ComputedField, ctx: ShardContext, segment: SegmentContext) -> SegmentReader:
    """Returns a reader that has the field, of all live root documents. Raises ScriptError."""
    docs = np.arange(segment.max_doc, dtype=np.int32) if segment.visible is None else segment.visible.to_docs()
    numbers = _column(computed, ctx, segment, docs)
    if numbers is not None:
        column = FieldValues(computed.name, computed.type.structures, NumberValues(docs, numbers))
        return field_in_memory(column, segment.max_doc)
    values = _values(computed, ctx, segment, docs)
    owners = np.repeat(docs, [len(own) for own in values])
    flat = [value for own in values for value in own]
    structures = computed.type.structures
    if structures.is_numeric:
        dtype = np.float64 if structures.is_double else np.int64
        held: NumberValues | TermValues = NumberValues(owners, np.array(flat, dtype))
    else:
        held = TermValues(owners, flat)
    return field_in_memory(FieldValues(computed.name, structures, held), segment.max_doc)


def _column(computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> NDArray[Any] | None:
    if computed.script is None or computed.context is not AGGS or computed.of_field is not None:
        return None
    script = compiled(computed.script, computed.context, ctx)
    return column_of(script, computed.script.params, computed.type.type_name, ctx, segment, docs)


def _values(computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> Values:
    """Returns the column values or terms of each document."""
    if computed.script is None:
        return [_of_source(computed, raw) for raw in segment.reader.source.get_many(docs)]
    script = compiled(computed.script, computed.context, ctx)
    runner_of = _emitted if computed.context.name.endswith("_field") else _returned
    found: Values = []
    for results in runner_of(computed, ScriptRunner(script, computed.script.params, ctx), ctx, segment, docs):
        found.append([_converted(computed, value) for value in results])
    return found


def _emitted(
    computed: ComputedField, runner: ScriptRunner, ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> Iterator[list[Any]]:
    """Yields what a script emits for each document."""
    emitted = Emitted(computed.name)
    runner = runner.with_variables({EMITTED: emitted})
    for start in range(0, len(docs), _WINDOW):
        some = docs[start : start + _WINDOW]
        while len(some):
            done = 0
            try:
                for _ in runner.results(segment, some):
                    yield _of_part(emitted.taken(), computed.part)
                    done += 1
            except TaskCancelledError:
                raise
            except FindlingError:
                if not computed.is_lenient:
                    raise
                emitted.taken()
                yield []
                done += 1
            some = some[done:]


def _of_part(values: list[Any], part: str | None) -> list[Any]:
    return values if part is None else [value for name, value in values if name == part]


def _returned(
    computed: ComputedField, runner: ScriptRunner, ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> Iterator[list[Any]]:
    """Yields what a script of an aggregation returns for each document, or for each value of a field in it."""
    field = None if computed.of_field is None else ctx.field(computed.of_field)
    scores = _scores(computed, ctx, segment, docs) if runner.needs_scores else None
    if computed.of_field is None:
        yield from map(_several, runner.results(segment, docs, scores))
        return
    if field is None:
        yield from ([] for _ in docs)
        return
    given = read_values(field, segment, docs)
    for place in range(len(docs)):
        values = list(given.at(place))
        one = np.repeat(docs[place : place + 1], len(values))
        own = None if scores is None else np.repeat(scores[place : place + 1], len(values))
        yield [result for found in runner.results(segment, one, own, values) for result in _several(found)]


def _scores(computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> NDArray[np.float32]:
    """Returns the scores of the query; 0 where it does not match."""
    scored = weight_of(computed.query, ctx, True).score(segment)
    out = np.zeros(segment.max_doc, np.float32)
    out[scored.docs] = scored.scores
    return out[docs]


def _several(result: Any) -> list[Any]:
    if result is None:
        return []
    return [each for each in result if each is not None] if isinstance(result, list | tuple | set | Array) else [result]


def _converted(computed: ComputedField, value: Any) -> Any:
    """Returns what a script gave as a column value or term of the field. Raises IllegalArgumentError."""
    kind = computed.type.type_name
    if kind == "geo_point":
        lat, lon = value
        return int(encode_points(np.array([lat]), np.array([lon]))[0])
    if kind == "date":
        return millis_of_zoned(value) if is_moment(value) else int(value)
    if kind == "boolean":
        return int(bool(value)) if not isinstance(value, str) else int(value == "true")
    if kind in _NUMBERS:
        return _number(computed, value)
    term = computed.type.parse_value(to_text(value))
    return b"" if term is None or term is IGNORED else term


_NUMBERS: Final[dict[str, type]] = {"long": int, "double": float}


def _number(computed: ComputedField, value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if is_moment(value):
        return millis_of_zoned(value)
    if isinstance(value, (int, float)):
        return _NUMBERS[computed.type.type_name](value)
    raise _UnsupportedValueError(f"Unsupported script value [{to_text(value)}], expected a number, date, or boolean")


class _UnsupportedValueError(AggregationExecutionError):
    """A value of a script that is no number where one is wanted."""

    status = 500


def _of_source(computed: ComputedField, raw: bytes | None) -> list[Any]:
    """Returns the values of the source at the name of the field; those that are none of its type are left out."""
    found = []
    for value in _at(orjson.loads(raw) if raw else {}, computed.name):
        try:
            parsed = computed.type.parse_value(value)
        except FindlingError:
            continue
        if parsed is not None and parsed is not IGNORED:
            found.append(parsed)
    return found


def _at(value: Any, path: str) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, Mapping):
        if path in value:
            yield from _at(value[path], "")
            return
        head, _, rest = path.partition(".")
        if rest and head in value:
            yield from _at(value[head], rest)
