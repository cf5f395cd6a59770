"""What concerns realms as wholes, certificates that others have checked, other nodes, and the index of security."""

from typing import Final

from findling.base.errors import AuthenticationError, IllegalArgumentError, SecurityError
from findling.node.security.realm_requests import parse_chain, parse_settings
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import MASTER, Route, route
from findling.rest.secured import cleared, secured
from findling.security.authc.authentication import NATIVE, PKI, RESERVED
from findling.security.service import Caller, Security

_DELEGATE: Final = "cluster:admin/xpack/security/delegate_pki"
_ALL: Final = ("*", "_all")


def clear_realms(node: Node, request: Request) -> Response:
    """Forgets which passwords were right."""
    names = request.names("realms")
    known = {realm.name for realm in (RESERVED, NATIVE, PKI)} | set(_ALL)
    unknown = next((name for name in names if name not in known), None)
    return cleared(node, request) if unknown is None else _failed(node, request, unknown)


def _failed(node: Node, request: Request, realm: str) -> Response:
    @secured
    def fail(security: Security, caller: Caller, request: Request) -> Response:
        cause = IllegalArgumentError(f"could not find active realm [{realm}]")
        failure = {
            "type": "failed_node_exception",
            "reason": f"Failed node [{node.id}]",
            "node_id": node.id,
            "caused_by": {"type": cause.type, "reason": cause.reason},
        }
        counts = {"total": 1, "successful": 0, "failed": 1, "failures": [failure]}
        return Response({"_nodes": counts, "cluster_name": node.config.cluster_name, "nodes": {}})

    return fail(node, request)


@secured
def delegate_certificates(security: Security, caller: Caller, request: Request) -> Response:
    """Gives a token for certificates that a proxy has checked: no realm takes another's word for that."""
    name = parse_chain(request.any_json())
    raise AuthenticationError(f"unable to authenticate user [{name}] for action [{_DELEGATE}]")


@secured
def enroll(security: Security, caller: Caller, request: Request) -> Response:
    """Lets another node, or a Kibana, in: there is one node, and it is set up by its operator."""
    raise SecurityError(
        "Enrollment mode is not enabled. Set [xpack.security.enrollment.enabled] to true, in order to use this API."
    )


@secured
def get_settings(security: Security, caller: Caller, request: Request) -> Response:
    """Settings of the index that keeps users, roles and keys; tokens and profiles are kept there too."""
    settings = {"index": security.settings.shown()}
    of_tokens = settings if security.tokens.are_there else {}
    return Response({"security": settings, "security-tokens": of_tokens, "security-profile": {}})


@secured
def put_settings(security: Security, caller: Caller, request: Request) -> Response:
    """Changes these settings; with one node they decide nothing."""
    security.settings.put(parse_settings(request.any_json()))
    return acknowledged()


ROUTES: Final[list[Route]] = [
    *route("POST", "/_security/realm/{realms}/_clear_cache", clear_realms, "usernames", body=False),
    *route("POST", "/_security/delegate_pki", delegate_certificates),
    *route("GET", "/_security/enroll/node /_security/enroll/kibana", enroll),
    *route("GET", "/_security/settings", get_settings, MASTER),
    *route("PUT", "/_security/settings", put_settings, MASTER),
]
