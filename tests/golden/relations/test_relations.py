"""Findling answers random searches about nested objects, children and stored queries as the recorded servers did."""

import json
from collections.abc import Iterator

import pytest

from tests.batteries.compare import differences
from tests.batteries.engine import Engine, engine
from tests.batteries.requests import outcome
from tests.golden.relations import recorded, rounds


@pytest.fixture(scope="module")
def answering() -> Iterator[Engine]:
    with engine() as started:
        yield started


@pytest.mark.parametrize("seed", recorded.SEEDS)
@pytest.mark.parametrize("kind", rounds.KINDS)
def test_answers_as_recorded(answering: Engine, kind: str, seed: int) -> None:
    made = rounds.made(kind, seed)
    index = answering.filled_with(f"relations-{kind}-{seed}", made.corpus)
    apart: list[str] = []
    name = f"{kind} {seed}"
    for place, (body, expected) in enumerate(zip(made.bodies, recorded.read()[name], strict=True)):
        answer = answering.api.post(f"/{index}/_search", body)
        lines = list(differences(expected, recorded.comparable(outcome(answer.status, answer.body))))
        if lines and (name, place) not in recorded.EXPLAINED:
            apart += [json.dumps(body), *lines[:3]]
    assert not apart, "\n".join(["recorded | ours", *apart])
