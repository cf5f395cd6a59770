"""The way to the next version: streams and features that would have to be rebuilt, and indices made after others."""

from typing import Any, Final

from findling.node.lifecycle.migration.create_from import create_from
from findling.node.lifecycle.migration.reindex_streams import cancel_reindex, reindex_status, start_reindex
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import WAITING, route
from findling.version import ELASTICSEARCH_VERSION

_FEATURES: Final = ("async_search", "enrich", "security", "synonyms", "tasks")


def system_features(node: Node, request: Request) -> Response:
    """Which features keep indices that would have to be rebuilt: none does."""
    features: list[dict[str, Any]] = [
        {
            "feature_name": name,
            "minimum_index_version": ELASTICSEARCH_VERSION,
            "migration_status": "NO_MIGRATION_NEEDED",
            "indices": [],
        }
        for name in _FEATURES
    ]
    return Response({"features": features, "migration_status": "NO_MIGRATION_NEEDED"})


def migrate_features(node: Node, request: Request) -> Response:
    """Rebuilds them: there is nothing to do."""
    return Response({"accepted": False, "reason": "No system indices require migration"})


def reindex_stream(node: Node, request: Request) -> Response:
    """Rebuild the indices of a stream that are of an earlier version."""
    return Response(start_reindex(node, request.required_json()))


def stream_status(node: Node, request: Request) -> Response:
    """How far that is."""
    return Response(reindex_status(node, request.part("index"), request.flag("human")))


def cancel(node: Node, request: Request) -> Response:
    """Stop it."""
    return Response(cancel_reindex(node, request.part("index")))


def create_after(node: Node, request: Request) -> Response:
    """Make an index with the settings and the mapping of another."""
    return Response(create_from(node, request.part("source"), request.part("dest"), request.json()))


ROUTES = [
    *route("GET", "/_migration/system_features", system_features, WAITING),
    *route("POST", "/_migration/system_features", migrate_features, WAITING, body=False),
    *route("POST", "/_migration/reindex", reindex_stream),
    *route("GET", "/_migration/reindex/{index}/_status", stream_status),
    *route("POST", "/_migration/reindex/{index}/_cancel", cancel, body=False),
    *route("PUT POST", "/_create_from/{source}/{dest}", create_after),
]
