"""The documents of another cluster, page by page: a scroll over HTTP."""

import base64
import http.client
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

import orjson

from findling.base.errors import ConnectError, FindlingError, IllegalArgumentError, RemoteStatusError
from findling.base.json_values import json_text
from findling.node.by_query.remote.host import RemoteHost
from findling.node.services.tasks import Task

_KEPT: Final = "5m"
_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}
# the other cluster has too much to do
_BUSY: Final = (429, 503)
_MOST_TRIES: Final = 8
_FIRST_PAUSE_S: Final = 0.25
_SHOWN_CHARACTERS: Final = 500
# of one page, as Elasticsearch has it
_LARGEST_BYTES: Final = 100 << 20


class RemotePages:
    """A scroll on another cluster, to be used as a context. total: how many documents match, known with a page

    retries: how often a search was asked for again
    """

    def __init__(self, remote: RemoteHost, indices: list[str], search: Mapping[str, Any], task: Task) -> None:
        """search: size, and sort and _source if the client gave them"""
        self._remote = remote
        self._path = f"/{','.join(quote(name, safe='*') for name in indices)}/_search?scroll={_KEPT}"
        self._search = {
            "query": {"match_all": {}} if remote.query is None else remote.query,
            "sort": ["_doc"],
            "version": True,
            **search,
        }
        self._task = task
        self._scroll_id: str | None = None
        self._connection: http.client.HTTPConnection | None = None
        self.total = 0
        self.retries = 0

    def __enter__(self) -> "RemotePages":
        return self

    def __exit__(self, *_: object) -> None:
        if self._scroll_id is not None:
            with suppress(FindlingError):  # it ends by itself, later
                self._once("DELETE", "/_search/scroll", {"scroll_id": [self._scroll_id]})
        self._close()

    def __iter__(self) -> Iterator[list[dict[str, Any]]]:
        """Yields the hits of each page, up to the last that has any."""
        answer = self._ask("POST", self._path, self._search)
        while True:
            hits = self._read(answer)
            if not hits or self._scroll_id is None:
                return
            yield hits
            answer = self._ask("POST", "/_search/scroll", {"scroll": _KEPT, "scroll_id": self._scroll_id})

    def _read(self, answer: Any) -> list[dict[str, Any]]:
        """Returns the hits of a page. Raises ConnectError for what is none."""
        try:
            self._scroll_id = answer.get("_scroll_id")
            hits, total = answer["hits"]["hits"], answer["hits"]["total"]
            self.total = int(total["value"] if isinstance(total, Mapping) else total)
            return [{**hit, "_index": str(hit["_index"]), "_id": str(hit["_id"])} for hit in hits]
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self._foreign() from None

    def _ask(self, method: str, path: str, body: object) -> Any:
        """Returns an answer, asking again while the other cluster has too much to do."""
        pause = _FIRST_PAUSE_S
        for attempt in range(1, _MOST_TRIES + 1):
            self._task.check()
            try:
                return self._once(method, path, body)
            except RemoteStatusError as error:
                if error.status not in _BUSY or attempt == _MOST_TRIES:
                    raise
            self.retries += 1
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last try either answers or raises")

    def _once(self, method: str, path: str, body: object) -> Any:
        try:
            connection = self._connected()
            connection.request(method, self._remote.prefix + path, json_text(body), self._headers())
            response = connection.getresponse()
            status, raw = response.status, response.read(_LARGEST_BYTES + 1)
        except (OSError, http.client.HTTPException, ValueError, OverflowError) as error:
            self._close()
            raise ConnectError(f"{self._remote.address}: {error or type(error).__name__}") from None
        if len(raw) > _LARGEST_BYTES:
            self._close()
            raise IllegalArgumentError("Remote responded with a chunk that was too large. Use a smaller batch size.")
        if status >= 300:
            text = raw[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
            raise RemoteStatusError(f"body={text}", status)
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise self._foreign() from None

    def _foreign(self) -> ConnectError:
        return ConnectError(
            f"Error parsing the response, remote is likely not an Elasticsearch instance: {self._remote.address}"
        )

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            remote = self._remote
            kind = http.client.HTTPSConnection if remote.scheme == "https" else http.client.HTTPConnection
            self._connection = kind(remote.host.strip("[]"), remote.port, timeout=remote.connect_timeout_ms / 1000)
            self._connection.connect()
            if self._connection.sock is not None:
                self._connection.sock.settimeout(remote.socket_timeout_ms / 1000)
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _headers(self) -> dict[str, str]:
        remote, headers = self._remote, dict(_JSON)
        if remote.username is not None:
            credentials = f"{remote.username}:{remote.password or ''}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(credentials).decode()}"
        elif remote.api_key is not None:
            headers["Authorization"] = f"ApiKey {remote.api_key}"
        return {**headers, **remote.headers}
