"""What a hub of several masters has of bundles: whichever is asked gives the same bytes, signed by the same key."""

import base64
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from findling.cluster.system.edge import INDEX
from findling.edge.fleet.archives import Archives
from findling.edge.fleet.store import FleetStore
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.signed_files import SigningKey
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.cluster.in_process import nodes, wait_for

LARGE = os.urandom(1_300_000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FleetStore]:
    with Node(NodeConfig(data=tmp_path / "hub", sync=False, background=False, threads=2)) as node:
        yield FleetStore(node.system.index(INDEX), node.clock)


def test_an_archive_is_brought_from_the_store_once(store: FleetStore, tmp_path: Path) -> None:
    checksum, size = hashlib.sha256(LARGE).hexdigest(), len(LARGE)
    one, two = (Archives(store, tmp_path / name) for name in ("one", "two"))
    one.keep(checksum, LARGE)
    file = two.file("alarm", "1", checksum, size)
    assert file.read_bytes() == LARGE
    assert [path.name for path in file.parent.iterdir()] == [f"{checksum}.bundle"]
    one.remove("alarm", checksum, size)
    assert list(store.all("piece")) == []
    # the same version of other files, which the other has seen before
    other = hashlib.sha256(b"other").hexdigest()
    one.keep(other, b"other")
    assert two.file("alarm", "1", other, 5).read_bytes() == b"other"


def test_who_wants_the_key_at_once_gets_the_same(store: FleetStore, tmp_path: Path) -> None:
    barrier = Barrier(8)

    def wanted(number: int) -> str:
        barrier.wait(10)
        return Archives(store, tmp_path / str(number)).key.public

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(wanted, range(8)))) == 1


def test_the_key_of_a_file_is_taken_over(store: FleetStore, tmp_path: Path) -> None:
    seed = os.urandom(32)
    (tmp_path / "signing.key").write_bytes(seed)
    assert Archives(store, tmp_path).key.public == SigningKey(seed).public
    assert Archives(store, tmp_path / "another").key.public == SigningKey(seed).public


def test_any_master_gives_what_another_took_in(tmp_path: Path) -> None:
    with nodes(tmp_path, 2) as (one, two):
        files = {
            "main.py": "from findling.edge.functions.declared import on\n",
            "data": {"base64": base64.b64encode(LARGE).decode()},
        }
        made = one.put("/_edge/bundles/alarm/1", {"files": files})
        assert made.status == 200, made.text
        one.put("/_edge/nodes/n1", {})
        one.put("/_edge/deployments/d", {"bundle": "alarm", "version": "1", "nodes": "n1"})
        wait_for(lambda: two.post("/_edge/nodes/n1/_sync", {}).body.get("bundles") == {"alarm": "1"})
        key = two.post("/_edge/nodes/n1/_sync", {}).body["signing_key"]
        assert key == one.post("/_edge/nodes/n1/_sync", {}).body["signing_key"] == made.body["signed_by"]
        archive = b""
        while len(archive) < made.body["size_in_bytes"]:
            asked = {"name": "alarm", "version": "1", "offset": len(archive)}
            piece = two.post("/_edge/nodes/n1/_bundle", asked)
            assert piece.status == 200, piece.text
            archive += base64.b64decode(piece.body["content"])
        assert Bundle.opened(archive, [key]).files["data"] == LARGE
