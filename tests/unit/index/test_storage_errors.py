"""What the disk does, in the words of the API."""

import errno

import pytest

from findling.base.error_body import error_body
from findling.base.errors import UnavailableShardsError
from findling.index.operations.operation import ShardId
from findling.index.storage_errors import shard_failed, storage_error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_the_block_of_the_flood_stage(number: int) -> None:
    body = error_body(storage_error(OSError(number, "No space left on device"), "translog", ShardId("x", 0, "u")))
    assert body["status"] == 429
    assert body["error"]["type"] == "cluster_block_exception"
    assert "[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark" in body["error"]["reason"]
    assert body["error"]["caused_by"]["reason"] == "No space left on device: translog"


def test_a_broken_disk_is_an_io_exception() -> None:
    error = storage_error(OSError(errno.EIO, "Input/output error"), "flush", ShardId("x", 0, "u"))
    assert (error.status, error.type, error.reason) == (500, "i_o_exception", "Input/output error: flush")


def test_a_failed_shard_is_not_active() -> None:
    cause = storage_error(OSError(errno.EIO, "Input/output error"), "translog", ShardId("x", 1, "u"))
    error = shard_failed(ShardId("x", 1, "u"), cause)
    assert isinstance(error, UnavailableShardsError)
    assert (error.status, error.reason) == (503, "[x][1] primary shard is not active")
    assert error.__cause__ is cause
