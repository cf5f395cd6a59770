"""Calls a server over HTTP, with nothing but the standard library."""

import json
import urllib.error
import urllib.request
from typing import Any


class Server:
    """A server that answers at a URL.

    name: elasticsearch, opensearch or findling
    """

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Returns the status and the JSON of an answer; bodies are JSON values, or text for NDJSON."""
        data, kind = None, "application/json"
        if isinstance(body, str):
            data, kind = body.encode(), "application/x-ndjson"
        elif body is not None:
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": kind} if data else {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def version(self) -> str:
        """Returns name and number, as records show it."""
        _, root = self.call("GET", "/")
        return f"{self.name} {root['version']['number']}"
