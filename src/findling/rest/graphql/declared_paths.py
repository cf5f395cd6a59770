"""Paths that a declared schema is served at: where else there would be an index of that name, which cannot be there."""

from typing import Final

from findling.cluster.graphql_paths import declared_paths
from findling.cluster.state import ClusterState
from findling.rest.router import Match, Router

DECLARED: Final = "/_graphql/declared"


def find_served(router: Router, state: ClusterState, method: str, path: str) -> Match | None:
    """Returns what a path leads to; what the server itself has at it goes before a declared schema.

    What such a schema has no methods for is an index's, so that who makes one is told why it cannot be.
    """
    match = router.find(method, path)
    paths = declared_paths(state)
    if not paths or path.rstrip("/") not in paths:
        return match
    is_free = match is None or match.route is None or "index" in match.parameters or "target" in match.parameters
    declared = router.find(method, DECLARED) if is_free else None
    return match if declared is None or declared.route is None else declared
