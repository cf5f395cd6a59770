"""Seed files: documents that every test finds.

tests/seed/store.jsonl            documents of the index `store`: JSON lines or bulk NDJSON, plain, .gz or .zst
tests/seed/store.index.json       optional: settings, mappings and aliases to create it with
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from findling.cli.documents import BadLine, BulkItem, Form, batches, read_items
from findling.cli.input_file import open_input
from findling.rest.app import App
from findling.rest.request import Request

SUFFIXES = (".jsonl", ".ndjson", ".csv")


class SeedError(Exception):
    """A seed file that cannot be loaded; says which, where and why."""


def seed_files(folder: Path) -> list[Path]:
    """The data files of a seed folder, sorted by name."""
    return sorted(path for path in folder.iterdir() if any(suffix in path.suffixes for suffix in SUFFIXES))


def load_seeds(app: App, files: Iterable[Path]) -> None:
    """Creates the indices and puts in the documents. Raises SeedError for the first thing that fails."""
    for path in files:
        index = path.name.split(".", 1)[0]
        definition = path.with_name(f"{index}.index.json")
        if definition.exists():
            send(app, path, "PUT", f"/{index}", definition.read_bytes())
        with open_input(str(path)) as (_, stream):
            for batch in batches(read_items(str(path), stream, Form())):
                send_batch(app, path, index, batch)
        send(app, path, "POST", f"/{index}/_flush", b"")


def send_batch(app: App, path: Path, index: str, batch: list[BulkItem | BadLine]) -> None:
    for item in batch:
        if isinstance(item, BadLine):
            raise SeedError(f"{path}:{item.line}: {item.reason}")
    items = [item for item in batch if isinstance(item, BulkItem)]
    body = b"".join([item.payload for item in items])
    answer = send(app, path, "POST", f"/{index}/_bulk", body, "application/x-ndjson")
    for item, outcome in zip(items, answer["items"], strict=True):
        error = next(iter(outcome.values())).get("error")
        if error:
            raise SeedError(f"{path}:{item.line}: {error['reason']}")


def send(
    app: App, path: Path, method: str, target: str, body: bytes, content_type: str = "application/json"
) -> dict[str, Any]:
    headers = {"content-type": content_type} if body else {}
    rendered = app.handle(Request(method, target, {}, {}, headers, body))
    answer: dict[str, Any] = orjson.loads(rendered.whole)
    if rendered.status >= 400:
        raise SeedError(f"{path}: {method} {target}: {answer['error']}")
    return answer
