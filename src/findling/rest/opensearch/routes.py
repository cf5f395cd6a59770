"""What OpenSearch has under names of its own: points in time, lists by pages, remote stores, plugins."""

from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, NotSupportedError, ParseError
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.point_in_time import close_point_in_time, open_point_in_time
from findling.node.services.index_selection import select
from findling.node.services.node import Node
from findling.rest.cat_table import CatTable, help_text, shown_table, table_rows, table_text
from findling.rest.opensearch.tables import translated_table
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import CAT, INDICES, WAITING, Handler, Route, route
from findling.rest.routes.cat_index import cat_indices
from findling.rest.routes.cat_shards import cat_shards
from findling.rest.routes.nodes import hot_threads
from findling.rest.routes.streams import index_states

_LISTS: Final = ":‑|\n/_list/indices\n/_list/indices/{index}\n/_list/shards\n/_list/shards/{index}\n"
_PIT_OPTIONS: Final = IndicesOptions()
_ROWS: Final = {"indices": (1, 5000), "shards": (2000, 20_000)}
"""The least and the most that a page may have."""
_USUAL_ROWS: Final = {"indices": 500, "shards": 10_000}


def open_pit(node: Node, request: Request) -> Response:
    """Opens a point in time."""
    if "keep_alive" not in request.query:
        raise ActionRequestValidationError("Validation Failed: 1: keep alive not specified;")
    options = request.indices_options(_PIT_OPTIONS)
    keep_alive_ms, routing = request.time_ms("keep_alive", 0), request.query.get("routing")
    opened = open_point_in_time(node, request.part("index"), keep_alive_ms, options, routing)
    shown = {"pit_id": opened["id"], "_shards": opened["_shards"], "creation_time": node.clock.now_ms()}
    return Response(shown)


def list_pits(node: Node, request: Request) -> Response:
    """All open points in time."""
    contexts = [context for name in node.readers.ids("pit") if (context := node.readers.find(name)) is not None]
    shown = [
        {
            "pit_id": context.id,
            "creation_time": context.expires_ms - context.keep_alive_ms,
            "keep_alive": context.keep_alive_ms,
        }
        for context in contexts
    ]
    return Response({"pits": shown})


def close_pits(node: Node, request: Request) -> Response:
    """Closes points in time by their ids."""
    body = request.required_json()
    for name in body:
        if name != "pit_id":
            raise IllegalArgumentError(
                f"Unknown parameter [{name}] in request body or parameter is of the wrong type[FIELD_NAME] "
            )
    given = body.get("pit_id") or []
    names = [given] if isinstance(given, str) else list(given)
    if not names:
        raise ActionRequestValidationError("Validation Failed: 1: no pit ids specified;")
    return Response({"pits": [_closed(node, str(name)) for name in names]})


def close_all_pits(node: Node, request: Request) -> Response:
    """Closes all points in time."""
    return Response({"pits": [_closed(node, name) for name in node.readers.ids("pit")]})


def _closed(node: Node, name: str) -> dict[str, Any]:
    try:
        close_point_in_time(node, name)
    except IllegalArgumentError as error:
        raise IllegalArgumentError(f"invalid id: [{name}]") from error
    return {"successful": True, "pit_id": name}


def lists(node: Node, request: Request) -> Response:
    """The lists there are."""
    return Response(_LISTS)


def list_indices(node: Node, request: Request) -> Response:
    """Indices, so many at a time."""
    return _page(request, "indices", cat_indices(node, request), "cat_index.cat_indices")


def list_shards(node: Node, request: Request) -> Response:
    """Shards, so many at a time."""
    return _page(request, "shards", cat_shards(node, request), "cat_shards.cat_shards")


def _page(request: Request, what: str, response: Response, name: str) -> Response:
    """Returns a part of a table, and where the next one begins: that is the number of rows before it."""
    if not isinstance(response.body, CatTable):
        return response
    table = translated_table(name, response.body)
    if request.flag("help"):
        return Response(help_text(table))
    size = request.integer("size", _USUAL_ROWS[what])
    _check_size(size, what)
    begin = _begin(request.query.get("next_token"))
    order = request.query.get("sort", "asc")
    if order not in ("asc", "desc"):
        raise IllegalArgumentError("value of sort can either be asc or desc")
    rows = table.rows if order == "asc" else table.rows[::-1]
    table.rows = rows[begin : begin + size]
    token = str(begin + size) if begin + size < len(rows) else None
    headings, texts = shown_table(table, request.query)
    if request.query.get("format", "text") in ("text", "txt"):
        text = table_text(headings, texts, request.flag("v"))
        return Response(f"{text}next_token {'null' if token is None else token}\n")
    return Response({"next_token": token, what: table_rows(headings, texts)})


def _check_size(size: int, what: str) -> None:
    least, most = _ROWS[what]
    if size <= 0:
        raise IllegalArgumentError("size must be greater than zero")
    if size < least:
        raise IllegalArgumentError(f"size should at least be [{least}]")
    if size > most:
        raise IllegalArgumentError(f"size should be less than [{most}]")


def _begin(token: str | None) -> int:
    if token is None or token == "null":
        return 0
    if not token.isascii() or not token.isdigit():
        raise ParseError(
            "Parameter [next_token] has been tainted and is incorrect. Please provide a valid [next_token]."
        )
    return int(token)


def remote_store_stats(node: Node, request: Request) -> Response:
    """Statistics of remote stores: no index has one."""
    select(node, request.part("index"), IndicesOptions())
    return Response({"_shards": {"total": 0, "successful": 0, "failed": 0}, "indices": {}})


def restore_remote_store(node: Node, request: Request) -> Response:
    """Brings indices back from remote stores."""
    raise NotSupportedError.of("remote_store.restore")


def _missing(name: str) -> Handler:
    """Returns the handler of a plugin's API that is not there."""

    def refuse(node: Node, request: Request) -> Response:
        raise NotSupportedError.of(name)

    return refuse


def _plugins() -> list[Route]:
    routes: list[Route] = []
    for path, name in (("/_plugins/_sql", "sql.query"), ("/_plugins/_ppl", "ppl.query")):
        for tail in ("", "/_explain", "/close", "/stats"):
            routes += [Route(("GET", "POST"), path + tail, _missing(name), frozenset(), is_checked=False)]
    return routes


ROUTES: Final = [
    *route(
        "POST",
        "/{index}/_search/point_in_time",
        open_pit,
        f"{INDICES} keep_alive routing preference allow_partial_pit_creation",
        body=False,
    ),
    *route("GET", "/_search/point_in_time/_all", list_pits),
    *route("DELETE", "/_search/point_in_time/_all", close_all_pits),
    *route("DELETE", "/_search/point_in_time", close_pits, body=True),
    *route(
        "GET",
        "/_cluster/nodes/hot_threads /_cluster/nodes/{node_id}/hot_threads",
        hot_threads,
        "ignore_idle_threads interval snapshots threads timeout type sort",
    ),
    *route("GET", "/_list", lists),
    *route("GET", "/_list/indices /_list/indices/{index}", list_indices,
           f"{CAT} {WAITING} {INDICES} health include_unloaded_segments next_token sort local!"),
    *route("GET", "/_list/shards /_list/shards/{index}", list_shards,
           f"{CAT} {WAITING} {INDICES} next_token sort local!"),
    *route("GET", "/_remotestore/stats/{index} /_remotestore/stats/{index}/{shard_id}", remote_store_stats, "local!"),
    *route("POST", "/_remotestore/_restore", restore_remote_store, "cluster_manager_timeout wait_for_completion"),
    *index_states.ROUTES,
    *_plugins(),
]  # fmt: skip
