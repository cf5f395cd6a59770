"""The hub, as an edge asks it."""

import http.client
import ssl
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import orjson

from findling.base.errors import FindlingError

Json = dict[str, Any]


class HubAwayError(FindlingError):
    """The hub cannot be reached."""

    type = "edge_hub_away_exception"
    status = 503


class HubRefusedError(FindlingError):
    """The hub has answered with an error, whose status and type it has told."""

    type = "edge_hub_refused_exception"

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status  # type: ignore[misc]


class Hub(Protocol):
    """Answers an edge. verb: sync or bundle"""

    def ask(self, verb: str, body: Mapping[str, Any]) -> Json:
        """Returns the answer. Raises HubAwayError, HubRefusedError."""


class HttpHub:
    """A hub at a URL. headers: who asks; context: whom to trust, None for the machine's own list"""

    def __init__(
        self,
        url: str,
        node: str,
        headers: Mapping[str, str] | None = None,
        context: ssl.SSLContext | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        self._parts = urlsplit(url)
        self._path = f"/_edge/nodes/{quote(node)}"
        self._headers = {"Content-Type": "application/json", **(headers or {})}
        self._context = context
        self._timeout_s = timeout_s

    def ask(self, verb: str, body: Mapping[str, Any]) -> Json:
        connection = self._connection()
        try:
            connection.request("POST", f"{self._path}/_{verb}", orjson.dumps(body), self._headers)
            answer = connection.getresponse()
            status, told = answer.status, orjson.loads(answer.read())
        except (OSError, http.client.HTTPException, orjson.JSONDecodeError) as error:
            raise HubAwayError(f"the hub does not answer: {error}") from error
        finally:
            connection.close()
        if status >= 400:
            raise HubRefusedError(str(told.get("error", {}).get("reason", told)), status)
        found: Json = told
        return found

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout_s, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=self._timeout_s)


class CalledHub:
    """A hub that a function asks, such as over the bus. call: verb, body -> answer; raises as `ask`"""

    def __init__(self, call: Callable[[str, bytes], Any]) -> None:
        self._call = call

    def ask(self, verb: str, body: Mapping[str, Any]) -> Json:
        answer: Json = self._call(verb, orjson.dumps(body))
        return answer
