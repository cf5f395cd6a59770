"""A further name of one or more data streams."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class StreamAlias:
    """An alias of data streams.

    streams: names of the streams, in the order in which they were added
    write_stream: that which takes the writes sent to the alias
    filters: name of a stream -> query that its documents must match
    """

    name: str
    streams: tuple[str, ...] = ()
    write_stream: str | None = None
    filters: Mapping[str, dict[str, Any]] | None = None

    def filter_of(self, stream: str) -> dict[str, Any] | None:
        """Returns the filter that a stream has behind this alias."""
        return (self.filters or {}).get(stream)

    def with_stream(self, stream: str, is_write: bool | None, query: dict[str, Any] | None) -> "StreamAlias":
        """Returns the alias with a stream added, or changed; None leaves what was said before."""
        streams = self.streams if stream in self.streams else (*self.streams, stream)
        writer = self.write_stream
        if is_write is not None:
            writer = stream if is_write else None if writer == stream else writer
        filters = dict(self.filters or {}) if query is None else {**(self.filters or {}), stream: query}
        return replace(self, streams=streams, write_stream=writer, filters=filters)

    def without_stream(self, stream: str) -> "StreamAlias":
        """Returns the alias without a stream; it may have none left."""
        return replace(
            self,
            streams=tuple(name for name in self.streams if name != stream),
            write_stream=None if self.write_stream == stream else self.write_stream,
            filters={name: query for name, query in (self.filters or {}).items() if name != stream},
        )

    def shown(self, stream: str) -> dict[str, Any]:
        """Returns what `GET _alias` shows of the alias on one of its streams."""
        query = self.filter_of(stream)
        shown: dict[str, Any] = {} if query is None else {"filter": query}
        return {**shown, "is_write_index": True} if self.write_stream == stream else shown

    def to_json(self) -> dict[str, Any]:
        return {
            "data_streams": list(self.streams),
            **({} if self.write_stream is None else {"write_data_stream": self.write_stream}),
            "filters": dict(self.filters or {}),
        }

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> "StreamAlias":
        return cls(name, tuple(body["data_streams"]), body.get("write_data_stream"), body.get("filters"))
