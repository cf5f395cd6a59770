"""An OPA that somebody else runs, asked over HTTP: its engine, with the policies that are stored here."""

import json
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import quote, urlsplit

from findling.base.json_values import json_text
from findling.policy.engine.errors import DeadlineError, EngineError, Problem, RegoError
from findling.policy.engine.protocol import (
    NO_INPUT,
    UNDEFINED,
    CompiledFilter,
    Engine,
    Evaluation,
    FilterRequest,
    Row,
    Sources,
)

_PREFIX: Final = "findling/"
"""Before the ids of modules that are brought there, so that others stay alone."""
_PATIENCE_S: Final = 10.0
_JSON: Final = "application/json"
_MEDIA: Final = "application/vnd.opa.{target}.{dialect}+json"


class ExternalKind:
    """An OPA at a URL; `close` at the end.

    Modules and data are brought there before they are asked for, in place of those brought before.
    """

    has_filters = True

    def __init__(self, url: str, token: str | None = None) -> None:
        self._connection = _Connection(url, token)
        self._url = url
        self._there: dict[str, str] | None = None
        self._keys: set[str] = set()
        self._loaded: Sources | None = None
        self._lock = threading.RLock()

    @property
    def title(self) -> str:
        return f"the OPA at {self._url}"

    def load(self, sources: Sources) -> Engine:
        """Returns an engine. Raises RegoError for modules that OPA refuses, EngineError."""
        self._bring(sources)
        return self.engine(sources)

    def engine(self, sources: Sources) -> Engine:
        """Returns an engine whose sources are brought when it is asked."""
        return ExternalEngine(self, sources)

    def call(self, sources: Sources, method: str, path: str, body: bytes, accept: str = _JSON) -> dict[str, Any]:
        """Returns the answer of the OPA that has these sources. Raises RegoError, EngineError."""
        with self._lock:
            self._bring(sources)
            return self._connection.call(method, path, body, accept)

    def close(self) -> None:
        self._connection.close()

    def _bring(self, sources: Sources) -> None:
        with self._lock:
            if self._loaded is sources:
                return
            self._loaded = None
            there = self._there if self._there is not None else self._brought_before()
            self._there = there
            for name in there.keys() - sources.modules.keys():
                self._connection.call("DELETE", _policy_path(name))
                del there[name]
            for key in self._keys - sources.data.keys():
                self._connection.call("DELETE", f"/v1/data/{quote(key, safe='')}")
            for key, value in sources.data.items():
                self._connection.call("PUT", f"/v1/data/{quote(key, safe='')}", json_text(value))
            self._keys = set(sources.data)
            for name, text in sources.modules.items():
                if there.get(name) != text:
                    self._connection.call("PUT", _policy_path(name), text.encode())
                    there[name] = text
            self._loaded = sources

    def _brought_before(self) -> dict[str, str]:
        """Returns what an earlier start has brought."""
        modules = self._connection.call("GET", "/v1/policies").get("result", ())
        return {one["id"].removeprefix(_PREFIX): one["raw"] for one in modules if one["id"].startswith(_PREFIX)}


class ExternalEngine:
    """An Engine."""

    def __init__(self, kind: ExternalKind, sources: Sources) -> None:
        self._kind = kind
        self._sources = sources

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        return self._call(_data_path(path), _body(input)).get("result", UNDEFINED)

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        return Evaluation(self.evaluate(path, input))  # its explanations have another form

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        answer = self._call("/v1/query", _body(input, query=query))
        return [Row(bindings, ()) for bindings in answer.get("result", ())]

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        options: dict[str, Any] = {} if request.mask_rule is None else {"maskRule": request.mask_rule}
        if request.mappings is not None:
            options["targetSQLTableMappings"] = {request.dialect: request.mappings}
        path = _data_path(request.rule.removeprefix("data.")).replace("/v1/data", "/v1/compile", 1)
        accept = _MEDIA.format(target=request.target, dialect=request.dialect)
        result = self._call(path, _body(input, unknowns=list(request.unknowns), options=options), accept)
        compiled = result.get("result") or {}
        return CompiledFilter(compiled.get("query"), compiled.get("masks"))

    def close(self) -> None:
        """There is nothing to free: the connection is the kind's."""

    def _call(self, path: str, body: bytes, accept: str = _JSON) -> dict[str, Any]:
        return self._kind.call(self._sources, "POST", path, body, accept)


class _Connection:
    """One connection that is kept, made anew when it breaks. Threads wait for each other."""

    def __init__(self, url: str, token: str | None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise EngineError(f"[{url}] is not the URL of an OPA")
        self._base = parts.path.rstrip("/")
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._http = make(parts.hostname, parts.port, timeout=_PATIENCE_S)
        self._headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self._lock = threading.Lock()

    def call(self, method: str, path: str, body: bytes | None = None, accept: str = _JSON) -> dict[str, Any]:
        """Returns the answer. Raises RegoError, EngineError."""
        headers = {**self._headers, "accept": accept, "content-type": _JSON}
        with self._lock:
            try:
                status, text = self._sent(method, self._base + path, body, headers)
            except TimeoutError as error:
                self._http.close()
                raise DeadlineError(f"OPA did not answer within [{_PATIENCE_S:g}s]") from error
            except (OSError, HTTPException) as error:
                self._http.close()
                raise EngineError(f"OPA cannot be asked: {error}") from error
        answer = json.loads(text) if text else {}
        if status >= 400:
            raise _raised(status, answer)
        found: dict[str, Any] = answer
        return found

    def close(self) -> None:
        with self._lock:
            self._http.close()

    def _sent(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        is_new = self._http.sock is None
        try:
            self._http.request(method, path, body, headers)
            answer = self._http.getresponse()
        except (ConnectionError, HTTPException):
            self._http.close()
            if is_new:
                raise
            self._http.request(method, path, body, headers)  # the other side had closed what was kept
            answer = self._http.getresponse()
        return answer.status, answer.read()


def _policy_path(name: str) -> str:
    return f"/v1/policies/{quote(_PREFIX + name)}"


def _data_path(path: str) -> str:
    """Returns the path of a URL for one that we have chosen: names with dots, of which none has brackets."""
    return "/".join(["/v1/data", *(quote(part, safe="") for part in path.split(".") if part)])


def _body(input: Any, **members: Any) -> bytes:
    return json_text(members if input is UNDEFINED else {"input": input, **members})


def _raised(status: int, answer: Mapping[str, Any]) -> Exception:
    errors = answer.get("errors") or ()
    if not errors:
        return EngineError(f"OPA answered [{status}]: {answer.get('message') or answer.get('error')}")
    problems = []
    for error in errors:
        place = error.get("location") or {}
        problems.append(
            Problem(
                error.get("code", ""),
                error.get("message", ""),
                place.get("file", "").removeprefix(_PREFIX),
                place.get("row", 0),
                place.get("col", 1),
                (error.get("details") or {}).get("line"),
            )
        )
    return RegoError(problems, in_evaluation=status >= 500)
