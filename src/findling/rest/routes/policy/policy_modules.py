"""Modules: what the policies are written in."""

from typing import Any

from findling.base.errors import FindlingError, ResourceNotFoundError
from findling.node.services.node import Node
from findling.policy.opa_answers import COMPILING, Timings, invalid, opa_error
from findling.policy.store.documents import StorageError
from findling.policy.store.paths import parse_path
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.routes.policy.opa_route import author, flag, opa, opa_route


def routes(prefix: str) -> list[Route]:
    return [
        opa_route("GET", f"{prefix}/v1/policies", list_policies),
        opa_route("GET", f"{prefix}/v1/policies/{{path*}}", get_policy),
        opa_route("PUT", f"{prefix}/v1/policies/{{path*}}", put_policy),
        opa_route("DELETE", f"{prefix}/v1/policies/{{path*}}", delete_policy),
    ]


@opa
def list_policies(node: Node, request: Request) -> Response:
    modules = node.decisions.policies.current.revision.all_modules
    return Response({"result": _shown(node, modules)})


@opa
def get_policy(node: Node, request: Request) -> Response:
    id_ = _id(request)
    modules = node.decisions.policies.current.revision.all_modules
    if id_ not in modules:
        raise ResourceNotFoundError(f'storage_not_found_error: policy id "{id_}"')
    return Response({"result": _shown(node, {id_: modules[id_]})[0]})


@opa
def put_policy(node: Node, request: Request) -> Response:
    timings = Timings()
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise invalid(f"the module is not UTF-8: {error}") from error
    if not text.strip():
        raise invalid("empty module")
    with timings.of("rego_module_compile"):
        node.decisions.policies.put_module(_id(request), text, author(request))
    return _changed(request, timings)


@opa
def delete_policy(node: Node, request: Request) -> Response:
    timings = Timings()
    try:
        node.decisions.policies.delete_module(_id(request), author(request))
    except (FindlingError, StorageError) as error:
        told = opa_error(error, COMPILING)
        if told.message == COMPILING:
            told.code = "invalid_operation"
        raise told from error
    return _changed(request, timings)


def _changed(request: Request, timings: Timings) -> Response:
    return Response({"metrics": timings.to_json()} if flag(request, "metrics") else {})


def _id(request: Request) -> str:
    return "/".join(parse_path(request.parts["path"]))


def _shown(node: Node, modules: dict[str, str]) -> list[dict[str, Any]]:
    trees = node.decisions.policies.trees(modules) if modules else {}
    return [{"id": id_, "raw": text, "ast": trees.get(id_)} for id_, text in sorted(modules.items())]
