"""`_cat/shards`: one line per copy of a shard, with all its counters."""

from dataclasses import replace
from typing import Any, Final

from findling.cluster.name_resolution import OPEN_AND_CLOSED
from findling.cluster.shards.members import members
from findling.cluster.state import IndexMetadata
from findling.index.shard_stats import ShardStats
from findling.node.monitor.cluster_info import shard_copies
from findling.node.monitor.counters import METRICS
from findling.node.monitor.index_stats import service_stats
from findling.node.services.index_selection import select_shown
from findling.node.services.index_service import IndexService
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.shard_failure import ShardFailure
from findling.rest.cat_table import Bytes, CatTable, Duration, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.routes.cat_counters import SHARD_COUNTERS, counter_cells, counter_columns

_HEAD: Final = columns(
    "index|i,idx|index name",
    "shard|s,sh|shard name",
    "prirep|p,pr,primaryOrReplica|primary or replica",
    "state|st|shard state",
    ">docs|d,dc|number of docs in shard",
    ">store|sto|store size of shard (how much disk it uses)",
    ">dataset||total size of dataset",
    "ip||ip of node where it lives",
    "-id||unique id of node where it lives",
    "node|n|name of node where it lives",
    "-unassigned.reason|ur|reason shard became unassigned",
    "-unassigned.at|ua|time shard became unassigned (UTC)",
    "-unassigned.for|uf|time has been unassigned",
    "-unassigned.details|ud|additional details as to why the shard became unassigned",
    "-recoverysource.type|rs|recovery source type",
)

_OPTIONS: Final = replace(OPEN_AND_CLOSED, hidden=True)
_COLUMNS: Final = _HEAD + counter_columns(SHARD_COUNTERS)


@resolving_anew
def cat_shards(node: Node, request: Request) -> Response:
    """One line per shard copy."""
    table = CatTable(_COLUMNS)
    for index in select_shown(node, request.parts.get("index"), request.indices_options(_OPTIONS)):
        if index.closed:
            table.rows += _closed(node, index)
            continue
        service = node.indices.get(index)
        failures = node.indices.failures(index)
        for number in range(index.number_of_shards):
            for copy in shard_copies(node, service.metadata, number):
                head = [copy["index"], copy["shard"], "p" if copy["primary"] else "r", copy["state"]]
                if copy["node"] is not None:
                    shard, others = service.shard(number), node.others
                    stats = shard.stats() if others is None else others.copies.stats_of(shard, str(copy["node"]))
                    rest = _assigned(service, number, stats, _place(node, str(copy["node"])))
                else:
                    rest = _unassigned(node, service, failures.get(number))
                table.rows.append([*head, *rest])
    return Response(table)


def _place(node: Node, node_id: str) -> tuple[str, str, str]:
    """Returns host, id and name of a node that has a copy."""
    member = members(node.cluster.state).get(node_id)
    return (node.config.host, node.id, node.name) if member is None else (member.host, member.id, member.name)


def _assigned(
    service: IndexService, number: int, stats: ShardStats | None, place: tuple[str, str, str]
) -> list[object]:
    if stats is None:  # a copy that is being made
        return [None, None, None, *place, *[None] * 5, *[None] * len(SHARD_COUNTERS)]
    size = Bytes(stats.store_bytes)
    where = [stats.docs, size, size, *place, None, None, None, None, None]
    counters: dict[str, Any] = service_stats(service, [stats], set(METRICS))
    path = str(service.path / str(number))
    counters["path"] = {"data": path, "state": path}
    counters["seq_no"] = {
        "max_seq_no": stats.seq_no.max_seq_no,
        "local_checkpoint": stats.seq_no.local_checkpoint,
        "global_checkpoint": stats.seq_no.global_checkpoint,
    }
    return where + counter_cells(SHARD_COUNTERS, counters)


def _closed(node: Node, index: IndexMetadata) -> list[list[Any]]:
    """Returns the primaries of a closed index: they are here, and nobody counts what is in them."""
    empty = [None] * (len(_COLUMNS) - len(_HEAD) + 5)
    where = [None, None, None, node.config.host, node.id, node.name]
    return [[index.name, number, "p", "STARTED", *where, *empty] for number in range(index.number_of_shards)]


def _unassigned(node: Node, service: IndexService, failure: ShardFailure | None) -> list[object]:
    """Returns the cells of a copy without a node: a replica, or a primary or replica of a shard that failed."""
    since = service.metadata.creation_date if failure is None else failure.at_ms
    reason = "INDEX_CREATED" if failure is None else "ALLOCATION_FAILED"
    waited = Duration(max(0, node.clock.now_ms() - since))
    details = None if failure is None else failure.details
    why = [reason, iso_time(since), waited, details, "peer" if failure is None else "existing_store"]
    return [None, None, None, None, None, None, *why, *[None] * len(SHARD_COUNTERS)]
