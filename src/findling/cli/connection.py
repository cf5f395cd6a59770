"""One keep-alive HTTP connection to a server, for the commands that talk to one."""

import http.client
import os
from base64 import b64encode
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import click
import orjson

DEFAULT_URL = "http://127.0.0.1:9200"
API_KEY = "FINDLING_API_KEY"
_CLOSED = (http.client.HTTPException, ConnectionResetError, BrokenPipeError)
"""What a connection that the server has closed is told by."""


class ServerError(click.ClickException):
    """The server's answer was an error, or there was none."""


def reason_of(body: object) -> str:
    """The one-line account of an Elasticsearch error body."""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        causes = error.get("root_cause") or [error]
        return f"{causes[0].get('type')}: {causes[0].get('reason')}"
    return str(error or body)


def _credentials(parts: SplitResult, environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the header that says who asks: of the user in the URL, or of FINDLING_API_KEY."""
    if parts.username is not None:
        given = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return {"Authorization": f"Basic {b64encode(given.encode()).decode()}"}
    key = environment.get(API_KEY)
    return {} if key is None else {"Authorization": f"ApiKey {key}"}


class Connection:
    """Sends requests to one server, one at a time; opens anew after the server closed an idle connection."""

    def __init__(self, url: str, timeout_s: float = 300.0) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise click.BadParameter(f"not an http(s) URL: {url}", param_hint="--url")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.url = url if parts.username is None else url.replace(f"{parts.username}:{parts.password}@", "", 1)
        self._credentials = _credentials(parts, os.environ)
        self._http = kind(parts.hostname, parts.port, timeout=timeout_s)

    def request(self, method: str, path: str, body: bytes | None = None, content_type: str = "application/json") -> Any:
        """Returns the decoded JSON answer.

        Raises ServerError for a status of 400 and above and for a server that cannot be reached.
        """
        headers = dict(self._credentials)
        if body is not None:
            headers["Content-Type"] = content_type
        status, data = self._exchange(method, path, body, headers)
        answer = orjson.loads(data) if data else {}
        if status >= 400:
            raise ServerError(reason_of(answer))
        return answer

    def raw(self, method: str, path: str) -> tuple[int, bytes]:
        """Returns the status and the answer as it is. Raises ServerError for a server that cannot be reached."""
        return self._exchange(method, path, None, dict(self._credentials))

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        # only a request without a body is repeated: a bulk that may have been applied is not
        may_repeat = self._http.sock is not None and body is None
        try:
            try:
                return self._once(method, path, body, headers)
            except _CLOSED:
                self._http.close()
                if not may_repeat:
                    raise
                return self._once(method, path, body, headers)
        except _CLOSED as error:
            self._http.close()
            raise ServerError(f"the server at {self.url} closed the connection: {error}") from error
        except OSError as error:
            raise ServerError(f"no server at {self.url}: {error}. Start one with: findling serve") from error

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self._http.request(method, path, body, headers)
        response = self._http.getresponse()
        if response.length is None and not response.chunked:  # the head broke off; http.client does not mind
            raise http.client.IncompleteRead(b"")
        return response.status, response.read()

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
