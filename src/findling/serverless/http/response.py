"""Results that Lambda's front ends take for HTTP answers."""

import gzip
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import orjson

from findling.serverless.http.request import HttpEvent, Shape

_LARGEST: Final = {Shape.REST: 6 << 20, Shape.HTTP: 6 << 20, Shape.ALB: 1_000_000}
"""Bytes of a whole result, as JSON."""
_HEAD_BYTES: Final = 4096
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Answer:
    """What an application has answered. headers: names in lower case"""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Returns the value of a header, None if there is none."""
        return next((value for key, value in self.headers if key == name), None)


def error_answer(status: int, type_: str, reason: str) -> Answer:
    """Returns an error as Elasticsearch tells it."""
    cause = {"type": type_, "reason": reason}
    body = orjson.dumps({"error": {"root_cause": [cause], **cause}, "status": status})
    return Answer(status, [("content-type", "application/json"), ("x-elastic-product", "Elasticsearch")], body)


def result_of(event: HttpEvent, answer: Answer) -> dict[str, Any]:
    """Returns the result that stands for an answer to an event; one that is too large becomes an error that says so."""
    if event.method == "HEAD":
        return _shaped(event, answer, {"body": "", "isBase64Encoded": False})
    limit = _LARGEST[event.shape] - _HEAD_BYTES
    encoded = _encoded(answer, limit)
    if encoded is None and "gzip" in dict(event.headers).get("accept-encoding", ""):
        packed = Answer(answer.status, [*answer.headers, ("content-encoding", "gzip")], gzip.compress(answer.body, 6))
        answer, encoded = packed, _encoded(packed, limit)
    if encoded is None:
        reason = (
            f"the answer of [{len(answer.body)}] bytes is larger than what Lambda passes on [{_LARGEST[event.shape]}]; "
            "ask for fewer hits or fields, or accept gzip"
        )
        answer = error_answer(413, "content_too_long_exception", reason)
        encoded = {"body": answer.body.decode(), "isBase64Encoded": False}
    return _shaped(event, answer, encoded)


def _encoded(answer: Answer, limit: int) -> dict[str, Any] | None:
    """Returns the members of a body: as text, or, if it is none or shorter so, in Base64; None if it is too large."""
    text = None if answer.header("content-encoding") else _text(answer.body)
    if text is not None and (2 * len(answer.body) <= limit or len(orjson.dumps(text)) <= limit):
        return {"body": text, "isBase64Encoded": False}
    if (len(answer.body) + 2) // 3 * 4 <= limit:
        return {"body": b64encode(answer.body).decode(), "isBase64Encoded": True}
    return None


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _shaped(event: HttpEvent, answer: Answer, body: dict[str, Any]) -> dict[str, Any]:
    headers = [pair for pair in answer.headers if pair[0] != "content-length"]
    result = {"statusCode": answer.status, **body}
    if event.shape is Shape.HTTP:
        cookies = [value for name, value in headers if name == "set-cookie"]
        result["headers"] = _joined(pair for pair in headers if pair[0] != "set-cookie")
        return {**result, "cookies": cookies} if cookies else result
    if event.multi_value:
        result["multiValueHeaders"] = _lists(headers)
    else:
        result["headers"] = _joined(_distinct_cookies(headers))
    if event.shape is Shape.ALB:
        result["statusDescription"] = f"{answer.status} {_phrase(answer.status)}"
    return result


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _lists(headers: Headers) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in headers:
        lists.setdefault(name, []).append(value)
    return lists


def _distinct_cookies(headers: Headers) -> Headers:
    """Gives the names of repeated cookies different cases: where a name has one value, this is how several pass."""
    count, distinct = 0, []
    for name, value in headers:
        if name == "set-cookie":
            name = "".join(letter.upper() if count >> place & 1 else letter for place, letter in enumerate("setcookie"))
            name, count = f"{name[:3]}-{name[3:]}", count + 1
        distinct.append((name, value))
    return distinct


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
