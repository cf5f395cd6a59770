"""Partial evaluation: what is left of a rule when a part of its input is not known yet."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.node.services.node import Node
from findling.policy.engine.protocol import UNDEFINED, CompiledFilter, FilterRequest
from findling.policy.opa_answers import Timings, invalid, opa_error
from findling.policy.residual import queries
from findling.policy.store.paths import is_name, parse_path, reference
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route
from findling.rest.routes.policy.opa_route import body_of, flag, opa, opa_route

_MALFORMED: Final = "error(s) occurred while decoding request"
_COMPILING: Final = "error(s) occurred while compiling query"
_UCAST: Final = ("all", "minimal", "prisma", "linq")
_SQL: Final = ("postgresql", "mysql", "sqlserver", "sqlite")
_MEDIA: Final = {
    **{f"application/vnd.opa.ucast.{dialect}+json": ("ucast", dialect) for dialect in _UCAST},
    **{f"application/vnd.opa.sql.{dialect}+json": ("sql", dialect) for dialect in _SQL},
}
_SEVERAL: Final = "application/vnd.opa.multitarget+json"


def routes(prefix: str) -> list[Route]:
    return [
        opa_route("POST", f"{prefix}/v1/compile", compile_query),
        opa_route("POST", f"{prefix}/v1/compile/{{path*}}", compile_filter),
    ]


@opa
def compile_query(node: Node, request: Request) -> Response:
    """Returns what is left of a query as queries of Rego."""
    timings = Timings()
    body = _object(body_of(request, _MALFORMED))
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise invalid("missing required 'query' value")
    compiled = _compiled(node, FilterRequest(query, _unknowns(body, ["input"])), body)
    found = queries(compiled.query)
    shown: dict[str, Any] = {"result": {"queries": found} if found else {}}
    if flag(request, "metrics"):
        shown["metrics"] = timings.to_json()
    return Response(shown)


@opa
def compile_filter(node: Node, request: Request) -> Response:
    """Returns a rule as a filter, in the dialect that the client accepts."""
    timings = Timings()
    accept = request.headers.get("accept", "").partition(";")[0].strip()
    body = _object(body_of(request, _MALFORMED))
    options = _object(body.get("options"))
    path = parse_path(request.parts["path"])
    if not is_name(path[0]):
        raise invalid("invalid path")
    try:
        rule = f"data.{reference(path)}"
    except ValueError as error:
        raise invalid(f"invalid path: {error}") from error
    if accept == _SEVERAL:
        result = _several(node, rule, body, options)
    elif accept in _MEDIA:
        result = _shown(_of_target(node, rule, body, options, *_MEDIA[accept]))
    else:
        raise invalid(f"Accept header [{accept}] is none of {sorted((*_MEDIA, _SEVERAL))}")
    shown: dict[str, Any] = {"result": result}
    if flag(request, "metrics"):
        shown["metrics"] = timings.to_json()
    return Response(shown, headers={"content-type": accept})


def _several(node: Node, rule: str, body: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the filters of all dialects that are asked for: those of SQL by theirs, that of UCAST as such."""
    wanted = options.get("targetDialects")
    if not isinstance(wanted, list) or not wanted:
        raise invalid("missing required 'options.targetDialects'")
    found = {}
    for name in wanted:
        target, _, dialect = str(name).partition("+")
        if dialect not in {"sql": _SQL, "ucast": _UCAST}.get(target, ()):
            raise invalid(f"unsupported target dialect: {name}")
        found["ucast" if target == "ucast" else dialect] = _shown(
            _of_target(node, rule, body, options, target, dialect)
        )
    return found


def _of_target(
    node: Node, rule: str, body: Mapping[str, Any], options: Mapping[str, Any], target: str, dialect: str
) -> CompiledFilter:
    mappings = _object(options.get("targetSQLTableMappings")).get(dialect)
    mask_rule = options.get("maskRule")
    if mask_rule is not None and not isinstance(mask_rule, str):
        raise invalid("'options.maskRule' is not a rule")
    asked = FilterRequest(rule, _unknowns(body, ["input"]), target, dialect, mappings, mask_rule)
    return _compiled(node, asked, body)


def _compiled(node: Node, asked: FilterRequest, body: Mapping[str, Any]) -> CompiledFilter:
    try:
        return node.decisions.policies.current.apart.compile(asked, body.get("input", UNDEFINED))
    except FindlingError as error:
        raise opa_error(error, _COMPILING) from error


def _shown(compiled: CompiledFilter) -> dict[str, Any]:
    masks = {} if compiled.masks is None else {"masks": compiled.masks}
    return {"query": compiled.query, **masks}


def _unknowns(body: Mapping[str, Any], default: list[str]) -> list[str]:
    unknowns = body.get("unknowns")
    if unknowns is None:
        return default
    if not isinstance(unknowns, list) or not all(isinstance(one, str) for one in unknowns):
        raise invalid("error(s) occurred while parsing unknowns: not an array of references")
    return unknowns


def _object(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise invalid(f"{_MALFORMED}: not an object")
    return value
