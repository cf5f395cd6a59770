"""Services of indices while others change the cluster state."""

import threading
from pathlib import Path

import pytest

from findling.analysis.resources import AnalysisResources
from findling.base.errors import IndexGoneError
from findling.cluster.service import Change
from findling.cluster.state import ClusterState
from findling.node.services.config import NodeConfig
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from tests.reference.api import Api

_SYNONYMS = {
    "analysis": {
        "filter": {"words": {"type": "synonym", "synonyms_set": "words", "updateable": True}},
        "analyzer": {"a": {"type": "custom", "tokenizer": "standard", "filter": ["words"]}},
    }
}


def test_an_index_that_is_deleted_while_its_service_is_made_leaves_nothing(tmp_path: Path) -> None:
    """Reading the synonyms is where making the service takes its time here: the index is deleted right then."""
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        Api(node).put("/_synonyms/words", {"synonyms_set": [{"synonyms": "a, b"}]})
        Api(node).put("/goes", {"settings": _SYNONYMS})
    with Node(config) as node:
        metadata = node.cluster.state.indices["goes"]
        stored = threading.Event()
        deletion = threading.Thread(
            target=lambda: node.cluster.update(lambda state: state.without_indices({"goes"})), daemon=True
        )

        def rules(name: str) -> tuple[str, ...]:
            if not deletion.ident:
                deletion.start()
                assert stored.wait(60)
            return ("a, b",)

        node.cluster._listeners.insert(0, lambda before, after: stored.set())
        node.indices.resources = AnalysisResources(config.data, rules)
        service = node.indices.get(metadata)
        deletion.join()
        assert "goes" not in {found.name for found in node.indices.opened()}
        with pytest.raises(IndexGoneError):
            service.shard(0)
        assert not service.path.exists()


def test_an_index_that_is_deleted_as_soon_as_it_is_made_was_made(tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/store", {})
        planned = node.cluster.state.indices["store"]
        api.delete("/store")

        def store(change: Change) -> ClusterState:
            made = node.cluster.update(change)
            api.delete("/store")
            return made

        assert add_index(node, planned, lambda state: state.with_index(planned), store=store).name == "store"
        assert "store" not in node.cluster.state.indices
        assert node.indices.opened() == []
