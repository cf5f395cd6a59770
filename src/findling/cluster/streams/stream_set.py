"""All data streams of a cluster, and their aliases: immutable, with the way from an index to its stream."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.stream_alias import StreamAlias


class StreamSet:
    """Streams and aliases by name. Nothing in it changes; whoever changes something gets a new set."""

    __slots__ = ("_parents", "aliases", "streams")

    def __init__(
        self, streams: Mapping[str, DataStream] | None = None, aliases: Mapping[str, StreamAlias] | None = None
    ) -> None:
        self.streams: Final = dict(streams or {})
        self.aliases: Final = dict(aliases or {})
        self._parents: Final = {index: stream for stream in self.streams.values() for index in stream.all_indices}

    def __bool__(self) -> bool:
        return bool(self.streams)

    def __iter__(self) -> Iterator[DataStream]:
        """Yields the streams in order of name."""
        return (self.streams[name] for name in sorted(self.streams))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StreamSet) and (self.streams, self.aliases) == (other.streams, other.aliases)

    def __hash__(self) -> int:
        return hash(tuple(self.streams))

    def get(self, name: str) -> DataStream | None:
        return self.streams.get(name)

    def parent(self, index: str) -> DataStream | None:
        """Returns the stream of a backing index, None for other indices."""
        return self._parents.get(index)

    def of_alias(self, alias: str) -> list[DataStream]:
        """Returns the streams that an alias stands for, in order of name."""
        found = self.aliases.get(alias)
        return [] if found is None else [self.streams[name] for name in sorted(found.streams)]

    def aliases_of(self, stream: str) -> list[StreamAlias]:
        """Returns the aliases of a stream, in order of name."""
        return [alias for _, alias in sorted(self.aliases.items()) if stream in alias.streams]

    def names_of(self, index: str) -> frozenset[str]:
        """Returns the names of its stream by which an index may be reached; none if it has no stream."""
        stream = self._parents.get(index)
        if stream is None:
            return frozenset()
        return frozenset((stream.name, *(alias.name for alias in self.aliases_of(stream.name))))

    def writer_of_alias(self, alias: str) -> DataStream | None:
        """Returns the stream that takes the writes sent to an alias."""
        found = self.aliases.get(alias)
        return None if found is None or found.write_stream is None else self.streams[found.write_stream]

    def with_stream(self, stream: DataStream) -> "StreamSet":
        """Returns the set with one stream added or replaced."""
        return StreamSet({**self.streams, stream.name: stream}, self.aliases)

    def with_alias(self, alias: StreamAlias) -> "StreamSet":
        """Returns the set with one alias added or replaced; gone if it has no streams."""
        others = {name: one for name, one in self.aliases.items() if name != alias.name}
        return StreamSet(self.streams, {**others, alias.name: alias} if alias.streams else others)

    def without_streams(self, names: Iterable[str]) -> "StreamSet":
        """Returns the set without some streams; their aliases go, too, if no stream is left to them."""
        gone = set(names)
        left = StreamSet({name: one for name, one in self.streams.items() if name not in gone}, self.aliases)
        for alias in self.aliases.values():
            for stream in gone.intersection(alias.streams):
                left = left.with_alias(left.aliases[alias.name].without_stream(stream))
        return left

    def without_indices(self, names: set[str]) -> "StreamSet":
        """Returns the set whose streams no longer have some indices."""
        if not any(name in self._parents for name in names):
            return self
        return StreamSet({name: stream.without(names) for name, stream in self.streams.items()}, self.aliases)

    def to_json(self) -> dict[str, Any]:
        return {
            "streams": {name: stream.to_json() for name, stream in self.streams.items()},
            "aliases": {name: alias.to_json() for name, alias in self.aliases.items()},
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "StreamSet":
        return cls(
            {name: DataStream.from_json(name, value) for name, value in body.get("streams", {}).items()},
            {name: StreamAlias.from_json(name, value) for name, value in body.get("aliases", {}).items()},
        )


NO_STREAMS: Final = StreamSet()
