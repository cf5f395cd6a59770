"""Privileges over indices, by Elasticsearch's names, and the actions that each grants.

Source: the documentation of security privileges and the answers of Elasticsearch 9.1 (`_has_privileges`, denials).
"""

from functools import lru_cache
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.security.privileges.patterns import Patterns, grants, implies, with_everything_below

ALL_ACTIONS: Final[Patterns] = ("indices:*", "internal:transport/proxy/indices:*")
_READ: Final[Patterns] = ("indices:data/read/*", "indices:admin/resolve/index", "indices:admin/resolve/cluster")
_CREATE_DOC: Final[Patterns] = (
    "indices:data/write/index", "indices:data/write/index[*", "indices:data/write/index:op_type/create",
    "indices:data/write/bulk*", "indices:data/write/simulate/bulk*",
)  # fmt: skip
_BULK: Final[Patterns] = ("indices:data/write/bulk*", "indices:data/write/simulate/bulk*")
_LIFECYCLE: Final = "indices:admin/data_stream/lifecycle/*"

PRIVILEGES: Final[dict[str, Patterns]] = {
    "all": ALL_ACTIONS,
    "auto_configure": ("indices:admin/mapping/auto_put", "indices:admin/auto_create"),
    "create": ("indices:data/write/index*", *_BULK),
    "create_doc": _CREATE_DOC,
    "create_index": ("indices:admin/create", "indices:admin/auto_create", "indices:admin/data_stream/create"),
    "cross_cluster_replication": (
        "indices:data/read/xpack/ccr/shard_changes*", "indices:monitor/stats*",
        "indices:admin/seq_no/add_retention_lease*", "indices:admin/seq_no/remove_retention_lease*",
        "indices:admin/seq_no/renew_retention_lease*",
    ),
    "cross_cluster_replication_internal": (
        "indices:internal/admin/ccr/restore/session/put*", "indices:internal/admin/ccr/restore/session/clear*",
        "indices:internal/admin/ccr/restore/file_chunk/get*", "indices:data/read/xpack/ccr/shard_changes*",
    ),
    "delete": ("indices:data/write/delete*", *_BULK),
    "delete_index": ("indices:admin/delete", "indices:admin/data_stream/delete"),
    "index": ("indices:data/write/index*", *_BULK, "indices:data/write/update*"),
    "maintenance": (
        "indices:admin/refresh*", "indices:admin/flush*", "indices:admin/synced_flush", "indices:admin/forcemerge*",
    ),
    "manage": ("indices:monitor/*", "indices:admin/*", "indices:data/read/field_caps*"),
    "manage_data_stream_lifecycle": (_LIFECYCLE,),
    "manage_failure_store": ("indices:monitor/*", "indices:admin/*", "indices:data/read/field_caps*"),
    "manage_follow_index": (
        "indices:admin/xpack/ccr/put_follow", "indices:admin/xpack/ccr/unfollow", "indices:admin/close*",
        "indices:admin/data_stream/promote", "indices:admin/rollover",
    ),
    "manage_ilm": ("indices:admin/ilm/*",),
    "manage_leader_index": ("indices:admin/xpack/ccr/forget_follower*",),
    "monitor": ("indices:monitor/*",),
    "none": (),
    "read": _READ,
    "read_cross_cluster": (
        "internal:transport/proxy/indices:data/read/*", "indices:admin/shards/search_shards",
        "indices:admin/search/search_shards", "indices:admin/resolve/cluster",
    ),
    "read_failure_store": _READ,
    "view_index_metadata": (
        "indices:admin/aliases/get", "indices:admin/get", "indices:admin/mappings/fields/get*",
        "indices:admin/mappings/get", "indices:admin/shards/search_shards", "indices:admin/search/search_shards",
        "indices:admin/validate/query*", "indices:monitor/settings/get", "indices:admin/ilm/explain",
        "indices:admin/data_stream/get", "indices:admin/data_stream/lifecycle/get",
        "indices:admin/data_stream/lifecycle/explain", "indices:admin/resolve/index",
        "indices:admin/resolve/cluster", "indices:data/read/field_caps*",
    ),
    "write": ("indices:data/write/*", "indices:admin/mapping/auto_put"),
}  # fmt: skip
# these reach the failures of data streams, which no action asks for by a plain name
_OF_FAILURES: Final = frozenset({"manage_failure_store", "read_failure_store"})


def index_patterns(names: tuple[str, ...]) -> Patterns:
    """Returns the actions that privileges grant, each named, or an action itself. Raises IllegalArgumentError."""
    found: list[str] = []
    for name in names:
        found += _patterns(name.lower())
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def sample_actions() -> tuple[str, ...]:
    """Returns one action for each pattern of all privileges: who may do more of them may do more."""
    patterns = {pattern for granted in PRIVILEGES.values() for pattern in granted}
    return tuple(sorted(pattern.replace("[*", "[s").replace("*", "some") for pattern in patterns))


@lru_cache(maxsize=4096)
def _patterns(name: str) -> Patterns:
    if grants(ALL_ACTIONS, name):
        return (with_everything_below(name),)
    if name not in PRIVILEGES:
        raise IllegalArgumentError(
            f"unknown index privilege [{name}]. a privilege must be either one of the predefined fixed indices "
            f"privileges [{','.join(PRIVILEGES)}] or a pattern over one of the available index actions"
        )
    return () if name in _OF_FAILURES else PRIVILEGES[name]


@lru_cache(maxsize=1)
def _from_least() -> list[str]:
    """Returns the names, those before others that grant all that they grant."""
    above = {
        name: sum(implies(other, patterns) for of, other in PRIVILEGES.items() if of != name and of not in _OF_FAILURES)
        for name, patterns in PRIVILEGES.items()
    }
    return sorted(PRIVILEGES, key=lambda name: (-above[name], name))


def privileges_granting(action: str) -> list[str]:
    """Returns the names of the privileges that grant an action, the least first."""
    return [name for name in _from_least() if name not in _OF_FAILURES and grants(PRIVILEGES[name], action)]
