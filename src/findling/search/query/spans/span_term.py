"""span_term: the places of one term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import scalar_text
from findling.search.parameters import TokenParameters, first_member
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.field_terms import require_positions
from findling.search.query.spans.span import NoSpan, Span, TermSpan
from findling.search.query.spans.span_query import SpanQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanTermQuery(SpanQuery):
    """The span_term query of the query DSL."""

    field: str
    value: str

    def span(self, ctx: ShardContext) -> Span:
        field = ctx.field(self.field)
        if field is None:
            return NoSpan(self.field, f"unmapped field: {self.field}")
        refusal = f"Span term query requires position data, but field {self.field} was indexed without position data"
        if not field.type.terms.spans:
            raise IllegalArgumentError(refusal)
        require_positions(field, refusal)
        return TermSpan(field.name, field.type.index_term(self.value))


@register("span_term")
def parse_span_term(body: Mapping[str, Any], inner: InnerParser) -> Query:
    """Parses {"span_term": {"user": {"value": "kimchy"}}}; `term` is another name of `value`."""
    if not body:
        raise IllegalArgumentError("field name is null or empty")
    field, value, others = first_member(body)
    if not field:
        raise IllegalArgumentError("field name is null or empty")
    if isinstance(value, list):
        raise _several(field, "null" if value else field)
    parameters = TokenParameters("span_term", value if isinstance(value, Mapping) else {"value": value})
    parameters.only("term", "value")
    named = [parameters.take(name) for name in parameters.names() if name in ("term", "value")]
    common = parameters.common()
    if others:
        raise _several(field, others[0])
    if not named or named[-1] is None:
        raise IllegalArgumentError("value cannot be null")
    return SpanTermQuery(field=field, value=_text(named[-1]), **common)


def _several(first: str, second: str) -> ParsingError:
    return ParsingError(f"[span_term] query doesn't support multiple fields, found [{first}] and [{second}]")


def _text(value: object) -> str:
    return str(value) if isinstance(value, (list, Mapping)) else scalar_text(value)
