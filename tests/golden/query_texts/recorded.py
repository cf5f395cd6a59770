"""Elasticsearch's answers to random query texts of one seed: `tools/oracle/lucene_texts.py` draws them.

answers.json: the judge, and a line for each text: the body of the search, and what is compared of the answer.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from tests.batteries.compare import SCORES, differences

Json = dict[str, Any]

SEED: Final = 4_711
COUNT: Final = 1_000
INDEX: Final = "query-texts"
FILE: Final = Path(__file__).parent / "answers.json"


def outcome_of(status: int, body: Json) -> Json:
    """Returns what is compared: total and hits with scores, or type and reason of the error."""
    if status >= 400:
        error = body["error"]
        if error["type"] == "search_phase_execution_exception" and error.get("failed_shards"):
            error = error["failed_shards"][0]["reason"]
        return {"status": status, "error": [error["type"], _unplaced(error["reason"])]}
    hits = body["hits"]["hits"]
    return {"total": body["hits"]["total"]["value"], "hits": [[hit["_id"], hit["_score"]] for hit in hits]}


def _unplaced(reason: str) -> str:
    """Returns a reason without the line and column that may stand before it."""
    place, bracket, rest = reason.partition("] ")
    return rest if bracket and place[1:].replace(":", "").isdigit() else reason


def differences_of(expected: Json, ours: Json) -> list[str]:
    """Returns "path: recorded | ours"; hits whose scores are alike may stand in any order."""
    return list(differences(_ordered(expected, expected), _ordered(ours, expected)))


def _ordered(answer: Json, judge: Json) -> Json:
    if "hits" not in answer or "hits" not in judge:
        return answer
    return {**answer, "hits": sorted(answer["hits"], key=lambda hit: hit[0]), "places": _places(answer["hits"])}


def _places(hits: list[Any]) -> bool:
    """Whether the best stand first."""
    scores = [score for _, score in hits]
    return all(one >= other * (1 - SCORES) for one, other in pairwise(scores))


def write(judge: str, answers: list[tuple[Json, Json]]) -> None:
    lines = [json.dumps([body["query"], outcome], separators=(",", ":")) for body, outcome in answers]
    FILE.write_text(f'{{"judge": {json.dumps(judge)}, "answers": [\n' + ",\n".join(lines) + "\n]}\n")


def read() -> Iterator[tuple[Json, Json]]:
    """Yields queries and what was answered."""
    yield from json.loads(FILE.read_text())["answers"]
