"""Published indices: `POST /{index}/_publish`, and what a node that serves them tells. Not of Elasticsearch."""

from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.node.published.follower import Follower
from findling.node.published.places import place_of_client
from findling.node.published.publish import Condition, Published, publish_indices
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import MASTER, route


def publish(node: Node, request: Request) -> Response:
    """Publish indices as they are now."""
    body = request.required_json()
    url = body.pop("to", None)
    replace = body.pop("replace", False)
    if not isinstance(url, str) or not url:
        raise IllegalArgumentError("[to] is required: the place to publish to, such as s3://bucket/path")
    if not isinstance(replace, bool):
        raise IllegalArgumentError(f"[replace] must be true or false, not [{replace}]")
    if body:
        raise IllegalArgumentError(f"unknown field [{next(iter(body))}], there are [to] and [replace]")
    place = place_of_client(node, url)
    made = publish_indices(node, request.part("index"), place, Condition(replace))
    return Response({"to": url, "indices": {one.name: _shown(one) for one in made}})


def _shown(made: Published) -> dict[str, Any]:
    return {
        "id": made.index.id,
        "generation": made.generation,
        "size_in_bytes": made.index.size,
        "new_files": made.new_files,
        "new_size_in_bytes": made.new_bytes,
    }


def show(node: Node, request: Request) -> Response:
    """Show what is served of a place."""
    return Response({} if node.config.published_from is None else dict(node.kept(Follower.of).shown()))


def look(node: Node, request: Request) -> Response:
    """Look now whether anything newer is published."""
    if node.config.published_from is None:
        raise IllegalArgumentError("this node serves indices of its own, not what is published at a place")
    follower = node.kept(Follower.of)
    changed = follower.look()
    return Response({"changed": changed, **follower.shown()})


ROUTES = [
    *route("POST", "/{index}/_publish", publish, MASTER),
    *route("GET", "/_published", show),
    *route("POST", "/_published/_look", look, MASTER, body=False),
]
