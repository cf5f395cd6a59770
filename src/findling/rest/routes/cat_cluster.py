"""`_cat` tables about the cluster and its nodes; `_cat` itself lists them all."""

import os
import platform
import time
from typing import Any

from findling.base.wildcards import matches_any
from findling.cluster.shards.members import master_of, members
from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.nodes_info import nodes_info
from findling.node.monitor.task_actions import LIST_ACTION, chosen_tasks
from findling.node.services.node import Node
from findling.node.services.shown_node import ATTRIBUTES, ROLE_LETTERS, role_letters
from findling.node.services.tasks import Task
from findling.rest.among_nodes.every_node import every_node
from findling.rest.cat_table import Bytes, CatTable, Duration, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import CAT, LOCAL, WAITING, route
from findling.rest.routes.cat_counters import NODE_COUNTERS, counter_cells, counter_columns
from findling.rest.routes.tasks import concerns
from findling.version import ELASTICSEARCH_VERSION

_HELP = """=^.^=
/_cat/aliases
/_cat/aliases/{alias}
/_cat/allocation
/_cat/circuit_breaker
/_cat/circuit_breaker/{circuit_breaker_patterns}
/_cat/component_templates
/_cat/count
/_cat/count/{index}
/_cat/fielddata
/_cat/fielddata/{fields}
/_cat/health
/_cat/indices
/_cat/indices/{index}
/_cat/master
/_cat/nodeattrs
/_cat/nodes
/_cat/pending_tasks
/_cat/plugins
/_cat/recovery
/_cat/recovery/{index}
/_cat/repositories
/_cat/segments
/_cat/segments/{index}
/_cat/shards
/_cat/shards/{index}
/_cat/tasks
/_cat/templates
/_cat/thread_pool
/_cat/thread_pool/{thread_pools}
"""


def cat_help(node: Node, request: Request) -> Response:
    """The list of tables."""
    return Response(_HELP)


_HEALTH = columns(
    "epoch|t,time|seconds since 1970-01-01 00:00:00",
    "timestamp|ts,hms,hhmmss|time in HH:MM:SS",
    "cluster|cl|cluster name",
    "status|st|health status",
    ">node.total|nt,nodeTotal|total number of nodes",
    ">node.data|nd,nodeData|number of nodes that can store data",
    ">shards|t,sh,shards.total,shardsTotal|total number of shards",
    ">pri|p,shards.primary,shardsPrimary|number of primary shards",
    ">relo|r,shards.relocating,shardsRelocating|number of relocating nodes",
    ">init|i,shards.initializing,shardsInitializing|number of initializing nodes",
    ">unassign|u,shards.unassigned,shardsUnassigned|number of unassigned shards",
    ">unassign.pri|up,shards.unassigned.primary,shardsUnassignedPrimary|number of unassigned primary shards",
    ">pending_tasks|pt,pendingTasks|number of pending tasks",
    ">max_task_wait_time|mtwt,maxTaskWaitTime|wait time of longest task pending",
    ">active_shards_percent|asp,activeShardsPercent|active number of shards in percent",
)


def cat_health(node: Node, request: Request) -> Response:
    """One line of health."""
    health = cluster_health(node, HealthRequest(timeout_ms=0))
    now = node.clock.now_ms() // 1000
    table = CatTable(_HEALTH)
    table.add(
        now, time.strftime("%H:%M:%S", time.gmtime(now)), node.config.cluster_name, health["status"],
        health["number_of_nodes"], health["number_of_data_nodes"], health["active_shards"],
        health["active_primary_shards"], 0, health["initializing_shards"], health["unassigned_shards"],
        health["unassigned_primary_shards"], 0, "-", f"{health['active_shards_percent_as_number']:.1f}%",
    )  # fmt: skip
    return Response(table)


_NODES = columns(
    "-id|id,nodeId|unique node id",
    "-pid|p|process id",
    "ip|i|ip address",
    "-port|po|bound transport port",
    "-http_address|http|bound http address",
    "-version|v|es version",
    "-type|t|es distribution type",
    "-build|b|es build hash",
    "-jdk|j|jdk version",
    ">-disk.total|dt,diskTotal|total disk space",
    ">-disk.used|du,diskUsed|used disk space",
    ">-disk.avail|d,da,disk,diskAvail|available disk space",
    ">-disk.used_percent|dup,diskUsedPercent|used disk space percentage",
    ">-heap.current|hc,heapCurrent|used heap",
    ">heap.percent|hp,heapPercent|used heap ratio",
    ">-heap.max|hm,heapMax|max configured heap",
    ">-ram.current|rc,ramCurrent|used machine memory",
    ">ram.percent|rp,ramPercent|used machine memory ratio",
    ">-ram.max|rm,ramMax|total machine memory",
    ">-file_desc.current|fdc,fileDescriptorCurrent|used file descriptors",
    ">-file_desc.percent|fdp,fileDescriptorPercent|used file descriptor ratio",
    ">-file_desc.max|fdm,fileDescriptorMax|max file descriptors",
    ">cpu|cpu|recent cpu usage",
    ">load_1m|l|1m load avg",
    ">load_5m|l|5m load avg",
    ">load_15m|l|15m load avg",
    ">-uptime|u|node uptime",
    "node.role|r,role,nodeRole|m:master eligible node, d:data node, i:ingest node, -:coordinating node only",
    "master|m|*:current master",
    "name|n|node name",
) + counter_columns(NODE_COUNTERS)


def cat_nodes(node: Node, request: Request) -> Response:
    """One line per node."""
    table = CatTable(_NODES)
    infos = every_node(node, nodes_info, [], ["process", "http"])["nodes"]
    found = every_node(node, nodes_stats, [], ["indices", "os", "jvm", "fs", "process", "script"])["nodes"]
    for node_id, stats in found.items():
        if node_id in infos:
            _add_node(node, request, table, infos[node_id], node_id, stats)
    return Response(table)


def _add_node(
    node: Node, request: Request, table: CatTable, info: dict[str, Any], node_id: str, stats: dict[str, Any]
) -> None:
    disk, memory, heap = stats["fs"]["total"], stats["os"]["mem"], stats["jvm"]["mem"]
    total, free = disk["total_in_bytes"], disk["free_in_bytes"]
    load = [f"{value:.2f}" for value in os.getloadavg()]
    full = request.flag("full_id")
    address = info["http"]["publish_address"]
    letters = ROLE_LETTERS if node.others is None else role_letters(info["roles"])
    is_master = node.others is None or master_of(node.cluster.state) == node_id
    files, most = stats["process"]["open_file_descriptors"], stats["process"]["max_file_descriptors"]
    table.add(
        node_id if full else node_id[:4], info["process"]["id"], info["host"], address.rpartition(":")[2],
        address, ELASTICSEARCH_VERSION, "pip", "0" * 40, platform.python_version(),
        Bytes(total), Bytes(total - free), Bytes(free), f"{100 * (total - free) / total:.2f}",
        Bytes(heap["heap_used_in_bytes"]), heap["heap_used_percent"], Bytes(heap["heap_max_in_bytes"]),
        Bytes(memory["used_in_bytes"]), memory["used_percent"], Bytes(memory["total_in_bytes"]),
        files, int(100 * files / most), most, stats["os"]["cpu"]["percent"], *load,
        Duration(stats["jvm"]["uptime_in_millis"]), letters, "*" if is_master else "-",
        info["name"], *counter_cells(NODE_COUNTERS, {**stats["indices"], "script": stats["script"]}),
    )  # fmt: skip


_MASTER = columns("id||node id", "host|h|host name", "ip||ip address", "node|n|node name")


def cat_master(node: Node, request: Request) -> Response:
    """The master node."""
    table = CatTable(_MASTER)
    if node.others is None:
        table.add(node.id, node.config.host, node.config.host, node.name)
    else:
        master = members(node.cluster.state).get(master_of(node.cluster.state) or "")
        if master is not None:
            table.add(master.id, master.host, master.host, master.name)
    return Response(table)


_NODEATTRS = columns("node|name|node name", "-id|id,nodeId|unique node id", "-pid|p|process id", "host|h|host name",
                     "ip|i|ip address", "-port|po|bound transport port", "attr|attr.name|attribute description",
                     "value|attr.value|attribute value")  # fmt: skip


def cat_nodeattrs(node: Node, request: Request) -> Response:
    """Attributes of nodes."""
    table = CatTable(_NODEATTRS)
    port = node.bound_address.rpartition(":")[2]
    for name, value in ATTRIBUTES.items():
        table.add(node.name, node.id[:4], os.getpid(), node.config.host, node.config.host, port, name, value)
    return Response(table)


_THREAD_POOL = columns(
    "node_name|nn|node name",
    "-node_id|id|persistent node id",
    "-ephemeral_node_id|eid|ephemeral node id",
    "-pid|p|process id",
    "-host|h|host name",
    "-ip|i|ip address",
    "-port|po|bound transport port",
    "name|n|thread pool name",
    "-type|t|thread pool type",
    ">active|a|number of active threads",
    "->pool_size|psz|number of threads",
    ">queue|q|number of tasks currently in queue",
    "->queue_size|qs|maximum number of tasks permitted in queue",
    ">rejected|r|number of rejected tasks",
    "->largest|l|highest number of seen active threads",
    "->completed|c|number of completed tasks",
    "->core|cr|core number of threads in a scaling thread pool",
    "->max|mx|maximum number of threads in a scaling thread pool",
    "->size|sz|number of threads in a fixed thread pool",
    "->keep_alive|ka|thread keep alive time",
)


def cat_thread_pool(node: Node, request: Request) -> Response:
    """One line per thread pool."""
    table = CatTable(_THREAD_POOL)
    wanted = request.names("thread_pool_patterns")
    port = node.bound_address.rpartition(":")[2]
    settings = node.pools.settings()
    for name, pool in node.pools.stats().items():
        if wanted and not matches_any(wanted, name):
            continue
        made = settings[name]
        table.add(
            node.name, node.id, node.id, os.getpid(), node.config.host, node.config.host, port, name, made["type"],
            pool["active"], pool["threads"], pool["queue"], made["queue_size"], pool["rejected"], pool["largest"],
            pool["completed"], made.get("core"), made.get("max"), made.get("size"), made.get("keep_alive"),
        )  # fmt: skip
    return Response(table)


_PLUGINS = columns("-id||unique node id", "name|n|node name", "component|c|component", "version|v|component version",
                   "description|d|plugin details")  # fmt: skip


def cat_plugins(node: Node, request: Request) -> Response:
    """Plugins: none."""
    return Response(CatTable(_PLUGINS))


_PENDING = columns(">insertOrder|o|task insertion order", ">timeInQueue|t|how long task has been in queue",
                   "priority|p|task priority", "source|s|task source")  # fmt: skip


def cat_pending_tasks(node: Node, request: Request) -> Response:
    """Waiting changes of the cluster state: none."""
    return Response(CatTable(_PENDING))


_TASKS = columns(
    "-id||id of the task with the node",
    "action|ac|task action",
    "task_id|ti|unique task id",
    "parent_task_id|pti|parent task id",
    "type|ty|task type",
    "start_time|start|start time in ms",
    "timestamp|ts,hms,hhmmss|start time in HH:MM:SS",
    "-running_time_ns|time|running time ns",
    "running_time|time|running time",
    "-node_id|ni|unique node id",
    "ip|i|ip address",
    "-port|po|bound transport port",
    "node|n|node name",
    "-version|v|es version",
    "-x_opaque_id|x|X-Opaque-ID header",
)
_DESCRIPTION = columns("description|desc|task action")


def cat_tasks(node: Node, request: Request) -> Response:
    """Running tasks, of which looking at them is one."""
    detailed = request.flag("detailed")
    table = CatTable(_TASKS + _DESCRIPTION if detailed else _TASKS)
    opaque_id = request.headers.get("x-opaque-id")
    own = node.tasks.start(LIST_ACTION, "", {} if opaque_id is None else {"X-Opaque-Id": opaque_id})
    try:
        actions, parent = request.names("actions"), request.query.get("parent_task_id")
        for task in chosen_tasks(node, actions, parent) if concerns(node, request) else ():
            table.add(*_task_row(node, task), *([task.description] if detailed else []))
    finally:
        node.tasks.finish(own, keep=False)
    return Response(table)


def _task_row(node: Node, task: Task) -> list[object]:
    started = time.strftime("%H:%M:%S", time.gmtime(task.start_ms / 1000))
    running_ms = max(1, node.clock.now_ms() - task.start_ms)
    return [
        task.id, task.action, task.full_id, "-", "transport", task.start_ms, started, running_ms * 1_000_000,
        Duration(running_ms), node.id[:4], node.config.host, node.bound_address.rpartition(":")[2], node.name,
        ELASTICSEARCH_VERSION, task.headers.get("X-Opaque-Id", "-"),
    ]  # fmt: skip


_BREAKERS = columns(
    "node_id|id|persistent node id",
    "-node_name|nn|node name",
    "breaker|br|breaker name",
    ">limit|l|limit size",
    "->limit_bytes|lb|limit size in bytes",
    ">estimated|e|estimated size",
    "->estimated_bytes|eb|estimated size in bytes",
    ">tripped|t|tripped count",
    ">-overhead|o|overhead",
)


def cat_circuit_breaker(node: Node, request: Request) -> Response:
    """One line per circuit breaker."""
    table = CatTable(_BREAKERS)
    wanted = request.names("circuit_breaker_patterns")
    for name, stats in node.breakers.stats().items():
        if not wanted or matches_any(wanted, name):
            table.add(
                node.id, node.name, name, stats["limit_size"], stats["limit_size_in_bytes"], stats["estimated_size"],
                stats["estimated_size_in_bytes"], stats["tripped"], stats["overhead"],
            )  # fmt: skip
    return Response(table)


ROUTES = [
    *route("GET", "/_cat", cat_help, CAT),
    *route("GET", "/_cat/health", cat_health, f"{CAT} {WAITING}"),
    *route("GET", "/_cat/nodes", cat_nodes, f"{CAT} {WAITING} full_id include_unloaded_segments"),
    *route("GET", "/_cat/master /_cat/cluster_manager", cat_master, f"{CAT} {LOCAL}"),
    *route("GET", "/_cat/nodeattrs", cat_nodeattrs, f"{CAT} {LOCAL}"),
    *route("GET", "/_cat/thread_pool /_cat/thread_pool/{thread_pool_patterns}", cat_thread_pool, f"{CAT} {LOCAL}"),
    *route("GET", "/_cat/plugins", cat_plugins, f"{CAT} {LOCAL} include_bootstrap"),
    *route("GET", "/_cat/pending_tasks", cat_pending_tasks, f"{CAT} {LOCAL}"),
    *route(
        "GET",
        "/_cat/tasks",
        cat_tasks,
        f"{CAT} actions detailed nodes node_id parent_task_id wait_for_completion timeout",
    ),
    *route("GET", "/_cat/circuit_breaker /_cat/circuit_breaker/{circuit_breaker_patterns}", cat_circuit_breaker, CAT),
]
