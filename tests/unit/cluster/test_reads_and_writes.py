"""Gets by id beside a write that the log has taken, and the primary does not know yet."""

from pathlib import Path

import pytest

from findling.cluster.nats.errors import ClusterUnavailableError
from findling.cluster.shards.routing_table import routing_of
from findling.index.operations.operation import Operation
from findling.node.services.replication.copies import Copies
from tests.cluster.in_process import nodes, wait_for


def test_a_primary_does_not_answer_what_is_perhaps_overtaken(tmp_path: Path) -> None:
    with nodes(tmp_path, 2) as apis:
        apis[0].put("/a", {"settings": {"number_of_replicas": 1}, "mappings": {"properties": {"n": {"type": "long"}}}})
        for api in apis:
            wait_for(lambda api=api: api.get("/_cluster/health").body["status"] == "green")
        for number in (1, 2):
            assert apis[0].put(f"/a/_doc/{number}", {"n": number}).status == 201
        uuid = apis[0].node.indices.named("a").uuid
        primary = routing_of(apis[0].node.cluster.state, uuid, 0).primary
        (api,) = [api for api in apis if api.node.id == primary]
        copies = api.node.indices.placement
        assert isinstance(copies, Copies)
        copy = copies.ready(uuid, 0)
        assert copy is not None
        plan = copy.shard.decide([Operation("delete", "1")], None)
        with copy._deciding(plan):  # the log has been asked, and has not answered
            with pytest.raises(ClusterUnavailableError, match="does not say what it has taken"):
                copy.get_many(["1"], realtime=True)
            assert copy.get_many(["1"], realtime=False) is not None
            (other,) = copy.get_many(["2"], realtime=True)
            assert other is not None
            # the other copy can say, from behind all that the log has taken
            assert api.get("/a/_doc/1").body["_source"] == {"n": 1}
        (found,) = copy.get_many(["1"], realtime=True)
        assert found is not None
