"""terms: documents with any of several exact values in a field, given or looked up in a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import copysign
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import hashable
from findling.mapping.value_range import ValueRange
from findling.search.parameters import ObjectParameters, Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.creation import looking_up
from findling.search.query.field_terms import has_postings, require_indexed
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.metadata import metadata_query
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.column_weight import ColumnRangeQuery, ColumnSetQuery
from findling.search.query.primitive.ordinal_weight import OrdinalSetQuery
from findling.search.query.primitive.term_weight import TermSetQuery
from findling.search.query.term import exact_query

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_COMMON = ("boost", "_name")


@dataclass(frozen=True, slots=True)
class TermsLookup:
    """Where the values of a terms query stand: in the field `path` of a document."""

    index: str
    id: str
    path: str
    routing: str | None = None


@dataclass(frozen=True, kw_only=True)
class TermsQuery(Query):
    """The terms query of the query DSL: `values` are JSON scalars, or stand in a document."""

    field: str
    values: tuple[Any, ...] = ()
    lookup: TermsLookup | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        values = self.values if self.lookup is None else _looked_up(self.lookup, ctx)
        self._check_count(len(values), ctx)
        special = metadata_query(self.field, values, ctx, self.boost) if values else None
        if special is not None:
            return special
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "terms")
        if not values:
            return MatchNoneQuery(reason='No terms supplied for "terms" query.')
        return any_value_query(field, values, ctx, self.boost)

    def _check_count(self, count: int, ctx: ShardContext) -> None:
        limit = ctx.setting("index.max_terms_count", 65_536)
        if count > limit:
            raise IllegalArgumentError(
                f"The number of terms [{count}] used in the Terms Query request has exceeded the allowed maximum of "
                f"[{limit}]. This maximum can be set by changing the [index.max_terms_count] index level setting."
            )


def any_value_query(field: MappedField, values: Iterable[object], ctx: ShardContext, boost: float) -> Query:
    """Returns the query of any of several exact values in a mapped field; the score is the boost."""
    require_indexed(field, ctx)
    if field.structures.is_numeric:
        return _column_query(field, values, ctx, boost)
    if (
        field.type.has_token_weights
        or field.type.intervals is not None
        or any(field.type.term_bounds(value) is not None for value in values)
    ):
        parts = tuple(exact_query(field, value, ctx, 1.0) for value in values)
        return ConstantScoreQuery(inner=BooleanQuery(should=parts), boost=boost).rewrite(ctx)
    terms = tuple(sorted({field.type.index_term(value) for value in values}))
    if not has_postings(field):
        return OrdinalSetQuery(field=field.name, terms=terms, boost=boost)
    return TermSetQuery(field=field.name, terms=terms, boost=boost)


def _column_query(field: MappedField, values: Iterable[object], ctx: ShardContext, boost: float) -> Query:
    if field.type.time_unit is not None:
        parts = []
        for value in values:
            low, high = field.type.column_range(ValueRange.equal_to(value, ctx.now_ms))
            parts.append(ColumnRangeQuery(field=field.name, low=low, high=high))
        return ConstantScoreQuery(inner=BooleanQuery(should=tuple(parts)), boost=boost).rewrite(ctx)
    numbers = [number for value in values if (number := field.type.member_value(value)) is not None]
    return ColumnSetQuery(field=field.name, values=_distinct(numbers), boost=boost).rewrite(ctx)


def _distinct(numbers: list[int | float]) -> tuple[int | float, ...]:
    """Returns numbers once each, increasing; -0.0 and 0.0 are two."""
    found = sorted(set(numbers))
    zeros = {copysign(1, number): number for number in numbers if number == 0} if 0 in found else {}
    if len(zeros) == 2:
        place = found.index(0)
        found[place : place + 1] = [zeros[-1.0], zeros[1.0]]
    return tuple(found)


def _looked_up(lookup: TermsLookup, ctx: ShardContext) -> tuple[Any, ...]:
    with looking_up():
        source = ctx.lookup(lookup.index, lookup.id, lookup.routing)
    return () if source is None else tuple(values_at(source, lookup.path))


def values_at(source: object, path: str) -> list[object]:
    """Returns all scalars that stand at a dotted path of a document, through arrays of objects."""
    if isinstance(source, list):
        return [value for entry in source for value in values_at(entry, path)]
    if not path:
        return [] if source is None or isinstance(source, Mapping) else [source]
    if not isinstance(source, Mapping):
        return []
    found: list[Any] = []
    head, dot, rest = path.partition(".")
    while dot:
        if head in source:
            found += values_at(source[head], rest)
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return found + values_at(source[path], "") if path in source else found


@register("terms")
def parse_terms(body: object, inner: InnerParser) -> Query:
    """Parses {"terms": {"user": ["a", "b"]}} and {"terms": {"user": {"index": ..., "id": ..., "path": ...}}}."""
    parameters = Parameters("terms", body)
    common = parameters.common()
    fields = parameters.others(*_COMMON)
    if not fields:
        raise ParsingError(
            "[terms] query requires a field name, followed by array of terms or a document lookup specification"
        )
    if len(fields) > 1:
        raise ParsingError("[terms] query does not support multiple fields")
    field, value = fields[0], parameters.take(fields[0])
    if not field:
        raise IllegalArgumentError("field name cannot be null.")
    if isinstance(value, Mapping):
        return TermsQuery(field=field, lookup=_parse_lookup(value), **common)
    if not isinstance(value, list):
        raise ParsingError(f"[terms] query does not support [{field}]")
    return TermsQuery(field=field, values=_values(field, value), **common)


def _values(field: str, values: Sequence[object]) -> tuple[Any, ...]:
    if any(isinstance(value, list) for value in values):
        raise ParsingError(f"[terms] unknown token [END_ARRAY] after [{field}]")
    if any(value is None for value in values):
        raise ParsingError("No value specified for terms query")
    return tuple(map(hashable, values))


def _parse_lookup(body: Mapping[str, object]) -> TermsLookup:
    parameters = ObjectParameters("terms_lookup", body)
    index, id_, path = (parameters.text(name) for name in ("index", "id", "path"))
    routing = parameters.text("routing")
    parameters.finish()
    if not index or not id_ or not path:
        missing = [name for name, given in (("index", index), ("id", id_), ("path", path)) if not given]
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    return TermsLookup(index, id_, path, routing)
