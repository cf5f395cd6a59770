"""The document `data`: what rules say about an input, and the facts that they look at."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.base.json_values import json_text
from findling.node.services.node import Node
from findling.policy.engine.protocol import UNDEFINED
from findling.policy.opa_answers import OpaError, Timings, explanation, invalid, provenance
from findling.policy.snapshot import Snapshot
from findling.policy.store.documents import added, missing, removed, replaced, value_at
from findling.policy.store.paths import is_name, parse_path, reference
from findling.policy.store.revision import Revision
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.routes.policy.opa_route import author, body_of, decoded, flag, opa, opa_route

_MODES: Final = ("notes", "fails", "full", "debug")
_MAIN: Final = ["system", "main"]
_MALFORMED: Final = "body contains malformed input document"
_PATCHES: Final = ("add", "remove", "replace")


def routes(prefix: str) -> list[Route]:
    return [
        opa_route("POST", f"{prefix}/", main_decision),
        opa_route("POST", f"{prefix}/v0/data", old_decision),
        opa_route("POST", f"{prefix}/v0/data/{{path*}}", old_decision),
        *(
            opa_route(method, f"{prefix}/v1/data{rest}", handler)
            for rest in ("", "/{path*}")
            for method, handler in (
                ("GET", get_data),
                ("POST", decide),
                ("PUT", put_data),
                ("PATCH", patch_data),
                ("DELETE", delete_data),
            )
        ),
    ]


@opa
def get_data(node: Node, request: Request) -> Response:
    text = request.query.get("input")
    input = UNDEFINED if text is None else decoded(text.encode(), "parameter contains malformed input document")
    return _decision(node, request, input, None)


@opa
def decide(node: Node, request: Request) -> Response:
    body = body_of(request, _MALFORMED)
    if body is not None and not isinstance(body, Mapping):
        raise invalid(f"{_MALFORMED}: it is not an object")
    input = UNDEFINED if body is None or "input" not in body else body["input"]
    missing_key = {"code": "api_usage_warning", "message": "'input' key missing from the request"}
    return _decision(node, request, input, missing_key if input is UNDEFINED else None)


@opa
def old_decision(node: Node, request: Request) -> Response:
    """The API of OPA's first version: the body is the input, the answer the value."""
    return _value(node, request, parse_path(request.parts.get("path", "")))


@opa
def main_decision(node: Node, request: Request) -> Response:
    return _value(node, request, _MAIN)


@opa
def put_data(node: Node, request: Request) -> Response:
    timings = Timings()
    path = _path(request)
    value = body_of(request, "body contains malformed document")
    now = node.decisions.policies.current.revision
    if request.headers.get("if-none-match") == "*" and value_at(now.data, path) is not UNDEFINED:
        return Response(None, 304)

    def change(revision: Revision) -> Mapping[str, Any]:
        _refuse_owned(revision, path)
        is_there = value_at(revision.data, path) is not UNDEFINED
        changed: Mapping[str, Any] = (
            replaced(revision.data, path, value) if is_there else added(revision.data, path, value, makes_parents=True)
        )
        return changed

    return _change(node, request, change, timings)


@opa
def patch_data(node: Node, request: Request) -> Response:
    timings = Timings()
    operations = body_of(request, "body contains malformed patch")
    if not isinstance(operations, list) or not all(isinstance(one, Mapping) for one in operations):
        raise invalid("body contains malformed patch: it is not an array of operations")
    root = _path(request)
    for operation in operations:
        if operation.get("op") not in _PATCHES:
            raise invalid(f"bad patch operation: {operation.get('op')}")
        if not isinstance(operation.get("path"), str):
            raise invalid(f"bad patch path: {operation.get('path')}")

    def change(revision: Revision) -> Mapping[str, Any]:
        document: Any = revision.data
        for operation in operations:
            document = _patched(revision, document, root, operation)
        changed: Mapping[str, Any] = document
        return changed

    return _change(node, request, change, timings)


@opa
def delete_data(node: Node, request: Request) -> Response:
    timings = Timings()
    path = _path(request)

    def change(revision: Revision) -> Mapping[str, Any]:
        _refuse_owned(revision, path)
        if value_at(revision.data, path) is UNDEFINED:
            raise missing(path)
        left: Mapping[str, Any] = removed(revision.data, path)
        return left

    return _change(node, request, change, timings)


def _patched(revision: Revision, document: Any, root: list[str], operation: Mapping[str, Any]) -> Any:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].strip("/").split("/") if part]
    path = [*root, *parts]
    _refuse_owned(revision, path)
    if operation["op"] == "add":
        return added(document, path, operation.get("value"))
    if operation["op"] == "remove":
        return removed(document, path)
    return replaced(document, path, operation.get("value"))


def _change(node: Node, request: Request, change: Any, timings: Timings) -> Response:
    note = f"{request.method} data [/{'/'.join(_path(request))}]"
    node.decisions.policies.change_data(change, note, author(request))
    if flag(request, "metrics"):
        return Response({"metrics": timings.to_json()})
    return Response(None, 204)


def _refuse_owned(revision: Revision, path: list[str]) -> None:
    bundle = revision.owner_of(path)
    if bundle is not None:
        raise invalid(f'path {"/".join(path)} is owned by bundle "{bundle.name}"')


def _path(request: Request) -> list[str]:
    return parse_path(request.parts.get("path", ""))


def _decision(node: Node, request: Request, input: Any, warning: Mapping[str, str] | None) -> Response:
    timings = Timings()
    snapshot = node.decisions.policies.current
    path = _path(request)
    mode = request.query.get("explain", "off")
    mode = mode if mode in _MODES else "off"
    shown: dict[str, Any] = {}
    with timings.of("rego_query_eval"):
        value, trace = _evaluated(node, snapshot, path, input, mode != "off")
    id_ = _noted(node, snapshot, request, path, input, value)
    if flag(request, "provenance"):
        shown["provenance"] = provenance(snapshot.revision)
    if flag(request, "metrics") or flag(request, "instrument"):
        shown["metrics"] = timings.to_json()
    if value is not UNDEFINED:
        shown["result"] = value
    if warning is not None:
        shown["warning"] = warning
    if id_ is not None:
        shown["decision_id"] = id_
    if trace is not None and (value is not UNDEFINED or mode == "full"):
        shown["explanation"] = explanation(trace, mode, flag(request, "pretty"))
    return Response(shown)


def _value(node: Node, request: Request, path: list[str]) -> Response:
    input = body_of(request, f"unexpected parse error for input: {_MALFORMED}")
    snapshot = node.decisions.policies.current
    value, _ = _evaluated(node, snapshot, path, input, False)
    _noted(node, snapshot, request, path, input, value)
    if value is UNDEFINED:
        parts = ".".join(["data", *path])
        is_there = any(f"data.{package}" == parts.rpartition(".")[0] for package in snapshot.revision.facts.packages)
        what = "document undefined" if is_there else "document missing"
        raise OpaError(404, "undefined_document", f"{what}: data{_written(path)}")
    return Response(value if isinstance(value, dict) else json_text(value))


def _written(path: list[str]) -> str:
    return "".join(f".{part}" if is_name(part) else f'["{part}"]' for part in path)


def _evaluated(node: Node, snapshot: Snapshot, path: list[str], input: Any, traced: bool) -> tuple[Any, Any]:
    """Returns the value at a path and, if wanted, how it came about."""
    try:
        written = reference(path)
    except ValueError as error:
        raise invalid(f"invalid path: {error}") from error
    if path and not is_name(path[0]):  # no rule has such a name
        return value_at(snapshot.revision.sources.data, path), [] if traced else None
    try:
        if traced:
            noted = snapshot.apart.observe(written, input, trace=True)
            return noted.value, noted.trace or []
        return snapshot.apart.evaluate(written, input), None
    except FindlingError as error:
        _note_failure(node, snapshot, written, input, error)
        raise


def _noted(node: Node, snapshot: Snapshot, request: Request, path: list[str], input: Any, value: Any) -> str | None:
    log = node.decisions.log
    if not log.wants(True):
        return None
    id_ = random_uuid()
    log.write(id_, ".".join(path), snapshot, input, result=value, requested_by=request.address)
    return id_


def _note_failure(node: Node, snapshot: Snapshot, path: str, input: Any, error: FindlingError) -> None:
    if node.decisions.log.wants(True):
        node.decisions.log.write(random_uuid(), path, snapshot, input, error=error.reason)
