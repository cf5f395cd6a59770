"""kill -9 of a server that serves what is published, while it keeps up: it starts again with a whole index."""

import random
from pathlib import Path

import pytest

from findling.base.ids import random_uuid
from findling.cli.connection import Connection, ServerError
from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.place import Place
from tests.reference.api import Api
from tests.system.server_process import ServerProcess

ROUNDS = 2
FLAGS = ("--from-every", "20ms", "--security", "off")


def published(api: Api, place: Place, count: int) -> None:
    """Writes and publishes documents whose number each of them says."""
    lines = [f'{{"index":{{"_id":"{n}"}}}}\n{{"n":{n},"of":{count},"text":"{random_uuid()}"}}' for n in range(count)]
    assert not api.post("/store/_bulk", "\n".join(lines) + "\n").body["errors"]
    publish_indices(api.node, "store", place)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_killed_reader_starts_clean(tmp_path: Path, seed: int) -> None:
    place = Place(str(tmp_path / "place"))
    chance = random.Random(seed)
    with Node(NodeConfig(data=tmp_path / "writer", sync=False, background=False)) as node:
        api = Api(node)
        count = 50
        published(api, place, count)
        for _ in range(ROUNDS):
            with ServerProcess(tmp_path / "reader", *FLAGS, "--from", place.url) as server:
                for _ in range(chance.randrange(1, 5)):
                    count += 50
                    published(api, place, count)
                check(server.url, count, newest=False)
                server.kill()
            assert not list((tmp_path / "reader").glob("indices/*/unfinished"))
        with ServerProcess(tmp_path / "reader", *FLAGS, "--from", place.url) as server:
            check(server.url, count, newest=True)


def check(url: str, count: int, newest: bool) -> None:
    """What is served is one publication whole; at the start, the last."""
    with Connection(url) as connection:
        body = b'{"size":0,"track_total_hits":true,"aggs":{"of":{"terms":{"field":"of"}}}}'
        found = connection.request("POST", "/store/_search", body)
        total = found["hits"]["total"]["value"]
        (bucket,) = found["aggregations"]["of"]["buckets"]
        assert bucket == {"key": total, "doc_count": total}
        assert not newest or total == count
        with pytest.raises(ServerError, match="FORBIDDEN/5"):
            connection.request("PUT", "/store/_doc/1", b"{}")
