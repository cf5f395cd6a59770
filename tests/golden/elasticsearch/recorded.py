"""Answers that real servers gave to the requests of the batteries' examples: one file per query and aggregation.

judge       who answered, with its version
corpus      a digest of settings, mappings and documents
answers     by label of the request: a digest of it, and what is compared of the answer
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.batteries.features import Feature, Json

HERE = Path(__file__).parent


def path_of(feature: Feature) -> Path:
    return HERE / feature.kind / f"{feature.name}.json"


def digest(value: Any) -> str:
    """Returns a short digest of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


def read(feature: Feature) -> Json:
    path = path_of(feature)
    assert path.exists(), f"no recorded answers to {feature.kind}/{feature.name}: make oracle RECORD={feature.name}"
    recorded: Json = json.loads(path.read_text())
    return recorded


def write(feature: Feature, judge: str, answers: dict[str, tuple[Json, Json]]) -> None:
    """answers: request and outcome by label; one line each, so that a change can be read."""
    lines = [
        f"  {json.dumps(label)}: " + json.dumps({"request": digest(request), **outcome}, separators=(",", ":"))
        for label, (request, outcome) in answers.items()
    ]
    head = f'{{"judge": {json.dumps(judge)},\n"corpus": "{digest(feature.corpus())}",\n"answers": {{\n'
    path_of(feature).write_text(head + ",\n".join(lines) + "\n}}\n")


@cache
def listed_differences() -> dict[str, dict[str, str]]:
    """Returns why Findling answers otherwise, by feature and label; "open:" stands before what is to be mended."""
    listed: dict[str, dict[str, str]] = json.loads((HERE / "differences.json").read_text())
    return listed
