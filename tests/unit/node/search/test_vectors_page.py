"""The example of the page about vectors answers as the page says."""

import json
from pathlib import Path

from tests.reference.api import Api

PAGE = Path(__file__).parents[4] / "docs" / "vectors.md"


def requests() -> list[tuple[str, str, str]]:
    """Returns method, path and body of the indented requests."""
    found: list[tuple[str, str, list[str]]] = []
    for line in PAGE.read_text().splitlines():
        if line.startswith(("    PUT ", "    POST ")):
            method, path = line.split()
            found.append((method, path, []))
        elif line.startswith("    ") and found:
            found[-1][2].append(line.strip())
    return [(method, path, "\n".join(lines) + "\n") for method, path, lines in found]


def test_the_example_finds_what_the_page_says(api: Api) -> None:
    hits = []
    for method, path, body in requests():
        answer = api.call(method, path, body if "_bulk" in path else json.loads(body))
        assert answer.status in (200, 201), answer.text
        if path.endswith("_search"):
            hits.append([hit["_source"].get("name") for hit in answer.body["hits"]["hits"]])
    assert [sorted(names) for names in hits[:2]] == [["Bergen", "Lisbon"], ["Bergen", "Turin"]]
    assert sorted(hits[2]) == ["Bergen", "Turin"]
    assert answer.body["hits"]["hits"][0]["_score"] == 3 + 2
