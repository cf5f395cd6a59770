"""Templates, constraints, expansions and the configuration."""

from typing import Final

from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.routes.gatekeeper.object_bodies import listed, named_object, object_of, put_response


def list_templates(node: Node, request: Request) -> Response:
    """List the templates."""
    with node.gatekeeper.templates() as templates:
        return listed("ConstraintTemplateList", templates.list(), "templates.gatekeeper.sh/v1")


def post_template(node: Node, request: Request) -> Response:
    """Put the template of the body."""
    body = object_of(request)
    with node.gatekeeper.templates() as templates:
        return put_response(templates.put(body))


def put_template(node: Node, request: Request) -> Response:
    """Put a template by its name."""
    body = named_object(request, request.part("name"))
    with node.gatekeeper.templates() as templates:
        return put_response(templates.put(body))


def get_template(node: Node, request: Request) -> Response:
    """Get a template and its status."""
    with node.gatekeeper.templates() as templates:
        return Response(templates.get(request.part("name")))


def delete_template(node: Node, request: Request) -> Response:
    """Delete a template and its constraints."""
    with node.gatekeeper.templates() as templates:
        return Response(templates.delete(request.part("name")))


def list_constraints(node: Node, request: Request) -> Response:
    """List the constraints, of one kind or all."""
    with node.gatekeeper.constraints() as constraints:
        return listed("List", constraints.list(request.parts.get("kind")))


def post_constraint(node: Node, request: Request) -> Response:
    """Put the constraint of the body."""
    body = object_of(request)
    with node.gatekeeper.constraints() as constraints:
        return put_response(constraints.put(body))


def put_constraint(node: Node, request: Request) -> Response:
    """Put a constraint by its kind and name."""
    body = named_object(request, request.part("name"), request.part("kind"))
    with node.gatekeeper.constraints() as constraints:
        return put_response(constraints.put(body))


def get_constraint(node: Node, request: Request) -> Response:
    """Get a constraint and its status."""
    with node.gatekeeper.constraints() as constraints:
        return Response(constraints.get(request.part("kind"), request.part("name")))


def delete_constraint(node: Node, request: Request) -> Response:
    """Delete a constraint."""
    with node.gatekeeper.constraints() as constraints:
        return Response(constraints.delete(request.part("kind"), request.part("name")))


def list_expansions(node: Node, request: Request) -> Response:
    """List the expansion templates."""
    with node.gatekeeper.expansions() as expansions:
        return listed("ExpansionTemplateList", expansions.list(), "expansion.gatekeeper.sh/v1beta1")


def post_expansion(node: Node, request: Request) -> Response:
    """Put the expansion template of the body."""
    body = object_of(request)
    with node.gatekeeper.expansions() as expansions:
        return put_response(expansions.put(body))


def put_expansion(node: Node, request: Request) -> Response:
    """Put an expansion template by its name."""
    body = named_object(request, request.part("name"))
    with node.gatekeeper.expansions() as expansions:
        return put_response(expansions.put(body))


def get_expansion(node: Node, request: Request) -> Response:
    """Get an expansion template."""
    with node.gatekeeper.expansions() as expansions:
        return Response(expansions.get(request.part("name")))


def delete_expansion(node: Node, request: Request) -> Response:
    """Delete an expansion template."""
    with node.gatekeeper.expansions() as expansions:
        return Response(expansions.delete(request.part("name")))


def get_config(node: Node, request: Request) -> Response:
    """Get the configuration."""
    with node.gatekeeper.config() as config:
        return Response(config.get())


def put_config(node: Node, request: Request) -> Response:
    """Put the configuration."""
    body = object_of(request)
    with node.gatekeeper.config() as config:
        return put_response(config.put(body))


def delete_config(node: Node, request: Request) -> Response:
    """Delete the configuration."""
    with node.gatekeeper.config() as config:
        return Response(config.delete())


_ROOT: Final = "/_policy/gatekeeper"
ROUTES = [
    *route("GET", f"{_ROOT}/templates", list_templates),
    *route("POST", f"{_ROOT}/templates", post_template),
    *route("PUT", f"{_ROOT}/templates/{{name}}", put_template),
    *route("GET", f"{_ROOT}/templates/{{name}}", get_template),
    *route("DELETE", f"{_ROOT}/templates/{{name}}", delete_template),
    *route("GET", f"{_ROOT}/constraints {_ROOT}/constraints/{{kind}}", list_constraints),
    *route("POST", f"{_ROOT}/constraints", post_constraint),
    *route("PUT", f"{_ROOT}/constraints/{{kind}}/{{name}}", put_constraint),
    *route("GET", f"{_ROOT}/constraints/{{kind}}/{{name}}", get_constraint),
    *route("DELETE", f"{_ROOT}/constraints/{{kind}}/{{name}}", delete_constraint),
    *route("GET", f"{_ROOT}/expansions", list_expansions),
    *route("POST", f"{_ROOT}/expansions", post_expansion),
    *route("PUT", f"{_ROOT}/expansions/{{name}}", put_expansion),
    *route("GET", f"{_ROOT}/expansions/{{name}}", get_expansion),
    *route("DELETE", f"{_ROOT}/expansions/{{name}}", delete_expansion),
    *route("GET", f"{_ROOT}/config", get_config),
    *route("PUT POST", f"{_ROOT}/config", put_config),
    *route("DELETE", f"{_ROOT}/config", delete_config),
]
