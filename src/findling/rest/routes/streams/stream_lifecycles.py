"""Lifecycles and options of data streams."""

from collections.abc import Callable
from dataclasses import replace

from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.lifecycle import parse_lifecycle
from findling.cluster.streams.named_streams import OPTIONS
from findling.cluster.streams.options import parse_options
from findling.node.lifecycle.stream_lifecycle import (
    EXPLAINED,
    change_streams,
    explain_lifecycles,
    get_lifecycles,
    get_options,
)
from findling.node.lifecycle.stream_upkeep import lifecycle_stats
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, route


def _changed(node: Node, request: Request, change: Callable[[DataStream], DataStream]) -> Response:
    return Response(change_streams(node, request.names("name"), change, request.indices_options(OPTIONS)))


def put_lifecycle(node: Node, request: Request) -> Response:
    """Give data streams a lifecycle."""
    lifecycle = parse_lifecycle(request.required_json())
    return _changed(node, request, lambda stream: replace(stream, lifecycle=lifecycle))


def show_lifecycle(node: Node, request: Request) -> Response:
    """Show the lifecycles of data streams."""
    options = request.indices_options(OPTIONS)
    return Response(get_lifecycles(node, request.names("name"), options, request.flag("include_defaults")))


def delete_lifecycle(node: Node, request: Request) -> Response:
    """Take data streams their lifecycle."""
    return _changed(node, request, lambda stream: replace(stream, lifecycle=None))


def explain_lifecycle(node: Node, request: Request) -> Response:
    """What the lifecycle of its data stream does with an index."""
    options = request.indices_options(EXPLAINED)
    flags = request.flag("include_defaults"), request.flag("human")
    return Response(explain_lifecycles(node, request.part("index"), options, *flags))


def stats_of_lifecycles(node: Node, request: Request) -> Response:
    """How the upkeep of data streams goes."""
    return Response(lifecycle_stats(node))


def put_options(node: Node, request: Request) -> Response:
    """Give data streams options."""
    chosen = parse_options(request.required_json())
    return _changed(node, request, lambda stream: replace(stream, options=chosen))


def show_options(node: Node, request: Request) -> Response:
    """Show the options of data streams."""
    return Response(get_options(node, request.names("name"), request.indices_options(OPTIONS)))


def delete_options(node: Node, request: Request) -> Response:
    """Take data streams their options."""
    return _changed(node, request, lambda stream: replace(stream, options=None))


_NAMED = f"expand_wildcards {MASTER}"

ROUTES = [
    *route("PUT", "/_data_stream/{name}/_lifecycle", put_lifecycle, _NAMED),
    *route("GET", "/_data_stream/{name}/_lifecycle", show_lifecycle, f"{_NAMED} include_defaults"),
    *route("DELETE", "/_data_stream/{name}/_lifecycle", delete_lifecycle, _NAMED),
    *route(
        "GET POST",
        "/{index}/_lifecycle/explain",
        explain_lifecycle,
        f"{INDICES} {MASTER} include_defaults",
        body=False,
    ),
    *route("GET", "/_lifecycle/stats", stats_of_lifecycles, MASTER),
    *route("PUT", "/_data_stream/{name}/_options", put_options, _NAMED),
    *route("GET", "/_data_stream/{name}/_options", show_options, _NAMED),
    *route("DELETE", "/_data_stream/{name}/_options", delete_options, _NAMED),
]
