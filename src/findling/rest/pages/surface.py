"""What the server has, by name: the console completes what one types by it."""

from collections.abc import Iterable
from typing import Any

from findling.rest.route import COMMON, Route
from findling.search.aggs.base.aggregation import aggregation_names
from findling.search.query.base import query_names


def surface(routes: Iterable[Route]) -> dict[str, Any]:
    """Returns routes with their methods and parameters, and the names of queries and aggregations."""
    shown = [
        {"path": one.path, "methods": list(one.methods), "parameters": sorted((one.parameters | COMMON) - one.idle)}
        for one in routes
        if not one.typed
    ]
    return {"routes": shown, "queries": sorted(query_names()), "aggregations": sorted(aggregation_names())}
