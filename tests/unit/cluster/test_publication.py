"""What one node was told, the others know when it is acknowledged."""

import threading
from pathlib import Path

from findling.node.services.node import Node
from tests.cluster.in_process import nodes
from tests.reference.api import Api


def test_others_know_what_is_acknowledged(tmp_path: Path) -> None:
    with nodes(tmp_path) as apis:
        for turn in range(20):
            here, there = apis[turn % 2], apis[1 - turn % 2]
            assert here.put(f"/i{turn}", {"settings": {"number_of_replicas": 0}}).status == 200
            assert there.get(f"/i{turn}/_search").status == 200
            assert (
                here.put("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 100 + turn}}).status
                == 200
            )
            shown = there.get("/_cluster/settings").body["persistent"]
            assert shown == {"cluster": {"max_shards_per_node": str(100 + turn)}}
        _silent_nodes_are_not_waited_for_long(*apis)


def _silent_nodes_are_not_waited_for_long(here: Api, there: Api) -> None:
    """A node that lives and does not follow the state keeps a change waiting until it would be taken for dead."""
    held, release = threading.Event(), threading.Event()

    def hold(node: Node) -> None:
        with node.cluster._lock:
            held.set()
            release.wait(60)

    holder = threading.Thread(target=hold, args=(there.node,))
    holder.start()
    try:
        held.wait(60)
        assert here.put("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 99}}).status == 200
        # it was given up: it does not know what was acknowledged
        assert there.node.cluster.state.version < here.node.cluster.state.version
    finally:
        release.set()
        holder.join()
