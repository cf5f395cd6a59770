"""One line for each request that was answered, and the ids by which lines and answers find each other."""

import itertools
import logging
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from findling.base.work.trace import trace_members
from findling.rest.render import Headers, Rendered
from findling.rest.request import Request

deprecation_logger: Final = logging.getLogger("deprecation")
_MOST_TOLD: Final = 512
access_logger: Final = logging.getLogger("findling.access")

_HEADER: Final = "x-request-id"
_FIT: Final = re.compile(r"[!-~]{1,128}")
_PREFIX: Final = secrets.token_hex(4)
_numbers: Final = itertools.count(1)


def request_id(headers: dict[str, str]) -> str:
    """Returns the id that the client gave the request, else one of its own: the process's and a number."""
    given = headers.get(_HEADER)
    return given if given is not None and _FIT.fullmatch(given) else f"{_PREFIX}-{next(_numbers):x}"


def id_headers(request: Request, status: int) -> Headers:
    """Returns the header that tells the id to those who asked, and to all whom something went wrong for."""
    return [(_HEADER.encode(), request.id.encode())] if status >= 500 or _HEADER in request.headers else []


@lru_cache(maxsize=_MOST_TOLD)
def _tell(text: str, opaque_id: str) -> None:
    """Writes of something outdated, unless the same client has been told of it lately."""
    ecs = {"event.dataset": "deprecation.elasticsearch", "event.category": "api", **trace_members()}
    deprecation_logger.warning("%s", text, extra={"ecs": {**ecs, "elasticsearch.http.request.x_opaque_id": opaque_id}})


def log_deprecations(request: Request) -> None:
    """Writes what the answer warns of, once for each client that says its name."""
    for warning in request.warnings:
        _tell(warning.partition('"')[2].removesuffix('"'), request.headers.get("x-opaque-id", ""))


def log_request(request: Request, scope: Mapping[str, Any], rendered: Rendered, seconds: float) -> None:
    """Writes the line, with members in the names of the Elastic Common Schema for logs in JSON; scope: ASGI's."""
    if not access_logger.isEnabledFor(logging.INFO):
        return
    client = (scope.get("client") or ("-",))[0]
    query_string = scope["query_string"].decode("latin-1")
    target = f"{request.path}?{query_string}" if query_string else request.path
    access_logger.info(
        '%s "%s %s" %d %d bytes %.1f ms id=%s',
        client,
        request.method,
        target.encode("unicode_escape").decode("ascii"),
        rendered.status,
        rendered.size,
        seconds * 1000,
        request.id,
        extra={
            "ecs": {
                "client.address": client,
                "http.request.id": request.id,
                "http.request.method": request.method,
                "http.response.body.bytes": rendered.size,
                "http.response.status_code": rendered.status,
                "event.duration": int(seconds * 1e9),
                "url.path": request.path,
                "url.query": query_string,
            }
        },
    )
