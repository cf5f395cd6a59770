"""Data streams: made, shown, changed, deleted."""

from findling.cluster.streams.named_streams import OPTIONS
from findling.node.lifecycle.show_streams import get_data_streams
from findling.node.lifecycle.stream_overrides import (
    get_stream_mappings,
    get_stream_settings,
    put_stream_mappings,
    put_stream_settings,
)
from findling.node.lifecycle.stream_stats import data_stream_stats
from findling.node.services.node import Node
from findling.node.streams.change_streams import (
    delete_data_streams,
    migrate_to_data_stream,
    modify_data_streams,
    promote_data_stream,
)
from findling.node.streams.create_stream import create_data_stream
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import MASTER, route


def create(node: Node, request: Request) -> Response:
    """Create a data stream."""
    return Response(create_data_stream(node, request.part("name")))


def show(node: Node, request: Request) -> Response:
    """Show data streams."""
    defaults, verbose = request.flag("include_defaults"), request.flag("verbose")
    options = request.indices_options(OPTIONS)
    return Response(get_data_streams(node, request.names("name"), options, defaults, verbose))


def delete(node: Node, request: Request) -> Response:
    """Delete data streams with their indices."""
    return Response(delete_data_streams(node, request.names("name"), request.indices_options(OPTIONS)))


def stats(node: Node, request: Request) -> Response:
    """How large data streams are."""
    options = request.indices_options(OPTIONS)
    return Response(data_stream_stats(node, request.names("name"), options, request.flag("human")))


def migrate(node: Node, request: Request) -> Response:
    """Make a data stream of an alias."""
    return Response(migrate_to_data_stream(node, request.part("name")))


def promote(node: Node, request: Request) -> Response:
    """Make a replicated data stream one of its own."""
    return Response(promote_data_stream(node, request.part("name")))


def modify(node: Node, request: Request) -> Response:
    """Add and remove backing indices."""
    return Response(modify_data_streams(node, request.required_json()))


def show_settings(node: Node, request: Request) -> Response:
    """Show the settings that data streams have of their own."""
    return Response(get_stream_settings(node, request.names("name")))


def put_settings(node: Node, request: Request) -> Response:
    """Change settings of data streams."""
    body = request.required_json()
    return Response(put_stream_settings(node, request.names("name"), body, request.flag("dry_run")))


def show_mappings(node: Node, request: Request) -> Response:
    """Show the mappings that data streams have of their own."""
    return Response(get_stream_mappings(node, request.names("name")))


def put_mappings(node: Node, request: Request) -> Response:
    """Give data streams mappings of their own."""
    body = request.required_json()
    return Response(put_stream_mappings(node, request.names("name"), body, request.flag("dry_run")))


_NAMED = "expand_wildcards master_timeout"

ROUTES = [
    *route("GET", "/_data_stream /_data_stream/{name}", show, f"{_NAMED} include_defaults verbose"),
    *route("PUT", "/_data_stream/{name}", create, MASTER, body=False),
    *route("DELETE", "/_data_stream/{name}", delete, _NAMED),
    *route("GET", "/_data_stream/_stats /_data_stream/{name}/_stats", stats, "expand_wildcards"),
    *route("POST", "/_data_stream/_migrate/{name}", migrate, MASTER, body=False),
    *route("POST", "/_data_stream/_promote/{name}", promote, MASTER, body=False),
    *route("POST", "/_data_stream/_modify", modify, MASTER),
    *route("GET", "/_data_stream/{name}/_settings", show_settings, MASTER),
    *route("PUT", "/_data_stream/{name}/_settings", put_settings, f"{MASTER} dry_run"),
    *route("GET", "/_data_stream/{name}/_mappings", show_mappings, MASTER),
    *route("PUT", "/_data_stream/{name}/_mappings", put_mappings, f"{MASTER} dry_run"),
]
