"""`_cat/indices`: one line per index, with all its counters."""

from collections.abc import Iterator
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.name_resolution import OPEN_AND_CLOSED
from findling.cluster.state import IndexMetadata
from findling.node.monitor.cluster_health import index_health
from findling.node.monitor.counters import METRICS
from findling.node.monitor.index_stats import service_stats
from findling.node.services.index_selection import select_shown
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.rest.cat_table import Bytes, CatTable, Column, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.routes.cat_counters import INDEX_COUNTERS, counter_cells, counter_columns

_HEAD: Final = columns(
    "health|h|current health status",
    "status|s|open/close status",
    "index|i,idx|index name",
    "uuid|id,uuid|index uuid",
    ">pri|p,shards.primary,shardsPrimary|number of primary shards",
    ">rep|r,shards.replica,shardsReplica|number of replica shards",
    ">docs.count|dc,docsCount|available docs",
    ">docs.deleted|dd,docsDeleted|deleted docs",
    "-creation.date|cd|index creation date (millisecond value)",
    "-creation.date.string|cds|index creation date (as string)",
    ">store.size|ss,storeSize|store size of primaries & replicas",
    ">pri.store.size||store size of primaries",
    ">dataset.size||total size of dataset",
)


def _with_primaries(counters: tuple[Column, ...]) -> Iterator[Column]:
    """Yields each counter and the one of the primaries, which are all copies there are."""
    for column in counters:
        yield column
        described = column.description.replace("total used memory", "total user memory")
        yield Column(f"pri.{column.name}", (), described, default=False, right=True)


_COLUMNS: Final = (*_HEAD, *_with_primaries(counter_columns(INDEX_COUNTERS)))
_COLOURS: Final = ("green", "yellow", "red")


@resolving_anew
def cat_indices(node: Node, request: Request) -> Response:
    """One line per index."""
    table = CatTable(_COLUMNS, sibling="pri" if request.flag("pri") else None)
    wanted = request.query.get("health")
    if wanted is not None and wanted.lower() not in _COLOURS:
        raise IllegalArgumentError(f"unknown cluster health status [{wanted}]")
    for index in select_shown(node, request.parts.get("index"), request.indices_options(OPEN_AND_CLOSED)):
        health = index_health(node, index)["status"]
        if wanted is None or wanted.lower() == health:
            table.rows.append(_closed_row(index, health) if index.closed else _row(node, index, health))
    return Response(table)


def _row(node: Node, index: IndexMetadata, health: str) -> list[Any]:
    service = node.indices.get(index)
    stats = [shard.stats() for shard in service.running().values()]
    size = Bytes(sum(shard.store_bytes for shard in stats))
    head = [
        health, "open", index.name, index.uuid, index.number_of_shards, index.number_of_replicas,
        sum(shard.docs for shard in stats), sum(shard.deleted for shard in stats),
        index.creation_date, iso_time(index.creation_date), size, size, size,
    ]  # fmt: skip
    cells = counter_cells(INDEX_COUNTERS, service_stats(service, stats, set(METRICS)))
    twice = [cell for cell in cells for _ in range(2)]
    return [*head, *twice]


def _closed_row(index: IndexMetadata, health: str) -> list[Any]:
    head = [health, "close", index.name, index.uuid, index.number_of_shards, index.number_of_replicas, None, None,
            index.creation_date, iso_time(index.creation_date)]  # fmt: skip
    return head + [None] * (len(_COLUMNS) - len(head))
