"""Snapshot lifecycle management."""

from findling.node.services.node import Node
from findling.node.snapshots.lifecycle.execution import execute_policy
from findling.node.snapshots.lifecycle.policies import (
    delete_policy,
    get_policies,
    mode,
    put_policy,
    set_mode,
    statistics,
)
from findling.node.snapshots.lifecycle.retention import run_retention
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import MASTER, route


def put_one(node: Node, request: Request) -> Response:
    """Put a lifecycle policy."""
    return Response(put_policy(node, request.part("policy_id"), request.required_json()))


def get_some(node: Node, request: Request) -> Response:
    """Show lifecycle policies."""
    return Response(get_policies(node, request.names("policy_id"), request.flag("human")))


def delete_one(node: Node, request: Request) -> Response:
    """Delete a lifecycle policy."""
    return Response(delete_policy(node, request.part("policy_id")))


def execute_one(node: Node, request: Request) -> Response:
    """Make a snapshot of a policy now."""
    return Response(execute_policy(node, request.part("policy_id")))


def execute_retention(node: Node, request: Request) -> Response:
    """Remove now what has had its time."""
    run_retention(node)
    return acknowledged()


def start(node: Node, request: Request) -> Response:
    """Carry policies out."""
    return Response(set_mode(node, stopped=False))


def stop(node: Node, request: Request) -> Response:
    """Carry no policies out."""
    return Response(set_mode(node, stopped=True))


def status(node: Node, request: Request) -> Response:
    """Whether policies are carried out."""
    return Response(mode(node))


def stats(node: Node, request: Request) -> Response:
    """How many snapshots policies have made and removed."""
    return Response(statistics(node))


ROUTES = [
    *route("GET", "/_slm/policy /_slm/policy/{policy_id}", get_some, MASTER),
    *route("PUT", "/_slm/policy/{policy_id}", put_one, MASTER),
    *route("DELETE", "/_slm/policy/{policy_id}", delete_one, MASTER),
    *route("PUT POST", "/_slm/policy/{policy_id}/_execute", execute_one, MASTER, body=False),
    *route("POST", "/_slm/_execute_retention", execute_retention, MASTER, body=False),
    *route("POST", "/_slm/start", start, MASTER, body=False),
    *route("POST", "/_slm/stop", stop, MASTER, body=False),
    *route("GET", "/_slm/status", status, MASTER),
    *route("GET", "/_slm/stats", stats, MASTER),
]
