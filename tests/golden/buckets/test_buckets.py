"""Findling answers random bucket aggregations as the recorded Elasticsearch 9.1 did.

`answers.ndjson` keeps the answers that both gave alike; `python -m tools.oracle.buckets` asks other seeds.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batteries.compare import differences
from tests.batteries.engine import Engine, engine
from tests.golden.buckets import corpus, rounds, told
from tests.reference.api import bulk_lines

RECORDED = [json.loads(line) for line in Path(__file__).with_name("answers.ndjson").read_text().splitlines()]


@pytest.fixture(scope="module")
def answering() -> Iterator[Engine]:
    with engine() as started:
        for index, shards in rounds.SHARDS.items():
            settings = {"number_of_shards": shards, "number_of_replicas": 0}
            assert started.api.put(f"/{index}", {"settings": settings, "mappings": corpus.MAPPINGS}).status == 200
            answer = started.api.post("/_bulk?refresh=true", bulk_lines(index, corpus.documents()).encode())
            assert not answer.body["errors"]
            assert started.api.post(f"/{index}/_forcemerge?max_num_segments=1").status == 200
        yield started


@pytest.mark.parametrize("part", range(8))
def test_answers_as_recorded(answering: Engine, part: int) -> None:
    apart: list[str] = []
    for entry in RECORDED[part::8]:
        index, body = rounds.asked(entry["seed"])
        answer = answering.api.post(f"/{index}/_search?typed_keys=true", body)
        lines = list(differences(entry["told"], told.told(answer.status, answer.body), 1e-9))
        if lines:
            apart += [f"{entry['seed']} {index}: {json.dumps(body)}", *lines[:3]]
    assert not apart, "\n".join(["recorded | ours", *apart])


def test_all_kinds_are_among_them() -> None:
    kinds = {next(iter(rounds.asked(entry["seed"])[1]["aggs"]["a"])) for entry in RECORDED}
    assert kinds == set(rounds.KINDS)
