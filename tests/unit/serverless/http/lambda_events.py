"""Events as the front ends of Lambda make them of requests, after the pages of AWS; and what they make of results."""

import json
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit

SHAPES = ("rest", "http", "url", "alb", "alb-multi")
_TEXTS = ("text/", "application/json", "application/javascript", "application/xml")


def event_of(
    shape: str, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"", stage: str = "dev"
) -> dict[str, Any]:
    """Returns the event of a request; target: path and query, percent-encoded."""
    parts = urlsplit(target)
    named = {"Host": "abc.execute-api.us-east-1.amazonaws.com", "X-Forwarded-Proto": "https", **(headers or {})}
    if shape in ("http", "url"):
        return _version_2(shape, method, parts.path, parts.query, named, body, stage)
    # Zappa sets binary types of REST APIs to */*
    binary = bool(body) and (shape == "rest" or not _is_text(named))
    event: dict[str, Any] = {
        "httpMethod": method,
        "path": parts.path,
        "body": (b64encode(body) if binary else body).decode() if body else None,
        "isBase64Encoded": binary,
    }
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if shape == "rest":
        event |= {
            "resource": "/{proxy+}",
            "headers": named,
            "multiValueHeaders": {name: [value] for name, value in named.items()},
            "queryStringParameters": dict(pairs) or None,
            "multiValueQueryStringParameters": parse_qs(parts.query, keep_blank_values=True) or None,
            "requestContext": {
                "path": f"/{stage}{parts.path}",
                "stage": stage,
                "httpMethod": method,
                "identity": {"sourceIp": "127.0.0.1"},
            },
        }
        return event
    context = {"requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:x"}}}
    raw = {name: quote(value) for name, value in pairs}
    lower = {name.lower(): value for name, value in {**named, "X-Forwarded-For": "127.0.0.1"}.items()}
    if shape == "alb":
        return {**event, **context, "headers": lower, "queryStringParameters": raw}
    return {
        **event,
        **context,
        "multiValueHeaders": {name: [value] for name, value in lower.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in raw.items()},
    }


def _version_2(
    shape: str, method: str, path: str, query: str, headers: dict[str, str], body: bytes, stage: str
) -> dict[str, Any]:
    lower = {name.lower(): value for name, value in headers.items()}
    cookie = lower.pop("cookie", None)
    # HTTP APIs hand a decoded path over
    raw = f"/{stage}{unquote(path)}" if shape == "http" else path
    domain = "abc.execute-api.us-east-1.amazonaws.com" if shape == "http" else "abc.lambda-url.us-east-1.on.aws"
    lower["host"] = domain
    binary = bool(body) and not _is_text(lower)
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": raw,
        "rawQueryString": query,
        "headers": lower,
        "requestContext": {
            "domainName": domain,
            "stage": stage if shape == "http" else "$default",
            "http": {"method": method, "path": raw, "sourceIp": "127.0.0.1"},
        },
        "isBase64Encoded": binary,
    }
    if cookie:
        event["cookies"] = cookie.split("; ")
    if body:
        event["body"] = (b64encode(body) if binary else body).decode()
    return event


def _is_text(headers: dict[str, str]) -> bool:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    plain = kind.partition(";")[0]
    return plain.startswith("text/") or plain in _TEXTS


def answer_of(result: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Returns status, headers and body that a front end sends for a result, which must be JSON."""
    read = json.loads(json.dumps(result))
    several = read.get("multiValueHeaders", {})
    headers = [(name, value) for name, values in several.items() for value in values]
    headers += [(name, value) for name, value in read.get("headers", {}).items() if name not in several]
    headers += [("set-cookie", cookie) for cookie in read.get("cookies", ())]
    body = read.get("body") or ""
    return read["statusCode"], headers, b64decode(body) if read.get("isBase64Encoded") else body.encode()
