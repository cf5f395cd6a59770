"""Stored scripts, search templates, trying scripts out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ParseError
from findling.node.scripts import stored_scripts
from findling.node.scripts.execute_script import execute_script
from findling.node.scripts.search_templates import parse_search_template, render, search_of
from findling.node.search.multi_search import Entry, parse_multi_search
from findling.node.search.search import SearchCall
from findling.node.services.node import Node
from findling.rest.json_body import parse_json
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import INDICES, MASTER, route
from findling.rest.routes.search import SEARCH_PARAMETERS, call_of, run_many, run_search, search_call
from findling.search.request import SearchRequest

_NO_BODY: Final = "request body or source parameter is required"


def put(node: Node, request: Request) -> Response:
    """Put a script."""
    raw = request.content()
    if not raw.strip():
        raise ParseError("request body is required")
    context = request.text("context") or None
    stored_scripts.put_script(node, request.part("id"), parse_json(raw, request.content_type), context)
    return acknowledged()


def get(node: Node, request: Request) -> Response:
    """Get a script."""
    return Response(*stored_scripts.get_script(node, request.part("id")))


def delete(node: Node, request: Request) -> Response:
    """Delete a script."""
    stored_scripts.delete_script(node, request.part("id"))
    return acknowledged()


def execute(node: Node, request: Request) -> Response:
    """Try a script out."""
    return Response(execute_script(node, request.json()))


def languages(node: Node, request: Request) -> Response:
    """The languages of scripts."""
    return Response(stored_scripts.script_languages(node))


def contexts(node: Node, request: Request) -> Response:
    """The contexts of scripts."""
    return Response(stored_scripts.script_contexts())


def _body(request: Request) -> dict[str, object]:
    if not request.content().strip():
        raise ParseError(_NO_BODY)
    return request.json()


def render_template(node: Node, request: Request) -> Response:
    """Show the search of a template. What it gives is shown as it is, whether it is JSON or not."""
    template = parse_search_template(_body(request), request.parts.get("id"))
    return Response(b'{"template_output":' + render(node, template).encode("utf-8", "surrogatepass") + b"}")


def search_template(node: Node, request: Request) -> Response:
    """Search by a template."""
    body = search_of(node, parse_search_template(_body(request)))
    call = search_call(node, request, body)
    # what the URL says of the search is read, but the template's search stands in its place
    SearchRequest.parse({}, call.params)
    params = {name: value for name, value in call.params.items() if name in _SEARCH.split()}
    return Response(run_search(node, replace(call, params=params), request.query.get("scroll")))


def msearch_template(node: Node, request: Request) -> Response:
    """Many searches by templates."""
    if not request.content().strip():
        raise ParseError(_NO_BODY)
    entries = parse_multi_search(request.content())
    for entry in entries:
        _check_template(entry.body)

    def one(header: Mapping[str, object], body: Mapping[str, object]) -> SearchCall:
        return call_of(node, request, header, search_of(node, parse_search_template(body)))

    def check_one(entry: Entry) -> None:
        """A template that fails, or gives what is no search, is an answer of its own."""

    return run_many(node, request, "indices:data/read/msearch/template", entries, one, check_one)


def _check_template(body: Mapping[str, object]) -> None:
    try:
        parse_search_template(body)
    except ActionRequestValidationError:
        raise IllegalArgumentError("Malformed search template") from None


_SEARCH: Final = (
    f"{INDICES} allow_partial_search_results batched_reduce_size ccs_minimize_roundtrips explain ignore_throttled "
    "max_concurrent_shard_requests pre_filter_shard_size preference profile request_cache rest_total_hits_as_int "
    "routing scroll search_pipeline search_type typed_keys verbose_pipeline"
)

ROUTES = [
    *route("GET", "/_scripts/{id}", get, "master_timeout"),
    *route("PUT POST", "/_scripts/{id} /_scripts/{id}/{context}", put, f"context {MASTER}"),
    *route("DELETE", "/_scripts/{id}", delete, MASTER),
    *route("GET POST", "/_scripts/painless/_execute", execute),
    *route("GET", "/_script_language", languages),
    *route("GET", "/_script_context", contexts),
    *route("GET POST", "/_render/template /_render/template/{id}", render_template),
    *route("GET POST", "/_search/template /{index}/_search/template", search_template, f"{SEARCH_PARAMETERS} profile"),
    *route(
        "GET POST",
        "/_msearch/template /{index}/_msearch/template",
        msearch_template,
        f"{INDICES} ccs_minimize_roundtrips max_concurrent_searches rest_total_hits_as_int search_type typed_keys",
        ndjson=True,
    ),
]
