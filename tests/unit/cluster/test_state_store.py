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
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

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


def test_nothing_is_written_while_it_is_unknown_which_state_is_on_disk(
    store: LocalStateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_syncs_of_directories(monkeypatch, times=4)
    with pytest.raises(StateNotStoredError):
        store.compare_and_set(1, SECOND)
    for attempt in (store.settle, lambda: store.compare_and_set(1, SECOND)):
        with pytest.raises(StateNotStoredError):
            attempt()
    store.settle()
    assert LocalStateStore(tmp_path / "state.json").load() == FIRST
    assert store.compare_and_set(1, SECOND)


def test_documents_of_an_index_that_may_be_deleted_on_disk_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = NodeConfig(data=tmp_path / "data", background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        assert api.put("/things/_doc/1", {"a": 1}).status == 201
        fail_syncs_of_directories(monkeypatch, times=3)
        assert api.delete("/things").error[:2] == (503, "failed_to_commit_cluster_state_exception")
        assert api.put("/things/_doc/2", {"a": 2}).error[:2] == (503, "failed_to_commit_cluster_state_exception")
        assert api.put("/things/_doc/3", {"a": 3}).status == 201
    with Node(config) as node:
        api = Api(node)
        assert [api.get(f"/things/_doc/{n}").status for n in (1, 2, 3)] == [200, 404, 200]
