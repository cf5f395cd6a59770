"""hybrid: several queries whose scores a search pipeline makes comparable and combines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import as_float, as_integer, scalar_text
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.bool import BoolQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext

MOST_QUERIES: Final = 5


@dataclass(frozen=True, kw_only=True)
class HybridQuery(Query):
    """The hybrid query of OpenSearch; where its lists are not told apart it finds what any of its queries finds.

    depth: how many documents of each query and shard take part, None for as many as are shown
    """

    is_fused: ClassVar[bool] = True
    refused_in_percolator: ClassVar[str] = "hybrid"

    queries: tuple[Query, ...]
    filter: Query | None = None
    depth: int | None = None

    def children(self) -> Iterable[Query]:
        return self.queries if self.filter is None else (*self.queries, self.filter)

    def rewrite(self, ctx: ShardContext) -> Query:
        return BoolQuery(should=self.parts(), boost=self.boost).rewrite(ctx)

    def parts(self) -> tuple[Query, ...]:
        """Returns the queries, each under the filter."""
        if self.filter is None:
            return self.queries
        return tuple(BoolQuery(must=(query,), filter=(self.filter,)) for query in self.queries)


@register("hybrid")
def parse_hybrid(body: object, inner: InnerParser) -> Query:
    """Parses {"hybrid": {"queries": [{"match": {...}}, {"knn": {...}}]}}."""
    parameters = Parameters("hybrid", body)
    queries: list[Query] = []
    name, depth, filter_ = None, None, None
    for member, value in parameters.each():
        if member == "queries" and isinstance(value, (dict, list)):
            queries += _queries(value if isinstance(value, list) else [value], inner)
        elif member == "filter" and isinstance(value, Mapping):
            filter_ = inner(value)
        elif member == "boost" and not isinstance(value, (dict, list)):
            if as_float(value) != 1:
                raise ParsingError("[hybrid] query does not support [boost]")
        elif member == "_name" and not isinstance(value, (dict, list)):
            name = scalar_text(value)
        elif member == "pagination_depth" and not isinstance(value, (dict, list)):
            depth = as_integer(value)
        else:
            raise ParsingError("Field is not supported by [hybrid] query")
    if not queries:
        raise ParsingError("[hybrid] requires 'queries' field with at least one clause")
    if depth is not None and depth < 1:
        raise IllegalArgumentError("pagination_depth should be greater than 1")
    return HybridQuery(queries=tuple(queries), filter=filter_, depth=depth, name=name)


def _queries(values: list[object], inner: InnerParser) -> list[Query]:
    if len(values) > MOST_QUERIES:
        raise ParsingError("Number of sub-queries exceeds maximum supported by [hybrid] query")
    return [inner(value) for value in values]
