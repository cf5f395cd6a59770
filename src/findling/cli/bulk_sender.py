"""Bulk requests over a few connections at once."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from findling.cli.connection import Connection, reason_of
from findling.cli.documents import BulkItem


class BulkSender:
    """Sends batches over a few connections, so that reading here and indexing there overlap."""

    def __init__(self, url: str, index: str, connections: int = 2) -> None:
        self._index = f"/{quote(index, safe='')}"
        self._path = f"{self._index}/_bulk?filter_path=errors,items.*.status,items.*.error"
        self._free = [Connection(url) for _ in range(connections)]
        self._pool = ThreadPoolExecutor(connections, thread_name_prefix="bulk")
        self._pending: list[tuple[Connection, list[BulkItem], Future[Any]]] = []

    def send(self, items: list[BulkItem]) -> Iterator[tuple[BulkItem, str]]:
        """Sends one batch, waiting for an older one if all connections are busy; yields the failures known by now."""
        if not self._free:
            yield from self._settle()
        connection = self._free.pop()
        body = b"".join([item.payload for item in items])
        future = self._pool.submit(connection.request, "POST", self._path, body, "application/x-ndjson")
        self._pending.append((connection, items, future))

    def finish(self) -> Iterator[tuple[BulkItem, str]]:
        """Waits for all batches under way; yields their failures."""
        while self._pending:
            yield from self._settle()

    def refresh(self) -> None:
        """Makes what was sent searchable."""
        self._free[0].request("POST", f"{self._index}/_refresh")

    def close(self) -> None:
        """Waits for the threads and closes the connections."""
        self._pool.shutdown()
        for connection in self._free:
            connection.close()

    def _settle(self) -> Iterator[tuple[BulkItem, str]]:
        connection, items, future = self._pending.pop(0)
        self._free.append(connection)
        answer = future.result()
        if not answer.get("errors"):
            return
        for item, outcome in zip(items, answer["items"], strict=True):
            result = next(iter(outcome.values()))
            if "error" in result:
                yield item, reason_of(result)
