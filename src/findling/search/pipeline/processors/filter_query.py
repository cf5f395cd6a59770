"""filter_query: every search finds only what matches a query."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import PipelineContext, RequestProcessor, Search, register
from findling.search.query.base import parse_query


class FilterQueryProcessor(RequestProcessor):
    """Adds a filter to the query of a search, and to each of the queries of a hybrid one."""

    kind = "filter_query"

    def __init__(self, query: Mapping[str, Any]) -> None:
        self._query = query

    def process(self, search: Search, context: PipelineContext) -> Search:
        query = search.get("query")
        hybrid = query.get("hybrid") if isinstance(query, Mapping) else None
        if isinstance(hybrid, Mapping) and isinstance(hybrid.get("queries"), list):
            # a hybrid query stands above all others
            queries = [self._filtered(part) for part in hybrid["queries"]]
            return {**search, "query": {"hybrid": {**hybrid, "queries": queries}}}
        return {**search, "query": self._filtered(query)}

    def _filtered(self, query: Any) -> dict[str, Any]:
        clauses = {"filter": [self._query]}
        return {"bool": clauses if query is None else {"must": [query], **clauses}}


@register("request_processors", "filter_query")
def make_filter_query(configuration: Configuration) -> FilterQueryProcessor:
    """Reads {"filter_query": {"query": {...}}}."""
    query = configuration.mapping("query")
    if query is None:
        raise IllegalArgumentError("Did not specify the query property in processor of type filter_query")
    parse_query(query)
    return FilterQueryProcessor(query)
