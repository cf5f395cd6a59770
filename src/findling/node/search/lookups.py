"""Shows the lookup fields of hits: searches other indices for what the hits look for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from findling.base.errors import FindlingError, TaskCancelledError
from findling.cluster.access import acting
from findling.mapping.runtime.lookup import Lookup
from findling.node.search.shard_failures import lookup_failed
from findling.search.fetch.lookups import WantedLookup

# index and body of a search -> its answer, as who asked for the hits sees it
Search = Callable[[str, Mapping[str, Any]], dict[str, Any]]


def look_up_fields(wanted: Sequence[WantedLookup], search: Search) -> None:
    """Adds to the hits the fields that are looked up; each document is searched once. Raises AllShardsFailedError."""
    known: dict[tuple[Lookup, str], dict[str, Any] | None] = {}
    for one in wanted:
        for text in one.texts:
            key = one.lookup, text
            if key not in known:
                known[key] = _first(one.lookup, text, search)
        values = [found for text in one.texts if (found := known[one.lookup, text])]
        if values:
            one.hit.setdefault("fields", {})[one.field] = values


def _first(lookup: Lookup, text: str, search: Search) -> dict[str, Any] | None:
    """Returns the fields of the first document that has a text, None if there is no such."""
    body = {
        "query": {"term": {lookup.target_field: {"value": text}}},
        "fields": [
            {"field": name} if format is None else {"field": name, "format": format}
            for name, format in lookup.fetch_fields
        ],
        "size": 1,
        "_source": False,
        "track_total_hits": False,
    }
    try:
        with acting("indices:data/read/search"):
            hits = search(lookup.target_index, body)["hits"]["hits"]
    except TaskCancelledError:
        raise
    except FindlingError as error:
        raise lookup_failed(error) from error
    return hits[0].get("fields") if hits else None
