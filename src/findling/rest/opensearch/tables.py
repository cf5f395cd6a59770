"""Tables of `_cat` with the columns that OpenSearch's have."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from findling.rest.cat_table import CatTable, Column, columns
from findling.rest.opensearch.bodies import NODE_ATTRIBUTES, NODE_ROLES
from findling.version import OPENSEARCH_VERSION

_NEW: Final = ("dense_vector.", "sparse_vector.", "bulk.", "dataset", "pri.dense_vector.", "pri.sparse_vector.",
               "pri.bulk.", "indexing.index_failed_due", "pri.indexing.index_failed_due", "shard_stats.",
               "mappings.", "unassign.pri")  # fmt: skip
_ROLES: Final = ",".join(NODE_ROLES)
_ROLE_LETTERS: Final = "dimr"


def translated_table(name: str, table: CatTable) -> CatTable:
    """Returns a table as OpenSearch has it. name: module and name of the handler that made it"""
    kept = [i for i, column in enumerate(table.columns) if not column.name.startswith(_NEW)]
    made = CatTable(tuple(table.columns[i] for i in kept), [[row[i] for i in kept] for row in table.rows])
    made.sibling = table.sibling
    change = _CHANGES.get(name)
    return made if change is None else change(made)


def _with(table: CatTable, after: str, column: Column, cells: Sequence[Any]) -> CatTable:
    """Returns a table with one more column behind that of a name."""
    at = 1 + next(i for i, other in enumerate(table.columns) if other.name == after)
    rows = [[*row[:at], cell, *row[at:]] for row, cell in zip(table.rows, cells, strict=True)]
    return CatTable((*table.columns[:at], column, *table.columns[at:]), rows, table.sibling)


def _health(table: CatTable) -> CatTable:
    (column,) = columns(">discovered_cluster_manager|dcm,dm,discovered_master|cluster manager is discovered or not")
    return _with(table, "node.data", column, ["true"] * len(table.rows))


def _nodes(table: CatTable) -> CatTable:
    places = {column.name: place for place, column in enumerate(table.columns)}
    for row in table.rows:
        row[places["node.role"]], row[places["version"]] = _ROLE_LETTERS, OPENSEARCH_VERSION
    roles, manager = columns(
        "node.roles|rs,all roles| -:coordinating node only", "cluster_manager|cm,m,master|*:current cluster manager"
    )
    named = tuple(manager if column.name == "master" else column for column in table.columns)
    return _with(CatTable(named, table.rows, table.sibling), "node.role", roles, [_ROLES] * len(table.rows))


def _allocation(table: CatTable) -> CatTable:
    gone = ("shards.undesired", "write_load.forecast", "disk.indices.forecast", "node.role")
    kept = [i for i, column in enumerate(table.columns) if column.name not in gone]
    return CatTable(tuple(table.columns[i] for i in kept), [[row[i] for i in kept] for row in table.rows])


def _attributes(table: CatTable) -> CatTable:
    ((name, value),) = NODE_ATTRIBUTES.items()
    return CatTable(table.columns, [[*row[:-2], name, value] for row in table.rows[:1]])


_CHANGES: Final[dict[str, Callable[[CatTable], CatTable]]] = {
    "cat_cluster.cat_health": _health,
    "cat_cluster.cat_nodes": _nodes,
    "cat_cluster.cat_nodeattrs": _attributes,
    "cat_indices.cat_allocation": _allocation,
}
