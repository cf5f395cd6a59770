"""The ASGI application: route, read the body, run the handler in a thread, send the answer."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from findling.base.error_body import error_body, status_of
from findling.base.errors import (
    AuthenticationError,
    CircuitBreakingError,
    FindlingError,
    IllegalArgumentError,
    MediaTypeError,
    RequestStatusError,
    SecurityError,
    TaskCancelledError,
    XContentParseError,
)
from findling.base.lazy import lazy_module
from findling.base.work.breakers import MemoryAccount
from findling.base.work.trace import begin_trace
from findling.inference.current import ENDPOINTS
from findling.node.gatekeeper.audits import watch_audits
from findling.node.ingest.enrich import serve_policies
from findling.node.monitor.request_counters import RequestCounters
from findling.node.monitor.usage_names import usage_name
from findling.node.policy.decision_index import start_log
from findling.node.search.query_rules import find_ruleset
from findling.node.security.refused import refuse
from findling.node.services.config import Flavor
from findling.node.services.node import Node
from findling.node.services.threads.bounded_pool import BoundedPool
from findling.node.services.threads.known_clients import KnownClients
from findling.rest.access_log import id_headers, log_deprecations, log_request, request_id
from findling.rest.among_nodes.every_node import serve_every_node
from findling.rest.compression import MAX_CONTENT_BYTES, BodyMemory, BodyReader, body_size, too_large
from findling.rest.cors import CorsPolicy
from findling.rest.doors import Doors
from findling.rest.graphql.asgi import Receive, Scope, Send
from findling.rest.graphql.declared_paths import find_served
from findling.rest.graphql.open_streams import OpenStreams
from findling.rest.graphql.sockets import Sockets
from findling.rest.guard import Guard
from findling.rest.location.error_location import locate
from findling.rest.media_types import MediaType, accepted, parse_media_type
from findling.rest.opensearch.errors import translated_error
from findling.rest.opensearch.routes import ROUTES as OPENSEARCH_ROUTES
from findling.rest.opensearch.translation import translate_request, translate_response
from findling.rest.query_string import check_parameters, parse_query
from findling.rest.render import Headers, Rendered, dump, render
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import COMMON, Route
from findling.rest.route_actions import actions_of
from findling.rest.router import Match, Router
from findling.rest.routes import ALL_ROUTES
from findling.rest.routes.policy import OPA_ROUTES
from findling.rest.typed_urls import idle_parameters, typed_request, typed_response
from findling.search.query_rules import RULESETS

if TYPE_CHECKING:
    from findling.rest.among_nodes.forwarding import Forwarding

# only nodes of a cluster import it
_among_nodes = lazy_module("findling.rest.among_nodes.forwarding")

logger = logging.getLogger("findling.rest")

_MAX_LINE_BYTES: Final = 4096
_WATCH_AFTER_S: Final = 0.05
_LOCATED_BYTES: Final = 1 << 19
"""In longer bodies nobody looks for the line of an error."""
_METHODS: Final = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT")
_LONG_S: Final = 0.05
_MISTAKEN: Final = (400, 500)
"""What errors are answered with that say of a request that it makes no sense."""
_RETRY_AFTER_S: Final = "1"
_NO_THREAD: Final = "can't start new thread"
"""What Python says where the system has no memory for another thread."""
_NO_BUFFER: Final = "Not enough memory to allocate buffer"
"""What orjson says where there is none to parse a document in."""
_NO_ERROR: Final = "error return without exception set"
"""What Python says of compiled code that had no memory to say so itself."""
_NO_MEMORY: Final = (_NO_THREAD, _NO_BUFFER, _NO_ERROR)
_NO_FLAG: Final = "Failed to parse value [{}] as only [true] or [false] are allowed."


@cache
def _router(flavor: Flavor) -> Router:
    """Returns what finds the routes of a flavor."""
    return Router([*OPENSEARCH_ROUTES, *ALL_ROUTES] if flavor == "opensearch" else ALL_ROUTES)


class App:
    """Serves one node. `node.pools` run the handlers."""

    def __init__(self, node: Node, router: Router | None = None) -> None:
        self.node = node
        self._is_opensearch = node.config.flavor == "opensearch"
        serves_all = router is None
        router = router or _router(node.config.flavor)
        self._find_ruleset = partial(find_ruleset, node)
        self.router = router
        self._cors = None if node.config.cors_origins is None else CorsPolicy(node.config.cors_origins)
        self._doors = Doors(node.config, self._cors)
        self._guard = None if node.security is None else Guard(node.security)
        self._sockets = Sockets(node, self._doors, router)
        self._streams = OpenStreams()
        self._clients = KnownClients()
        self._forwarding = None if node.others is None or not serves_all else _forwarding(node, self.handle)
        start_log(node)

    def takes_socket(self, path: str) -> bool:
        """Whether a WebSocket may be opened at a path."""
        return self._sockets.takes(path)

    def end_streams(self) -> None:
        """Ends what would be sent for as long as clients want it: the server stops."""
        self._streams.end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._sockets.serve(_begun(scope), scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, match = _begun(scope), None
        request.is_opensearch = self._is_opensearch
        started, breakers = time.monotonic(), self.node.breakers
        with MemoryAccount(breakers.in_flight) as body, MemoryAccount(breakers.request) as answer:
            try:
                if not await _read_body(request, receive, BodyMemory(body, breakers.arriving)):
                    return
                match = self._find(request)
                rendered = await self._answer(scope, request, receive, match)
                if rendered.rest:
                    # long answers may have to wait for a slow client
                    answer.add(rendered.size, "<http_response>")
            except FindlingError as error:
                rendered = failure(error, request)
            except (MemoryError, RuntimeError) as error:
                if isinstance(error, RuntimeError) and _NO_THREAD not in str(error):
                    raise
                rendered = failure(out_of_memory(error), request)
            took = time.monotonic() - started
            self._clients.note(scope.get("client"), took)
            if took > _LONG_S or rendered.status == 429:
                breakers.parent.note_end(rendered.status == 429)
            if match is not None and match.route is not None:
                counters, route = self.node.kept(RequestCounters), match.route
                counters.note(route.path, usage_name(route.handler), len(request.body), rendered.size, took * 1000)
            request.body = b""
            headers = rendered.headers + id_headers(request, rendered.status)
            if rendered.stream is None:
                await self._send(rendered, headers, send)
        if rendered.stream is not None:
            await self._streams.serve(rendered.stream, rendered.status, headers, receive, send)
        log_request(request, scope, rendered, time.monotonic() - started)

    async def _send(self, rendered: Rendered, headers: Headers, send: Send) -> None:
        """Sends an answer, piece by piece as fast as the client takes it."""
        await send({"type": "http.response.start", "status": rendered.status, "headers": headers})
        await send({"type": "http.response.body", "body": rendered.body, "more_body": bool(rendered.rest)})
        for place, piece in enumerate(rendered.rest, 1):
            await send({"type": "http.response.body", "body": piece, "more_body": place < len(rendered.rest)})

    async def _answer(self, scope: Scope, request: Request, receive: Receive, match: Match | None) -> Rendered:
        query_string = scope["query_string"].decode("latin-1")
        if len(request.path) + len(query_string) > _MAX_LINE_BYTES:
            return _too_long(request)
        if self._guard is None and match is not None and match.route is not None and match.route.at_once:
            return self._answered(request, query_string, match)
        loop = asyncio.get_running_loop()
        pool = self._pool(match)
        submit = pool.submit_first if self._clients.was_quick(scope.get("client")) else pool.submit
        work = asyncio.wrap_future(submit(self._answered, request, query_string, match))
        watchers: list[asyncio.Task[None]] = []

        def watch() -> None:
            watchers.append(loop.create_task(_watch(receive, request)))
            pool.hurry()  # the request may still wait for a thread

        later = loop.call_later(_WATCH_AFTER_S, watch)
        try:
            return await work
        finally:
            later.cancel()
            for watcher in watchers:
                watcher.cancel()

    def _find(self, request: Request) -> Match | None:
        return find_served(self.router, self.node.cluster.state, request.method, request.path)

    def _pool(self, match: Match | None) -> BoundedPool:
        """Returns the threads that carry out a request."""
        action = "" if match is None or match.route is None else actions_of(match.route)[0]
        return self.node.pools.of(action)

    def handle(self, request: Request, query_string: str = "") -> Rendered:
        """Answers a request in this thread, as `_http` does in another; errors become answers too."""
        request.is_opensearch = self._is_opensearch
        try:
            with self.node.breakers.in_flight.reserve(len(request.body), "<http_request>"):
                return self._answered(request, query_string, self._find(request))
        except FindlingError as error:
            return failure(error, request)

    def _answered(self, request: Request, query_string: str, match: Match | None) -> Rendered:
        try:
            self._doors.check(request)
        except SecurityError as error:
            return failure(error, request)
        if self._cors is None:
            return self._answer_or_error(request, query_string, match)
        early = self._cors.early_answer(request)
        return early or self._cors.allowed(request, self._answer_or_error(request, query_string, match))

    def _answer_or_error(self, request: Request, query_string: str, match: Match | None) -> Rendered:
        try:
            request.check()
            with request.work(self.node):
                if self._forwarding is not None:
                    forwarded = self._forwarding.answer(request, query_string, match)
                    if forwarded is not None:
                        return forwarded
                return self._handle(request, query_string, match)
        except MemoryError as error:
            return failure(out_of_memory(error), request)
        except FindlingError as error:
            return failure(_what_stopped(error), request)
        except RecursionError as error:
            nested = IllegalArgumentError("the request is nested too deeply")
            nested.__cause__ = error
            return failure(nested, request)
        except Exception as error:
            if any(text in str(error) for text in _NO_MEMORY):
                return failure(out_of_memory(error), request)
            logger.exception("request failed method=%s path=%s id=%s", request.method, request.path, request.id)
            return failure(error, request)

    def _handle(self, request: Request, query_string: str, match: Match | None) -> Rendered:
        request.query = parse_query(query_string)
        guard = None if match is not None and match.route is not None and match.route.is_public else self._guard
        if guard is not None and not _is_preflight(request):
            guard.identify(request, query_string, None if match is None else match.route)
        if match is not None and request.query.get("error_trace", "true") not in ("", "true", "false"):
            # how errors are told is not known then
            return simple_error(request, 400, _NO_FLAG.format(request.query["error_trace"]))
        if match is None or match.route is None:
            if match is not None:
                request.flag("pretty")
            return _unserved(request, match, query_string)
        request.parts = match.parameters
        request.accept = accepted(request.headers.get("accept"))
        if request.is_opensearch:
            translate_request(request, match.route)
        if match.route.is_checked:
            unsupported = _take_content_type(match.route, request)
            if unsupported is not None:
                return unsupported
            fault = _surplus(match.route, request)
            if fault is not None:
                refuse(match.route.reader, self.node, request, fault, before_validation=True)
        if match.route.typed:
            typed_request(request)
        idle_parameters(request, match.route.idle)
        begin_trace(request.headers)
        ENDPOINTS.set(self.node.inference)
        RULESETS.set(self._find_ruleset)
        with self.node.breakers.request.reserve(body_size(request), "<http_request>"):
            if guard is None:
                response = match.route.handler(self.node, request)
            else:
                response = guard.carry_out(self.node, request, match.route)
        if match.route.typed or request.version == 7:
            typed_response(response, request)
        if request.warnings:
            log_deprecations(request)
        if request.is_opensearch:
            response = translate_response(self.node, request, match.route, response)
        return render(response, request)


def _what_stopped(error: FindlingError) -> FindlingError:
    """Returns what stopped a request, if whoever was stopped took it for something wrong with what it read."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TaskCancelledError | CircuitBreakingError):
            return cause if error.status in _MISTAKEN else error
        cause = cause.__cause__
    return error


def _begun(scope: Scope) -> Request:
    """Returns a request without its body and query."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    raw_path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    client = scope.get("client")
    address = client[0] if client else None
    request = Request(scope.get("method", "GET"), raw_path, {}, {}, headers, id=request_id(headers), address=address)
    request.certificate = scope.get("findling.certificate") or scope.get("state", {}).get("findling.certificate")
    return request


def _forwarding(node: Node, handle: Callable[[Request, str], Rendered]) -> "Forwarding":
    """Returns what gives requests to other nodes."""
    found: Forwarding = _among_nodes.Forwarding(node, handle)
    return found


def create_app(node: Node) -> App:
    """Returns the ASGI application of a node."""
    watch_audits(node)
    serve_policies(node)
    serve_every_node(node)
    return App(node)


def create_policy_app(node: Node) -> App:
    """Returns the application that serves OPA's API alone."""
    return App(node, Router(OPA_ROUTES))


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read_body(request: Request, receive: Receive, memory: BodyMemory) -> bool:
    """Gives the request its unpacked body. Returns whether the client was there to its end."""
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 20) or int(length) > MAX_CONTENT_BYTES:
        raise too_large(MAX_CONTENT_BYTES)
    with BodyReader(request.headers.get("content-encoding"), memory) as reader:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            chunk = message.get("body", b"")
            if chunk:
                reader.feed(chunk)
            if not message.get("more_body"):
                request.body = reader.finish()
                return True


async def _watch(receive: Receive, request: Request) -> None:
    """Sets the request's cancelled flag once the client has gone."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            request.cancelled.set()
            return


def _take_content_type(route: Route, request: Request) -> Rendered | None:
    """Sets the request's content type. Returns the refusal if the route cannot read it."""
    header = request.headers.get("content-type") or request.query.get("source_content_type")
    media_type: MediaType | None = None
    if header is not None:
        media_type = parse_media_type(header, "Content-Type")
    request.content_type = media_type
    if not request.body:
        return None
    if header is None:
        return simple_error(request, 406, "Content-Type header is missing")
    _check_versions(media_type, request)
    if media_type is None or media_type.format in ("text", "csv", "smile") or (media_type.ndjson and not route.ndjson):
        return simple_error(request, 406, f"Content-Type header [{header}] is not supported")
    return None


def _check_versions(content_type: MediaType | None, request: Request) -> None:
    """Raises MediaTypeError if a body and its answer are to be in different versions of the API."""
    accept = request.accept
    versions = {media_type.version for media_type in (content_type, accept) if media_type is not None}
    if len(versions - {None}) > 1:
        raise MediaTypeError(
            "A compatible version is required on both Content-Type and Accept headers if either one has requested a "
            "compatible version and the compatible versions must match. "
            f"Accept={request.headers['accept']}, Content-Type={request.headers['content-type']}"
        )


def _surplus(route: Route, request: Request) -> IllegalArgumentError | None:
    """Returns the error of a request that has more than its route reads."""
    try:
        if request.query:
            check_parameters(request, route.parameters | COMMON)
    except IllegalArgumentError as error:
        return error
    if request.body and not route.takes_body:
        return IllegalArgumentError(
            f"request [{request.method} {unquote(request.path)}] does not support having a body"
        )
    return None


def _is_preflight(request: Request) -> bool:
    """Whether a browser asks what may be asked, without credentials. Raises RequestStatusError for one with a body."""
    if request.method == "OPTIONS" and len(request.body) > 1:  # as Elasticsearch looks
        raise RequestStatusError("OPTIONS requests with a payload body are not supported")
    return request.method == "OPTIONS"


def _unserved(request: Request, match: Match | None, query_string: str) -> Rendered:
    uri = request.path
    if match is None and request.method == "OPTIONS":
        return _render_error(request, 200, None, [])
    if match is None:
        text = f"no handler found for uri [{uri}] and method [{request.method}]"
        return _render_error(request, 400, {"error": text}, [])
    methods = sorted(match.allowed, key=_METHODS.index)
    allowed = ",".join(methods)
    if request.method == "OPTIONS":
        return _render_error(request, 200, None, [(b"allow", allowed.encode())])
    if query_string:
        uri += f"?{query_string}"
    text = f"Incorrect HTTP method for uri [{uri}] and method [{request.method}], allowed: [{', '.join(methods)}]"
    return _render_error(request, 405, {"error": text, "status": 405}, [(b"allow", allowed.encode())])


def simple_error(request: Request, status: int, text: str) -> Rendered:
    """Returns an error that is just a text, as Elasticsearch answers before a handler is chosen."""
    return _render_error(request, status, {"error": text, "status": status}, [])


def _too_long(request: Request) -> Rendered:
    reason = f"An HTTP line is larger than {_MAX_LINE_BYTES} bytes."
    error = {"type": "too_long_http_line_exception", "reason": reason}
    return _render_error(request, 400, {"error": {"root_cause": [error], **error}, "status": 400}, [])


def out_of_memory(error: BaseException) -> CircuitBreakingError:
    """Returns the error of a request for which the system had no memory: what no breaker saw coming."""
    error.__traceback__ = None  # it holds what the request had
    return CircuitBreakingError(
        "[parent] Data too large, the process could not get more memory", durability="TRANSIENT"
    )


def failure(error: BaseException, request: Request) -> Rendered:
    """Returns the answer that tells of an error."""
    with_trace = request.query.get("error_trace", "false") in ("", "true")
    if isinstance(error, XContentParseError) and error.text is not None:
        locate(error, error.text)
    elif (
        not isinstance(error, CircuitBreakingError)
        and len(request.body) <= _LOCATED_BYTES
        and (request.content_type is None or not request.content_type.ndjson)
    ):
        locate(error, request.body)
    body = error_body(error, with_trace)
    if request.is_opensearch:
        body = translated_error(body, request.path)
    if not isinstance(error, FindlingError):
        body["report_id"] = request.id  # under which the log tells what happened
    headers = {"retry-after": _RETRY_AFTER_S} if status_of(error) == 429 else {}
    try:
        rendered = render(Response(body, status_of(error), headers, filtered=False), request)
    except FindlingError:
        rendered = _render_error(request, status_of(error), body, [])
    if isinstance(error, AuthenticationError):
        rendered.headers.extend((b"www-authenticate", value.encode()) for value in error.challenges)
    return rendered


def _render_error(request: Request, status: int, body: object, headers: Headers) -> Rendered:
    """Renders without regard to parameters, which may be what is wrong."""
    plain = Request(request.method, request.path, {}, {}, request.headers)
    rendered = render(Response(None if body is None else dump(body, "json"), status), plain)
    return Rendered(status, rendered.headers + headers, rendered.body)
