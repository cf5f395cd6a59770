"""Reads objects of Kubernetes from bodies, and shows lists of them."""

from collections.abc import Sequence
from typing import Any

from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.objects import JsonObject, checked, kind_of, name_of
from findling.policy.gatekeeper.yaml_documents import yaml_documents
from findling.rest.request import Request
from findling.rest.response import Response


def objects_of(request: Request) -> list[Any]:
    """Returns the objects of a body: documents of YAML, the items of a List, or one. Raises InvalidObjectError."""
    if request.content_type is not None and request.content_type.format == "yaml":
        found = yaml_documents(request.content())
    else:
        found = [request.required_json()]
    return [one for body in found for one in _items(body)]


def object_of(request: Request) -> JsonObject:
    """Returns the only object of a body. Raises InvalidObjectError."""
    found = objects_of(request)
    if len(found) != 1:
        raise InvalidObjectError(f"one object is needed, and there are [{len(found)}]")
    return checked(found[0])


def named_object(request: Request, name: str, kind: str | None = None) -> JsonObject:
    """Returns the only object of a body, which must be the one that the path names. Raises InvalidObjectError."""
    body = object_of(request)
    if name_of(body) != name:
        raise InvalidObjectError(
            f"the name of the object ({name_of(body)}) does not match the name on the URL ({name})"
        )
    if kind is not None and kind_of(body).kind.lower() != kind.lower():
        raise InvalidObjectError(
            f"the kind of the object ({kind_of(body).kind}) does not match the kind on the URL ({kind})"
        )
    return body


def put_response(put: tuple[JsonObject, bool]) -> Response:
    """Returns the answer that an object was kept, and whether it is new."""
    body, is_new = put
    return Response(body, 201 if is_new else 200)


def listed(kind: str, items: Sequence[JsonObject], api_version: str = "v1") -> Response:
    """Returns a list of objects as Kubernetes shows it."""
    return Response({"apiVersion": api_version, "kind": kind, "metadata": {}, "items": items})


def _items(body: Any) -> list[Any]:
    if isinstance(body, dict) and body.get("kind") == "List" and isinstance(body.get("items"), list):
        items: list[Any] = body["items"]
        return items
    return [body]
