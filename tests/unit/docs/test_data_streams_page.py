"""The examples of docs/data-streams.md do what the page says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "data-streams.md"


def requests_of(page: str) -> Iterator[tuple[str, str, Any]]:
    """Yields method, path and body of each request on the page: a line, and JSON below it."""
    for block in re.findall(r"(?:^    .*\n)+", page, re.MULTILINE):
        first, _, body = block.partition("\n")
        method, path = first.split()
        yield method, path, json.loads(body) if body.strip() else None


def test_examples(api: Api) -> None:
    answers: dict[str, Any] = {}
    for method, path, body in requests_of(PAGE.read_text(encoding="utf-8")):
        answer = api.call(method, path, body)
        assert answer.status in (200, 201), (path, answer.text)
        answers[path] = answer.body
    [stream] = answers["/_data_stream/logs-shop"]["data_streams"]
    assert (stream["template"], stream["next_generation_managed_by"]) == ("logs", "Data stream lifecycle")
    assert answers["/logs-shop/_rollover"]["rolled_over"] is True
    assert answers["/logs-shop/_search"]["hits"]["total"]["value"] == 1
    assert answers["/logs-shop/_doc?refresh"]["failure_store"] == "used"
    [kept] = answers["/logs-shop::failures/_search?filter_path=hits.hits._source.error.message"]["hits"]["hits"]
    assert "of type [integer]" in kept["_source"]["error"]["message"]
    assert all(one["managed_by_lifecycle"] for one in answers["/logs-shop/_lifecycle/explain"]["indices"].values())
