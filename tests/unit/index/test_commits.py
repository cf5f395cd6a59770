"""Commit points that are written, and that fail when they are on disk already."""

import errno
import os
import stat
from pathlib import Path

import pytest

from findling.base.errors import FindlingError
from findling.index.merge_policy import MergePolicy
from findling.index.shard_settings import ShardSettings
from tests.reference.shard_case import ShardCase

SETTINGS = ShardSettings(merge_policy=MergePolicy(segments_per_tier=2, max_merge_at_once=2, floor_segment_bytes=1))


class FailingDirectories:
    """Syncs of directories fail: those of the shard's own after so many, as if the disk were broken from then on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 1 << 30
        self._fsync = os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.EIO, "Input/output error")
        self._fsync(fd)


def test_the_files_of_a_commit_point_that_failed_stay_until_another_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new commit point has its name, its directory cannot be synced: it may be what the next start opens."""
    case = ShardCase(tmp_path / "shard", SETTINGS)
    case.index("a", {"n": 1})
    case.index("b", {"n": 2})
    case.shard.flush()
    case.index("c", {"n": 3})
    case.delete("a")
    case.shard.refresh()
    disk = FailingDirectories(monkeypatch)
    disk.left = 2  # the log's, the shard's before the commit point; then the shard's after it
    with pytest.raises(FindlingError, match="primary shard is not active"):
        case.shard.flush()
    assert sorted(path.name for path in case.path.glob("commit-*")) == ["commit-2", "commit-3"]
    state = case.shard._state
    state.failure = None  # a merge that is at work already when the shard fails
    disk.left = 1 << 30
    assert case.shard.force_merge(1)
    state.failure = FindlingError("failed")
    case.crash()
    assert case.searchable() == {"b": {"n": 2}, "c": {"n": 3}}
    case.shard.flush(force=True)
    assert len(list(case.path.glob("commit-*"))) == 1
    assert len(list(case.path.glob("*.seg"))) == len(case.shard._state.entries)


def test_a_commit_point_after_one_that_failed_has_another_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ShardCase(tmp_path / "shard", SETTINGS)
    case.index("a", {"n": 1})
    case.index("b", {"n": 2})
    case.shard.flush()
    case.delete("a")
    disk = FailingDirectories(monkeypatch)
    disk.left = 2
    with pytest.raises(FindlingError):
        case.shard.flush()
    written = {path.name: path.read_bytes() for path in case.path.iterdir() if path.is_file()}
    case.shard._state.failure, disk.left = None, 1 << 30
    case.delete("b")
    case.shard.flush()
    left = {path.name for path in case.path.iterdir() if path.is_file()}
    assert {name for name in left if name.startswith("commit")} == {"commit-4"}
    assert {name for name in left if name.endswith(".liv")}.isdisjoint(written)
    case.crash()
    assert case.searchable() == {}
