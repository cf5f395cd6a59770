"""How the policies of a node are, and what they are made of."""

from typing import Any

from findling.node.services.node import Node
from findling.policy.engine.probe import engine_kind
from findling.policy.engine.protocol import UNDEFINED
from findling.policy.store.paths import parse_path, reference
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.routes.policy.opa_route import opa, opa_route
from findling.version import __version__


def routes(prefix: str) -> list[Route]:
    return [
        opa_route("GET", f"{prefix}/health", health),
        opa_route("GET", f"{prefix}/health/{{path*}}", health_rule),
        opa_route("GET", f"{prefix}/v1/status", status),
        opa_route("GET", f"{prefix}/v1/config", configuration),
    ]


@opa
def health(node: Node, request: Request) -> Response:
    """Whether policies can be evaluated."""
    if node.decisions.external is None and engine_kind() is None:
        return Response({"error": "unable to perform evaluation"}, 500, filtered=False)
    return Response({})


@opa
def health_rule(node: Node, request: Request) -> Response:
    """Whether a rule of the package `system.health` says that all is well."""
    path = ["system", "health", *parse_path(request.parts["path"])]
    input = {"plugin_state": _plugins(node), "plugins_ready": True}
    written = reference(path)
    value = node.decisions.policies.current.apart.evaluate(written, input)
    if value is True:
        return Response({})
    what = "was undefined" if value is UNDEFINED else "returned unexpected value"
    return Response({"error": f"health check (data.{written}) {what}"}, 500, filtered=False)


@opa
def status(node: Node, request: Request) -> Response:
    revision = node.decisions.policies.current.revision
    bundles = {
        name: {
            "name": name,
            "active_revision": bundle.revision,
            "last_successful_activation": bundle.activated_ms,
            "source": bundle.source,
        }
        for name, bundle in revision.bundles.items()
    }
    return Response(
        {
            "result": {
                "labels": {"id": node.id, "version": __version__},
                "engine": node.decisions.engine,
                "revision": revision.number,
                "policies": sorted(revision.all_modules),
                "dry_run": revision.dry_run,
                "decision_log": revision.decision_log,
                "bundles": bundles,
                "plugins": {name: {"state": state} for name, state in _plugins(node).items()},
            }
        }
    )


@opa
def configuration(node: Node, request: Request) -> Response:
    revision = node.decisions.policies.current.revision
    bundles = {name: {"resource": bundle.source} for name, bundle in revision.bundles.items()}
    result: dict[str, Any] = {
        "labels": {"id": node.id, "version": __version__},
        "default_decision": "/system/main",
        "default_authorization_decision": "/findling/authz/decision",
    }
    return Response({"result": {**result, "bundles": bundles} if bundles else result})


def _plugins(node: Node) -> dict[str, str]:
    return {"bundle": "OK", "decision_logs": "OK", "status": "OK"}
