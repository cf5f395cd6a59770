"""Rules of ownership, and claims of documents that were written before somebody had a name."""

from typing import Final

from findling.base.errors import ResourceNotFoundError
from findling.node.ownership.claims import Claims
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import by_name, removed, secured
from findling.security.ownership import parse_ownership_rule
from findling.security.service import Caller, Security

_RULE: Final = "/_security/ownership/{name}"
_CLAIM: Final = "/_security/claim"
_TERMS: Final = ("owner", "source", "value", "state")


@secured
def get_ownership(security: Security, caller: Caller, request: Request) -> Response:
    """Rules of ownership by name, or all."""
    rules = security.ownership.named(request.names("name"))
    return by_name(request, "name", {rule.name: rule.to_json() for rule in rules})


@secured
def put_ownership(security: Security, caller: Caller, request: Request) -> Response:
    """Stores a rule of ownership."""
    rule = parse_ownership_rule(request.part("name"), request.any_json())
    return Response({"ownership": {"created": security.ownership.put(rule)}})


@secured
def delete_ownership(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a rule of ownership; documents keep their owners."""
    return removed(security.ownership.delete(request.part("name")))


def get_claims(node: Node, request: Request) -> Response:
    """A claim by its id, or the newest."""

    @secured
    def get(security: Security, caller: Caller, request: Request) -> Response:
        claims = node.kept(Claims)
        if "id" in request.parts:
            claim = claims.get(request.part("id"))
            if claim is None:
                raise ResourceNotFoundError(f"claim [{request.part('id')}] not found")
            return Response(claim.to_json())
        terms = {name: request.query[name] for name in _TERMS if name in request.query}
        return Response({"claims": [claim.to_json() for claim in claims.find(**terms)]})

    return get(node, request)


def undo_claim(node: Node, request: Request) -> Response:
    """Gives the documents of a claim back."""

    @secured
    def undo(security: Security, caller: Caller, request: Request) -> Response:
        by = caller.authentication.user.username
        return Response(node.kept(Claims).undo(request.part("id"), by).to_json())

    return undo(node, request)


ROUTES: list[Route] = [
    *route("GET", f"/_security/ownership {_RULE}", get_ownership),
    *route("PUT POST", _RULE, put_ownership, "refresh"),
    *route("DELETE", _RULE, delete_ownership, "refresh"),
    *route("GET", f"{_CLAIM} {_CLAIM}/{{id}}", get_claims, " ".join(_TERMS)),
    *route("POST", f"{_CLAIM}/{{id}}/_undo", undo_claim, body=False),
]
