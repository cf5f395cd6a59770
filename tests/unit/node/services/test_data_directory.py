"""What a start finds in the data directory, refuses, and removes."""

import logging
import shutil
from pathlib import Path

import pytest

from findling.base.errors import CorruptIndexError
from findling.node.services.config import NodeConfig
from findling.node.services.index_directories import DataDirectoryError
from findling.node.services.node import Node
from tests.reference.api import Api


def config(tmp_path: Path) -> NodeConfig:
    return NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """The data directory of a closed node with one index of one document."""
    with Node(config(tmp_path)) as node:
        api = Api(node)
        assert api.put("/store/_doc/1?refresh=true", {"a": 1}).status == 201
        assert api.post("/store/_flush").status == 200
    return tmp_path / "data"


def index_directories(data: Path) -> list[str]:
    return [path.name for path in (data / "indices").iterdir()]


def test_indices_without_a_state_refuse_the_start(tmp_path: Path, stored: Path) -> None:
    (stored / "state.json").unlink()
    with pytest.raises(
        DataDirectoryError, match=r"state\.json is missing, but .*/indices holds 1 indices.*Bring"
    ) as caught:
        Node(config(tmp_path))
    assert str(stored / "state.json") in caught.value.reason
    assert len(index_directories(stored)) == 1
    shutil.move(stored / "indices", stored / "given-up")
    with Node(config(tmp_path)) as node:
        assert node.cluster.state.indices == {}


def test_a_damaged_state_refuses_the_start(tmp_path: Path, stored: Path) -> None:
    (stored / "state.json").write_bytes((stored / "state.json").read_bytes().replace(b"store", b"stare"))
    with pytest.raises(CorruptIndexError, match=r"state\.json"):
        Node(config(tmp_path))


def test_the_first_start_stores_a_state(tmp_path: Path) -> None:
    with Node(config(tmp_path)) as node:
        uuid = node.cluster.state.cluster_uuid
    with Node(config(tmp_path)) as node:
        assert node.cluster.state.cluster_uuid == uuid


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 22, b"abc/def ghi jkl mno pqr", b"A" * 22 + b" 00000000\n"])
def test_a_damaged_node_id_is_named(tmp_path: Path, stored: Path, content: bytes) -> None:
    (stored / "node.id").write_bytes(content)
    with pytest.raises(DataDirectoryError, match=r"node\.id is damaged"):
        Node(config(tmp_path))


def test_a_missing_node_id_is_made_anew_and_told(
    tmp_path: Path, stored: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (stored / "node.id").unlink()
    with Node(config(tmp_path)) as node:
        assert len(node.id) == 22
    assert "node.id is missing" in caplog.text


def test_directories_of_no_index_go_unless_they_hold_documents(
    tmp_path: Path, stored: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (uuid,) = index_directories(stored)
    indices = stored / "indices"
    shutil.copytree(indices / uuid, indices / "unfinished")
    (indices / "unfinished" / "unfinished").touch()
    (indices / "half-made" / "0" / "translog").mkdir(parents=True)
    shutil.copytree(indices / uuid, indices / "stranger")
    (indices / uuid / "unfinished").touch()  # the process died between the state and this
    with Node(config(tmp_path)) as node:
        assert Api(node).get("/store/_count").body["count"] == 1
        assert node.strangers == ["stranger"]
    assert sorted(index_directories(stored)) == sorted([uuid, "stranger"])
    assert not (indices / uuid / "unfinished").exists()
    assert f"removing directory of no index path={indices / 'half-made'}" in caplog.text
    assert f"is left alone, remove it if its data is not needed path={indices / 'stranger'}" in caplog.text


def test_what_is_left_of_a_deleted_index_goes(tmp_path: Path, stored: Path) -> None:
    (uuid,) = index_directories(stored)
    shutil.copytree(stored / "indices" / uuid, tmp_path / "kept")
    with Node(config(tmp_path)) as node:
        assert Api(node).delete("/store").status == 200
        assert node.cluster.state.graveyard == (uuid,)
    shutil.move(tmp_path / "kept", stored / "indices" / uuid)
    with Node(config(tmp_path)) as node:
        assert node.strangers == []
    assert index_directories(stored) == []


def test_a_new_index_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    with Node(config(tmp_path)) as node:
        api = Api(node)
        api.put("/store")
        assert api.put("/store").status == 400
        assert api.put("/other", {"settings": {"cluster.x": 1}}).status == 400
        assert len(index_directories(node.data.path)) == 1
