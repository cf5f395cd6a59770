"""Turns a Response into bytes: filter_path, format, pretty, compression, headers."""

import gzip
import zlib
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import JSON_OPTIONS
from findling.base.lazy import lazy_module
from findling.base.work.json_encoding import encode
from findling.rest.cat_table import CatTable, help_text, shown_table, table_rows, table_text
from findling.rest.filter_path import filter_body
from findling.rest.graphql.asgi import Stream
from findling.rest.json_body import load_cbor
from findling.rest.json_chunks import joined, json_chunks
from findling.rest.json_indent import indented
from findling.rest.media_types import CONTENT_TYPES
from findling.rest.request import Request
from findling.rest.response import Response
from findling.version import ELASTICSEARCH_VERSION, OPENSEARCH_VERSION

_yaml = lazy_module("yaml")
_PRODUCT: Final = (b"x-elastic-product", b"Elasticsearch")
_AGENT: Final = f"299 Elasticsearch-{ELASTICSEARCH_VERSION}-findling "
_OPENSEARCH_AGENT: Final = f"299 OpenSearch-{OPENSEARCH_VERSION}-findling "
_OPENSEARCH: Final = (b"x-opensearch-version", f"OpenSearch/{OPENSEARCH_VERSION} (opensearch)".encode())
# what documents hold is never taken for a page or a script, whatever it looks like
_AS_IT_SAYS: Final = (b"x-content-type-options", b"nosniff")
_COMPRESS_ABOVE: Final = 1024
_GZIP: Final = 16 + zlib.MAX_WBITS

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer ready to be sent.

    body: its first piece, and all of it but for long ones; rest: what follows
    stream: what sends the body, in its place
    """

    status: int
    headers: Headers
    body: bytes
    rest: tuple[bytes, ...] = ()
    stream: Stream | None = None

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.body) + sum(map(len, self.rest))

    @property
    def whole(self) -> bytes:
        """All pieces as one."""
        return b"".join((self.body, *self.rest)) if self.rest else self.body


def render(response: Response, request: Request) -> Rendered:
    """Returns the answer to a request. Raises IllegalArgumentError for a format that cannot be written."""
    kind, pieces = _pieces(response, request)
    headers: Headers = [_OPENSEARCH if request.is_opensearch else _PRODUCT, _AS_IT_SAYS]
    if response.body is not None:
        headers.append((b"content-type", (response.content_type or _content_type(kind, request)).encode()))
    headers += [(name.encode(), value.encode()) for name, value in response.headers.items()]
    headers += echo_headers(request.headers)
    warnings = dict.fromkeys(request.warnings)
    if request.is_opensearch:
        warnings = dict.fromkeys(warning.replace(_AGENT, _OPENSEARCH_AGENT, 1) for warning in warnings)
    headers += [(b"warning", warning.encode()) for warning in warnings]
    if response.stream is not None:
        return Rendered(response.status, headers, b"", stream=response.stream)
    pieces = _compressed(pieces, request, headers)
    headers.append((b"content-length", str(sum(map(len, pieces))).encode()))
    first, *rest = (b"",) if request.method == "HEAD" else pieces
    return Rendered(response.status, headers, first, tuple(rest))


def echo_headers(headers: dict[str, str]) -> Headers:
    """Returns the request headers that come back in the answer."""
    value = headers.get("x-opaque-id")
    return [] if value is None else [(b"x-opaque-id", value.encode("latin-1", "replace"))]


def _pieces(response: Response, request: Request) -> tuple[str, list[bytes]]:
    """Returns the format of an answer and its pieces, at least one."""
    long = isinstance(response.body, dict) and not request.flag("pretty") and not request.query.get("filter_path")
    if long and _format(request, False) == "json":
        chunks = json_chunks(response.body, request.check)
        if chunks is not None:
            return "json", joined(chunks)
    kind, body = _body(response, request)
    return kind, [body]


def _body(response: Response, request: Request) -> tuple[str, bytes]:
    body = response.body
    if body is None:
        return "json", b""
    if isinstance(body, bytes):
        return "json", body
    if isinstance(body, str):
        return "text", body.encode()
    kind = _format(request, isinstance(body, CatTable))
    if isinstance(body, CatTable):
        if request.flag("help"):
            return "text", help_text(body).encode()
        headings, rows = shown_table(body, request.query)
        if kind == "text":
            return kind, table_text(headings, rows, request.flag("v")).encode()
        body = table_rows(headings, rows)
    filters = request.query.get("filter_path") if response.filtered else None
    return kind, dump(filter_body(body, filters) if filters else body, kind, request.flag("pretty"))


def _format(request: Request, cat: bool) -> str:
    """Returns json, yaml, cbor or (for tables) text: the `format` parameter before the Accept header."""
    name = request.query.get("format")
    if name is not None:
        kind = name.lower()
        if kind in ("txt", "text", "text/plain"):
            kind = "text"
        if kind not in CONTENT_TYPES and kind.partition("/")[2] in CONTENT_TYPES:
            kind = kind.partition("/")[2]
        if kind not in CONTENT_TYPES:
            # as if nothing had been said
            kind = "text" if cat else "json"
    elif request.accept is not None:
        kind = request.accept.format
    else:
        kind = "text" if cat else "json"
    return kind if cat or kind != "text" else "json"


def dump(body: object, kind: str, pretty: bool = False) -> bytes:
    """Returns a body in a format. Pretty JSON is indented by two and ends with a newline.

    Raises IllegalArgumentError for a body that is nested more deeply than 254 levels.
    """
    try:
        return _dump(body, kind, pretty)
    except TypeError as error:
        if "Recursion" not in str(error):
            raise
        raise IllegalArgumentError("the answer is nested too deeply to be written") from None


def _dump(body: Any, kind: str, pretty: bool) -> bytes:
    if kind == "yaml":
        plain = orjson.loads(encode(body, option=JSON_OPTIONS))
        text: str = _yaml.safe_dump(plain, sort_keys=False, explicit_start=True, allow_unicode=True)
        return text.encode()
    if kind == "cbor":
        encoded: bytes = load_cbor().dumps(orjson.loads(encode(body, option=JSON_OPTIONS)))
        return encoded
    compact = encode(body, option=JSON_OPTIONS)
    return indented(compact) if pretty else compact


def _content_type(kind: str, request: Request) -> str:
    accept = request.accept
    if accept is not None and accept.vendor and accept.format == kind:
        version = "" if accept.version is None else f";compatible-with={accept.version}"
        return accept.name.replace("x-ndjson", "json") + version
    return CONTENT_TYPES[kind]


def _compressed(pieces: list[bytes], request: Request, headers: Headers) -> list[bytes]:
    is_packed = any(name == b"content-encoding" for name, _ in headers)
    if is_packed or len(pieces[0]) < _COMPRESS_ABOVE or "gzip" not in request.headers.get("accept-encoding", ""):
        return pieces
    headers.append((b"content-encoding", b"gzip"))
    if len(pieces) == 1:
        return [gzip.compress(pieces[0], compresslevel=3, mtime=0)]
    packer = zlib.compressobj(3, wbits=_GZIP)
    packed = []
    for place, piece in enumerate(pieces):
        packed.append(packer.compress(piece))
        pieces[place] = b""
    return [*packed, packer.flush()]
