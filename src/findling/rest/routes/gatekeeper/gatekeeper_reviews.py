"""The webhook of the API server, and audits."""

from typing import Any, Final

from findling.base.units import format_time
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.gatekeeper_settings import INTERVAL
from findling.node.gatekeeper.audits import run_audit
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def admit(node: Node, request: Request) -> Response:
    """Judge a request of the API server: an AdmissionReview is answered by one."""
    return Response(node.gatekeeper.admit(request.required_json()), filtered=False)


def audit_now(node: Node, request: Request) -> Response:
    """Audit resources that are kept, and the documents of indices."""
    return Response(run_audit(node, request.text("index"), request.flag("wait_for_completion", True)))


def last_audit(node: Node, request: Request) -> Response:
    """Tell what the last audit has found."""
    interval: Any = cluster_setting(node.cluster.state, INTERVAL)
    return Response({"interval": format_time(interval), "last": node.gatekeeper.schedule.last})


_ROOT: Final = "/_policy/gatekeeper"
ADMIT_ROUTES: Final = route("POST", "/v1/admit", admit, "timeout")
"""Where the API server asks: also on the port of OPA's API."""
ROUTES = [
    *ADMIT_ROUTES,
    *route("POST", "/_policy/v1/admit", admit, "timeout"),
    *route("POST", f"{_ROOT}/audit", audit_now, "index wait_for_completion", body=False),
    *route("GET", f"{_ROOT}/audit", last_audit),
]
