"""range: documents with a value between bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from findling.base.dates.zone import zone_of
from findling.base.errors import IllegalArgumentError, ParseError, ParsingError
from findling.base.json_values import required_text
from findling.mapping.dates.date_formatter import date_formatter
from findling.mapping.value_range import ValueRange
from findling.search.parameters import Parameters, TokenParameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.creation import DateBoundError
from findling.search.query.exists import ExistsQuery
from findling.search.query.expensive import check_expensive
from findling.search.query.field_terms import require_indexed
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import unmapped
from findling.search.query.metadata import VERSION_FIELDS, version_range
from findling.search.query.primitive.addresses import AddressRangeQuery
from findling.search.query.primitive.column_weight import ColumnRangeQuery
from findling.search.query.primitive.interval import interval_query
from findling.search.query.primitive.term_range import TermRangeQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_INT64_MAX = 2**63 - 1
_WITHOUT_ORDER = ("_field_names", "_id", "_index", "_source")


@dataclass(frozen=True, kw_only=True)
class RangeQuery(FittingTermsQuery):
    """The range query of the query DSL; None is an open end."""

    field: str
    gt: Any = None
    gte: Any = None
    lt: Any = None
    lte: Any = None
    format: str | None = None
    time_zone: str | None = None
    relation: str | None = None

    def fitting(self, ctx: ShardContext) -> Query:
        return replace(self, boost=1.0, name=None).rewrite(ctx)

    def rewrite(self, ctx: ShardContext) -> Query:
        if self.field in VERSION_FIELDS:
            return self._version_query()
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "range")
        wanted = ValueRange(self.gt, self.gte, self.lt, self.lte, self.format, self.time_zone, ctx.now_ms)
        if wanted.is_open and self.relation is None:
            return ExistsQuery(field=self.field, boost=self.boost).rewrite(ctx)
        if self.field in _WITHOUT_ORDER:
            raise IllegalArgumentError(f"Field [{self.field}] of type [{self.field}] does not support range queries")
        require_indexed(field, ctx, "range")
        if field.type.intervals is not None:
            return interval_query(field.type.intervals, wanted, self.relation, self.boost)
        return self._column_query(field, wanted, ctx) if field.structures.is_numeric else self._term_query(field, ctx)

    def _version_query(self) -> Query:
        low = int(self.gt) + 1 if self.gt is not None else int(self.gte) if self.gte is not None else 0
        high = int(self.lt) - 1 if self.lt is not None else int(self.lte) if self.lte is not None else _INT64_MAX
        return version_range(self.field, low, high, self.boost)

    def _column_query(self, field: MappedField, wanted: ValueRange, ctx: ShardContext) -> Query:
        try:
            low, high = field.type.column_range(wanted)
        except ParseError as error:
            raise DateBoundError(error.reason) from error.__cause__
        return ColumnRangeQuery(field=field.name, low=low, high=high, boost=self.boost).rewrite(ctx)

    def _term_query(self, field: MappedField, ctx: ShardContext) -> Query:
        if field.type.terms.words:
            check_expensive("range", ctx, "on [text] or [keyword] fields ")
        low = self.gt if self.gt is not None else self.gte
        high = self.lt if self.lt is not None else self.lte
        key = field.type.key_prefix
        if key and (low is None or high is None) and not field.type.terms.keyed_patterns:
            raise IllegalArgumentError(
                f"[range] queries on keyed [{field.type_name}] fields must include both an upper and a lower bound."
            )
        of_kind = AddressRangeQuery if field.type.is_address else TermRangeQuery
        first, beyond = (key, key[:-1] + bytes([key[-1] + 1])) if key else (None, None)
        return of_kind(
            field=field.name,
            low=first if low is None else field.type.index_term(low),
            high=beyond if high is None else field.type.index_term(high),
            include_low=self.gt is None,
            include_high=self.lt is None and not (key and high is None),
            boost=self.boost,
        )


@register("range")
def parse_range(body: Any, inner: InnerParser) -> Query:
    """Parses {"range": {"age": {"gte": 10, "lt": 20}}}."""
    field, parameters = field_and_parameters("range", _field_first(Parameters("range", body)), "gte", TokenParameters)
    bounds = {name: _bound(parameters, name) for name in ("gt", "gte", "lt", "lte")}
    for exclusive, inclusive in (("gt", "gte"), ("lt", "lte")):
        # of two bounds on one side the later counts
        given = [name for name in parameters.names() if name in (exclusive, inclusive)]
        bounds |= dict.fromkeys(given[:-1])
    query = RangeQuery(
        field=field,
        **bounds,
        format=parameters.read("format", _format, None),
        time_zone=parameters.read("time_zone", _time_zone, None),
        relation=_relation(parameters.text("relation")),
        **parameters.common(),
    )
    parameters.finish()
    return query


def _field_first(parameters: Parameters) -> dict[str, Any]:
    """Returns the body with boost and _name beside the field moved into it. Raises ParsingError."""
    common: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for key, value in parameters.each():
        if isinstance(value, dict):
            fields[key] = value
        elif key in ("boost", "_name"):
            common[key] = value
        elif value is not None:  # null is passed over
            raise ParsingError(f"[range] query does not support [{key}]")
    if len(fields) == 1 and common:
        ((field, members),) = fields.items()
        return {field: {**common, **members}}
    return fields


def _bound(parameters: Parameters, name: str) -> Any:
    value = parameters.take(name)
    if isinstance(value, dict):
        raise ParsingError(f"[range] query does not support [{next(iter(value), name)}]")
    # as Elasticsearch reads it: the bound is the last token of the array, which is its end
    return "]" if isinstance(value, list) else value


def _format(value: object) -> str:
    """Returns a date format as it is. Raises IllegalArgumentError for what is none."""
    pattern = required_text(value)
    date_formatter(pattern)
    return pattern


def _time_zone(value: object) -> str:
    """Returns a time zone as it is. Raises IllegalArgumentError for what is none."""
    name = required_text(value)
    zone_of(name)
    return name


def _relation(relation: str | None) -> str | None:
    if relation is None:
        return None
    name = relation.lower()
    if name not in ("intersects", "within", "contains", "disjoint"):
        raise IllegalArgumentError(f"{relation} is not a valid relation")
    if name == "disjoint":
        raise IllegalArgumentError("[range] query does not support relation [disjoint]")
    return name
