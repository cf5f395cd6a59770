"""multi_match: the same text in several fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import ParseError, ParsingError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.match import match_options, required_text, slop
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.text.cross_fields import cross_fields_query
from findling.search.query.text.field_names import FieldBoost, expand_fields, read_fields
from findling.search.query.text.text_query import TextOptions, text_query

if TYPE_CHECKING:
    from findling.search.context import ShardContext

# type -> (type of the query in each field, default tie_breaker)
_TYPES: Final = {
    "best_fields": ("boolean", 0.0),
    "most_fields": ("boolean", 1.0),
    "cross_fields": ("boolean", 0.0),
    "phrase": ("phrase", 0.0),
    "phrase_prefix": ("phrase_prefix", 0.0),
    "bool_prefix": ("bool_prefix", 1.0),
}
_NO_FUZZINESS: Final = ("cross_fields", "phrase", "phrase_prefix")


@dataclass(frozen=True, kw_only=True)
class MultiMatchQuery(Query):
    """The multi_match query of the query DSL.

    fields: names or patterns with boosts; empty: the index's default fields
    lenient: None: if it is for all fields
    """

    value: Any
    fields: tuple[FieldBoost, ...]
    type: str
    options: TextOptions
    lenient: bool | None = None
    tie_breaker: float | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        fields, lenient = expand_fields(self.fields, ctx)
        options = replace(self.options, lenient=lenient if self.lenient is None else self.lenient)
        if not fields:
            return unmapped("") if self.fields else MatchNoneQuery(reason="no fields")
        return multi_field_query(self.value, fields, self.type, options, self.tie_breaker, ctx).boosted(self.boost)


def multi_field_query(
    value: object,
    fields: tuple[FieldBoost, ...],
    type: str,
    options: TextOptions,
    tie_breaker: float | None,
    ctx: ShardContext,
) -> Query:
    """Returns the (unrewritten) query of text in several fields."""
    kind, default_tie = _TYPES[type]
    tie = default_tie if tie_breaker is None else tie_breaker
    options = options if options.type == kind else replace(options, type=kind)
    if type == "cross_fields":
        return cross_fields_query(value, fields, options, tie, ctx)
    parts = tuple(text_query(field, value, options, ctx).boosted(boost) for field, boost in fields)
    return parts[0] if len(parts) == 1 else DisMaxQuery(queries=parts, tie_breaker=tie)


def kind_of_fields(type: str) -> tuple[str, float]:
    """Returns the type of the query in each field, and the default tie breaker, of a type of multi_match."""
    return _TYPES[type]


@register("multi_match")
def parse_multi_match(body: object, inner: InnerParser) -> Query:
    """Parses {"multi_match": {"query": "quick", "fields": ["title^2", "body"]}}."""
    parameters = Parameters("multi_match", body)
    value = _value(parameters)
    type_name = _type(parameters)
    options = match_options(parameters, slop=slop(parameters))
    if options.fuzziness is not None and type_name in _NO_FUZZINESS:
        raise ParsingError(f"Fuzziness not allowed for type [{type_name}]")
    if options.slop and type_name == "bool_prefix":
        raise ParsingError(f"[slop] not allowed for type [{type_name}]")
    query = MultiMatchQuery(
        value=value,
        fields=read_fields(parameters),
        type=type_name,
        options=options,
        lenient=options.lenient if "lenient" in parameters else None,
        tie_breaker=parameters.number("tie_breaker", None),
        **parameters.common(),
    )
    parameters.finish()
    return query


def _value(parameters: Parameters) -> object:
    if "query" not in parameters:
        raise ParsingError("No text specified for multi_match query")
    return required_text(parameters)


def _type(parameters: Parameters) -> str:
    name = parameters.text("type", "best_fields") or "best_fields"
    if name.lower() not in _TYPES:
        raise ParseError(f"failed to parse [multi_match] query type [{name}]. unknown type.")
    return name.lower()
