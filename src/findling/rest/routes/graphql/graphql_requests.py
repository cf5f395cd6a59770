"""Operations over HTTP: by the draft GraphQL over HTTP, and as server-sent events by the protocol of graphql-sse."""

from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult, OnlyQueriesError
from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from findling.rest.graphql.accepting import EVENTS, JSON, PAGE, RESPONSE, is_json, preferred_type
from findling.rest.graphql.event_stream import HEADERS, EventStream, Handover
from findling.rest.graphql.page import page
from findling.rest.graphql.reading import failure, read_body, read_query_string
from findling.rest.graphql.reservations import Reservations
from findling.rest.graphql.session import Session
from findling.rest.query_string import check_parameters
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import COMMON, Route

PATHS: Final = ("/_graphql", "/_graphql/stream")
_TOKEN: Final = "x-graphql-event-stream-token"
_OF_STREAM: Final = COMMON | {"token"}
OF_URL: Final = COMMON | {"query", "operationName", "variables", "extensions", "documentId"}


def get(node: Node, request: Request) -> Response:
    """Carry out a query that stands in the URL, open a stream of events, or show GraphiQL."""
    check_parameters(request, _OF_STREAM | OF_URL)
    kind = preferred_type(request.headers.get("accept"), (JSON, RESPONSE, EVENTS, PAGE))
    if kind == PAGE:
        return page(request)
    token = _token(request)
    if kind == EVENTS and token is not None:
        return _open(node, request, token)
    return answered(node, request, kind, lambda: read_query_string(request.query))


def post(node: Node, request: Request) -> Response:
    """Carry out an operation, or a batch of them."""
    check_parameters(request, _OF_STREAM)
    kind = preferred_type(request.headers.get("accept"), (JSON, RESPONSE, EVENTS))
    if not is_json(request.headers.get("content-type")):
        return refused(415, "Content-Type must be application/json, in UTF-8", kind)
    token = _token(request)
    if token is not None and kind != EVENTS:
        return _start(node, request, token, kind)
    return answered(node, request, kind, lambda: read_body(request.body))


def reserve(node: Node, request: Request) -> Response:
    """Reserve a stream of events for operations that other requests ask for."""
    check_parameters(request, COMMON)
    if request.body:
        return refused(400, "a stream is reserved without a body")
    token = node.kept(Reservations).reserve(_session(node, request).owner)
    return Response(token.encode(), 201, content_type="text/plain; charset=utf-8")


def stop(node: Node, request: Request) -> Response:
    """End an operation of a reserved stream."""
    check_parameters(request, _OF_STREAM | {"operationId"})
    operation, token = request.query.get("operationId"), _token(request)
    if operation is None or token is None:
        return refused(400, "the token of a stream and [operationId] are required")
    stream = node.kept(Reservations).find(token, _session(node, request).owner)
    return Response(stream=Handover(lambda: stream.stop(operation)))


def answered(node: Node, request: Request, kind: str | None, read: Any) -> Response:
    """Answers what `read` reads, in a kind of answer."""
    if kind is None:
        return refused(406, f"the answer may be {JSON}, {RESPONSE} or {EVENTS}")
    try:
        wanted = read()
    except FindlingError as error:
        return _shown(failure(error).to_json(), 400, kind)
    if isinstance(wanted, list):
        return _batch(node, request, wanted, kind)
    if kind == EVENTS:
        stream = EventStream().begin_with(_session(node, request), wanted)
        return Response(headers=HEADERS, stream=stream)
    return _one(node, request, wanted, kind)


def _one(node: Node, request: Request, wanted: GraphQLRequest, kind: str) -> Response:
    try:
        result = node.kept(GraphQL).execute(wanted, _caller(request))
    except OnlyQueriesError:
        refusal = refused(405, "a mutation has to be sent by POST", kind)
        refusal.headers["allow"] = "POST"
        return refusal
    return _shown(result.to_json(), 200 if result.is_executed or kind == JSON else 400, kind)


def _batch(node: Node, request: Request, wanted: list[GraphQLRequest], kind: str) -> Response:
    if kind == EVENTS:
        return refused(400, "a batch is not answered with events")
    graphql, caller = node.kept(GraphQL), _caller(request)
    return _shown([graphql.execute(one, caller).to_json() for one in wanted], 200, kind)


def _open(node: Node, request: Request, token: str) -> Response:
    stream = _find(node, request, token)
    if stream.is_open:
        return refused(409, "the stream of this token is open already")
    return Response(headers=HEADERS, stream=stream)


def _start(node: Node, request: Request, token: str, kind: str | None) -> Response:
    """Begins an operation whose answers come through a reserved stream."""
    session = _session(node, request)
    stream = _find(node, request, token)
    try:
        wanted = read_body(request.body)
        operation = wanted.extensions.get("operationId") if isinstance(wanted, GraphQLRequest) else None
        if isinstance(wanted, list) or not isinstance(operation, str) or not operation:
            return refused(400, "an operation of a stream requires [extensions.operationId]", kind)
        stream.check(operation)
    except FindlingError as error:
        return _shown(failure(error).to_json(), error.status, kind or JSON)
    begun = node.kept(GraphQL).begin(wanted, _caller(request))
    if isinstance(begun, GraphQLResult) and not begun.is_executed:
        return _shown(begun.to_json(), 400, kind or JSON)
    return Response(status=202, stream=Handover(lambda: stream.start(session, begun, operation)))


def _find(node: Node, request: Request, token: str) -> EventStream:
    return node.kept(Reservations).find(token, _session(node, request).owner)


def _caller(request: Request) -> Caller:
    return Caller(request.check, request.headers, only_queries=request.method == "GET")


def _session(node: Node, request: Request) -> Session:
    return Session(node, request, ROUTES[0], only_queries=request.method == "GET")


def _token(request: Request) -> str | None:
    return request.headers.get(_TOKEN) or request.query.get("token")


def refused(status: int, message: str, kind: str | None = None) -> Response:
    """Returns the answer to a request that is none."""
    return _shown({"errors": [{"message": message}]}, status, RESPONSE if kind == RESPONSE else JSON)


def _shown(body: object, status: int, kind: str) -> Response:
    return Response(orjson.dumps(body), status, filtered=False, content_type=f"{kind}; charset=utf-8")


ROUTES: Final = [
    Route((method,), path, handler, frozenset(), is_checked=False)
    for path in PATHS
    for method, handler in (("POST", post), ("GET", get), ("PUT", reserve), ("DELETE", stop))
]
