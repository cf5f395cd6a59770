"""How far an asynchronous search is: what its answers are made of, and what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from findling.base.error_body import error_object, status_of
from findling.base.errors import FindlingError
from findling.base.json_values import JSON_OPTIONS
from findling.base.work.json_encoding import encode
from findling.node.search.asynchronous.typed_names import Names, untyped
from findling.node.services.iso_time import iso_time


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search at one moment.

    response: of the search, made with typed keys; None if it failed before any shard was known
    error: why it failed; failed_status: the HTTP status of that
    names: of the aggregations
    """

    start_ms: int
    expiration_ms: int
    is_running: bool
    is_partial: bool
    response: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    failed_status: int | None = None
    names: Names = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status of an answer that shows it."""
        return 200 if self.failed_status is None else self.failed_status

    @property
    def completion_ms(self) -> int | None:
        """When it ended, None if it has not, or has nothing to show."""
        return None if self.is_running or self.response is None else self.start_ms + int(self.response["took"])

    def if_interrupted(self) -> "SearchState":
        """Returns what is to be found if nothing more is heard of it: the node died."""
        return replace(self, is_running=False)

    def failed(self, error: FindlingError) -> "SearchState":
        """Returns the state of a search that ended with an error."""
        return replace(self, is_running=False, error=error_object(error), failed_status=status_of(error))

    def render(self, id: str | None, typed_keys: bool, human: bool = False) -> dict[str, Any]:
        """Returns the answer to submit and get. human: with dates as texts"""
        body: dict[str, Any] = {} if id is None else {"id": id}
        body |= {"is_partial": self.is_partial, "is_running": self.is_running} | self._times(human)
        if self.response is not None:
            body["response"] = self.response if typed_keys else untyped(dict(self.response), self.names)
        if self.error is not None:
            body["error"] = self.error
        return body

    def render_status(self, id: str, human: bool = False) -> dict[str, Any]:
        """Returns the answer to status."""
        body = {"id": id, "is_running": self.is_running, "is_partial": self.is_partial} | self._times(human)
        shards = {} if self.response is None else self.response["_shards"]
        body["_shards"] = {name: shards.get(name, 0) for name in ("total", "successful", "skipped", "failed")}
        if not self.is_running:
            body["completion_status"] = self.status
        return body

    def _times(self, human: bool) -> dict[str, Any]:
        times = {"start": self.start_ms, "expiration": self.expiration_ms, "completion": self.completion_ms}
        shown: dict[str, Any] = {}
        for name, moment_ms in times.items():
            if moment_ms is not None:
                shown |= {f"{name}_time": iso_time(moment_ms)} if human else {}
                shown[f"{name}_time_in_millis"] = moment_ms
        return shown

    def to_document(self) -> dict[str, Any]:
        """Returns what is stored. The response is a text in it: nothing has to look inside."""
        return {
            "start_time": self.start_ms,
            "expiration_time": self.expiration_ms,
            "is_running": self.is_running,
            "is_partial": self.is_partial,
            "response": None if self.response is None else encode(self.response, option=JSON_OPTIONS).decode(),
            "error": self.error,
            "failed_status": self.failed_status,
            "names": self.names,
        }

    @classmethod
    def from_document(cls, source: Mapping[str, Any]) -> "SearchState":
        response = source["response"]
        return cls(
            source["start_time"],
            source["expiration_time"],
            source["is_running"],
            source["is_partial"],
            None if response is None else orjson.loads(response),
            source["error"],
            source["failed_status"],
            source["names"],
        )
