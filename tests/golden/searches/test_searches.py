"""Findling answers searches as Elasticsearch does, line by line of what it once answered otherwise."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.batteries.compare import differences
from tests.golden.searches.record import HERE, INDEX, corpus, label, outcome
from tests.golden.searches.requests import ELASTICSEARCH, OPENSEARCH, Case
from tests.reference.api import Api

CASES = [*ELASTICSEARCH, *OPENSEARCH]


@cache
def recorded() -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((HERE / "recorded.json").read_text())
    return answers


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("searches")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        wanted = corpus()
        documents = wanted.pop("documents")
        assert api.put(f"/{INDEX}", wanted).status == 200
        for id_, document in documents.items():
            assert api.put(f"/{INDEX}/_doc/{id_}", document).status == 201
        api.post(f"/{INDEX}/_refresh")
        api.post(f"/{INDEX}/_forcemerge?max_num_segments=1")
        yield api


def test_all_requests_are_recorded_and_nothing_else() -> None:
    assert set(recorded()) == set(map(label, CASES))


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)])
def test_answered_as_recorded(api: Api, case: Case) -> None:
    _, method, path, body = case
    answer = api.call(method, path.replace("{index}", INDEX), body)
    ours = json.loads(json.dumps(outcome(answer.status, answer.body)))
    apart = list(differences(comparable(recorded()[label(case)]), comparable(ours)))
    assert apart == [], (method, path, body)


def comparable(value: Any) -> Any:
    """Returns an answer without places, uuids and numbers of documents in texts, hits of one score or place by id."""
    if isinstance(value, dict):
        return {key: _hits(entry) if key == "hits" else comparable(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [comparable(entry) for entry in value]
    return _unplaced(value) if isinstance(value, str) else value


def _hits(hits: Any) -> Any:
    shown = comparable(hits)
    if not isinstance(shown, list):
        return shown
    if any("sort" in hit for hit in shown):
        # as they are, but for those of the same place
        firsts = {json.dumps(hit["sort"]): place for place, hit in reversed(list(enumerate(shown)))}
        return sorted(shown, key=lambda hit: (firsts[json.dumps(hit["sort"])], hit.get("_id", "")))
    return sorted(shown, key=lambda hit: (-round(hit.get("_score") or 0, 3), hit.get("_id", "")))


_UUID: Final = re.compile(r"/[\w-]{22}(?=\])")
_DOC: Final = re.compile(r"(in|doesn't match id) \d+")


def _unplaced(text: str) -> str:
    text = _UUID.sub("/UUID", _DOC.sub(r"\1 N", text))
    place, bracket, rest = text.partition("] ")
    return rest if bracket and place.startswith("[") and place[1:].replace(":", "").isdigit() else text
