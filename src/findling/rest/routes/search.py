"""Search, msearch, scroll, point in time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    SecurityError,
    not_supported,
)
from findling.base.json_values import json_token, scalar_text
from findling.base.object_parser import OBJECT, Member, parse_object
from findling.base.quick_init import quick_replace
from findling.base.units import parse_time_ms
from findling.base.work.current import current_work
from findling.cluster.access import acting
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import resolve_names
from findling.edge.fleet.scope import FleetScope
from findling.node.published.served import ServedCopies
from findling.node.search.multi_search import CheckOne, Entry, multi_search, parse_multi_search
from findling.node.search.point_in_time import (
    close_point_in_time,
    open_point_in_time,
    parse_point_in_time,
    search_point_in_time,
)
from findling.node.search.preference import check_preference
from findling.node.search.scroll import clear_scrolls, next_page, start_scroll
from findling.node.search.search import OPTIONS, SearchCall, parse_search
from findling.node.search.search import search as search_indices
from findling.node.search.search_pipelines import MEMBER, search_piped
from findling.node.search.shard_targets import never
from findling.node.services.context_ids import check_scroll_id
from findling.node.services.node import Node
from findling.rest.location.error_location import locate
from findling.rest.request import Request, refuse_synthetic_source
from findling.rest.response import Response
from findling.rest.route import INDICES, route
from findling.rest.typed_urls import deprecation
from findling.search.request import read_members

CallOf = Callable[[Mapping[str, object], Mapping[str, object]], SearchCall]
_LEAST: Final = {
    "batched_reduce_size": (2, "batchedReduceSize"),
    "pre_filter_shard_size": (1, "preFilterShardSize"),
    "max_concurrent_shard_requests": (1, "maxConcurrentShardRequests"),
}
_SEARCH: Final = "indices:data/read/search"
_MSEARCH: Final = "indices:data/read/msearch"
_SCROLL: Final = "indices:data/read/scroll"
_PARTIAL: Final = "search.default_allow_partial_results"
_OF_SUGGESTIONS: Final = ("suggest_mode", "suggest_size", "suggest_text")
_ALIASES: Final = {"ignoreUnavailable": "ignore_unavailable", "allowNoIndices": "allow_no_indices",
                   "expandWildcards": "expand_wildcards"}  # fmt: skip


def search(node: Node, request: Request) -> Response:
    """Search; the first page of a scroll if `scroll` is given; of all edges of a hub with `scope=fleet`."""
    if request.query.get("scope") is not None:
        return Response(search_fleet(node, request))
    call = search_call(node, request, request.search_json())
    tell_stale(node, request, call)
    return Response(run_search(node, call, request.query.get("scroll")))


def tell_stale(node: Node, request: Request, call: SearchCall) -> None:
    """Adds a warning for each stale copy of another's index that is searched."""
    copies = node.kept(ServedCopies.of)
    if copies.is_any_stale:
        found = resolve_names(node.cluster.state, call.expression, call.options, node.clock.now_ms())
        request.warnings += map(deprecation, copies.warnings(one.name for one in found))


def search_fleet(node: Node, request: Request) -> dict[str, Any]:
    """Returns what the edges of a hub find. Raises IllegalArgumentError."""
    if request.query["scope"] != "fleet":
        raise IllegalArgumentError(f"[scope] can be [fleet], but was [{request.query['scope']}]")
    index = request.parts.get("index") or request.query.get("index")
    params = {name: value for name, value in request.query.items() if name not in ("index", "scope")}
    return node.kept(FleetScope.of).search(index, request.search_json(), params)


def _read_search(node: Node, request: Request) -> Response:
    """Reads a search that is not carried out."""
    call = search_call(node, request, request.search_json())
    if call.body.get("pit") is not None:
        parse_point_in_time(call)
    if not call.body.get(MEMBER):  # a pipeline may change what is wrong
        parse_search(call)
    return Response({})


def search_call(node: Node, request: Request, body: Mapping[str, Any]) -> SearchCall:
    """Returns a search with the parameters of a request. Raises what is wrong with these."""
    try:
        _check_parameters(request)
    except FindlingError:
        # as in Elasticsearch, what is wrong with the body comes first
        read_members(body)
        raise
    return SearchCall(
        request.parts.get("index") or request.query.get("index"),
        body,
        request.query,
        request.indices_options(OPTIONS),
        request.flag("typed_keys"),
        request.flag("rest_total_hits_as_int"),
        request.flag("allow_partial_search_results", cluster_setting(node.cluster.state, _PARTIAL)),
        request.check,
        request.types,
        headers=request.task_headers,
    )


def _check_parameters(request: Request) -> None:
    """Raises for parameters that are not what they should be before anything is done."""
    request.check_query_text()
    of_suggestions = [name for name in _OF_SUGGESTIONS if name in request.query]
    if of_suggestions and "suggest_field" not in request.query:
        raise IllegalArgumentError(
            f"request [{request.path}] contains parameters [{', '.join(of_suggestions)}] but missing 'suggest_field' "
            "parameter."
        )
    refuse_synthetic_source(request)
    for name in ("from", "size", "terminate_after", "suggest_size"):
        request.integer(name, 0)
    _check_counts(request)
    if request.query.get("track_total_hits") not in ("true", "false"):
        request.integer("track_total_hits", 0)
    flags = ("explain", "version", "seq_no_primary_term", "track_scores", "request_cache", "lenient")
    for name in (*flags, "ccs_minimize_roundtrips"):
        request.flag(name)


def _check_counts(request: Request) -> None:
    """Raises IllegalArgumentError for counts that have no effect here but would be refused by Elasticsearch."""
    for name, (least, shown) in _LEAST.items():
        if request.integer(name, least) < least:
            raise IllegalArgumentError(f"{shown} must be >= {least}")


def run_search(node: Node, call: SearchCall, scroll: str | None) -> dict[str, Any]:
    """Returns the answer of a search, through its pipeline if it has one."""
    return search_piped(node, call, lambda piped: _run_alone(node, piped, scroll))


def _run_alone(node: Node, call: SearchCall, scroll: str | None) -> dict[str, Any]:
    """Returns the answer of a search: of a point in time, of a scroll that begins, or of neither."""
    running = node.tasks.during(_SEARCH, call.description, call.headers, call.check, call.parent)
    with acting(_SEARCH), running as task:
        if cluster_setting(node.cluster.state, "search.low_level_cancellation"):
            return _run_search(node, quick_replace(call, check=task.check), scroll)
        with current_work().part(never):
            answer = _run_search(node, quick_replace(call, check=never), scroll)
        task.check()
        return answer


def _run_search(node: Node, call: SearchCall, scroll: str | None) -> dict[str, Any]:
    if call.body.get("pit") is not None:
        if scroll is not None:
            raise ActionRequestValidationError(
                "Validation Failed: 1: using [point in time] is not allowed in a scroll context;"
            )
        return search_point_in_time(node, call)
    if scroll is not None:
        return start_scroll(node, call, parse_time_ms(scroll, "scroll"))
    return search_indices(node, call)


def msearch(node: Node, request: Request) -> Response:
    """Many searches."""
    if request.integer("max_concurrent_searches", 1) < 1:
        raise IllegalArgumentError("maxConcurrentSearchRequests must be positive")
    _check_counts(request)
    request.flag("ccs_minimize_roundtrips")
    entries = parse_multi_search(request.content())

    def one(header: Mapping[str, object], body: Mapping[str, object]) -> SearchCall:
        return call_of(node, request, header, body)

    def check_one(entry: Entry) -> None:
        _check_entry(node, request, entry)

    return run_many(node, request, _MSEARCH, entries, one, check_one)


def _read_msearch(node: Node, request: Request) -> Response:
    """Reads many searches that are not carried out."""
    for entry in parse_multi_search(request.content()):
        _check_entry(node, request, entry)
    return Response({})


def _check_entry(node: Node, request: Request, entry: Entry) -> None:
    """Raises what is wrong with one of many searches by itself."""
    try:
        parse_search(call_of(node, request, entry.header, entry.body))
    except FindlingError as error:
        # places are those in its line
        locate(error, entry.line)
        raise


def run_many(
    node: Node, request: Request, action: str, entries: Sequence[Entry], one: CallOf, check_one: CheckOne
) -> Response:
    """Returns the answers of many searches, which are parts of one task.

    one: makes the call of a header and a body, on which it depends
    """

    def describe() -> str:
        return f"{action}[{','.join(one(entry.header, entry.body).description() for entry in entries)}]"

    running = node.tasks.during(action, describe, request.task_headers, request.check)
    with running as task, node.account() as account:

        def search_one(header: Mapping[str, object], body: Mapping[str, object]) -> dict[str, object]:
            return run_search(node, quick_replace(one(header, body), check=task.check, parent=task), None)

        return Response(multi_search(entries, search_one, check_one, account))


def call_of(node: Node, request: Request, header: Mapping[str, object], body: Mapping[str, object]) -> SearchCall:
    """Returns one of many searches, with its header."""
    query = {_ALIASES.get(name, name): _text(value) for name, value in header.items()}
    inherited = {
        name: value
        for name, value in request.query.items()
        if name in ("typed_keys", "rest_total_hits_as_int", "search_type", "routing", *INDICES.split())
    }
    index = query.pop("index", query.pop("indices", None)) or request.parts.get("index")
    parts = {"index": index, "type": query.pop("type", None) or request.parts.get("type")}
    own = replace(request, parts={name: part for name, part in parts.items() if part}, query={**inherited, **query})
    return search_call(node, own, body)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _unknown_parameter(key: str, value: object) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"Unknown parameter [{key}] in request body or parameter is of the wrong type[{json_token(value)}] "
    )


def scroll(node: Node, request: Request) -> Response:
    """The next page of a scroll."""
    body = request.json()
    for key, value in body.items():
        if key not in ("scroll_id", "scroll") or not isinstance(value, str):
            raise _unknown_parameter(key, value)
    scroll_id = body["scroll_id"] if "scroll_id" in body else request.text("scroll_id")
    if not isinstance(scroll_id, str):
        raise ActionRequestValidationError("Validation Failed: 1: scrollId is missing;")
    keep_alive = body.get("scroll", request.query.get("scroll"))
    keep_alive_ms = None if keep_alive is None else parse_time_ms(str(keep_alive), "scroll")
    as_int = request.flag("rest_total_hits_as_int")

    def describe() -> str:
        return f"scrollId[{scroll_id}], scroll[{keep_alive or ''}]"

    with node.tasks.during(_SCROLL, describe, request.task_headers, request.check) as task:
        return Response(next_page(node, scroll_id, keep_alive_ms, task.check, as_int))


def _read_scroll(node: Node, request: Request) -> Response:
    """Reads a request for a page that is not given; the refusal tells what is wrong with the id."""
    scroll_id = request.json().get("scroll_id", request.text("scroll_id"))
    try:
        check_scroll_id(scroll_id if isinstance(scroll_id, str) else "")
    except IllegalArgumentError as fault:
        try:
            return scroll(node, request)
        except SecurityError as refusal:
            raise refusal from fault
    return scroll(node, request)


def clear(node: Node, request: Request) -> Response:
    """Close scrolls."""
    body = request.json()
    for key, value in body.items():
        if key != "scroll_id":
            raise _unknown_parameter(key, value)
    ids = body["scroll_id"] if "scroll_id" in body else request.names("scroll_id")
    listed = ids if isinstance(ids, list) else [ids]
    if any(scroll_id is None or isinstance(scroll_id, (dict, list)) for scroll_id in listed):
        element = "array element" if isinstance(ids, list) else "element"
        raise IllegalArgumentError(f"scroll_id {element} should only contain scroll_id")
    body, status = clear_scrolls(node, [scalar_text(scroll_id) for scroll_id in listed])
    return Response(body, status)


def open_pit(node: Node, request: Request) -> Response:
    """Open a point in time."""
    if "keep_alive" not in request.query:
        raise ActionRequestValidationError("Validation Failed: 1: [keep_alive] is not specified;")
    keep_alive_ms = request.time_ms("keep_alive", 0)
    if parse_object("open_point_in_time_request", request.json(), {"index_filter": Member(OBJECT)}):
        raise not_supported("index_filter")
    _check_counts(request)
    request.flag("allow_partial_search_results")
    check_preference(request.query.get("preference"))
    options = request.indices_options(OPTIONS)
    return Response(
        open_point_in_time(node, request.part("index"), keep_alive_ms, options, request.query.get("routing"))
    )


def close_pit(node: Node, request: Request) -> Response:
    """Close a point in time."""
    if request.has_body and not isinstance(request.any_json(), dict):
        raise IllegalArgumentError("Malformed content, must start with an object")
    body = request.required_json(or_source=True)
    for name, value in body.items():
        if name != "id":
            raise IllegalArgumentError(
                f"Unknown parameter [{name}] in request body or parameter is of the wrong type[FIELD_NAME] "
            )
        if value is None or isinstance(value, (dict, list)):
            raise IllegalArgumentError("the request must contain only [id field")
    if not body.get("id"):
        raise IllegalArgumentError("search context id is is not provided")
    answer = close_point_in_time(node, scalar_text(body["id"]))
    return Response(answer, 200 if answer["succeeded"] else 404)


SEARCH_PARAMETERS: Final = (
    f"{INDICES} _source _source_includes _source_excludes _source_include _source_exclude _source_exclude_vectors "
    "allow_partial_search_results analyzer analyze_wildcard batched_reduce_size ccs_minimize_roundtrips "
    "default_operator df docvalue_fields explain force_synthetic_source from ignore_throttled "
    "include_named_queries_score index lenient max_concurrent_shard_requests min_compatible_shard_node "
    "pre_filter_shard_size preference q request_cache rest_total_hits_as_int routing scroll search_pipeline "
    "search_type seq_no_primary_term size sort stats stored_fields suggest_field suggest_mode suggest_size "
    "suggest_text terminate_after timeout track_scores track_total_hits typed_keys verbose_pipeline version "
    "min_score"
)

ROUTES = [
    *route(
        "GET POST",
        "/_search /{index}/_search /{index}/{type}/_search /{index}/_doc/_search",
        search,
        f"{SEARCH_PARAMETERS} scope",
        reads=_read_search,
    ),
    *route(
        "GET POST",
        "/_msearch /{index}/_msearch /{index}/{type}/_msearch",
        msearch,
        f"{INDICES} ccs_minimize_roundtrips max_concurrent_searches max_concurrent_shard_requests "
        "pre_filter_shard_size "
        "rest_total_hits_as_int search_type typed_keys index routing include_named_queries_score ignore_throttled",
        ndjson=True,
        reads=_read_msearch,
    ),
    *route(
        "GET POST",
        "/_search/scroll /_search/scroll/{scroll_id}",
        scroll,
        "scroll scroll_id rest_total_hits_as_int",
        reads=_read_scroll,
    ),
    *route("DELETE", "/_search/scroll /_search/scroll/{scroll_id}", clear, "scroll_id", body=True),
    *route(
        "POST",
        "/{index}/_pit",
        open_pit,
        f"{INDICES} keep_alive preference routing allow_partial_search_results max_concurrent_shard_requests "
        "index_filter",
    ),
    *route("DELETE", "/_pit", close_pit, body=True),
]
