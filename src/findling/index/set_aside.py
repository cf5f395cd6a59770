"""Operations of the log that could not be applied again, kept by name beside it: the shard opens without them."""

import logging
from pathlib import Path
from typing import Final

import orjson

from findling.base.errors import FindlingError
from findling.codec.durable_files import sync_descriptor, sync_directory
from findling.index.translog.operation_log import LoggedBatch

FILE_NAME: Final = "set-aside.jsonl"

logger = logging.getLogger("findling.index")


def set_aside(directory: Path, shard: str, batch: LoggedBatch, number: int, error: FindlingError) -> None:
    """Writes one operation with its source and what was wrong to the shard's file of such operations, and syncs it.

    An operation that was written before, at an opening that did not reach a commit point, is not written again.
    """
    entry = {
        "_id": batch.ids[number],
        "_routing": batch.routings[number],
        "_seq_no": int(batch.seq_nos[number]),
        "error": {"type": error.type, "reason": error.reason},
        "_source": orjson.Fragment(batch.sources[number]),
    }
    line = orjson.dumps(entry)
    path = directory / FILE_NAME
    if not path.exists() or line not in path.read_bytes().split(b"\n"):
        with path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            sync_descriptor(file.fileno())
        sync_directory(directory)
    logger.error(
        "operation set aside shard=%s id=%s seq_no=%d file=%s reason=%s",
        shard, entry["_id"], entry["_seq_no"], path, error.reason,
    )  # fmt: skip


def count_set_aside(directory: Path) -> int:
    """Returns how many operations of the shard have been set aside."""
    path = directory / FILE_NAME
    return path.read_bytes().count(b"\n") if path.exists() else 0
