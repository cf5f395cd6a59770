"""Findling answers random query texts as Elasticsearch did; see recorded.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.oracle.lucene_texts import corpus

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.golden.query_texts.recorded import COUNT, INDEX, Json, differences_of, outcome_of, read
from tests.reference.api import Api, bulk_lines

PORTIONS = 10


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("query_texts")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api, wanted = Api(node), corpus()
        documents = wanted.pop("documents")
        assert api.put(f"/{INDEX}", wanted).status == 200
        assert not api.post("/_bulk?refresh=true", bulk_lines(INDEX, documents)).body["errors"]
        yield api


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_answered_as_recorded(api: Api, portion: int) -> None:
    apart = []
    for query, expected in list(read())[portion * COUNT // PORTIONS : (portion + 1) * COUNT // PORTIONS]:
        ours = ask(api, query)
        apart += [f"{query}\n    {line}" for line in differences_of(expected, ours)]
    assert apart == [], "\n".join(["recorded | ours", *apart])


def ask(api: Api, query: Json) -> Json:
    answer = api.post(f"/{INDEX}/_search", {"query": query, "size": 100, "_source": False})
    return outcome_of(answer.status, answer.body)
