"""The licence, which is the basic one, never ends and cannot be exchanged."""

from typing import Any, Final

from findling.base.errors import ParseError
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import MASTER, route

ISSUED: Final = "2025-07-25T00:00:00.000Z"
_ISSUED_MS: Final = 1_753_401_600_000
_PLACES: Final = "local accept_enterprise"


def show(node: Node, request: Request) -> Response:
    """A licence that never ends: agents and dashboards ask for it."""
    body: dict[str, Any] = {
        "status": "active",
        "uid": node.cluster.state.cluster_uuid,
        "type": "basic",
        "issue_date": ISSUED,
        "issue_date_in_millis": _ISSUED_MS,
        "max_nodes": 1000,
        "max_resource_units": None,
        "issued_to": node.config.cluster_name,
        "issuer": "elasticsearch",
        "start_date_in_millis": -1,
    }
    return Response({"license": body})


def put(node: Node, request: Request) -> Response:
    """Nobody has a licence to sell: what is sent is not taken."""
    body = request.required_json()
    if not body.get("licenses") and not body.get("license"):
        raise ParseError("The license must be provided in the request body")
    return Response({"acknowledged": True, "license_status": "invalid"})


def delete(node: Node, request: Request) -> Response:
    """Back to the basic licence, which is there already."""
    return acknowledged()


def start_basic(node: Node, request: Request) -> Response:
    """It has begun."""
    reason = "Operation failed: Current license is basic."
    return Response({"acknowledged": True, "basic_was_started": False, "error_message": reason}, 403)


def start_trial(node: Node, request: Request) -> Response:
    """There is nothing to try."""
    reason = "Operation failed: Trial was already activated."
    return Response({"acknowledged": True, "trial_was_started": False, "error_message": reason}, 403)


def basic_status(node: Node, request: Request) -> Response:
    """Whether the basic licence could begin."""
    return Response({"eligible_to_start_basic": False})


def trial_status(node: Node, request: Request) -> Response:
    """Whether a trial could begin."""
    return Response({"eligible_to_start_trial": False})


ROUTES = [
    *route("GET", "/_license /_xpack/license", show, _PLACES),
    *route("PUT POST", "/_license", put, f"acknowledge {MASTER}"),
    *route("DELETE", "/_license", delete, MASTER),
    *route("POST", "/_license/start_basic", start_basic, f"acknowledge {MASTER}", body=False),
    *route("POST", "/_license/start_trial", start_trial, f"acknowledge type {MASTER}", body=False),
    *route("GET", "/_license/basic_status", basic_status),
    *route("GET", "/_license/trial_status", trial_status),
]
