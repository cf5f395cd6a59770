"""Indexing as events ask for it: what is read from where, into which index, and what becomes of lines that fail."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.node.published.places import place_of
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.cleaning import DEFAULT_AGE_S, clean
from findling.rest.app import create_app
from findling.rest.request import Request
from findling.serverless.events.records import S3Object, SqsMessage
from findling.serverless.indexing.dead_letters import DeadLetter, keep
from findling.serverless.indexing.lines import Line, UnreadableObjectError, read_lines
from findling.serverless.indexing.writer import Document, Source, Writer, Written, document_id

logger = logging.getLogger("findling.serverless")
_UNREADABLE: Final = "unreadable_line"


@dataclass(frozen=True, slots=True)
class IndexingConfig:
    """How documents are indexed.

    place: where the indices are published; data: folder of copies
    index: the index; None: the first folder of a key below `prefix`, the attribute `index` of a message
    pipeline: the ingest pipeline; id_field: member of documents that is their id; dead: place of dead letters
    setup: file of requests that make pipelines and templates: {"PUT /_ingest/pipeline/x": {...}}
    """

    place: str
    data: Path = Path("/tmp/findling-writer")
    index: str | None = None
    prefix: str = "in/"
    pipeline: str | None = None
    id_field: str | None = None
    dead: str | None = None
    setup: Path | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "IndexingConfig":
        """Reads FINDLING_PLACE, FINDLING_INDEX, _IN, _PIPELINE, _ID_FIELD, _DEAD_LETTERS, _SETUP, _WRITER_DATA."""
        setup = environment.get("FINDLING_SETUP")
        return cls(
            environment["FINDLING_PLACE"],
            Path(environment.get("FINDLING_WRITER_DATA", "/tmp/findling-writer")),
            environment.get("FINDLING_INDEX"),
            environment.get("FINDLING_IN", "in/"),
            environment.get("FINDLING_PIPELINE"),
            environment.get("FINDLING_ID_FIELD"),
            environment.get("FINDLING_DEAD_LETTERS"),
            None if setup is None else Path(setup),
        )


class Indexing:
    """Indexes objects and messages into the indices of a place. A context manager."""

    def __init__(self, config: IndexingConfig) -> None:
        """Raises PlaceError, IllegalArgumentError if a request of the setup is refused."""
        self.config = config
        self._node = Node(NodeConfig(data=config.data, sync=False, background=False, threads=2)).start()
        self.place = place_of(self._node, config.place)
        self._writer = Writer(self._node, self.place)
        if config.setup is not None:
            self._set_up(orjson.loads(config.setup.read_bytes()))

    def close(self) -> None:
        self._node.close()

    def __enter__(self) -> "Indexing":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def index_object(self, found: S3Object) -> Written:
        """Indexes the documents of an object, once for each version of it; lines that fail become dead letters.

        Raises PlaceError for what is worth another try.
        """
        source = Source(f"{found.bucket}/{found.key}", found.etag)
        data = self._read(found)
        letters: list[DeadLetter] = []
        lines: list[Line] = []
        try:
            lines += read_lines(found.key, data)
        except UnreadableObjectError as error:
            letters.append(DeadLetter(0, "unreadable_object", str(error), ""))
        documents, numbers = self._documents(source.key, lines, letters)
        index = self.config.index or _folder_of(found.key, self.config.prefix)
        written = self._writer.write(index, documents, source, self.config.pipeline)
        letters += self._refused(written, documents, numbers)
        if letters and self.config.dead is not None and not written.skipped:
            self._keep(f"{found.key}.{found.etag or 'none'}", letters)
        logger.info(
            "object indexed bucket=%s key=%s index=%s documents=%d refused=%d skipped=%s",
            found.bucket, found.key, index, written.indexed, len(letters), written.skipped,
        )  # fmt: skip
        return written

    def index_messages(self, messages: Sequence[SqsMessage]) -> list[str]:
        """Indexes the documents of messages, lines of JSON; returns the ids of messages of which one was refused.

        Raises PlaceError; then none was indexed.
        """
        failed: set[str] = set()
        batches: dict[str, list[tuple[str, Document]]] = {}
        for message in messages:
            lines = list(read_lines("message.ndjson", message.body.encode()))
            index = self.config.index or message.attributes.get("index")
            if index is None or any(line.document is None for line in lines):
                failed.add(message.id)
                continue
            made = self._documents(message.id, lines, [])[0]
            batches.setdefault(index, []).extend((message.id, document) for document in made)
        for index, batch in batches.items():
            written = self._writer.write(index, [document for _, document in batch], None, self.config.pipeline)
            for number, type_, reason in written.refused:
                logger.warning("document of a message is refused id=%s type=%s %s", batch[number][0], type_, reason)
                failed.add(batch[number][0])
        return sorted(failed)

    def compact(self, max_segments: int = 1, age_s: float = DEFAULT_AGE_S) -> dict[str, Any]:
        """Merges what many events have left in many segments, and removes objects that nothing needs any more."""
        done = [name for name in self.place.read().manifest.indices if self._writer.compact(name, max_segments)]
        cleaned = clean(self.place, age_s)
        return {"compacted": done, "removed": cleaned.removed, "removed_bytes": cleaned.removed_bytes}

    def _read(self, found: S3Object) -> bytes:
        bucket = place_of(self._node, f"s3://{found.bucket}")
        with bucket.told(f"could not read [{found.key}]"):
            return bucket.blobs.get(found.key)

    def _documents(
        self, key: str, lines: Sequence[Line], letters: list[DeadLetter]
    ) -> tuple[list[Document], list[Line]]:
        """Returns the documents of lines, and the line of each; lines that are none become letters."""
        documents: list[Document] = []
        kept: list[Line] = []
        for line in lines:
            if line.document is None:
                letters.append(DeadLetter(line.number, _UNREADABLE, line.problem or "", line.text))
                continue
            kept.append(line)
            own = None if self.config.id_field is None else line.document.get(self.config.id_field)
            id_ = document_id(key, len(kept)) if own is None else str(own)
            documents.append(Document(id_, orjson.dumps(line.document)))
        return documents, kept

    def _refused(self, written: Written, documents: Sequence[Document], lines: Sequence[Line]) -> Iterator[DeadLetter]:
        for number, type_, reason in written.refused:
            yield DeadLetter(lines[number].number, type_, reason, documents[number].source.decode())

    def _keep(self, name: str, letters: Sequence[DeadLetter]) -> None:
        assert self.config.dead is not None
        target = keep(place_of(self._node, self.config.dead), name, letters)
        logger.warning("lines could not be indexed count=%d object=%s", len(letters), target)

    def _set_up(self, requests: Mapping[str, Any]) -> None:
        app = create_app(self._node)
        for line, body in requests.items():
            method, _, path = line.partition(" ")
            headers = {"content-type": "application/json"}
            answer = app.handle(Request(method, path, {}, {}, headers, orjson.dumps(body)))
            if answer.status >= 400:
                raise IllegalArgumentError(f"setup: [{line}]: {answer.whole.decode()}")


def _folder_of(key: str, prefix: str) -> str:
    """Returns the index that a key names: its first folder below the prefix. Raises IllegalArgumentError."""
    index, slash, _ = key.removeprefix(prefix).partition("/")
    if not slash:
        raise IllegalArgumentError(f"[{key}] names no index: keys are {prefix}INDEX/..., unless FINDLING_INDEX is set")
    return index
