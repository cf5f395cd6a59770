"""Computes the values of a field for the documents of a segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError, TaskCancelledError
from findling.codec.field_values import FieldValues, NumberValues, TermValues, TextTokens
from findling.codec.memory_segment import field_in_memory
from findling.index.text_analysis import analyse
from findling.mapping.parsed_batch import FieldColumn
from findling.mapping.synthetic_values import IGNORED
from findling.mapping.types.geo.geo_point import encode_points
from findling.script.api.objects import to_text
from findling.script.contexts.aggregations import AGGS
from findling.script.contexts.runtime import EMITTED, Emitted
from findling.script.doc_values.dates import is_moment, millis_of_zoned
from findling.script.types import Array, Long
from findling.search.doc_set import Docs
from findling.search.query.creation import weight_of
from findling.search.runtime.computed import ComputedField
from findling.search.runtime.faults import Faults
from findling.search.runtime.numbers import column_of
from findling.search.script.compiled import compiled
from findling.search.script.field_values import constant_values, read_values
from findling.search.script.runner import ScriptRunner

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext, ShardContext

Values = list[list[Any]]

# documents between two tries of a script whose errors are passed over
_WINDOW: Final = 1024


def compute(computed: ComputedField, ctx: ShardContext, segment: SegmentContext) -> tuple[SegmentReader, Faults | None]:
    """Returns a reader that has the field, and the documents for which the script of an aggregation has an error.

    Raises ScriptError.
    """
    docs = _documents(computed, ctx, segment)
    numbers = _column(computed, ctx, segment, docs)
    if numbers is not None:
        column = FieldValues(computed.name, computed.type.structures, NumberValues(docs, numbers))
        return field_in_memory(column, segment.max_doc), None
    errors: dict[int, FindlingError] = {}
    values = _values(computed, ctx, segment, docs, errors)
    reader = _with_values(computed, ctx, segment, docs, values)
    return reader, Faults(errors, segment.max_doc) if errors else None


def _documents(computed: ComputedField, ctx: ShardContext, segment: SegmentContext) -> Docs:
    """Returns the documents that get values: roots for runtime fields, those of the query for aggregations."""
    if computed.context is not AGGS:
        seen = segment.visible
    elif computed.of_query and computed.query is not None:
        return weight_of(computed.query, ctx, False).match(segment).docs()
    else:
        seen = segment.live
    return np.arange(segment.max_doc, dtype=np.int32) if seen is None else seen.to_docs()


def _with_values(
    computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs, values: Values
) -> SegmentReader:
    owners = np.repeat(docs, [len(own) for own in values])
    flat = [value for own in values for value in own]
    structures = computed.type.structures
    if structures.is_numeric:
        dtype = np.float64 if structures.is_double else np.int64
        held: NumberValues | TermValues | TextTokens = NumberValues(owners, np.array(flat, dtype))
    elif computed.type.terms.analyzed:
        held = analyse(FieldColumn(computed.name, structures, owners, flat), ctx.mapping.context.analysis)
    else:
        held = TermValues(owners, flat)
    return field_in_memory(FieldValues(computed.name, structures, held), segment.max_doc)


def _column(computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> NDArray[Any] | None:
    if computed.script is None or computed.context is not AGGS or computed.of_field is not None:
        return None
    script = compiled(computed.script, computed.context, ctx)
    try:
        return column_of(script, computed.script.params, computed.type.type_name, ctx, segment, docs)
    except TaskCancelledError:
        raise
    except FindlingError:
        # whose documents it is about is found out one by one
        return None


def _values(
    computed: ComputedField,
    ctx: ShardContext,
    segment: SegmentContext,
    docs: Docs,
    errors: dict[int, FindlingError],
) -> Values:
    """Returns the column values or terms of each document. errors: gets those of single documents"""
    if computed.script is None:
        return [_of_source(computed, raw) for raw in segment.reader.source.get_many(docs)]
    script = compiled(computed.script, computed.context, ctx)
    runner = ScriptRunner(script, computed.script.params, ctx)
    if computed.context.name.endswith("_field"):
        results = _emitted(computed, runner, ctx, segment, docs)
        return [[_converted(computed, value) for value in own] for own in results]
    found: Values = []
    for doc, own in zip(docs.tolist(), _returned(computed, runner, ctx, segment, docs), strict=True):
        try:
            if isinstance(own, FindlingError):
                raise own
            found.append([_converted(computed, value) for value in own])
        except FindlingError as error:
            errors[doc] = error
            found.append([])
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
    if part is None:
        return values
    found: list[Any] = []
    for value in values:
        if isinstance(value, str):  # an object as JSON
            found += _at(orjson.loads(value), part)
        elif value[0] == part:
            found.append(value[1])
    return found


def _returned(
    computed: ComputedField, runner: ScriptRunner, ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> Iterator[list[Any] | FindlingError]:
    """Yields what a script of an aggregation returns for each document, or for each value of a field in it.

    Errors are told document by document.
    """
    field = None if computed.of_field is None else ctx.field(computed.of_field)
    scores = _scores(computed, ctx, segment, docs) if runner.needs_scores else None
    if computed.of_field is None:
        for result in runner.outcomes(segment, docs, scores):
            yield result if isinstance(result, FindlingError) else _several(result)
        return
    if field is None:
        yield from ([] for _ in docs)
        return
    constant = ctx.constant(field.name)
    given = read_values(field, segment, docs) if constant is None else constant_values(constant, docs)
    as_numbers = None if field.type.numbers is None else _long if computed.reads_longs else _double
    for place in range(len(docs)):
        values = list(given.at(place))
        if as_numbers is not None:
            values = [as_numbers(value) for value in values]
        one = np.repeat(docs[place : place + 1], len(values))
        own = None if scores is None else np.repeat(scores[place : place + 1], len(values))
        results = list(runner.outcomes(segment, one, own, values))
        error = next((result for result in results if isinstance(result, FindlingError)), None)
        yield error or [result for result in results if result is not None]


def _double(value: Any) -> float:
    return float(_long(value) if is_moment(value) else value)


def _long(value: Any) -> Long:
    return Long(millis_of_zoned(value) if is_moment(value) else int(value))


def _scores(computed: ComputedField, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> NDArray[np.float32]:
    """Returns the scores of the query; 0 where it does not match."""
    scored = weight_of(computed.query, ctx, True).score(segment)
    out = np.zeros(segment.max_doc, np.float32)
    out[scored.docs] = scored.scores
    return out[docs]


def _several(result: Any) -> list[Any]:
    if result is None:
        return []
    return list(result) if isinstance(result, list | tuple | set | Array) else [result]


def _converted(computed: ComputedField, value: Any) -> Any:
    """Returns what a script gave as a column value or term of the field. Raises IllegalArgumentError."""
    kind = computed.type.type_name
    if kind == "geo_point":
        lat, lon = value
        return int(encode_points(np.array([lat]), np.array([lon]))[0])
    if computed.context is AGGS and kind in _NUMBERS:
        return _number(_NUMBERS[kind], value)
    if kind == "date":
        return millis_of_zoned(value) if is_moment(value) else int(value)
    if kind == "boolean":
        return int(bool(value)) if not isinstance(value, str) else int(value == "true")
    if computed.type.terms.analyzed:
        return to_text(value)
    if kind in ("long", "double"):
        return _number(_NUMBERS[kind], value)
    term = computed.type.parse_value("" if value is None else to_text(value))
    return b"" if term is None or term is IGNORED else term


_NUMBERS: Final[dict[str, type]] = {"long": int, "double": float, "date": int, "boolean": bool}


def _number(made: type, value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if is_moment(value):
        return millis_of_zoned(value)
    if isinstance(value, (int, float)):
        return made(value)
    raise IllegalArgumentError(f"Unsupported script value [{to_text(value)}], expected a number, date, or boolean")


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
