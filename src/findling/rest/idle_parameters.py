"""Parameters of URLs that are accepted and change nothing, each with the reason why nothing is missed.

Clients send them as they would to a cluster. docs/compatibility.md shows the table. Any other parameter is read by the
handler of its route, or refused by it. Answers that a feature has nothing take whatever parameters the feature has.
"""

from typing import Final

_ONE_NODE: Final = "there is one node, which answers itself"
_NO_REMOTES: Final = "there are no remote clusters"
_NO_FROZEN: Final = "there are no frozen indices"

IDLE_PARAMETERS: Final[dict[str, str]] = {
    "accept_enterprise": "there is one licence",
    "acknowledge": "of licences: none is taken that would have to be acknowledged",
    "cause": "the reason for a change is only logged by Elasticsearch's master",
    "detailed": "recoveries and tasks show all that is known",
    "ignore_throttled": _NO_FROZEN,
    "include_bootstrap": "there are no plugins",
    "include_defaults": "of templates: they have no lifecycles, all else of them is always shown",
    "include_remotes": _NO_REMOTES,
    "include_type_name": "an index that a rollover makes has the type of the one before",
    "include_unloaded_segments": _NO_FROZEN,
    "local": _ONE_NODE,
    "local_only": _ONE_NODE,
    "master_timeout": "the only node is the master, whom nothing has to wait for",
    "min_compatible_shard_node": _ONE_NODE,
    "resource": "everything that analyzers read from files is read anew",
    "pri": "of tables other than that of indices: Elasticsearch takes it everywhere",
    "usernames": "what is remembered of passwords is forgotten as a whole",
    "wait_for_removal": _ONE_NODE,
}
