"""Aliases."""

from typing import Final

from findling.node.indices import aliases
from findling.node.services.node import Node
from findling.rest.request import Request, unrecognized
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, route
from findling.rest.typed_urls import deprecation

_LOCAL: Final = (
    "the [?local={}] query parameter to get-aliases requests has no effect and will be removed in a future version"
)


def get(node: Node, request: Request) -> Response:
    """Aliases of indices."""
    if "local" in request.query:
        if request.version is None:
            raise unrecognized(request.path, ["[local]"])
        request.warnings.append(deprecation(_LOCAL.format(str(request.flag("local")).lower())))
    options = request.indices_options(aliases.OPTIONS)
    body, status = aliases.get_aliases(node, request.parts.get("index"), request.names("name"), options)
    return Response(body, status)


def exists(node: Node, request: Request) -> Response:
    """Whether an alias exists."""
    options = request.indices_options(aliases.OPTIONS)
    found = aliases.aliases_exist(node, request.parts.get("index"), request.names("name"), options)
    return Response({}, 200 if found else 404)


def put(node: Node, request: Request) -> Response:
    """Add an alias."""
    body = request.json(by_names=False)
    name = request.text("name") or body.pop("alias", "")
    index = request.text("index") or body.pop("index", "")
    return Response(aliases.put_alias(node, index, name, body))


def delete(node: Node, request: Request) -> Response:
    """Remove aliases."""
    aliases.delete_aliases(node, request.part("index"), request.names("name"))
    return Response({"acknowledged": True, "errors": False})


def update(node: Node, request: Request) -> Response:
    """Several changes at once."""
    return Response(aliases.update_aliases(node, request.parsed_object("aliases")))


ROUTES = [
    *route(
        "GET",
        "/_alias /_aliases /_alias/{name} /{index}/_alias /{index}/_aliases /{index}/_alias/{name} "
        "/{index}/_aliases/{name}",
        get,
        f"{INDICES} local master_timeout",
    ),
    *route("HEAD", "/_alias/{name} /{index}/_alias /{index}/_alias/{name}", exists, f"{INDICES} local master_timeout"),
    *route(
        "PUT POST",
        "/{index}/_alias/{name} /{index}/_aliases/{name} /_alias/{name} /_aliases/{name} /{index}/_alias /_alias",
        put,
        MASTER,
    ),
    *route("DELETE", "/{index}/_alias/{name} /{index}/_aliases/{name}", delete, MASTER),
    *route("POST", "/_aliases", update, MASTER),
]
