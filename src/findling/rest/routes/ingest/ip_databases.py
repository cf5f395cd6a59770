"""Databases of addresses."""

from findling.node.ingest.ip_databases import delete_database, get_databases, put_database, stats
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import MASTER, Route, route


def put(node: Node, request: Request) -> Response:
    """Put a configuration."""
    return Response(put_database(node, request.part("id"), request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Get configurations."""
    return Response(get_databases(node, request.names("id")))


def delete(node: Node, request: Request) -> Response:
    """Delete a configuration."""
    return Response(delete_database(node, request.part("id")))


def show_stats(node: Node, request: Request) -> Response:
    """What was fetched."""
    return Response(stats(node))


def _routes(name: str) -> list[Route]:
    path = f"/_ingest/{name}/database"
    return [
        *route("GET", f"{path} {path}/{{id}}", get, "master_timeout"),
        *route("PUT", f"{path}/{{id}}", put, MASTER),
        *route("DELETE", f"{path}/{{id}}", delete, MASTER),
    ]


ROUTES = [*_routes("geoip"), *_routes("ip_location"), *route("GET", "/_ingest/geoip/stats", show_stats)]
