"""Resources that are kept for audits and `data.inventory`, and the applying of objects of all kinds."""

from collections.abc import Sequence
from typing import Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.node.services.node import Node
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.inventory import Path
from findling.policy.gatekeeper.objects import GroupVersionKind, JsonObject, checked, kind_of, name_of, namespace_of
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.routes.gatekeeper.object_bodies import listed, objects_of

_CORE: Final = "core"
# the order in which objects can be applied: each only needs those before it
_RANKS: Final = {"templates.gatekeeper.sh": 0, "config.gatekeeper.sh": 1, "constraints.gatekeeper.sh": 3}
_OTHERS: Final = 2
_OWN: Final = ".gatekeeper.sh"


def apply(node: Node, request: Request) -> Response:
    """Put objects of all kinds: templates first, constraints last."""
    return _all_applied(node, sorted(_checked(request), key=_rank))


def sync(node: Node, request: Request) -> Response:
    """Put resources."""
    found = _checked(request)
    for body in found:
        if kind_of(body).group.endswith(_OWN):
            raise InvalidObjectError(f"{kind_of(body).kind} {name_of(body)} is no resource")
    return _all_applied(node, found)


def list_resources(node: Node, request: Request) -> Response:
    """List the resources, of a kind or in a namespace if asked for."""
    kind, namespace = request.text("kind"), request.text("namespace")
    found = [
        body
        for body in node.gatekeeper.bodies()
        if (kind is None or kind_of(body).kind == kind) and (namespace is None or namespace_of(body) == namespace)
    ]
    return listed("List", sorted(found, key=lambda one: (kind_of(one), namespace_of(one), name_of(one))))


def get_resource(node: Node, request: Request) -> Response:
    """Get a resource."""
    with node.gatekeeper.resources() as resources:
        return Response(resources.get(_path(request)))


def delete_resource(node: Node, request: Request) -> Response:
    """Delete a resource."""
    with node.gatekeeper.resources() as resources:
        return Response(resources.delete(_path(request)))


def _path(request: Request) -> Path:
    group = request.part("group")
    kind = GroupVersionKind("" if group == _CORE else group, request.part("version"), request.part("kind"))
    of_kind = (kind.api_version, kind.kind, request.part("name"))
    namespace = request.parts.get("namespace")
    return ("cluster", *of_kind) if namespace is None else ("namespace", namespace, *of_kind)


def _checked(request: Request) -> list[JsonObject]:
    return [checked(body) for body in objects_of(request)]


def _rank(body: JsonObject) -> int:
    return _RANKS.get(kind_of(body).group, _OTHERS)


def _all_applied(node: Node, bodies: Sequence[JsonObject]) -> Response:
    items = [_applied(node, body) for body in bodies]
    return Response({"errors": any("error" in item for item in items), "items": items})


def _applied(node: Node, body: JsonObject) -> JsonObject:
    """Returns what became of an object: one that is refused does not keep the others back."""
    shown: JsonObject = {"apiVersion": kind_of(body).api_version, "kind": kind_of(body).kind, "name": name_of(body)}
    shown |= {"namespace": namespace_of(body)} if namespace_of(body) else {}
    try:
        _, is_new = node.gatekeeper.put(body)
    except FindlingError as error:
        return {**shown, "status": error.status, "error": error_object(error)}
    return {**shown, "status": 201 if is_new else 200, "result": "created" if is_new else "configured"}


_ROOT: Final = "/_policy/gatekeeper"
_CLUSTER: Final = f"{_ROOT}/resources/cluster/{{group}}/{{version}}/{{kind}}/{{name}}"
_NAMESPACE: Final = f"{_ROOT}/resources/namespace/{{namespace}}/{{group}}/{{version}}/{{kind}}/{{name}}"
ROUTES = [
    *route("POST", f"{_ROOT}/apply", apply),
    *route("GET", f"{_ROOT}/resources", list_resources, "kind namespace"),
    *route("POST PUT", f"{_ROOT}/resources", sync),
    *route("GET", f"{_CLUSTER} {_NAMESPACE}", get_resource),
    *route("DELETE", f"{_CLUSTER} {_NAMESPACE}", delete_resource),
]
