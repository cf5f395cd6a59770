"""`_cat` tables about indices, their shards and segments, aliases and templates."""

import time
from collections import Counter
from typing import Any

from findling.base.settings import flatten
from findling.base.wildcards import matches_any
from findling.cluster.access import seen_names
from findling.cluster.name_resolution import OPEN_AND_CLOSED, IndicesOptions
from findling.node.indices.index_templates import get_component_templates
from findling.node.monitor.field_memory import FieldMemory
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.recovery import recoveries
from findling.node.search.count import count
from findling.node.services.index_selection import select_services, select_shown
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.shown_node import ROLE_LETTERS
from findling.rest.cat_table import Bytes, CatTable, Duration, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import CAT, INDICES, LOCAL, WAITING, route
from findling.rest.routes.cat_index import cat_indices
from findling.rest.routes.cat_shards import cat_shards
from findling.version import LUCENE_VERSION

_OPEN = IndicesOptions()

_COUNT = columns("epoch|t,time|seconds since 1970-01-01 00:00:00", "timestamp|ts,hms,hhmmss|time in HH:MM:SS",
                 ">count|dc,docs.count,docsCount|the document count")  # fmt: skip


def cat_count(node: Node, request: Request) -> Response:
    """Number of documents."""
    table = CatTable(_COUNT)
    now = node.clock.now_ms() // 1000
    total = count(node, request.parts.get("index"), {}, {}, request.indices_options(_OPEN))["count"]
    table.add(now, time.strftime("%H:%M:%S", time.gmtime(now)), total)
    return Response(table)


_ALIASES = columns(
    "alias|a|alias name",
    "index|i,idx|index alias points to",
    "filter|f,fi|filter",
    "routing.index|ri,routingIndex|index routing",
    "routing.search|rs,routingSearch|search routing",
    "is_write_index|w,isWriteIndex|write index",
)


def cat_aliases(node: Node, request: Request) -> Response:
    """One line per alias and index."""
    table = CatTable(_ALIASES)
    names = request.names("name")
    for index in select_shown(
        node, None, request.indices_options(IndicesOptions(closed=True, hidden=True, forbid_closed=False))
    ):
        for alias in map(index.aliases.__getitem__, seen_names(index.aliases)):
            if not names or matches_any(names, alias.name):
                write = "-" if alias.is_write_index is None else str(alias.is_write_index).lower()
                marked = "*" if alias.filter is not None else "-"
                table.add(
                    alias.name, index.name, marked, alias.index_routing or "-", alias.search_routing or "-", write
                )
    table.rows.sort(key=lambda row: (row[0], row[1]))
    return Response(table)


_SEGMENTS = columns(
    "index|i,idx|index name",
    "shard|s,sh|shard name",
    "prirep|p,pr,primaryOrReplica|primary or replica",
    "ip||ip of node where it lives",
    "-id||unique id of node where it lives",
    "segment|seg|segment name",
    ">generation|g,gen|segment generation",
    ">docs.count|dc,docsCount|number of docs in segment",
    ">docs.deleted|dd,docsDeleted|number of deleted docs in segment",
    ">size|si|segment size in bytes",
    ">size.memory|sm,sizeMemory|segment memory in bytes",
    "committed|ic,isCommitted|is segment committed",
    "searchable|is,isSearchable|is segment searched",
    "version|v,ver|version",
    "compound|ico,isCompound|is segment compound",
)


@resolving_anew
def cat_segments(node: Node, request: Request) -> Response:
    """One line per segment."""
    table = CatTable(_SEGMENTS)
    for service in select_services(node, request.parts.get("index"), request.indices_options(_OPEN)):
        for number, shard in service.running().items():
            for segment in shard.stats().segments:
                table.add(
                    service.name, number, "p", node.config.host, node.id, segment.name, segment.generation,
                    segment.num_docs, segment.deleted_docs, Bytes(segment.size_bytes), 0, segment.committed,
                    segment.searchable, LUCENE_VERSION, True,
                )  # fmt: skip
    return Response(table)


_RECOVERY = columns(
    "index|i,idx|index name",
    "shard|s,sh|shard name",
    "-start_time|start|recovery start time",
    "-start_time_millis|start_millis|recovery start time in epoch milliseconds",
    "-stop_time|stop|recovery stop time",
    "-stop_time_millis|stop_millis|recovery stop time in epoch milliseconds",
    "time|t,ti|recovery time",
    "type|ty|recovery type",
    "stage|st|recovery stage",
    "source_host|shost|source host",
    "source_node|snode|source node name",
    "target_host|thost|target host",
    "target_node|tnode|target node name",
    "repository|rep|repository",
    "snapshot|snap|snapshot",
    "files|f|number of files to recover",
    "files_recovered|fr|files recovered",
    "files_percent|fp|percent of files recovered",
    "files_total|tf|total number of files",
    "bytes|b|number of bytes to recover",
    "bytes_recovered|br|bytes recovered",
    "bytes_percent|bp|percent of bytes recovered",
    "bytes_total|tb|total number of bytes",
    "translog_ops|to|number of translog ops to recover",
    "translog_ops_recovered|tor|translog ops recovered",
    "translog_ops_percent|top|percent of translog ops recovered",
)


@resolving_anew
def cat_recovery(node: Node, request: Request) -> Response:
    """One line per recovery."""
    table = CatTable(_RECOVERY)
    options = request.indices_options(OPEN_AND_CLOSED)
    for one in [] if request.flag("active_only") else recoveries(node, request.parts.get("index"), options):
        started, ended = one.started_ms, one.started_ms + one.took_ms
        repository, snapshot = (
            ("n/a", "n/a") if one.restored is None else (one.restored.repository, one.restored.snapshot)
        )
        table.add(
            one.metadata.name, one.shard, iso_time(started), started, iso_time(ended), ended, Duration(one.took_ms),
            one.kind.lower(), "done", "n/a", "n/a", node.config.host, node.name, repository, snapshot, one.files,
            one.files, "100.0%", one.files, Bytes(one.copied), Bytes(one.copied), "100.0%", Bytes(one.size), 0, 0,
            "100.0%",
        )  # fmt: skip
    return Response(table)


_TEMPLATES = columns(
    "name|n|template name",
    "index_patterns|t|template index patterns",
    "order|o,p|template application order/priority number",
    "version|v|version",
    "composed_of|c|component templates comprising index template",
)


def cat_templates(node: Node, request: Request) -> Response:
    """One line per template."""
    table = CatTable(_TEMPLATES)
    names = request.names("name")
    state = node.cluster.state
    for name, body in sorted(state.legacy_templates.items()):
        if not names or matches_any(names, name):
            table.add(name, _list(body["index_patterns"]), body.get("order", 0), body.get("version"), "")
    for name, body in sorted(state.index_templates.items()):
        if not names or matches_any(names, name):
            parts = _list(body.get("composed_of", []))
            table.add(name, _list(body["index_patterns"]), body.get("priority"), body.get("version"), parts)
    return Response(table)


def _list(names: list[str]) -> str:
    return f"[{', '.join(names)}]"


_COMPONENTS = columns(
    "name|n|component template name",
    "version|v|version",
    ">alias_count|a|alias count",
    ">mapping_count|m|mapping count",
    ">settings_count|s|settings count",
    ">metadata_count|me|metadata count",
    "included_in|i|included in",
)


def cat_component_templates(node: Node, request: Request) -> Response:
    """One line per component template."""
    table = CatTable(_COMPONENTS)
    name = request.parts.get("name")
    users = node.cluster.state.index_templates
    for entry in get_component_templates(node, name)["component_templates"]:
        body, part = entry["component_template"], entry["component_template"].get("template", {})
        used = [user for user, template in users.items() if entry["name"] in template.get("composed_of", [])]
        counts = [len(part.get("aliases", {})), _properties(part), len(flatten(part.get("settings", {})))]
        table.add(entry["name"], body.get("version"), *counts, len(body.get("_meta", {})), _list(sorted(used)))
    return Response(table)


def _properties(part: dict[str, Any]) -> int:
    return len(part.get("mappings", {}).get("properties", {}))


_ALLOCATION = columns(
    ">shards|s|number of shards on node",
    ">shards.undesired||number of shards that are scheduled to be moved elsewhere in the cluster",
    ">write_load.forecast|wlf,writeLoadForecast|sum of index write load forecasts",
    ">disk.indices.forecast|dif,diskIndicesForecast|sum of shard size forecasts",
    ">disk.indices|di,diskIndices|disk used by ES indices",
    ">disk.used|du,diskUsed|disk used (total, not just ES)",
    ">disk.avail|da,diskAvail|disk available",
    ">disk.total|dt,diskTotal|total capacity of all volumes",
    ">disk.percent|dp,diskPercent|percent disk used",
    "host|h|host of node",
    "ip||ip of node",
    "node|n|name of node",
    "node.role|r,role,nodeRole|node roles",
)


@resolving_anew
def cat_allocation(node: Node, request: Request) -> Response:
    """Shards and disk of each node; replicas without a node in a line of their own."""
    table = CatTable(_ALLOCATION)
    stats = nodes_stats(node, request.names("node_id"), ["fs"])["nodes"]
    services = node.indices.open_all()
    if stats:
        disk = next(iter(stats.values()))["fs"]["total"]
        total, free = disk["total_in_bytes"], disk["free_in_bytes"]
        size = sum(shard.stats().store_bytes for service in services for shard in service.running().values())
        shards = sum(service.metadata.number_of_shards for service in services)
        percent = round(100 * (total - free) / total)
        table.add(
            shards, 0, "0.0", Bytes(size), Bytes(size), Bytes(total - free), Bytes(free), Bytes(total), percent,
            node.config.host, node.config.host, node.name, ROLE_LETTERS,
        )  # fmt: skip
    homeless = sum(service.metadata.number_of_shards * service.metadata.number_of_replicas for service in services)
    if homeless and not request.names("node_id"):
        table.add(homeless, *[None] * 10, "UNASSIGNED", None)
    return Response(table)


_FIELDDATA = columns("id||node id", "host|h|host name", "ip||ip address", "node|n|node name", "field|f|field name",
                     ">size|s|field data usage")  # fmt: skip


@resolving_anew
def cat_fielddata(node: Node, request: Request) -> Response:
    """Memory of field data: of text that was uninverted, all else is mapped from disk."""
    table = CatTable(_FIELDDATA)
    wanted = request.names("fields")
    sizes: Counter[str] = Counter()
    for service in select_services(node, None, _OPEN):
        sizes.update(FieldMemory.of(service).fielddata)
    for name, size in sorted(sizes.items()):
        if not wanted or matches_any(wanted, name):
            table.add(node.id, node.config.host, node.config.host, node.name, name, Bytes(size))
    return Response(table)


_INDICES_PARAMETERS = f"{CAT} {LOCAL} {INDICES} health include_unloaded_segments"

ROUTES = [
    *route("GET", "/_cat/indices /_cat/indices/{index}", cat_indices, _INDICES_PARAMETERS),
    *route("GET POST", "/_cat/count /_cat/count/{index}", cat_count, f"{CAT} {INDICES}", body=False),
    *route("GET", "/_cat/shards /_cat/shards/{index}", cat_shards, f"{CAT} {WAITING} {INDICES}"),
    *route("GET", "/_cat/aliases /_cat/aliases/{name}", cat_aliases, f"{CAT} {WAITING} expand_wildcards"),
    *route("GET", "/_cat/segments /_cat/segments/{index}", cat_segments, f"{CAT} {LOCAL} {INDICES}"),
    *route("GET", "/_cat/recovery /_cat/recovery/{index}", cat_recovery, f"{CAT} {INDICES} active_only detailed index"),
    *route("GET", "/_cat/templates /_cat/templates/{name}", cat_templates, f"{CAT} {LOCAL}"),
    *route(
        "GET", "/_cat/component_templates /_cat/component_templates/{name}", cat_component_templates, f"{CAT} {LOCAL}"
    ),
    *route("GET", "/_cat/allocation /_cat/allocation/{node_id}", cat_allocation, f"{CAT} {LOCAL}"),
    *route("GET", "/_cat/fielddata /_cat/fielddata/{fields}", cat_fielddata, f"{CAT} fields"),
]
