"""Findling's digests and distinct counts are those of the recorded Elasticsearch 9.1, but for the last bits of doubles.

`python -m tools.oracle.sketches --judge URL` records the answers.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batteries.compare import differences
from tests.batteries.engine import Engine, engine
from tests.golden.sketches import corpus
from tests.reference.api import bulk_lines

RECORDED = [json.loads(line) for line in Path(__file__).with_name("answers.ndjson").read_text().splitlines()]


@pytest.fixture(scope="module")
def answering() -> Iterator[Engine]:
    with engine() as started:
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        body = {"settings": settings, "mappings": corpus.MAPPINGS}
        assert started.api.put(f"/{corpus.INDEX}", body).status == 200
        answer = started.api.post("/_bulk?refresh=true", bulk_lines(corpus.INDEX, corpus.documents()).encode())
        assert not answer.body["errors"]
        assert started.api.post(f"/{corpus.INDEX}/_forcemerge?max_num_segments=1").status == 200
        yield started


@pytest.mark.parametrize("part", range(4))
def test_answers_as_recorded(answering: Engine, part: int) -> None:
    asked = list(corpus.aggregations())
    assert len(asked) == len(RECORDED)
    apart: list[str] = []
    for aggregation, recorded in list(zip(asked, RECORDED, strict=True))[part::4]:
        answer = answering.api.post(f"/{corpus.INDEX}/_search", {"size": 0, "aggs": {"a": aggregation}})
        lines = list(differences(recorded, answer.body.get("aggregations", answer.body), 1e-12))
        if lines:
            apart += [json.dumps(aggregation), *lines[:3]]
    assert not apart, "\n".join(["recorded | ours", *apart])
