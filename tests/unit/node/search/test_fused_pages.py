"""The examples of the pages about fused lists and inference answer as the pages say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reference.api import Api

DOCS = Path(__file__).parents[4] / "docs"


def answers(api: Api, page: str) -> Iterator[dict[str, Any]]:
    """Yields the answers to the indented requests of a page, but for those that set up."""
    found: list[tuple[str, str, list[str]]] = []
    example = (DOCS / page).read_text().partition("## An example\n")[2].partition("\n## ")[0]
    for line in example.splitlines():
        if line.startswith(("    PUT /", "    POST /")):
            method, path = line.split()
            found.append((method, path, []))
        elif line.startswith("    ") and found:
            found[-1][2].append(line.strip())
    for method, path, lines in found:
        body = "\n".join(lines) + "\n"
        answer = api.call(method, path, body if "_bulk" in path else json.loads(body))
        assert answer.status == 200, answer.text
        if method == "POST" and "_bulk" not in path:
            yield answer.body


def ids(answer: dict[str, Any]) -> list[str]:
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def test_fused_lists(api: Api) -> None:
    rrf, linear, hybrid = answers(api, "retrievers.md")
    assert ids(rrf)[0] == "1"
    assert ids(linear) == ["4", "3"]
    assert ids(hybrid)[0] == "3"


def test_inference(api: Api) -> None:
    ranked, searched = answers(api, "inference.md")
    assert ranked["rerank"][0]["index"] == 1
    assert ids(searched) == ["2", "1"]
