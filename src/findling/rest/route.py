"""One line of the route table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response

_BODILESS: Final = frozenset({"GET", "HEAD", "DELETE"})
Handler = Callable[[Node, Request], Response]

COMMON: Final = frozenset({"pretty", "human", "error_trace", "filter_path", "format", "source", "source_content_type"})

INDICES: Final = "allow_no_indices expand_wildcards ignore_unavailable"
MASTER: Final = "master_timeout timeout"
_OWN: Final = tuple(
    f"/{name}"
    for name in (
        "_policy",
        "_graphql",
        "_console",
        "_published",
        "_prometheus",
        "_rebuild",
        "_list",
        "_edge",
        "_identity",
        "v1",
        "health",
    )
)
"""What Elasticsearch has not."""
CAT: Final = "h s v help bytes size time ts pri"
WAITING: Final = "master_timeout"
LOCAL: Final = f"local {WAITING}"


@dataclass(frozen=True, slots=True)
class Route:
    """What serves a method and path.

    path: "/{index}/_doc/{id}"
    parameters: names that may stand in the query string besides the common ones
    ndjson: the body is lines of JSON
    typed: an old URL with a mapping type in it; answered with a deprecation warning
    idle: parameters that are taken for the sake of old clients; answered with a deprecation warning if true
    takes_body: False refuses a request with a body, which would say something that nobody reads
    is_checked: whether parameters and content type are looked at before the handler is asked
    at_once: whether the handler neither waits nor computes: it needs no thread
    is_public: whether it serves whoever asks, while security is on too: it says nothing of the node
    reads: reads a request and does nothing, where the handler turns to the node before it has read all
    """

    methods: tuple[str, ...]
    path: str
    handler: Handler
    parameters: frozenset[str]
    ndjson: bool = False
    typed: bool = False
    idle: frozenset[str] = frozenset()
    is_checked: bool = True
    takes_body: bool = True
    at_once: bool = False
    is_public: bool = False
    reads: Handler | None = None

    @property
    def answers_head(self) -> bool:
        """Whether a GET answers HEAD too: what Elasticsearch has not, or what says so."""
        return "HEAD" in self.methods or ("GET" in self.methods and self.path.startswith(_OWN))

    @property
    def reader(self) -> Handler:
        """What finds out what is wrong with a request that is not carried out."""
        return self.reads or self.handler


def route(
    methods: str,
    paths: str,
    handler: Handler,
    parameters: str = "",
    ndjson: bool = False,
    body: bool | None = None,
    at_once: bool = False,
    reads: Handler | None = None,
) -> list[Route]:
    """Returns routes for all of the paths (separated by blanks) and methods ("GET POST").

    parameters: names separated by blanks; "!" behind one says that it has no effect
    body: whether requests may have one; None: if there is another method than GET, HEAD and DELETE
    at_once, reads: see Route
    """
    names = frozenset(name.rstrip("!") for name in parameters.split())
    idle = frozenset(name.rstrip("!") for name in parameters.split() if name.endswith("!"))
    takes_body = not _BODILESS.issuperset(methods.split()) if body is None else body
    return [
        Route(
            tuple(methods.split()),
            path,
            handler,
            names,
            ndjson,
            _is_typed(path),
            idle,
            takes_body=takes_body,
            at_once=at_once,
            reads=reads,
        )
        for path in paths.split()
    ]


def _is_typed(path: str) -> bool:
    return "{type}" in path or path.startswith("/{index}/_doc/_")
