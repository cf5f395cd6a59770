"""term: documents with an exact value in a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, ParsingError, QueryShardError
from findling.base.json_values import scalar_text
from findling.base.pattern import PatternAutomaton, literal
from findling.base.quick_init import quick_init
from findling.mapping.value_range import ValueRange
from findling.search.parameters import TokenParameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.field_terms import has_postings, require_indexed
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.metadata import metadata_query
from findling.search.query.primitive.addresses import AddressQuery, AddressRangeQuery
from findling.search.query.primitive.boolean_term import BooleanTermQuery
from findling.search.query.primitive.column_weight import ColumnRangeQuery
from findling.search.query.primitive.interval import interval_query
from findling.search.query.primitive.multi_term import MultiTermQuery, TermFinder, automaton_finder
from findling.search.query.primitive.ordinal_weight import OrdinalSetQuery
from findling.search.query.primitive.term_weight import PostingsQuery, TermSetQuery
from findling.search.query.scoring.feature_function import Linear
from findling.search.query.scoring.feature_query import Feature, FeatureQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@quick_init
@dataclass(frozen=True, kw_only=True)
class TermQuery(Query):
    """The term query of the query DSL.

    value: a JSON scalar
    """

    field: str
    value: Any
    case_insensitive: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        special = metadata_query(self.field, (self.value,), ctx, self.boost)
        if special is not None:
            return special
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "term")
        return exact_query(field, self.value, ctx, self.boost, self.case_insensitive)


def exact_query(
    field: MappedField, value: object, ctx: ShardContext, boost: float, case_insensitive: bool = False
) -> Query:
    """Returns the query of one exact value in a mapped field."""
    require_indexed(field, ctx)
    if field.type.has_token_weights:
        return FeatureQuery(feature=Feature.of_token(field.name, scalar_text(value)), function=Linear(), boost=boost)
    if field.type.structures.is_numeric:
        if case_insensitive:
            raise QueryShardError(
                f"[{field.name}] field which is of type [{field.type_name}], does not support case insensitive term "
                "queries",
                index=ctx.index,
            )
        return _column_query(field, value, ctx, boost).rewrite(ctx)
    if field.type.intervals is not None:
        return interval_query(field.type.intervals, ValueRange.equal_to(value, ctx.now_ms), None, boost)
    network = field.type.term_bounds(value)
    if network is not None:
        low, high = network
        return AddressRangeQuery(field=field.name, low=low, high=high, is_network=True, boost=boost).rewrite(ctx)
    term = field.type.index_term(value)
    if case_insensitive:
        return CaseInsensitiveTermQuery(field=field.name, text=term.decode("utf-8", "replace"), boost=boost)
    if not has_postings(field):
        return OrdinalSetQuery(field=field.name, terms=(term,), boost=boost)
    if field.type.terms.scored:
        return PostingsQuery(field=field.name, terms=(term,), boost=boost)
    one_term = AddressQuery if field.type.is_address else TermSetQuery
    return one_term(field=field.name, terms=(term,), boost=boost)


def _column_query(field: MappedField, value: object, ctx: ShardContext, boost: float) -> Query:
    if field.type.terms.scored and field.type.get("index") is not False:
        return BooleanTermQuery(field=field.name, value=int(field.type.column_value(value) or 0), boost=boost)
    if field.type.time_unit is not None:
        low, high = field.type.column_range(ValueRange.equal_to(value, ctx.now_ms))
        return ColumnRangeQuery(field=field.name, low=low, high=high, boost=boost)
    number = field.type.column_value(value)
    if number is None:
        return MatchNoneQuery(reason=f"Value [{value}] cannot be in field [{field.name}]")
    return ColumnRangeQuery(field=field.name, low=number, high=number, boost=boost)


@dataclass(frozen=True, kw_only=True)
class CaseInsensitiveTermQuery(MultiTermQuery):
    """Terms equal to `text` but for the case of letters; the score is the boost."""

    text: str

    def finder(self) -> TermFinder:
        return automaton_finder(PatternAutomaton(literal(self.text, ignore_case=True)))

    def describe(self) -> str:
        return f"AutomatonQuery{{{self.field}:{self.text}}}"


@register("term")
def parse_term(body: object, inner: InnerParser) -> Query:
    """Parses {"term": {"user": "kimchy"}} and {"term": {"user": {"value": "kimchy", "boost": 2}}}."""
    field, parameters = field_and_parameters("term", body, "value", TokenParameters)
    parameters.only("value", "term", "case_insensitive")
    value = parameters.take("term") if "term" in parameters else parameters.take("value")
    if isinstance(value, list):
        raise ParsingError("[term] query does not support array of values")
    if isinstance(value, dict):
        raise ParsingError("[term] query does not support [value]")
    if value is None:
        raise IllegalArgumentError("value cannot be null")
    query = TermQuery(
        field=field,
        value=value,
        case_insensitive=parameters.boolean("case_insensitive", False),
        **parameters.common(),
    )
    parameters.finish()
    return query
