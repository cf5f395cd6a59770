"""ASGI scopes of the events that stand for HTTP requests."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"
Event = Mapping[str, Any]


class Shape(Enum):
    """Who made an event: its members differ, and so do the results that are taken for it."""

    REST = "rest"
    HTTP = "http"
    ALB = "alb"


@dataclass(frozen=True, slots=True)
class HttpEvent:
    """A request. raw_path: percent-encoded, without the stage, which is `root_path`; query: percent-encoded

    multi_value: whether headers have lists of values, and the result's have to have them too
    """

    shape: Shape
    method: str
    raw_path: str
    root_path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source_ip: str | None
    multi_value: bool = False

    def scope(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the ASGI scope. state: what the lifespan left"""
        named = dict(self.headers)
        host, _, port = named.get("host", "lambda").partition(":")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": named.get("x-forwarded-proto", "https"),
            "path": unquote(self.raw_path),
            "raw_path": self.raw_path.encode("ascii"),
            "root_path": self.root_path,
            "query_string": self.query.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in self.headers],
            "server": (host, int(port or named.get("x-forwarded-port", "443"))),
            "client": None if self.source_ip is None else (self.source_ip, 0),
            "state": dict(state),
        }


def http_event(event: Event) -> HttpEvent | None:
    """Returns the request that an event stands for, None if it is no HTTP."""
    context = event.get("requestContext")
    if not isinstance(context, Mapping):
        return None
    if "elb" in context:
        return _alb(event)
    if event.get("version") == "2.0" and "http" in context:
        return _version_2(event, context)
    return _version_1(event, context) if "httpMethod" in event else None


def _version_2(event: Event, context: Mapping[str, Any]) -> HttpEvent:
    headers = [(name.lower(), value) for name, value in (event.get("headers") or {}).items()]
    if event.get("cookies"):
        headers.append(("cookie", "; ".join(event["cookies"])))
    raw, root = event["rawPath"], ""
    stage = context.get("stage")
    # a domain of one's own has no stage in its paths
    if stage and stage != "$default" and ".execute-api." in context.get("domainName", ""):
        raw, root = _without_stage(raw, stage)
    http = context["http"]
    return HttpEvent(
        Shape.HTTP,
        http["method"],
        quote(raw, safe=_PATH_SAFE),
        root,
        event.get("rawQueryString") or "",
        tuple(headers),
        _body(event),
        http.get("sourceIp"),
    )


def _version_1(event: Event, context: Mapping[str, Any]) -> HttpEvent:
    path, stage = event["path"], context.get("stage")
    raw, root = path, ""
    sent = context.get("path") or ""
    # `path` comes decoded or not, without the stage; the context has what the client sent, stage and all
    if sent and stage and unquote(sent) == f"/{stage}{unquote(path)}".rstrip("/") + ("/" if sent.endswith("/") else ""):
        raw, root = _without_stage(sent, stage)
    elif unquote(sent) == unquote(path):
        raw = sent
    query = event.get("multiValueQueryStringParameters")
    if query is None:
        query = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
    return HttpEvent(
        Shape.REST,
        event["httpMethod"],
        quote(raw, safe=_PATH_SAFE),
        root,
        urlencode(query, doseq=True),
        tuple(_headers(event)),
        _body(event),
        (context.get("identity") or {}).get("sourceIp"),
        bool(event.get("multiValueHeaders")),
    )


def _alb(event: Event) -> HttpEvent:
    query = event.get("multiValueQueryStringParameters")
    if query is None:
        query = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
    headers = tuple(_headers(event))
    forwarded = dict(headers).get("x-forwarded-for", "")
    return HttpEvent(
        Shape.ALB,
        event["httpMethod"],
        quote(event["path"], safe=_PATH_SAFE),
        "",
        "&".join(f"{name}={value}" for name, values in query.items() for value in values),  # not decoded there
        headers,
        _body(event),
        forwarded.partition(",")[0].strip() or None,
        "multiValueHeaders" in event,
    )


def _headers(event: Event) -> Iterator[tuple[str, str]]:
    many = event.get("multiValueHeaders")
    if many:
        for name, values in many.items():
            for value in values:
                yield name.lower(), value
        return
    for name, value in (event.get("headers") or {}).items():
        yield name.lower(), value


def _without_stage(path: str, stage: str) -> tuple[str, str]:
    prefix = f"/{stage}"
    if path == prefix or path.startswith(f"{prefix}/"):
        return path[len(prefix) :] or "/", prefix
    return path, ""


def _body(event: Event) -> bytes:
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else body.encode()
