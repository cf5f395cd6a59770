"""Handlers of OPA's API: parameters as OPA takes them, errors as OPA tells them."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from findling.base.errors import FindlingError, SecurityError
from findling.base.json_values import json_text
from findling.base.lazy import lazy_module
from findling.node.services.node import Node
from findling.policy.engine.depth import DEEPEST, is_too_deep
from findling.policy.opa_answers import COMPILING, OpaError, invalid, opa_error
from findling.policy.store.documents import StorageError
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Handler, Route

PREFIX: Final = "/_policy"
_yaml = lazy_module("yaml")

OpaHandler = Callable[[Node, Request], Response]


def opa(handler: OpaHandler) -> Handler:
    """Returns the handler whose errors are told as OPA tells them."""

    @wraps(handler)
    def handle(node: Node, request: Request) -> Response:
        try:
            return _written(handler(node, request), request)
        except SecurityError:
            raise
        except (FindlingError, StorageError) as error:
            told = opa_error(error, COMPILING)
        except OpaError as error:
            told = error
        return Response(told.to_json(), told.status, filtered=False)

    return handle


def _written(response: Response, request: Request) -> Response:
    """Returns an answer as text: numbers beyond 64 bits and deep values stay what they are."""
    if isinstance(response.body, dict):
        if flag(request, "pretty"):
            response.body = json.dumps(response.body, indent=2, ensure_ascii=False).encode()
        else:
            response.body = json_text(response.body)
    return response


def opa_route(methods: str, path: str, handler: Handler) -> Route:
    """Returns a route whose parameters and bodies only the handler looks at: OPA ignores what it does not know."""
    return Route(tuple(methods.split()), path, handler, frozenset(), is_checked=False)


def flag(request: Request, name: str) -> bool:
    """Returns a parameter that is on if it is `true`, or there without a value."""
    value = request.query.get(name)
    return value is not None and value.lower() in ("", "true")


def author(request: Request) -> str | None:
    """Returns the name of who asks, None where nobody has to say so."""
    return None if request.caller is None else request.caller.authentication.user.username


def body_of(request: Request, what: str) -> Any:
    """Returns a decoded body, None if there is none. Raises OpaError. what: begins the sentence if it is malformed"""
    text = request.body
    if not text.strip():
        return None
    if "yaml" not in request.headers.get("content-type", ""):
        return decoded(text, what)
    try:
        return _shallow(_yaml.safe_load(text), what)
    except (_yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(f"{what}: {error}") from error


def decoded(text: bytes, what: str) -> Any:
    """Returns decoded JSON. Raises OpaError."""
    try:
        return _shallow(json.loads(text), what)  # not orjson: whole numbers beyond 64 bits stay whole
    except (ValueError, RecursionError) as error:
        raise invalid(f"{what}: {error}") from error


def _shallow(value: Any, what: str) -> Any:
    if is_too_deep(value):
        raise invalid(f"{what}: nested deeper than {DEEPEST} levels")
    return value
