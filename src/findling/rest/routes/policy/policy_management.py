"""What Findling adds to OPA's API: revisions, bundles that are put in, how refusals and decisions are treated."""

import difflib
import json
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.node.policy.bundle_source import fetch_bundle
from findling.node.services.node import Node
from findling.policy.bundles.archive import read_bundle
from findling.policy.decision_log import MODES
from findling.policy.store.revision import Revision
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.routes.policy.opa_route import author, opa, opa_route

_MEMBERS: Final = ("dry_run", "decision_log")


def routes(prefix: str) -> list[Route]:
    return [
        *route("GET", f"{prefix}/revisions", list_revisions),
        *route("GET", f"{prefix}/revisions/{{revision}}", get_revision),
        *route("GET", f"{prefix}/revisions/{{revision}}/_diff", diff_revision, "to"),
        *route("POST", f"{prefix}/revisions/{{revision}}/_rollback", roll_back),
        *route("GET", f"{prefix}/settings", get_settings),
        *route("PUT", f"{prefix}/settings", put_settings),
        opa_route("GET", f"{prefix}/bundles", list_bundles),
        opa_route("PUT", f"{prefix}/bundles/{{name}}", put_bundle),
        opa_route("DELETE", f"{prefix}/bundles/{{name}}", delete_bundle),
    ]


def list_revisions(node: Node, request: Request) -> Response:
    policies = node.decisions.policies
    return Response({"current": policies.current.revision.number, "revisions": policies.revisions.summaries()})


def get_revision(node: Node, request: Request) -> Response:
    return Response(_shown(_revision(node, request.part("revision"))))


def diff_revision(node: Node, request: Request) -> Response:
    """Tells what differs between a revision and another (`to`), by default the one in force."""
    before = _revision(node, request.part("revision"))
    wanted = request.text("to")
    after = node.decisions.policies.current.revision if wanted is None else _revision(node, wanted)
    texts = [_texts(revision) for revision in (before, after)]
    lines: list[str] = []
    for name in sorted({*texts[0], *texts[1]}):
        old, new = (text.get(name, "").splitlines() for text in texts)
        lines += difflib.unified_diff(old, new, f"{name}@{before.number}", f"{name}@{after.number}", lineterm="")
    return Response({"from": before.number, "to": after.number, "diff": "\n".join(lines)})


def roll_back(node: Node, request: Request) -> Response:
    made = node.decisions.policies.roll_back(_number(request.part("revision")), author(request))
    return Response({"acknowledged": True, "revision": made.number})


def get_settings(node: Node, request: Request) -> Response:
    revision = node.decisions.policies.current.revision
    return Response({"dry_run": revision.dry_run, "decision_log": revision.decision_log})


def put_settings(node: Node, request: Request) -> Response:
    body = request.required_json()
    unknown = sorted(body.keys() - set(_MEMBERS))
    if unknown:
        raise IllegalArgumentError(f"unknown setting [{unknown[0]}] of policies: there are {list(_MEMBERS)}")
    dry_run, mode = body.get("dry_run"), body.get("decision_log")
    if dry_run is not None and not isinstance(dry_run, bool):
        raise IllegalArgumentError(f"[dry_run] must be true or false, not [{dry_run}]")
    if mode is not None and mode not in MODES:
        raise IllegalArgumentError(f"[decision_log] must be one of {list(MODES)}, not [{mode}]")
    made = node.decisions.policies.configure(dry_run, mode, author(request))
    return Response({"acknowledged": True, "revision": made.number})


@opa
def list_bundles(node: Node, request: Request) -> Response:
    bundles = node.decisions.policies.current.revision.bundles
    return Response(
        {
            "bundles": {
                name: {
                    "revision": bundle.revision,
                    "roots": list(bundle.roots),
                    "source": bundle.source,
                    "activated": bundle.activated_ms,
                    "policies": sorted(bundle.modules),
                }
                for name, bundle in bundles.items()
            }
        }
    )


@opa
def put_bundle(node: Node, request: Request) -> Response:
    """Activates a bundle: the body is the archive, or says where it is."""
    name = request.part("name")
    if request.body.lstrip()[:1] == b"{":
        bundle = fetch_bundle(node, name, _source(request))
    else:
        key = request.headers.get("x-bundle-key")
        bundle = read_bundle(name, request.body, node.clock.now_ms(), key=key)
    made = node.decisions.policies.put_bundle(bundle, author(request))
    return Response({"acknowledged": True, "revision": made.number, "bundle_revision": bundle.revision})


@opa
def delete_bundle(node: Node, request: Request) -> Response:
    made = node.decisions.policies.delete_bundle(request.part("name"), author(request))
    return Response({"acknowledged": True, "revision": made.number})


def _source(request: Request) -> Mapping[str, Any]:
    body = request.required_json()
    unknown = sorted(body.keys() - {"url", "file", "key"})
    if unknown or ("url" in body) == ("file" in body):
        raise ParseError("a bundle comes from one of [url, file], and may have a [key] for its signature")
    return body


def _revision(node: Node, text: str) -> Revision:
    return node.decisions.policies.revision(_number(text))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise IllegalArgumentError(f"[{text}] is not the number of a revision")
    return int(text)


def _texts(revision: Revision) -> dict[str, str]:
    data = json.dumps(revision.sources.data, indent=2, sort_keys=True, ensure_ascii=False)
    return {**revision.all_modules, "data.json": data}


def _shown(revision: Revision) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "created": revision.created_ms,
        "author": revision.author,
        "note": revision.note,
        "policies": dict(revision.modules),
        "data": revision.data,
        "bundles": {
            name: {"revision": bundle.revision, "source": bundle.source} for name, bundle in revision.bundles.items()
        },
        "dry_run": revision.dry_run,
        "decision_log": revision.decision_log,
    }
