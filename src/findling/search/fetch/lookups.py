"""Lookup fields in hits: what each hit looks for in other indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import QueryShardError
from findling.base.java_values import shown
from findling.mapping.runtime.lookup import Lookup
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.hits import HitBuilder
from findling.search.fetch.source_values import objects_at
from findling.search.hit_count import HitCount
from findling.search.request import SearchRequest
from findling.search.source_filter import SourceFilter

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.shard_result import ShardHit


@dataclass(frozen=True, slots=True)
class WantedLookup:
    """What is to be looked up for a hit: the document that has a text, and what stands for it in the hit's `fields`."""

    hit: dict[str, Any]
    field: str
    lookup: Lookup
    texts: tuple[str, ...]


def wanted_lookups(
    request: SearchRequest, ctx: ShardContext, hits: Sequence[ShardHit], built: Sequence[dict[str, Any]]
) -> list[WantedLookup]:
    """Returns what the lookup fields among those that a request shows look for.

    built: the JSON of the hits. Raises QueryShardError for a lookup by a field that is not there.
    """
    if not request.fields or not ctx.mapping.computed:
        return []
    found = []
    for name, lookup in _lookups(request, ctx).items():
        for hit, values in zip(built, _inputs(lookup.input_field, ctx, hits), strict=True):
            if values:
                found.append(WantedLookup(hit, name, lookup, tuple(map(shown, values))))
    return found


def _lookups(request: SearchRequest, ctx: ShardContext) -> dict[str, Lookup]:
    found = {}
    for entry in request.fields:
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is not None and field.type.lookup is not None:
                found[name] = field.type.lookup
    return found


def _inputs(name: str, ctx: ShardContext, hits: Sequence[ShardHit]) -> list[list[object]]:
    """Returns the values of the field that each hit looks for."""
    if ctx.field(name) is None:
        raise QueryShardError(f"No field mapping can be found for the field with name [{name}]", index=ctx.index)
    request = SearchRequest(
        fields=(FieldFormat(name),), source=SourceFilter(enabled=False), track_total_hits=HitCount.NONE
    )
    # nested objects are shown as such, their values together are looked for
    return [objects_at(hit.get("fields"), name) for hit in HitBuilder(request, ctx, None).build(hits)]
