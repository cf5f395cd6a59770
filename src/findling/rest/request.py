"""A request as handlers see it: typed access to parameters and body, errors in Elasticsearch's words."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import unquote

from findling.base.errors import (
    IllegalArgumentError,
    NumberFormatError,
    ParseError,
    ParsingError,
    TaskCancelledError,
    not_supported,
)
from findling.base.json_values import json_text, json_token
from findling.base.object_parser import parse_fault
from findling.base.units import parse_time_ms
from findling.base.work.current import Work
from findling.base.work.request_watch import watched_work
from findling.cluster.name_resolution import IndicesOptions
from findling.node.services.active_shards import ActiveShards, parse_active_shards
from findling.node.services.node import Node
from findling.rest.json_body import parse_json
from findling.rest.media_types import MediaType
from findling.search.query.url_query import TEXT_OPTIONS
from findling.security.service import Caller

_TIMEOUT_MS: Final = 30_000


def _nothing() -> None:
    """The watch of a request that nobody watches."""


@dataclass(slots=True)
class Request:
    """One HTTP request, complete and decoded.

    parts: values of the {names} in the route's path
    query: parameters of the query string
    headers: names in lower case
    body: without its Content-Encoding
    warnings: deprecations that the answer is to carry
    cancelled: set when the client has gone away
    id: by which its log lines are found
    address: of the client, None if it is not known
    caller: who asks, None where nobody has to say so
    certificate: the client's, as of ssl.getpeercert
    watch: raises if what the request does takes too much memory
    is_opensearch: whether the answer has OpenSearch's names
    """

    method: str
    path: str
    parts: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    content_type: MediaType | None = None
    accept: MediaType | None = None
    warnings: list[str] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)
    id: str = ""
    address: str | None = None
    caller: Caller | None = None
    certificate: dict[str, Any] | None = None
    watch: Callable[[], None] = _nothing
    is_opensearch: bool = False

    @property
    def version(self) -> int | None:
        """The API version that the client wants to be answered in, if it says so."""
        return self.accept.version if self.accept is not None else None

    def check(self) -> None:
        """Raises TaskCancelledError once the client has gone away, and what `watch` raises."""
        if self.cancelled.is_set():
            raise TaskCancelledError("task cancelled [by client disconnect]")
        self.watch()

    @property
    def task_headers(self) -> dict[str, str]:
        """What the tasks of the request show of its headers."""
        opaque_id = self.headers.get("x-opaque-id")
        return {} if opaque_id is None else {"X-Opaque-Id": opaque_id}

    def work(self, node: Node) -> Work:
        """Returns what stops the request: the client that leaves, somebody who cancels it, memory that runs out."""
        work = watched_work(node.breakers)
        self.watch, work.check = work.check, self.check
        return work

    def part(self, name: str) -> str:
        return self.parts[name]

    def text(self, name: str, default: str | None = None) -> str | None:
        """Returns a parameter, of the path or the query string."""
        value = self.parts.get(name)
        return self.query.get(name, default) if value is None else value

    def flag(self, name: str, default: bool = False) -> bool:
        """Returns a boolean parameter; without a value it means true."""
        value = self.query.get(name)
        if value is None:
            return default
        if value in ("", "true"):
            return True
        if value == "false":
            return False
        raise IllegalArgumentError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")

    def optional_flag(self, name: str) -> bool | None:
        return self.flag(name) if name in self.query else None

    def integer(self, name: str, default: int) -> int:
        value = self.query.get(name)
        return default if value is None else self._whole(name, value)

    def optional_integer(self, name: str) -> int | None:
        value = self.query.get(name)
        return None if value is None else self._whole(name, value)

    def optional_long(self, name: str) -> int | None:
        """Returns a parameter of 64 bits, None if it is absent. Raises IllegalArgumentError."""
        value = self.query.get(name)
        return None if value is None else self._whole(name, value, "long", 2**63)

    def _whole(self, name: str, value: str, kind: str = "int", limit: int = 2**31) -> int:
        try:
            number = int(value)
            if not -limit <= number < limit:
                raise ValueError(value)
            return number
        except ValueError as error:
            cause = NumberFormatError.of(value)
            cause.__cause__ = error
            raise IllegalArgumentError(f"Failed to parse {kind} parameter [{name}] with value [{value}]") from cause

    def time_ms(self, name: str, default_ms: int) -> int:
        value = self.query.get(name)
        return default_ms if value is None else parse_time_ms(value, name)

    def active_shards(self) -> int | None:
        """Returns the `wait_for_active_shards` parameter, None if it is not there. Raises IllegalArgumentError."""
        value = self.query.get("wait_for_active_shards")
        return None if value is None else parse_active_shards(value)

    def waiting(self) -> ActiveShards:
        """Returns what the answer to a change of an index waits for. Raises IllegalArgumentError."""
        return ActiveShards(self.active_shards(), self.time_ms("timeout", _TIMEOUT_MS))

    def names(self, name: str) -> list[str]:
        """Returns the parts of a comma-separated parameter of path or query string; empty if absent."""
        return [part.strip() for part in (self.text(name) or "").split(",") if part.strip()]

    @property
    def types(self) -> tuple[str, ...]:
        """The mapping types in the URL, as clients up to Elasticsearch 7 say; empty if there are none."""
        return tuple(part.strip() for part in self.parts.get("type", "").split(",") if part.strip())

    def indices_options(self, base: IndicesOptions) -> IndicesOptions:
        """Returns an API's own options, changed by the parameters of this request."""
        options = base
        if "expand_wildcards" in self.query:
            options = options.expanding(self.names("expand_wildcards"))
        return replace(
            options,
            ignore_unavailable=self._option("ignore_unavailable", options.ignore_unavailable),
            allow_no_indices=self._option("allow_no_indices", options.allow_no_indices),
        )

    def _option(self, name: str, default: bool) -> bool:
        """Returns a boolean parameter of how names are resolved, whose errors Elasticsearch tells in its own way."""
        try:
            return self.flag(name, default)
        except IllegalArgumentError as error:
            raise IllegalArgumentError(f"Could not convert [{name}] to boolean") from error

    def content(self) -> bytes:
        """Returns the body, or the `source` parameter in its place."""
        if not self.body and "source" in self.query:
            if "source_content_type" not in self.query:
                raise IllegalArgumentError("source and source_content_type parameters are required")
            return self.query["source"].encode()
        return self.body

    def json_bytes(self) -> bytes:
        """Returns the body as JSON text, whatever format it came in."""
        if self.content_type is None or self.content_type.format == "json":
            return self.content()
        return json_text(parse_json(self.content(), self.content_type))

    def json(self, by_names: bool = True) -> dict[str, Any]:
        """Returns the body as an object, {} if there is none. Raises XContentParseError or ParseError.

        by_names: how the end of a text that is cut off is told, see JsonFault.error
        """
        raw = self.content()
        if not raw.strip():
            return {}
        return require_object(parse_json(raw, self.content_type, by_names))

    def search_json(self) -> dict[str, object]:
        """Returns the body of a search or query as an object, {} if there is none. Raises ParsingError."""
        raw = self.content()
        value = parse_json(raw, self.content_type) if raw.strip() else {}
        if not isinstance(value, dict):
            raise ParsingError(f"Expected [START_OBJECT] but found [{json_token(value)}]")
        return value

    def any_json(self, by_names: bool = False) -> object:
        """Returns the body, whatever it is. Raises ParseError if there is none. by_names: as of `json`"""
        raw = self.content()
        if not raw.strip():
            raise ParseError("request body is required")
        return parse_json(raw, self.content_type, by_names)

    def json_value(self) -> object:
        """Returns the body, whatever it is; {} if there is none."""
        raw = self.content()
        return parse_json(raw, self.content_type) if raw.strip() else {}

    def required_json(self, or_source: bool = False) -> dict[str, Any]:
        """Returns the body as an object. Raises ParseError if there is none. or_source: what the error says"""
        if not self.content().strip():
            raise ParseError(f"request body {'or source parameter ' if or_source else ''}is required")
        return self.json()

    def parsed_object(self, parser: str) -> dict[str, Any]:
        """Returns the body as an object. Raises ParseError if there is none, XContentParseError for another value.

        parser: the name that Elasticsearch gives what reads such a body
        """
        value = self.any_json(by_names=True)
        if not isinstance(value, dict):
            raise parse_fault(f"[{parser}] Expected START_OBJECT but was: {json_token(value)}")
        return value

    @property
    def has_body(self) -> bool:
        """Whether there is a body, or a parameter in its place."""
        return bool(self.content().strip())

    def refuse(self, names: Iterable[str]) -> None:
        """Raises IllegalArgumentError if some parameters are given, which nobody has a use for."""
        found = [f"[{name}]" for name in sorted(names) if name in self.query]
        if found:
            raise unrecognized(self.path, found)

    def check_query_text(self) -> None:
        """Raises IllegalArgumentError for parameters of a query in the URL without one."""
        found = [] if "q" in self.query else [name for name in TEXT_OPTIONS if name in self.query]
        if found:
            given = ", ".join(found)
            raise IllegalArgumentError(
                f"request [{self.path}] contains parameters [{given}] but missing query string parameter 'q'."
            )


def unrecognized(path: str, shown: Sequence[str]) -> IllegalArgumentError:
    """Returns the error for parameters that are not known. shown: their names in brackets, with what may be meant"""
    plural = "s" if len(shown) > 1 else ""
    return IllegalArgumentError(
        f"request [{unquote(path)}] contains unrecognized parameter{plural}: {', '.join(shown)}"
    )


def require_object(value: object) -> dict[str, object]:
    """Returns the value if it is a JSON object. Raises ParseError."""
    if not isinstance(value, dict):
        raise ParseError(f"Failed to parse object: expecting START_OBJECT but got [{json_token(value)}]")
    return value


def refuse_synthetic_source(request: Request) -> None:
    """Raises IllegalArgumentError if a request wants sources put together from columns."""
    if request.flag("force_synthetic_source"):
        raise not_supported("force_synthetic_source")
