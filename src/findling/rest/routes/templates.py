"""Index templates: composable, components, legacy; simulation."""

from typing import Final

from findling.node.indices import index_templates as templates
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.typed_urls import deprecation

_PUT: Final = "create cause"
"""What may be said of a template where one is put."""


def _stored(request: Request, warning: str | None) -> Response:
    """Acknowledges a template, with a warning about others that match the same names."""
    if warning is not None:
        request.warnings.append(deprecation(warning))
    return Response({"acknowledged": True})


def put_index_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    body = request.parsed_object("index_template")
    return _stored(request, templates.put_index_template(node, request.part("name"), body, request.flag("create")))


def get_index_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    name = request.parts.get("name")
    body = templates.get_index_templates(node, name, request.flag("flat_settings"))
    return Response(body, 200 if name is None or body["index_templates"] else 404)


def delete_index_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    return Response(templates.delete_index_templates(node, request.names("name")))


def put_component_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    body = request.parsed_object("component_template")
    return Response(templates.put_component_template(node, request.part("name"), body, request.flag("create")))


def get_component_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    name = request.parts.get("name")
    body = templates.get_component_templates(node, name, request.flag("flat_settings"))
    return Response(body, 200 if name is None or body["component_templates"] else 404)


def delete_component_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    return Response(templates.delete_component_templates(node, request.names("name")))


def _of_body_only(request: Request) -> None:
    """Refuses what is said of a template in a body, where there is none."""
    if not request.has_body:
        request.refuse(_PUT.split())


def simulate_index(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    _of_body_only(request)
    return Response(templates.simulate_index(node, request.part("name"), request.json()))


def simulate_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    _of_body_only(request)
    return Response(templates.simulate_template(node, request.parts.get("name"), request.json()))


def put_legacy_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    body = request.required_json()
    if "order" in request.query:
        body["order"] = request.integer("order", 0)
    return _stored(request, templates.put_legacy_template(node, request.part("name"), body, request.flag("create")))


def get_legacy_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    flat, typed = request.flag("flat_settings"), request.flag("include_type_name")
    names = request.names("name")
    body, _ = templates.get_legacy_templates(node, names, flat, typed)
    return Response(body, 404 if names and not body else 200)


def delete_legacy_template(node: Node, request: Request) -> Response:
    """See `findling.node.indices.index_templates`."""
    return Response(templates.delete_legacy_template(node, request.part("name")))


_GET = "local! master_timeout flat_settings include_defaults"

ROUTES = [
    *route("PUT POST", "/_index_template/{name}", put_index_template, f"{_PUT} master_timeout"),
    *route("GET", "/_index_template", get_index_template, _GET),
    *route("GET HEAD", "/_index_template/{name}", get_index_template, _GET),
    *route("DELETE", "/_index_template/{name}", delete_index_template, "master_timeout"),
    *route("PUT POST", "/_component_template/{name}", put_component_template, f"{_PUT} master_timeout"),
    *route("GET", "/_component_template", get_component_template, _GET),
    *route("GET HEAD", "/_component_template/{name}", get_component_template, _GET),
    *route("DELETE", "/_component_template/{name}", delete_component_template, "master_timeout"),
    *route(
        "POST",
        "/_index_template/_simulate_index/{name}",
        simulate_index,
        f"{_PUT} master_timeout include_defaults",
    ),
    *route(
        "POST",
        "/_index_template/_simulate /_index_template/_simulate/{name}",
        simulate_template,
        f"{_PUT} master_timeout include_defaults",
    ),
    *route("PUT POST", "/_template/{name}", put_legacy_template, f"{_PUT} order include_type_name master_timeout"),
    *route("GET", "/_template", get_legacy_template, f"{_GET} include_type_name"),
    *route("GET HEAD", "/_template/{name}", get_legacy_template, f"{_GET} include_type_name"),
    *route("DELETE", "/_template/{name}", delete_legacy_template, "master_timeout"),
]
