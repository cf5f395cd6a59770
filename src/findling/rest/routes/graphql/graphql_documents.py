"""Documents that are stored: where `graphql.persisted_only` is set, nothing else is carried out."""

from findling.base.errors import IllegalArgumentError
from findling.graphql.persisted import PersistedDocuments
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import route


def get(node: Node, request: Request) -> Response:
    """Return the documents that are stored, by their hashes."""
    return Response({"documents": dict(node.kept(PersistedDocuments).all_stored())})


def put(node: Node, request: Request) -> Response:
    """Store a document under its hash."""
    body = request.required_json()
    query = body.pop("query", None)
    if not isinstance(query, str) or body:
        raise IllegalArgumentError("a stored document is an object with a text [query], and nothing else")
    node.kept(PersistedDocuments).store(request.part("hash"), query)
    return acknowledged()


def delete(node: Node, request: Request) -> Response:
    """Remove a stored document."""
    node.kept(PersistedDocuments).remove(request.part("hash"))
    return acknowledged()


ROUTES = [
    *route("GET", "/_graphql/documents", get),
    *route("PUT", "/_graphql/documents/{hash}", put),
    *route("DELETE", "/_graphql/documents/{hash}", delete),
]
