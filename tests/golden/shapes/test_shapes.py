"""Random shapes lie to random queries as OpenSearch recorded it."""

import json

from findling.testing.instance import Findling
from tests.golden.shapes.record import DOCUMENTS, HERE, INDEX, MAPPINGS, cases


def test_relations_are_as_recorded() -> None:
    recorded = json.loads((HERE / "recorded.json").read_text())
    documents, queries = cases(recorded["seed"])
    assert len(recorded["found"]) == len(queries)
    with Findling(socket=False) as findling:
        client = findling.client
        client.indices.create(index=INDEX, mappings=MAPPINGS, settings={"number_of_shards": 2})
        for number, document in enumerate(documents):
            client.index(index=INDEX, id=str(number), document=document)
        for query, expected in zip(queries, recorded["found"], strict=True):
            answer = client.search(index=INDEX, query=query, size=DOCUMENTS, source=False)
            assert sorted(int(hit["_id"]) for hit in answer["hits"]["hits"]) == expected, query
