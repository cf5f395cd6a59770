"""The file of the cluster state, on disks that fail."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

import pytest

from findling.base.errors import StateNotStoredError
from findling.cluster.state import ClusterState
from findling.cluster.state_store import LocalStateStore

FIRST: Final = ClusterState(version=1, persistent={"a": "1"})
SECOND: Final = ClusterState(version=2, cluster_uuid=FIRST.cluster_uuid, persistent={"a": "2"})


def fail_syncs_of_directories(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    real, left = os.fsync, [times]

    def sync(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode) and left[0] > 0:
            left[0] -= 1
            raise OSError(errno.EIO, "Input/output error")
        real(fd)

    monkeypatch.setattr(os, "fsync", sync)


@pytest.fixture
def store(tmp_path: Path) -> LocalStateStore:
    made = LocalStateStore(tmp_path / "state.json")
    assert made.compare_and_set(0, FIRST)
    return made


def test_a_refused_state_is_taken_back(store: LocalStateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name was on disk when the sync failed: a start must not find what was refused, an index deleted say."""
    fail_syncs_of_directories(monkeypatch, times=1)
    with pytest.raises(StateNotStoredError, match="Input/output error"):
        store.compare_and_set(1, SECOND)
    assert LocalStateStore(tmp_path / "state.json").load() == FIRST
    assert store.compare_and_set(1, SECOND)
    assert LocalStateStore(tmp_path / "state.json").load() == SECOND


def test_nothing_is_stored_any_more_once_it_is_unknown_what_is_on_disk(
    store: LocalStateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_syncs_of_directories(monkeypatch, times=2)
    for _ in range(2):
        with pytest.raises(StateNotStoredError):
            store.compare_and_set(1, SECOND)
