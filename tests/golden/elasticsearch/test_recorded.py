"""Findling answers the batteries' examples as Elasticsearch does; what differs is listed with reasons.

The answers are recorded by `make oracle RECORD=1` (OpenSearch's where Elasticsearch lacks a feature).
"""

from collections.abc import Iterator

import pytest

from tests.batteries.compare import differences
from tests.batteries.engine import Engine, engine, names
from tests.batteries.features import KINDS, Feature, Json, feature
from tests.batteries.requests import outcome, requests
from tests.golden.elasticsearch import recorded

NAMES = [(kind, name) for kind in KINDS for name in names(kind) if feature(kind, name).is_judged]


@pytest.fixture(scope="module")
def answering() -> Iterator[Engine]:
    with engine() as started:
        yield started


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_the_recorded_answers_are_to_these_requests(kind: str, name: str) -> None:
    found = feature(kind, name)
    answers = recorded.read(found)
    again = f"the examples have changed: make oracle RECORD={name}"
    assert answers["corpus"] == recorded.digest(found.corpus()), again
    asked = {label: recorded.digest(body) for label, body in requests(found).items()}
    assert {label: answer["request"] for label, answer in answers["answers"].items()} == asked, again
    assert answers["judge"].startswith(found.judge)


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_answers_as_recorded(answering: Engine, kind: str, name: str) -> None:
    found = feature(kind, name)
    listed = recorded.listed_differences().get(f"{kind}/{name}", {})
    unexpected: list[str] = []
    for label, expected in recorded.read(found)["answers"].items():
        apart = _apart(answering, found, label, expected)
        if label in listed and not apart:
            unexpected.append(f"{label}: agrees; take it off differences.json")
        elif label not in listed:
            unexpected += [f"{label}{line}" for line in apart[:3]]
    assert unexpected == [], "\n".join(["recorded | ours", *unexpected])


def _apart(answering: Engine, found: Feature, label: str, expected: Json) -> list[str]:
    answer = answering.search(found, "one", requests(found)[label])
    ours = {"request": expected["request"], **outcome(answer.status, answer.body)}
    return list(differences(expected, ours))


def test_listed_differences_are_of_recorded_answers() -> None:
    for path, listed in recorded.listed_differences().items():
        kind, name = path.split("/")
        assert set(listed) <= set(recorded.read(feature(kind, name))["answers"])
        assert all(listed.values())
